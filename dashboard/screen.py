"""What this viewer looks at: language, competition, and the revision that all panels show."""

import os
from dataclasses import dataclass, replace
from functools import cache
from urllib.parse import urlencode

import streamlit as st

from dashboard.access import HEADER, NOBODY, Identity, identity_of, may_open
from dashboard.board import Board
from dashboard.reader import Reader
from dashboard.view.words import DEFAULT, Words, words_in
from db.engine import connect
from db.rows import CompetitionRow
from db.sample import prepare

LANGUAGE, COMPETITION, WALL, TURN = "bahasa", "lomba", "layar", "putar"
"""The names in the address, so that a link opens the same view."""
SCREEN = "screen"


@dataclass(frozen=True)
class Screen:
    """One viewer's screen. `competition_id` is None where there is no competition yet.

    `who` is asking. `competitions` are those they may choose from, the newest first; `turn` are the
    seconds after which a wall shows its next scene, None: it stays. `choice` counts the changes of
    competition and language: the keys of the widgets that make them hold it, so that the browser's
    Back, which makes them too, is not undone by what such a widget remembers.
    """

    language: str
    competition_id: int | None
    revision: int
    wall: bool
    competitions: tuple[CompetitionRow, ...] = ()
    turn: int | None = None
    choice: int = 0
    who: Identity = NOBODY

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

    @property
    def address(self) -> dict[str, str | None]:
        """What the address says of this screen; None: nothing, because it is the default."""
        return {
            COMPETITION: None if self.competition_id is None else str(self.competition_id),
            LANGUAGE: None if self.language == DEFAULT else self.language,
        }

    @property
    def wall_address(self) -> str:
        """The address of the same page on the wall."""
        named = {name: value for name, value in self.address.items() if value}
        return "?" + urlencode({**named, WALL: "1"})


def reader() -> Reader:
    """The boards of the database in use, opened and brought up to date at the first call."""
    return _open(os.environ.get("DATABASE_URL"))


@cache
def _open(url: str | None) -> Reader:
    engine = connect(url)
    prepare(engine)
    return Reader(engine)


def asked_by() -> Identity:
    """Who opened this screen: what the gate says, and nobody where there is no gate."""
    return identity_of(st.context.headers.get(HEADER))


def begin() -> Screen:
    """Settle what this run shows: by the address, else as before, else the newest competition.

    An address that names a competition is complete, so what it leaves out is the default. One that
    does not comes from a change of page, which drops all names, or was typed by hand.
    """
    asked, before = st.query_params, st.session_state.get(SCREEN)
    who = asked_by()
    competitions = tuple(row for row in reader().competitions() if may_open(who, row))
    known = [row.id for row in competitions]
    complete = COMPETITION in asked
    language = asked.get(LANGUAGE) or (before.language if before and not complete else DEFAULT)
    chosen = number(asked.get(COMPETITION)) or (before.competition_id if before else None)
    competition = chosen if chosen in known else next(iter(known), None)
    if complete and competition is not None and competition != chosen:
        st.query_params[COMPETITION] = str(competition)
    revision = reader().latest(competition).revision if competition is not None else 0
    screen = Screen(
        words_in(language).language,
        competition,
        revision,
        asked.get(WALL) == "1",
        competitions,
        number(asked.get(TURN)),
        who=who,
    )
    if before:
        same = (before.language, before.competition_id) == (screen.language, competition)
        screen = replace(screen, choice=before.choice + (not same))
        if before.competition_id != competition:
            forget()
    st.session_state[SCREEN] = screen
    return screen


def forget() -> None:
    """Drop what the viewer chose on the pages: of another competition it would mean nothing."""
    for key in list(st.session_state):
        del st.session_state[key]


def go(*, language: str | None = None, competition: int | None = None) -> None:
    """Draw the whole screen anew in another language or of another competition."""
    seen = now()
    seen = replace(
        seen,
        language=language or seen.language,
        competition_id=competition or seen.competition_id,
    )
    for name in [name for name, value in seen.address.items() if value is None]:
        st.query_params.pop(name, None)
    st.query_params.update({name: value for name, value in seen.address.items() if value})
    st.rerun()


def now() -> Screen:
    """What `begin` settled, at the revision that the screen has now."""
    screen: Screen = st.session_state[SCREEN]
    return screen


def catch_up(enough: int | None = None) -> bool:
    """Move this screen on to the newest revision, or to one at hand that is new `enough`.

    False where the viewer may not see it.
    """
    screen = now()
    if screen.competition_id is None:
        return True
    try:
        newest = reader().latest(screen.competition_id, enough)
    except LookupError:
        return False
    st.session_state[SCREEN] = replace(screen, revision=newest.revision)
    return may_open(screen.who, newest.competition)


def number(text: str | None) -> int | None:
    """A whole number in an address, or None."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None
