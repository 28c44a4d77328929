"""Juri: which sheets are in and which are missing, whom to ask, and how the judges mark."""

import streamlit as st

from dashboard import live, screen
from dashboard.view import controls
from dashboard.view.judges import empty_text, opened_html
from dashboard.view.judges_agreement import agreement_html
from dashboard.view.judges_grid import grid_html
from dashboard.view.judges_progress import chase_text, progress_html
from dashboard.view.panel import opened, panel


@live.part
def judges() -> None:
    """Progress, the list to ask by, the grid of sheets, and the judges side by side."""
    seen = screen.now()
    board, words = seen.board, seen.words
    stage = controls.judged_stage(board, words)
    panel(progress_html(board, words, stage), key="progress")
    if empty_text(board, words, stage):
        return
    if chase := chase_text(board, words, stage):
        with st.expander(words.text("List to send to the judges"), icon=":material/checklist:"):
            st.code(chase, language=None, wrap_lines=True)
    st.subheader(words.text("Sheet by sheet"))
    view = controls.grid_view(board, words, stage)
    asked = opened("grid")
    detail = opened_html(board, words, stage, asked)
    panel(grid_html(board, words, view), key="grid", opened=asked, detail=detail)
    st.subheader(words.text("How the judges mark"))
    asked = opened("agreement")
    detail = opened_html(board, words, stage, asked)
    panel(agreement_html(board, words, stage), key="agreement", opened=asked, detail=detail)


judges()
