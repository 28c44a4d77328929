"""Whom to call: the units that have not registered, on screen, as plain text and as a workbook."""

import io
from collections.abc import Sequence
from itertools import groupby

import xlsxwriter

from dashboard.analysis.participation import Fate
from dashboard.board import Board
from dashboard.view.funnel import FATES, STEPS
from dashboard.view.turnout import participation
from dashboard.view.words import Words, message

UNIT_COLUMNS = (message("Code"), message("Name"), message("Kind"), message("Participation"))
ENTRY_COLUMNS = (message("Title"), message("Step"), message("Remark"))


def missing(board: Board, words: Words) -> list[tuple[str, Sequence[str]]]:
    """The names of the expected units that have not registered, by kind, both in alphabet."""
    rows = sorted(
        (board.unit_of[key] for key in participation(board).turnout.missing),
        key=lambda unit: (unit.kind == "", unit.kind, unit.name),
    )
    return [
        (kind or words.text("no kind given"), [unit.name for unit in units])
        for kind, units in groupby(rows, key=lambda unit: str(unit.kind))
    ]


def missing_text(board: Board, words: Words) -> str:
    """The same as plain text for a message: a heading, then one numbered line per unit."""
    names = [name for _, group in missing(board, words) for name in group]
    heading = f"{missing_heading(board, words)}: {board.competition.full_name}"
    return "\n".join([heading, *(f"{i}. {name}" for i, name in enumerate(names, 1))])


def missing_heading(board: Board, words: Words) -> str:
    """How many have not registered."""
    return words.plural(
        "%(count)s %(term)s has not registered",
        "%(count)s %(term)s have not registered",
        len(participation(board).turnout.missing),
        term=board.competition.unit_term,
    )


def file_name(board: Board, words: Words) -> str:
    """What the workbook is called."""
    return f"{words.text('Participation').lower()}-{board.competition.id}-{board.revision}.xlsx"


def workbook(board: Board, words: Words) -> bytes:
    """An xlsx file of all expected units with what became of them, and of all entries."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True})
        taken: set[str] = set()
        for name, header, rows in (
            (board.competition.unit_term, *unit_rows(board, words)),
            (words.text("Entries"), *entry_rows(board, words)),
        ):
            sheet = book.add_worksheet(sheet_name(name, taken))
            # Never a formula, whatever a unit, or what all units are called by.
            for column, title in enumerate(header):
                sheet.write_string(0, column, title, bold)
            for number, row in enumerate(rows, 1):
                for column, value in enumerate(row):
                    write = sheet.write_number if isinstance(value, int) else sheet.write_string
                    write(number, column, value)
            sheet.freeze_panes(1, 0)
            sheet.autofilter(0, 0, max(len(rows), 1), len(header) - 1)
            sheet.autofit()
    return file.getvalue()


Table = tuple[list[str], list[list[int | str]]]


def unit_rows(board: Board, words: Words) -> Table:
    """Every expected unit: those that have not registered first, then those that are out."""
    out = participation(board).turnout
    groups = (
        (words.text("has not registered"), out.missing),
        (words.text("registered, but is out"), out.left),
        (words.text("takes part"), out.joined),
    )
    rows: list[list[int | str]] = []
    for state, keys in groups:
        for key in keys:
            unit = board.unit_of[key]
            rows.append([len(rows) + 1, unit.code, unit.name, unit.kind, state])
    return ["No.", *map(words.text, UNIT_COLUMNS)], rows


def entry_rows(board: Board, words: Words) -> Table:
    """Every entry, how far it came, and why it goes no further."""
    header = ["No.", board.competition.unit_term, *map(words.text, ENTRY_COLUMNS)]
    rows: list[list[int | str]] = []
    for index, entry in enumerate(participation(board).entries):
        row = board.submission(index)
        unit = board.unit_of[row.unit_id].name
        fate = "" if entry.fate is Fate.UNDER_WAY else words.text(FATES[entry.fate])
        rows.append([row.number, unit, row.title, words.text(STEPS[entry.step]), fate])
    return header, rows


def sheet_name(name: str, taken: set[str]) -> str:
    """A name that a workbook accepts for one more sheet; it is added to those `taken`.

    It is without []:*?/\\ and apostrophes at its ends, 31 signs at most, no other's in any case.
    """
    plain = "".join(sign for sign in name if sign.isprintable() and sign not in "[]:*?/\\")
    fits, number = _cut(plain, 31) or "1", 2
    # Excel keeps "History" for itself.
    while fits.casefold() in taken | {"history"}:
        fits, number = f"{_cut(plain, 27)} {number}", number + 1
    taken.add(fits.casefold())
    return fits


def _cut(name: str, signs: int) -> str:
    """The beginning of a name, counted as Excel counts: a sign beyond 65,535 is two."""
    begun = name.encode("utf-16-le")[: 2 * signs].decode("utf-16-le", "ignore")
    return begun.strip(" '")
