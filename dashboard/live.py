"""The parts of a page that follow the ledger, and the strip that tells how fresh they are."""

import functools
import itertools
import secrets
import time
from collections.abc import Callable, Hashable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import ParamSpec
from zoneinfo import ZoneInfo

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequestType

from dashboard import screen
from dashboard.board import Board, milliseconds
from dashboard.parts import OPEN_SCREENS, Data, OpenScreen, Part, Piece
from dashboard.pulse import PULSE
from dashboard.view.assets import source

P = ParamSpec("P")

PARTS = "live parts"
STRIP = "live strip"
CLAIM = "live claim"
OPEN = "open screen"

_drawings = itertools.count(secrets.randbits(20) << 32)
"""Numbers everything this process draws: of two drawings, which came first.

From a beginning of its own, for a screen may come over from another process, and below 2^53, where
the browser's numbers end.
"""
_part: ContextVar[Part] = ContextVar("the part that is being drawn")

_strip = st.components.v2.component(
    "strip",
    html='<div class="strip" role="status" data-state="joining"><span class="dot"></span>'
    '<span data-part="state"></span><span data-part="newest"></span>'
    '<span data-part="read"></span><span data-part="revision"></span></div>',
    css=source("strip.css"),
    js=source("pieces.js", "strip.js"),
)


@dataclass(frozen=True)
class Claim:
    """What the strip says that all parts show; a screen that got it got all drawings before it."""

    revision: int
    drawing: int


def begin() -> None:
    """Forget the parts of the last run; the page that runs now names its own."""
    open_screen().parts = None
    st.session_state[PARTS] = {}
    st.session_state[CLAIM] = None


def end() -> None:
    """All parts of the page are drawn: from now on the live route may send their pieces."""
    open_screen().parts = dict(st.session_state[PARTS])


def open_screen() -> OpenScreen:
    """This viewer's screen as the live route knows it."""
    seen = screen.now()
    fresh = OpenScreen(seen.who, seen.competition_id or 0)
    known: OpenScreen = st.session_state.setdefault(OPEN, fresh)
    if (known.who, known.competition) != (fresh.who, fresh.competition):
        st.session_state[OPEN] = known = fresh
    if known is fresh:
        OPEN_SCREENS.enter(known)
    return known


def part(draw: Callable[P, None]) -> Callable[P, None]:
    """Make a function a part of the page that is drawn again at each new revision, alone."""
    return part_of(lambda board: board.revision)(draw)


def part_of(what: Callable[[Board], object]) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """Make a function a part of the page that is drawn again where `what` of the board changed.

    Changed since this part was drawn, not since the screen last moved on: a screen moves on by its
    own changes too, and may have missed more boards than are kept.
    """

    def decorate(draw: Callable[P, None]) -> Callable[P, None]:
        key = f"{draw.__module__}.{draw.__qualname__}"

        @functools.wraps(draw)
        def drawn(*args: P.args, **kwargs: P.kwargs) -> None:
            before: Part | None = st.session_state[PARTS].get(key)
            if before and before.pieces and is_alone():
                keep_up()
            seen = screen.now()
            shows = None if seen.competition_id is None else what(seen.board)
            part = Part(what, shows, next(_drawings), seen.revision)
            others_are_drawn, open_screen().parts = open_screen().parts is not None, None
            st.session_state[PARTS][key] = part
            drawing = _part.set(part)
            try:
                draw(*args, **kwargs)
            finally:
                _part.reset(drawing)
            if others_are_drawn:
                end()

        return functools.wraps(draw)(st.fragment(drawn, key=key))

    return decorate


def steady(what: Callable[..., Hashable], *args: Hashable) -> None:
    """Say of the part that is being drawn what it follows: `what(board, *args)`.

    For a part whose pieces and widgets are all that a new score may change: where this stays, its
    pieces are sent to the screen, and nothing is drawn here.
    """
    part = _part.get()
    part.what = lambda board: what(board, *args)
    part.shows = part.what(screen.now().board)


