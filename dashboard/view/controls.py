"""What a viewer can choose, with Streamlit's own widgets; each shows only where it has a use."""

import streamlit as st

from dashboard.board import Board
from dashboard.view.leaderboard import PAGE_SIZE, View, page_count
from dashboard.view.words import Words


def board_view(board: Board, words: Words) -> View:
    """Stage, provisional order, search and page of a board."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        stage = stage_choice(board, words)
        standings = board.standings(stage)
        provisional = bool(len(standings.partial)) and st.toggle(
            words.text("Rank entries judged in part as well"), key="provisional"
        )
        many = len(board.structure.submissions) > PAGE_SIZE
        search = many and st.text_input(
            words.text("Search"), placeholder=words.text("Unit, title or number"), key="search"
        )
        view = View(stage, provisional, search or "")
        pages = page_count(board, words, view)
        if pages > 1:
            page = st.pagination(pages, key="page")
            view = View(stage, provisional, search or "", min(page, pages))
    return view


def stage_choice(board: Board, words: Words) -> int | None:
    """Which stage's board is shown; None is the result, where several stages make one."""
    stages = board.stages
    if len(stages) < 2:
        return None
    combined = sum(1 for stage in stages if stage.weight) > 1
    options = [None, *range(len(stages))] if combined else [*range(len(stages))]
    result = next(
        (i for i in reversed(options) if i is not None and stages[i].marks.entered.any()), 0
    )
    return st.segmented_control(
        words.text("Stage"),
        options,
        format_func=lambda i: words.text("Result") if i is None else stages[i].name,
        default=None if combined else result,
        key="stage",
        required=True,
    )
