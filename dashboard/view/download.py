"""Links to files: real links, so that a phone saves them as it saves any other."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from dashboard.board import Board
from dashboard.view.panel import panel
from dashboard.view.template import render
from dashboard.view.words import Words


@dataclass(frozen=True)
class Link:
    """A file to take: what the link says, where it is, what is in it."""

    label: str
    href: str
    about: str = ""


def address(path: str, board: Board | None, words: Words, **more: str) -> str:
    """The address of a file of dashboard.downloads."""
    named = {} if board is None else {"lomba": str(board.competition.id)}
    return f"{path}?" + urlencode({**named, "bahasa": words.language, **more})


def downloads(words: Words, links: Sequence[Link], *, key: str) -> None:
    """Show links to files as buttons, each above what it says of itself."""
    panel(render("downloads.html", words, links=links), key=key)
