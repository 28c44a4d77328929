"""Participation on paper: which units take part and which do not, and how far entries came."""

from typing import Any

from dashboard.board import Board
from dashboard.view.followup import entry_rows, unit_rows
from dashboard.view.recap.paper import Cell, Number, Paper, Styles
from dashboard.view.turnout import headline, participation, share_text, target_text
from dashboard.view.words import Words


def turnout_paper(book: Any, styles: Styles, board: Board, words: Words, name: str) -> None:
    """Write the sheet: the share, every expected unit, every entry."""
    paper = Paper(book, styles, board, words, name, [7, 34, 44, 22, 30])
    paper.title(words.text("Participation"))
    if participation(board).units:
        parts = (headline(board, words), share_text(board, words), target_text(board, words))
        paper.line(" · ".join(part for part in parts if part))
    for heading, (header, rows) in (
        (board.competition.unit_term, unit_rows(board, words)),
        (words.text("Entries"), entry_rows(board, words)),
    ):
        paper.skip()
        paper.line(heading, "heading")
        paper.head(header)
        for row in rows:
            cells: list[Cell] = [Number(v) if isinstance(v, int) else v for v in row]
            paper.row(cells)
