"""The parts of a page that follow the ledger, and the strip that tells how fresh they are."""

import functools
import time
from collections.abc import Callable
from datetime import datetime
from typing import ParamSpec
from zoneinfo import ZoneInfo

import streamlit as st

from dashboard import screen
from dashboard.view.assets import source

P = ParamSpec("P")

PARTS = "live parts"
STRIP = "live strip"

_strip = st.components.v2.component(
    "strip",
    html='<div class="strip" role="status" data-state="joining"><span class="dot"></span>'
    '<span data-part="state"></span><span data-part="newest"></span>'
    '<span data-part="read"></span><span data-part="revision"></span></div>',
    css=source("strip.css"),
    js=source("strip.js"),
)


def begin() -> None:
    """Forget the parts of the last run; the page that runs now names its own."""
    st.session_state[PARTS] = []


def part(draw: Callable[P, None]) -> Callable[P, None]:
    """Make a function a part of the page that is drawn again at each new revision, alone."""
    key = f"{draw.__module__}.{draw.__qualname__}"
    fragment = st.fragment(draw, key=key)

    @functools.wraps(draw)
    def shown(*args: P.args, **kwargs: P.kwargs) -> None:
        st.session_state[PARTS].append(key)
        fragment(*args, **kwargs)

    return shown


def follow() -> None:
    """Draw the live parts at the newest revision: what the strip asks for."""
    screen.catch_up()
    st.rerun([*dict.fromkeys(st.session_state[PARTS]), STRIP])


# In a fragment of its own, so that a new revision leaves half-typed text elsewhere alone.
@st.fragment(key=STRIP)
def strip() -> None:
    """Draw the strip: connection, newest score, this reading, revision."""
    seen = screen.now()
    board, words = seen.board, seen.words
    zone = ZoneInfo(board.competition.timezone)
    _strip(
        key="strip",
        on_revision_change=follow,
        data={
            "wall": seen.wall,
            "path": f"/live?competition={board.competition.id}",
            "revision": board.revision,
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


def milliseconds(at: datetime | None) -> int | None:
    """Since the epoch, as browsers count."""
    return None if at is None else round(at.timestamp() * 1000)
