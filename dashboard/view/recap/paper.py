"""A sheet made for the printer: title block, a table whose header repeats, signatures."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from textwrap import wrap
from typing import Any
from zoneinfo import ZoneInfo

import xlsxwriter
from babel.dates import format_date

from dashboard.board import Board
from dashboard.view.words import Words

A4 = 9
NOTHING = "–"
"""What stands where a mark is due and not there: never a 0, never an empty cell to fill in."""
_LINE = 15  # points
_CHARACTERS = 0.9  # of the width of a column, which counts narrow digits
_FOOTER = 80  # characters of a name in the footer; Excel takes 255 in all


@dataclass(frozen=True)
class Number:
    """A number with the decimals it is shown with; it is written exactly."""

    value: int | Fraction
    decimals: int = 0


Cell = str | Number | None
"""A text is never a formula, whatever it begins with; None leaves the cell empty."""


class Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self.of = cache(self._make)

    def _make(self, *names: str, decimals: int | None = None) -> Any:
        shape: dict[str, object] = {"valign": "vcenter"}
        for name in names:
            shape |= _SHAPES[name]
        if decimals is not None:
            shape = {"align": "right"} | shape
            shape["num_format"] = "0." + "0" * decimals if decimals else "0"
        return self._book.add_format(shape)


_SHAPES: dict[str, dict[str, object]] = {
    "cell": {"border": 1, "border_color": "#8A8577", "text_wrap": True},
    "head": {
        "bold": True, "bg_color": "#E9E2D2", "border": 1, "border_color": "#8A8577",
        "text_wrap": True, "align": "center",
    },
    "middle": {"align": "center"},
    "strong": {"bold": True, "bg_color": "#F6F2E8"},
    "organiser": {"bold": True, "font_size": 11},
    "title": {"bold": True, "font_size": 14},
    "heading": {"bold": True, "font_size": 12},
    "quiet": {"font_color": "#53565F"},
    "plain": {},
}  # fmt: skip


class Paper:
    """One sheet, written from the top."""

    def __init__(
        self,
        book: xlsxwriter.Workbook,
        styles: Styles,
        board: Board,
        words: Words,
        name: str,
        widths: Sequence[int],
    ) -> None:
        self._page = book.add_worksheet(name)
        self._styles, self._board, self._words = styles, board, words
        self._row = 0
        self._widths = widths
        for column, width in enumerate(widths):
            self._page.set_column(column, column, width)
        self._page.set_landscape()
        self._page.set_paper(A4)
        self._page.fit_to_pages(1, 0)
        self._page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        name, state, page = map(
            _plain, (board.competition.full_name, state_text(board, words), words.text("Page"))
        )
        self._page.set_footer(f"&L&8{name}&C&8{state}&R&8{page} &P / &N")

    def title(self, heading: str) -> None:
        """Who holds what, when and where, what this sheet is, and how far it can be relied on."""
        own, words = self._board.competition, self._words
        place = " · ".join(
            part for part in (own.venue, words.date(own.held_on) if own.held_on else "") if part
        )
        for text, style in (
            (own.organiser, "organiser"),
            (own.full_name, "title"),
            (heading, "heading"),
            (place, "plain"),
            (stamp(self._board, words), "quiet"),
        ):
            if text:
                self.line(text, style)
        self._row += 1

    def line(self, text: str, style: str = "plain") -> None:
        """A line of text over the whole width."""
        self._page.write_string(self._row, 0, text, self._styles.of(style))
        self._row += 1

    def head(self, names: Sequence[str], *, repeats: bool = False) -> None:
        """The header of a table; one that repeats stands on top of every page."""
        self._fit(names)
        for column, name in enumerate(names):
            self._page.write_string(self._row, column, name, self._styles.of("head"))
        if repeats:
            self._page.repeat_rows(self._row)
            self._page.freeze_panes(self._row + 1, 0)
        self._row += 1

    def row(self, cells: Sequence[Cell], *, strong: bool = False) -> None:
        """A line of a table."""
        self._fit(cells)
        names = ("cell", "strong") if strong else ("cell",)
        for column, cell in enumerate(cells):
            if isinstance(cell, Number):
                whole = ("middle",) if isinstance(cell.value, int) else ()
                style = self._styles.of(*names, *whole, decimals=cell.decimals)
                self._page.write_number(self._row, column, float(cell.value), style)
            elif cell is None:
                self._page.write_blank(self._row, column, None, self._styles.of(*names))
            else:
                centred = ("middle",) if cell == NOTHING else ()
                self._page.write_string(self._row, column, cell, self._styles.of(*names, *centred))
        self._row += 1

    def _fit(self, cells: Sequence[Cell]) -> None:
        """Make the row as high as its longest text: not every program does so by itself."""
        lines = 1
        for width, cell in zip(self._widths, cells, strict=False):
            if isinstance(cell, str):
                fits = max(int(width * _CHARACTERS), 1)
                lines = max(lines, sum(len(wrap(part, fits)) for part in cell.split("\n")))
        if lines > 1:
            self._page.set_row(self._row, lines * _LINE)

    def skip(self, rows: int = 1) -> None:
        """Leave lines free."""
        self._row += rows

    def signatures(self, judges: Sequence[tuple[str, str]], first: int, across: int = 1) -> None:
        """A place for each judge (name, institution) to sign, from the column `first` on.

        `across` is how many columns a signature takes.
        """
        words, own = self._words, self._board.competition
        self._row += 1
        day = own.held_on or self._board.read_at.astimezone(ZoneInfo(own.timezone)).date()
        dated = format_date(day, "d MMMM y", locale=words.language)
        self.line(f"……………………, {dated}")
        self.line(words.text("The jury"), "organiser")
        names = (words.text("Name"), words.text("Institution"), words.text("Signature"))
        self._signature(names, "head", first, across)
        for name, institution in judges:
            self._page.set_row(self._row, 34)
            self._signature((name, institution, ""), "cell", first, across)

    def _signature(self, texts: tuple[str, str, str], style: str, first: int, across: int) -> None:
        shape = self._styles.of(style)
        *told, signed = texts
        for column, text in enumerate(told, first):
            self._page.write_string(self._row, column, text, shape)
        at = first + 2
        if across > 1:
            self._page.merge_range(self._row, at, self._row, at + across - 1, "", shape)
        self._page.write_string(self._row, at, signed, shape)
        self._row += 1


def state_text(board: Board, words: Words) -> str:
    """Whether the order is final, in capitals: nobody must overlook it on paper."""
    return (words.text("Final") if board.is_final else words.text("Provisional")).upper()


def stamp(board: Board, words: Words) -> str:
    """Final or not, and the state of the data that is shown."""
    zone = board.competition.timezone
    moment = board.read_at.astimezone(ZoneInfo(zone))
    shown = words.text(
        "Data %(clock)s · revision %(revision)s",
        clock=f"{words.date(moment.date())} {words.clock(board.read_at, zone)}",
        revision=board.revision,
    )
    return f"{state_text(board, words)} · {shown}"


def _plain(text: str) -> str:
    """Text for a footer, where & begins an instruction."""
    return text[:_FOOTER].replace("&", "&&")
