"""Papan Peringkat: who leads, by how much, whether that is final, and how many sheets are out."""

import streamlit as st

from dashboard import live, screen
from dashboard.view import chart, controls, panel
from dashboard.view.contributions import contributions_json
from dashboard.view.panel import opened
from dashboard.view.pieces import beside_board, board_piece, contributions_piece
from dashboard.view.wall import LEADERBOARD, wall


@live.part
def leaderboard() -> None:
    """The board and what each criterion adds to each total."""
    seen = screen.now()
    board, words = seen.board, seen.words
    if seen.wall:
        wall(board, words, page=LEADERBOARD, turn=seen.turn)
        return
    view = controls.board_view(board, words)
    live.steady(beside_board, words, view)
    live.piece(panel.mount, "board", board_piece, words, view, opened("board"))
    if contributions_json(board, words, view):
        st.subheader(words.text("What each criterion adds"))
    live.piece(chart.mount, "contributions", contributions_piece, words, view)


leaderboard()
