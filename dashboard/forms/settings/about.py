"""The section on the competition itself: what is told of it, and the scoring rules."""

from dataclasses import asdict
from typing import Any
from zoneinfo import available_timezones

import streamlit as st

from dashboard import live, screen
from dashboard.desk.competition import ABOUT, edit_about, edit_rules
from dashboard.desk.effect import RULES
from dashboard.forms.settings.dialogs import Form, ask
from dashboard.forms.settings.saving import saving
from dashboard.view.criteria_controls import plain
from dashboard.view.settings.choices import (
    BY_CHOICE,
    BY_LIST,
    BY_NOTHING,
    FIELDS,
    LEVELS,
    METHODS,
    ROUNDING_MODES,
    ROUNDINGS,
    TIES,
    TIMEZONES,
)
from dashboard.view.settings.values import value_text, zone_text
from dashboard.view.words import Words, message
from db.models import Method, Rounding
from db.rows import CompetitionRow

LEAST_CHAIN = 3
"""So many criteria that settle ties can be chosen at least."""


@live.part
def show() -> None:
    """What is set, in two lists, each with a button to change it."""
    seen = screen.now()
    words, own = seen.words, seen.board.competition
    about, rules = st.columns(2, gap="large")
    with about:
        st.subheader(words.text("About the competition"))
        _facts(words, own, ABOUT)
        if st.button(words.text("Change"), icon=":material/edit:", key="change about"):
            ask("about", values=asdict(own))
    with rules:
        st.subheader(words.text("Scoring rules"))
        _facts(words, own, shown_rules(own))
        label = words.text("Change the rules")
        if st.button(label, icon=":material/edit:", key="change rules"):
            ask("rules", values=asdict(own))


def shown_rules(own: CompetitionRow) -> list[str]:
    """The rules that bear on anything."""
    idle = set()
    if own.method is not Method.TRIMMED_MEAN:
        idle.add("trim")
    if own.rounding is Rounding.EXACT:
        idle.add("rounding_mode")
    return [name for name in RULES if name not in idle]


def _facts(words: Words, own: CompetitionRow, names: tuple[str, ...] | list[str]) -> None:
    facts = [
        f"- {words.text(FIELDS[name])}: **{plain(value_text(words, name, getattr(own, name)))}**"
        for name in names
    ]
    st.markdown("\n".join(facts))


def about(form: Form) -> None:
    """The dialog of what is told of the competition."""
    values = form.values
    given = {
        "name": form.line("name", values["name"]),
        "edition": form.line("edition", values["edition"]),
        "organiser": form.line("organiser", values["organiser"]),
        "venue": form.line("venue", values["venue"]),
        "held_on": form.day("held_on", values["held_on"]),
        "timezone": form.choice(
            "timezone", _zones(values["timezone"]), values["timezone"],
            lambda zone: zone_text(form.words, zone),
        ),
        "unit_term": form.line("unit_term", values["unit_term"]),
        "participation_target": form.line("participation_target", values["participation_target"]),
    }  # fmt: skip
    saving(form, lambda: edit_about(values, given))


def _zones(current: str) -> list[str]:
    return [*TIMEZONES, *sorted((available_timezones() | {current}) - set(TIMEZONES))]


def rules(form: Form) -> None:
    """The dialog of the scoring rules."""
    words, values = form.words, form.values
    given: dict[str, Any] = {
        "method": form.choice(
            "method", METHODS, values["method"], lambda v: words.text(METHODS[v])
        ),
        "trim": values["trim"],
    }
    if given["method"] is Method.TRIMMED_MEAN:
        given["trim"] = form.line("trim", values["trim"])
    given["level"] = form.choice("level", LEVELS, values["level"], lambda v: words.text(LEVELS[v]))
    given["rounding"] = form.choice(
        "rounding", ROUNDINGS, values["rounding"], lambda v: words.text(ROUNDINGS[v])
    )
    given["rounding_mode"] = values["rounding_mode"]
    if given["rounding"] is not Rounding.EXACT:
        given["rounding_mode"] = form.choice(
            "rounding_mode", ROUNDING_MODES, values["rounding_mode"],
            lambda v: words.text(ROUNDING_MODES[v]),
        )  # fmt: skip
    given["decimals"] = form.line("decimals", values["decimals"])
    given["tie_break"] = _tie_break(form)
    saving(form, lambda: edit_rules(values, given))


def _tie_break(form: Form) -> str:
    words, now = form.words, str(form.values["tie_break"])
    kind = now if now in (BY_LIST, BY_NOTHING) else BY_CHOICE
    chosen = form.choice("tie_break", TIES, kind, lambda v: words.text(TIES[v]))
    if chosen != BY_CHOICE:
        return str(chosen)
    names = {row.code: f"{row.code} · {row.name}" for row in form.board.structure.criteria}
    chain = now.split(",") if kind == BY_CHOICE else []
    picked = [
        form.choice(
            f"tie {at}",
            names,
            chain[at] if at < len(chain) else None,
            names.__getitem__,
            label=words.text("Criterion %(number)s that settles ties", number=at + 1),
            placeholder=words.text("none"),
        )
        for at in range(min(max(LEAST_CHAIN, len(chain)), len(names)))
    ]
    return ",".join(code for code in picked if code) or BY_NOTHING


DIALOGS = {
    "about": (message("About the competition"), about),
    "rules": (message("Scoring rules"), rules),
}
