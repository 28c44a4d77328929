"""The section on the entries: who takes part with what, and in which stages."""

from dataclasses import asdict
from typing import Any

import streamlit as st

from dashboard import live, screen
from dashboard.board import Board
from dashboard.desk.entries import (
    FIELDS,
    OUT,
    add_entry,
    edit_entry,
    enter_all,
    next_number,
    remove_entry,
)
from dashboard.desk.roster import known_units, new_unit, next_code
from dashboard.forms.settings.dialogs import Form, ask
from dashboard.forms.settings.listing import add_button, line, listed
from dashboard.forms.settings.saving import saving
from dashboard.view.settings.choices import STATUSES
from dashboard.view.settings.values import unit_text
from dashboard.view.words import Words, message
from db.models import SubmissionStatus
from db.rows import SubmissionRow, UnitRow

FLAGS = (True, False, None)


@live.part
def show() -> None:
    """The entries by number, and a button to register one more."""
    seen = screen.now()
    board, words = seen.board, seen.words
    structure = board.structure
    with st.container(horizontal=True, gap="small"):
        if add_button(words.text("Register an entry"), "new entry", ":material/person_add:"):
            ask("new entry")
        if (
            len(structure.stages) > 1
            and structure.submissions
            and add_button(words.text("Let all go into a stage"), "enter all", ":material/login:")
        ):
            ask("enter all")
    if not structure.submissions:
        st.markdown(words.text("There is no entry yet."))
    stages = {row.id: row.name for row in structure.stages}
    inside: dict[int, list[str]] = {}
    for slot in structure.entries:
        inside.setdefault(slot.submission_id, []).append(stages[slot.stage_id])

    def text(row: SubmissionRow) -> str:
        return f"{row.number} {row.title} {row.category} {board.unit_of[row.unit_id].name}"

    for row in listed(words, structure.submissions, text, "entries"):
        told = details(board, words, row, inside.get(row.id, []))
        if line(f"{row.number}. {row.title}", told, f"entry {row.id}"):
            ask("entry", row.id, asdict(row) | {"stages": stages_of(board, row.id)})


def details(board: Board, words: Words, row: SubmissionRow, stages: list[str]) -> str:
    """Unit, status, and the stages where there are several."""
    parts = [board.unit_of[row.unit_id].name, words.text(STATUSES[row.status])]
    if not stages:
        parts.append(words.text("goes into no stage"))
    elif len(board.structure.stages) > 1:
        parts.append(words.join(stages))
    return " · ".join(parts)


def stages_of(board: Board, submission_id: int) -> frozenset[int]:
    """The stages that an entry goes into."""
    return frozenset(
        s.stage_id for s in board.structure.entries if s.submission_id == submission_id
    )


def _fields(form: Form, seats: frozenset[int]) -> tuple[dict[str, Any], frozenset[int]]:
    words, values = form.words, form.values
    flag = {True: words.text("yes"), False: words.text("no"), None: words.text("not stated")}
    given: dict[str, Any] = {"title": form.line("title", values["title"])}
    first, second = st.columns(2)
    with first:
        given["number"] = form.line("number", values["number"])
        given["is_digital"] = form.choice(
            "is_digital", FLAGS, values["is_digital"], flag.__getitem__
        )
    with second:
        given["category"] = form.line("category", values["category"])
        given["is_inclusive"] = form.choice(
            "is_inclusive", FLAGS, values["is_inclusive"], flag.__getitem__
        )
    given["status"] = form.choice(
        "status", STATUSES, values["status"], lambda v: words.text(STATUSES[v])
    )
    stages = {row.id: row.name for row in form.board.structure.stages}
    if not stages:
        return given, frozenset()
    return given, form.ticks("stages", words.text("Goes into these stages"), stages, seats)


def add(form: Form) -> None:
    """The dialog of a late or early registration: unit and title are enough."""
    structure, words = form.board.structure, form.words
    if not form.values:
        blank: dict[str, Any] = dict.fromkeys(FIELDS)
        blank |= {"number": next_number(structure), "status": SubmissionStatus.REGISTERED}
        form.take_theirs(blank)
    known = {unit_text(row): row for row in known_units(screen.reader().engine, form.seen.who)}
    chosen = form.choice(
        "unit", known, None, str, label=words.text("Unit (a new name makes a new unit)"),
        placeholder=words.text("Choose or type a name"), accept_new_options=True,
    )  # fmt: skip
    given, stages = _fields(form, frozenset(row.id for row in structure.stages))
    saving(form, lambda: add_entry(given, _unit(chosen, known), stages))


def _unit(chosen: str | None, known: dict[str, UnitRow]) -> UnitRow | None:
    if not chosen or chosen in known:
        return known.get(chosen or "")
    units = list(known.values())
    named = {"code": next_code(units), "name": chosen, "short_name": "", "kind": ""}
    return new_unit(named, units)


def edit(form: Form) -> None:
    """The dialog of an entry."""
    words, values, key = form.words, form.values, form.asked.key
    units = {row.id: row for row in form.board.structure.units}
    unit = form.choice("unit_id", units, values["unit_id"], lambda one: unit_text(units[one]))
    opened = frozenset(values["stages"])
    given, stages = _fields(form, opened)
    given["unit_id"] = unit
    reason = None
    if given["status"] in OUT and given["status"] != values["status"]:
        reason = form.line("reason", label=words.text("Reason (kept in the history)"))
    if form.removal(words.text("Remove this entry")):
        saving(form, lambda: remove_entry(key), save=words.text("Remove"))
    else:
        saving(
            form,
            lambda: edit_entry(key, values, given, opened, stages, reason or ""),
            reason=reason,
        )


def all_into(form: Form) -> None:
    """The dialog that lets every entry go into one stage."""
    stages = {row.id: row.name for row in form.board.structure.stages}
    key = form.choice(
        "stage", stages, next(reversed(stages)), stages.__getitem__,
        label=form.words.text("Stage"),
    )  # fmt: skip
    st.markdown(form.words.text("Withdrawn and disqualified entries stay out."))
    saving(form, lambda: enter_all(key or 0))


DIALOGS = {
    "new entry": (message("Register an entry"), add),
    "entry": (message("Entry"), edit),
    "enter all": (message("Let all go into a stage"), all_into),
}
