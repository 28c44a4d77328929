"""The table of what happened."""

from dashboard.board import Board
from dashboard.history import Page, Sifting
from dashboard.view.history.happening import told
from dashboard.view.template import render
from dashboard.view.words import Words

SIZE = 50
"""Rows of a page."""
SHOWN = 6
"""Fields of one change that stand open; the others are folded."""


def history_html(board: Board, words: Words, page: Page, sifting: Sifting) -> str:
    """A page of the history as HTML."""
    return render(
        "history.html",
        words,
        rows=[told(board, words, row) for row in page.rows],
        filtered=sifting != Sifting(),
        shown=SHOWN,
    )
