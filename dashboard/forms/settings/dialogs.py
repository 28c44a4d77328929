"""Which dialog of the settings is open, and the form in it.

What is open stands in the session, so the dialog outlives the revisions of others: it is drawn by
the page itself, outside the parts that follow the ledger, and its fields keep what is half typed.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count
from typing import Any, TypeVar

import streamlit as st

from dashboard import screen
from dashboard.board import Board
from dashboard.desk.door import Denied
from dashboard.view.criteria_controls import plain
from dashboard.view.settings.choices import FIELDS
from dashboard.view.words import Words

V = TypeVar("V")

OPEN, SAID = "settings dialog", "settings said"
_number = count(1)


@dataclass(frozen=True)
class Asked:
    """A dialog: which form, of which row, with the values it was opened with, by field.

    `number` is its own, so that a form that is opened again starts afresh.
    """

    form: str
    key: int = 0
    values: Mapping[str, Any] = field(default_factory=dict)
    number: int = field(default_factory=lambda: next(_number))


def ask(form: str, key: int = 0, values: Mapping[str, Any] | None = None) -> None:
    """Open a dialog."""
    st.session_state[OPEN] = Asked(form, key, dict(values or {}))
    st.rerun()


def dismiss() -> None:
    """Forget the open dialog."""
    st.session_state.pop(OPEN, None)


def close(said: str = "") -> None:
    """Close the dialog, and say something where it was."""
    dismiss()
    if said:
        st.session_state[SAID] = said
    st.rerun()


def say_what_was_done() -> None:
    """Tell once what the last dialog did."""
    if said := st.session_state.pop(SAID, ""):
        st.toast(said, icon=":material/check:")


class Form:
    """The fields of the open dialog, each with a place below it for what is wrong there."""

    def __init__(self, asked: Asked) -> None:
        self.seen = screen.now()
        self.words: Words = self.seen.words
        self.asked: Asked = st.session_state.get(OPEN) or asked
        self.labels: dict[str, str] = {}
        self._slots: dict[str, Any] = {}
        self._general = st.empty()

    @property
    def board(self) -> Board:
        """The board as it is now, whatever the rest of the screen shows."""
        if self.seen.competition_id is None:
            raise LookupError("no competition")
        return screen.reader().latest(self.seen.competition_id)

    @property
    def values(self) -> Mapping[str, Any]:
        """What the form was opened with."""
        return self.asked.values

    def key(self, name: str) -> str:
        """The key of a widget of this form."""
        return f"{self.asked.form} {self.asked.number} {name}"

    def take_theirs(self, theirs: Mapping[str, Any]) -> None:
        """Go on from what others made of some fields meanwhile."""
        values = {**self.values, **theirs}
        self.asked = st.session_state[OPEN] = replace(self.asked, values=values)

    def line(
        self,
        name: str,
        value: object = None,
        *,
        label: str = "",
        help: str = "",
        long: bool = False,
    ) -> str:
        """A line, or several, of text."""
        label, begin = self._label(name, label), "" if value is None else str(value)
        draw = st.text_area if long else st.text_input
        typed = draw(label, begin, key=self.key(name), help=help or None)
        self.slot(name)
        return str(typed or "")

    def number(self, name: str, value: int | None, *, label: str = "", help: str = "") -> str:
        """A number with decimals, typed with comma or point; `value` in hundredths."""
        begin = None if value is None else self.words.hundredths(value)
        return self.line(name, begin, label=label, help=help)

    def choice(
        self, name: str, options: Iterable[V], value: V | None, said: Callable[[V], str], *,
        label: str = "", **more: Any,
    ) -> V | None:  # fmt: skip
        """One of a list."""
        listed = list(options)
        chosen: V | None = st.selectbox(
            self._label(name, label),
            listed,
            index=listed.index(value) if value in listed else None,
            format_func=said,
            key=self.key(name),
            **more,
        )
        self.slot(name)
        return chosen

    def day(self, name: str, value: date | None) -> date | None:
        """A day of the calendar."""
        chosen = st.date_input(
            self._label(name), value, key=self.key(name), format="DD/MM/YYYY",
            min_value=date(1945, 1, 1), max_value=date(2200, 1, 1),
        )  # fmt: skip
        self.slot(name)
        return chosen if isinstance(chosen, date) else None

    def ticks(
        self, name: str, label: str, options: Mapping[int, str], chosen: Iterable[int]
    ) -> frozenset[int]:
        """Any of a few."""
        picked = st.pills(
            label, list(options), selection_mode="multi",
            format_func=lambda key: plain(options[key]),
            default=[key for key in chosen if key in options], key=self.key(name),
        )  # fmt: skip
        self.slot(name)
        return frozenset(picked)

    def removal(self, label: str) -> bool:
        """Whether the row is to be removed rather than changed."""
        return st.toggle(label, key=self.key("removal"))

    def slot(self, name: str) -> None:
        """Keep a place for what is wrong with a field."""
        self._slots[name] = st.empty()

    def object_to(self, denied: Denied) -> None:
        """Say what is wrong, at its field."""
        slot = self._slots.get(denied.where, self._general)
        slot.error(denied.text(self.words), icon=":material/error:")

    def _label(self, name: str, label: str = "") -> str:
        self.labels[name] = label or self.words.text(FIELDS[name])
        return self.labels[name]


Draw = Callable[[Form], None]


def show_dialog(forms: Mapping[str, tuple[str, Draw]]) -> None:
    """Draw the dialog that is open. `forms`: by name, the message of the title and the form."""
    asked: Asked | None = st.session_state.get(OPEN)
    if asked is None:
        return
    title, draw = forms[asked.form]

    @st.dialog(screen.now().words.text(title), width="medium", on_dismiss=dismiss)
    def shown() -> None:
        draw(Form(asked))

    shown()
