"""The section on the roster: the units that are expected to take part."""

from collections import Counter
from dataclasses import asdict

import streamlit as st

from dashboard import live, screen
from dashboard.board import Board
from dashboard.desk.door import Denied
from dashboard.desk.roster import (
    FIELDS,
    Line,
    Pasted,
    add_units,
    edit_unit,
    known_units,
    new_unit,
    read_list,
    remove_units,
)
from dashboard.forms.settings.dialogs import Form, ask
from dashboard.forms.settings.listing import add_button, line, listed
from dashboard.forms.settings.saving import saving
from dashboard.view.settings.values import table, unit_text
from dashboard.view.words import Words, message
from db.rows import UnitRow

SHOWN = 50
"""Lines of a pasted list that are shown."""
LINES = {
    Line.KNOWN: message("known, comes onto the list"),
    Line.NEW: message("new"),
    Line.LISTED: message("is on the list already"),
    Line.AGAIN: message("stands twice here"),
}


@live.part
def show() -> None:
    """The expected units, and the ways to bring others onto the list."""
    seen = screen.now()
    board, words = seen.board, seen.words
    rows = units_on(board)
    st.markdown(
        words.plural(
            "%(count)s unit is expected to take part; it is what participation is counted against.",
            "%(count)s units are expected to take part; they are what participation is counted "
            "against.",
            len(rows),
        )
    )
    with st.container(horizontal=True, gap="small"):
        if add_button(words.text("Paste a list"), "paste", ":material/content_paste:"):
            ask("paste")
        if add_button(words.text("Add a known unit"), "known unit", ":material/playlist_add:"):
            ask("known unit")
        if add_button(words.text("Add a new unit"), "new unit"):
            ask("new unit")
        if rows and add_button(words.text("Take units off"), "off", ":material/playlist_remove:"):
            ask("off")
    entered = Counter(row.unit_id for row in board.structure.submissions)
    for row in listed(words, rows, lambda u: f"{u.code} {u.name} {u.short_name} {u.kind}", "units"):
        entries = words.plural("%(count)s entry", "%(count)s entries", entered[row.id])
        told = " · ".join(part for part in (row.code, row.short_name, row.kind, entries) if part)
        if line(row.name, told, f"unit {row.id}"):
            ask("unit", row.id, asdict(row))


def units_on(board: Board) -> list[UnitRow]:
    """The units of the roster, by name."""
    roster = set(board.structure.eligible_unit_ids)
    return [row for row in board.structure.units if row.id in roster]


def _known(form: Form) -> tuple[UnitRow, ...]:
    return known_units(screen.reader().engine, form.seen.who)


def add(form: Form) -> None:
    """The dialog of a unit that is not in the database yet."""
    known = _known(form)
    given = {name: form.line(name) for name in FIELDS}
    saving(form, lambda: add_units([new_unit(given, known)]))


def add_known(form: Form) -> None:
    """The dialog of a unit that took part before, or stands beside the roster."""
    roster = set(form.board.structure.eligible_unit_ids)
    units = {row.id: row for row in _known(form) if row.id not in roster}
    if not units:
        st.markdown(form.words.text("Every unit of the database is on the list already."))
        return
    key = form.choice(
        "unit", units, None, lambda key: unit_text(units[key]), label=form.words.text("Unit"),
        placeholder=form.words.text("Choose"),
    )  # fmt: skip
    saving(form, lambda: add_units([units[key]] if key else []))


def edit(form: Form) -> None:
    """The dialog of a unit of the roster."""
    words, key = form.words, form.asked.key
    st.markdown(words.text("A unit is the same in all competitions: a change holds for all."))
    given = {name: form.line(name, form.values[name]) for name in FIELDS}
    known = _known(form)
    if form.removal(words.text("Take it off the list")):
        saving(form, lambda: remove_units({key}), save=words.text("Take off"))
    else:
        saving(form, lambda: edit_unit(key, form.values, given, known))


def take_off(form: Form) -> None:
    """The dialog that takes several units off the roster."""
    words = form.words
    text = form.line(
        "unit", long=True, label=words.text("Codes or names, one per line"),
        help=words.text("What the units entered stays entered."),
    )  # fmt: skip
    roster = units_on(form.board)
    lines = _lines(form, text, roster)
    chosen = {one.unit.id for one in lines if one.unit.id > 0}
    unknown = [[one.text, form.words.text("not on the list")] for one in lines if one.unit.id < 0]
    if unknown:
        st.markdown(table([words.text("Line"), words.text("What becomes of it")], unknown[:SHOWN]))
    if chosen:
        st.markdown(words.plural("%(count)s unit.", "%(count)s units.", len(chosen)))
    saving(form, lambda: remove_units(chosen), save=words.text("Take off"))


def paste(form: Form) -> None:
    """The dialog of a pasted list, with what becomes of each line."""
    words = form.words
    text = form.line(
        "unit", long=True, label=words.text("Codes or names, one per line"),
        help=words.text(
            "Or columns as copied from a spreadsheet: code, name, short name, kind."
        ),
    )  # fmt: skip
    lines = _lines(form, text, _known(form))
    coming = [one.unit for one in lines if one.line in (Line.KNOWN, Line.NEW)]
    if lines:
        _preview(words, lines)
    label = words.plural("Add %(count)s unit", "Add %(count)s units", len(coming))
    saving(form, lambda: add_units(coming), save=label if coming else words.text("Look at it"))


def _lines(form: Form, text: str, known: tuple[UnitRow, ...] | list[UnitRow]) -> list[Pasted]:
    try:
        return read_list(text, known, set(form.board.structure.eligible_unit_ids))
    except Denied as denied:
        form.object_to(denied)
        return []


def _preview(words: Words, lines: list[Pasted]) -> None:
    rows = [[unit_text(one.unit), words.text(LINES[one.line])] for one in lines]
    headers = [words.text("Unit"), words.text("What becomes of it")]
    st.markdown(table(headers, rows[:SHOWN]))
    if more := len(rows) - SHOWN if len(rows) > SHOWN else 0:
        st.markdown(words.plural("%(count)s more", "%(count)s more", more))


DIALOGS = {
    "new unit": (message("New unit"), add),
    "known unit": (message("Add a known unit"), add_known),
    "unit": (message("Unit"), edit),
    "off": (message("Take units off"), take_off),
    "paste": (message("Paste a list"), paste),
}
