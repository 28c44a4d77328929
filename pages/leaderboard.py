"""Papan Peringkat: who leads, by how much, whether that is final, and how many sheets are out."""

import streamlit as st

from dashboard import live, screen
from dashboard.view import controls
from dashboard.view.chart import chart
from dashboard.view.contributions import contributions_json
from dashboard.view.leaderboard import board_html
from dashboard.view.panel import opened, panel
from dashboard.view.wall import LEADERBOARD, wall
from dashboard.view.why import why_html


@live.part
def leaderboard() -> None:
    """The board and what each criterion adds to each total."""
    seen = screen.now()
    board, words = seen.board, seen.words
    if seen.wall:
        wall(board, words, page=LEADERBOARD, turn=seen.turn)
        return
    view = controls.board_view(board, words)
    asked = opened("board")
    why = why_html(board, words, view, int(asked)) if asked else ""
    panel(board_html(board, words, view), key="board", opened=asked, detail=why)
    if drawn := contributions_json(board, words, view):
        figure, alt, height = drawn
        st.subheader(words.text("What each criterion adds"))
        chart(figure, key="contributions", alt=alt, height=height)


leaderboard()
