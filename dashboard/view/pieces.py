"""What of the pages a new score changes alone, each piece as its component takes it.

The live route makes them of a newer board for a page that is already drawn, so each is a function
of the board and of what the viewer chose.
"""

from collections.abc import Hashable
from typing import Any

from dashboard.board import Board
from dashboard.view.chart import chart_data
from dashboard.view.contributions import contributions_json
from dashboard.view.leaderboard import View, board_html, page_count
from dashboard.view.panel import panel_data
from dashboard.view.participation import participation_html
from dashboard.view.summary import summary_html
from dashboard.view.why import why_html
from dashboard.view.words import Words


def explained(html: str, board: Board, words: Words, view: View, asked: str | None) -> Any:
    """A panel whose rows, clicked, explain their entry; the one that was `asked` for does."""
    return panel_data(html, asked, why_html(board, words, view, int(asked)) if asked else "")


def board_piece(board: Board, words: Words, view: View, asked: str | None) -> Any:
    """Who leads, by how much, and the explanation of one entry."""
    return explained(board_html(board, words, view), board, words, view, asked)


def contributions_piece(board: Board, words: Words, view: View) -> Any:
    """What each criterion adds to each total; None while nobody has a place."""
    drawn = contributions_json(board, words, view)
    return chart_data(*drawn) if drawn else None


def beside_board(board: Board, words: Words, view: View) -> Hashable:
    """What else of the leaderboard may change: its widgets, and how high the chart is."""
    drawn = contributions_json(board, words, view)
    return (
        board.competition.structure_revision,
        len(board.standings(view.stage).partial) > 0,
        page_count(board, words, view),
        drawn and drawn[2],
    )


def participation_piece(board: Board, words: Words) -> Any:
    """The share of the expected units, how far they came, who is missing."""
    return panel_data(participation_html(board, words))


def summary_piece(board: Board, words: Words, asked: str | None) -> Any:
    """The whole competition on one page, and the explanation of one entry."""
    return explained(summary_html(board, words), board, words, View(), asked)


def rules(board: Board) -> Hashable:
    """Everything but scores."""
    return board.competition.structure_revision
