"""The history as rows of plain text, for a file."""

from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

from dashboard.board import Board
from dashboard.history import Happening
from dashboard.view.history.happening import Told, told
from dashboard.view.words import Words, message

COLUMNS = (
    message("Time"),
    message("Revision"),
    message("Kind"),
    message("What"),
    message("Of it"),
    message("Field"),
    message("Before"),
    message("After"),
    message("By"),
    message("Reason"),
)
_DANGEROUS = tuple("=+-@\t\r")


def history_name(board: Board, words: Words) -> str:
    """What the file is called."""
    name = words.text("History").lower()
    return f"{name}-{board.competition.id}-r{board.revision}.csv"


def history_rows(board: Board, words: Words, happened: Iterable[Happening]) -> Iterator[list[str]]:
    """A header, then a row for each field that became another."""
    yield [words.text(column) for column in COLUMNS]
    zone = ZoneInfo(board.competition.timezone)
    for row in happened:
        one = told(board, words, row)
        at = f"{row.at.astimezone(zone):%Y-%m-%d %H:%M:%S}"
        yield from ([safe(cell) for cell in line] for line in _lines(one, at))


def _lines(one: Told, at: str) -> Iterator[list[str]]:
    head = [at, one.revision, one.kind, one.subject, one.about]
    tail = [one.actor, one.reason or one.note]
    for change in one.alterations:
        yield [*head, change.field, change.before, change.after, *tail]
    if not one.alterations:
        yield [*head, "", "", "", *tail]


def safe(text: str) -> str:
    """Text that a spreadsheet does not take for a formula (OWASP, CSV injection)."""
    return f"'{text}" if text.startswith(_DANGEROUS) else text
