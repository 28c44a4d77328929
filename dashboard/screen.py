"""What this viewer looks at: the language, the competition, and the revision that all panels show."""

import os
from dataclasses import dataclass, replace
from functools import cache

import streamlit as st

from dashboard.board import Board, Reader
from dashboard.view.words import DEFAULT, Words, words_in
from db.engine import connect
from db.sample import prepare

LANGUAGE, COMPETITION, WALL = "bahasa", "lomba", "layar"
"""The names in the address, so that a link opens the same view."""


@dataclass(frozen=True)
class Screen:
    """One viewer's screen. `competition_id` is None where there is no competition yet."""

    language: str
    competition_id: int | None
    revision: int
    wall: bool

    @property
    def words(self) -> Words:
        """The viewer's language."""
        return words_in(self.language)

    @property
    def board(self) -> Board:
        """The board that every panel of this screen shows.

        Raises:
            LookupError: there is no competition.
        """
        if self.competition_id is None:
            raise LookupError("no competition")
        return reader().at(self.competition_id, self.revision)


def reader() -> Reader:
    """The boards of the database in use, opened and brought up to date at the first call."""
    return _open(os.environ.get("DATABASE_URL"))


@cache
def _open(url: str | None) -> Reader:
    engine = connect(url)
    prepare(engine)
    return Reader(engine)


def begin() -> Screen:
    """Settle what this run shows: by the address, else as before, else the newest competition."""
    asked = st.query_params
    language = words_in(asked.get(LANGUAGE) or st.session_state.get(LANGUAGE) or DEFAULT).language
    competitions = [row.id for row in reader().competitions()]
    chosen = number(asked.get(COMPETITION)) or st.session_state.get(COMPETITION)
    competition = chosen if chosen in competitions else next(iter(competitions), None)
    revision = reader().latest(competition).revision if competition is not None else 0
    screen = Screen(language, competition, revision, asked.get(WALL) == "1")
    st.session_state["screen"] = screen
    st.session_state[LANGUAGE], st.session_state[COMPETITION] = language, competition
    return screen


def now() -> Screen:
    """What `begin` settled, at the revision that the screen has now."""
    screen: Screen = st.session_state["screen"]
    return screen


def catch_up() -> None:
    """Move this screen on to the newest revision."""
    screen = now()
    if screen.competition_id is not None:
        newest = reader().latest(screen.competition_id)
        st.session_state["screen"] = replace(screen, revision=newest.revision)


def number(text: str | None) -> int | None:
    """A whole number in an address, or None."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None
