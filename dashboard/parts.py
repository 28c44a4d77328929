"""What of an open screen follows the ledger: its parts, and the pieces of them that a new score
changes alone, which the live route sends finished, so that it costs no run of the page.
"""

import json
import logging
import secrets
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from weakref import WeakValueDictionary

from dashboard.access import Identity
from dashboard.board import Board
from dashboard.reader import Reader

log = logging.getLogger(__name__)

Data = dict[str, Any]
"""What a component in the browser takes, ready for JSON."""


@dataclass(frozen=True)
class Piece:
    """A panel or chart that can be made of any board: `content(board, *args)`, None: not there."""

    content: Callable[..., Data | None]
    args: tuple[Hashable, ...]

    def data(self, board: Board) -> Data | None:
        """What its component takes for this board."""
        return self.content(board, *self.args)

    def json(self, board: Board) -> str | None:
        """The same as JSON, made once for all screens that show the same."""

        def make() -> str | None:
            data = self.data(board)
            return None if data is None else json.dumps(data, separators=(",", ":"))

        return board.once(("piece", self), make)


@dataclass
class Part:
    """A part of a page, drawn as a whole.

    It is drawn again where `what` of the board is no longer what it `shows`. Its pieces are, by
    their key, what else changes with the board, and whether each is there.
    """

    what: Callable[[Board], object]
    shows: object
    drawing: int
    revision: int
    pieces: dict[str, tuple[Piece, bool]] = field(default_factory=dict)

    def holds(self, board: Board) -> bool:
        """Whether the part is at this board what it was when it was drawn, but for its pieces."""
        return self.shows == self.what(board)

    def is_behind(self, board: Board, received: int) -> bool:
        """Whether it has to be drawn again for a screen that got what was drawn up to `received`.

        A later drawing may have been lost, as where the connection broke off.
        """
        is_old = bool(self.pieces) and self.revision < board.revision
        return self.drawing > received or is_old or not self.holds(board)

    def finished(self, board: Board) -> dict[str, str] | None:
        """Its pieces at this board as JSON, by key; None where it has to be drawn as a whole."""
        if not self.holds(board):
            return None
        made = {key: piece.json(board) for key, (piece, _) in self.pieces.items()}
        if any((made[key] is None) == is_there for key, (_, is_there) in self.pieces.items()):
            return None
        return {
            key: f'{{"drawing":{self.drawing},"data":{data}}}'
            for key, data in made.items()
            if data is not None
        }


@dataclass(eq=False)
class OpenScreen:
    """One viewer's screen: for whom, of what, and its parts; None while they are being drawn."""

    who: Identity
    competition: int
    name: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    parts: Mapping[str, Part] | None = None

    def finished(self, board: Board) -> dict[str, str] | None:
        """All pieces as JSON, by key; None where a part has to be drawn instead, or none is old."""
        parts = None if self.parts is None else self.parts.values()
        if parts is None or (parts and all(part.revision >= board.revision for part in parts)):
            return None
        made: dict[str, str] = {}
        for part in parts:
            pieces = part.finished(board)
            if pieces is None:
                return None
            made |= pieces
        return made


@dataclass(frozen=True)
class Finished:
    """All that a screen needs to show a revision: its pieces, as the text of a JSON object."""

    revision: int
    newest_score_at: datetime | None
    read_at: datetime
    pieces: str


class OpenScreens:
    """The screens that are open at this process, for as long as their sessions last."""

    def __init__(self) -> None:
        self._reader: Reader | None = None
        self._open: WeakValueDictionary[str, OpenScreen] = WeakValueDictionary()

    def start(self, reader: Reader) -> None:
        """Take the boards from here; before, every screen draws itself."""
        self._reader = reader

    def enter(self, screen: OpenScreen) -> None:
        """Let the live route find this screen by its name."""
        self._open[screen.name] = screen

    def finished(self, name: str, who: Identity, competition: int, enough: int) -> Finished | None:
        """What brings that screen up to date; None: it has to draw itself.

        The name is a secret of the screen, and still it is served only to whom it was drawn for.
        """
        screen = self._open.get(name)
        if screen is None or self._reader is None:
            return None
        if (screen.who, screen.competition) != (who, competition):
            return None
        try:
            board = self._reader.latest(competition, enough)
            made = screen.finished(board)
        except Exception:  # whatever it is, a run of the page tells it in the right place
            log.exception("a screen could not be brought up to date")
            return None
        if made is None:
            return None
        pieces = ",".join(f"{json.dumps(key)}:{text}" for key, text in made.items())
        return Finished(board.revision, board.newest_score_at, board.read_at, f"{{{pieces}}}")


OPEN_SCREENS = OpenScreens()