def piece(
    mount: Callable[[Data, str], None],
    key: str,
    content: Callable[..., Data | None],
    *args: Hashable,
) -> None:
    """Draw `content(board, *args)` of the part that is being drawn by a component, if it is there.

    From then on the live route may send the same of a newer board, for which `content` must be a
    function of a module, and of nothing but the board and `args`.
    """
    seen, part = screen.now(), _part.get()
    made = Piece(content, args)
    data = made.data(seen.board)
    part.pieces[key] = made, data is not None
    if data is not None:
        mount({**data, "key": key, "revision": seen.revision, "drawing": part.drawing}, key)


def keep_up() -> None:
    """Draw what a viewer did at the newest board: others of their pieces may show it already."""
    competition = screen.now().competition_id
    if competition is not None and not screen.catch_up(PULSE.newest(competition)):
        st.rerun()


def follow() -> None:
    """Draw the live parts at the newest revision: what the strip asks for.

    The whole page where the competition is there no longer, or no longer for this viewer.
    """
    if not is_alone():
        return
    # What the pulse has heard of is what the strip was told: that is new enough for all.
    if not screen.catch_up(PULSE.newest(screen.now().board.competition.id)):
        st.rerun()
    if is_leaving():
        return
    board, got = screen.now().board, received()
    parts: dict[str, Part] = st.session_state[PARTS]
    st.session_state[CLAIM] = None
    st.rerun([*(key for key, part in parts.items() if part.is_behind(board, got)), STRIP])


def received() -> int:
    """The drawing of the strip that the asking screen has."""
    asked = st.session_state.get("strip", {}).get("behind")
    return int(asked) if asked else 0


def is_alone() -> bool:
    """Whether this run is of one fragment: only what the strip asks for, or only one part.

    Streamlit joins requests that come while it is busy, and gives up a run for the parts that a
    callback names: the rest of the page, or a button of another fragment, would be lost. So what is
    joined runs as it is, and the strip, still behind, asks once more.
    """
    context = get_script_run_ctx()
    return context is not None and len(context.fragment_ids_this_run or ()) == 1


def is_leaving() -> bool:
    """Whether the viewer has just gone over to another page, which is about to be drawn.

    Streamlit joins what a callback asks for with that, and of the two pages takes the callback's:
    the viewer would stay where they were.
    """
    context = get_script_run_ctx()
    if context is None or context.script_requests is None:
        return False
    waiting = context.script_requests
    return (
        waiting._state == ScriptRequestType.RERUN
        and waiting._rerun_data.page_script_hash != context.page_script_hash
    )


# In a fragment of its own, so that a new revision leaves half-typed text elsewhere alone.
@st.fragment(key=STRIP)
def strip() -> None:
    """Draw the strip: connection, newest score, this reading, revision.

    Where it is drawn by the way, in the run of another part, it says what it said before.
    """
    seen = screen.now()
    board, words = seen.board, seen.words
    claim: Claim | None = st.session_state[CLAIM]
    if claim is None:
        st.session_state[CLAIM] = claim = Claim(board.revision, next(_drawings))
    zone = ZoneInfo(board.competition.timezone)
    _strip(
        key="strip",
        on_behind_change=follow,
        data={
            "wall": seen.wall,
            "path": f"/live?competition={board.competition.id}&screen={open_screen().name}",
            "revision": claim.revision,
            "drawing": claim.drawing,
            "newest": milliseconds(board.newest_score_at),
            "read": milliseconds(board.read_at),
            "now": round(time.time() * 1000),
            "language": words.language,
            "timezone": board.competition.timezone,
            "zone": board.read_at.astimezone(zone).strftime("%Z"),
            "labels": {
                "live": words.text("Live"),
                "joining": words.text("Connecting…"),
                "behind": words.text("Refreshing…"),
                "lost": words.text("Connection lost, trying again"),
                "away": words.text("The database cannot be reached"),
                "newest": words.text("newest score"),
                "none": words.text("no score yet"),
                "read": words.text("read"),
                "revision": words.text("revision"),
            },
        },
    )
