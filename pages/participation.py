"""Partisipasi: how many of the expected units take part, how far they came, who is missing."""

import streamlit as st

from dashboard import live, screen
from dashboard.view.followup import file_name, workbook
from dashboard.view.panel import panel
from dashboard.view.participation import participation_html
from dashboard.view.wall import PARTICIPATION, wall


@live.part
def participation() -> None:
    """The share, the funnel and the lists, and a workbook to take along."""
    seen = screen.now()
    board, words = seen.board, seen.words
    if seen.wall:
        wall(board, words, page=PARTICIPATION, turn=seen.turn)
        return
    panel(participation_html(board, words), key="participation")
    if board.structure.units:
        st.download_button(
            words.text("Download units and entries (xlsx)"),
            data=lambda: workbook(board, words),
            file_name=file_name(board, words),
            icon=":material/download:",
            on_click="ignore",
            key="follow-up",
        )


participation()
