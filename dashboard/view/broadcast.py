"""The broadcast board: the board as a page of its own, for screens that only look."""

from dataclasses import dataclass
from functools import cache

from dashboard.board import Board
from dashboard.view.assets import source
from dashboard.view.leaderboard import View, board_html
from dashboard.view.result import result_html
from dashboard.view.template import render
from dashboard.view.theme import variables
from dashboard.view.words import LANGUAGES, Words
from db.rows import SnapshotRow


@dataclass(frozen=True)
class Shown:
    """One state of the broadcast: the board as HTML, and what the line above it says."""

    revision: int
    title: str
    is_final: bool
    newest: str
    html: str


def shown(board: Board, final: SnapshotRow | None, words: Words, *, published: bool) -> Shown:
    """What a screen shows: the live board, or for those outside only what was `published`."""
    at = board.newest_score_at
    return Shown(
        revision=board.revision,
        title=board.competition.full_name,
        is_final=published or board.is_final,
        newest="" if at is None or published else words.clock(at, board.competition.timezone),
        html=result_html(board, final, words)
        if published
        else board_html(board, words, View(explains=False)),
    )


def broadcast_page(state: Shown | None, words: Words, stream: str, query: str) -> str:
    """The whole page; readable as it is, kept up to date by `stream` where scripts run."""
    return render(
        "broadcast.html",
        words,
        state=state,
        stream=stream,
        languages=[
            (code, f"?{query}&bahasa={code}" if query else f"?bahasa={code}") for code in LANGUAGES
        ],
        style=_style(),
        script=source("broadcast.js"),
    )


@cache
def _style() -> str:
    light, dark = variables("light"), variables("dark")
    return (
        f":root{{{light}}}@media (prefers-color-scheme:dark){{:root{{{dark}}}}}"
        f"{source('board.css', 'result.css', 'broadcast.css')}"
    )
