"""What a viewer can choose, with Streamlit's own widgets; each shows only where it has a use."""

import streamlit as st

from dashboard.board import Board
from dashboard.view.criteria_controls import plain
from dashboard.view.judges_grid import GridView, grid_pages, on_page
from dashboard.view.leaderboard import PAGE_SIZE, View, page_count
from dashboard.view.words import Words

RESULT = -1
"""Stands for all weighted stages together, where a stage is chosen."""


def board_view(board: Board, words: Words) -> View:
    """Stage, provisional order, search and page of a board."""
    if not board.structure.submissions:
        return View()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        return entries_view(board, words, stage_choice(board, words))


def entries_view(board: Board, words: Words, stage: int | None) -> View:
    """Provisional order, search and page of the board of a stage."""
    standings = board.standings(stage)
    # Always there, so that nothing below it moves when the first sheet comes in.
    provisional = st.toggle(
        words.text("Rank entries judged in part as well"),
        key="provisional",
        disabled=not len(standings.partial),
    ) and bool(len(standings.partial))
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
    begun = [i for i, stage in enumerate(stages) if stage.marks.entered.any()]
    chosen = st.segmented_control(
        words.text("Stage"),
        [RESULT, *range(len(stages))] if combined else range(len(stages)),
        format_func=lambda i: words.text("Result") if i == RESULT else plain(stages[i].name),
        default=RESULT if combined else begun[-1] if begun else 0,
        key="stage",
        required=True,
    )
    return None if chosen == RESULT else int(chosen)


def judged_stage(board: Board, words: Words) -> int:
    """Which stage's judges are shown: at first the last one that has a mark."""
    stages = board.stages
    if len(stages) < 2:
        return 0
    begun = [i for i, stage in enumerate(stages) if stage.marks.given.any()]
    chosen = st.segmented_control(
        words.text("Stage"),
        range(len(stages)),
        format_func=lambda i: plain(stages[i].name),
        default=begun[-1] if begun else 0,
        key="judged stage",
        required=True,
    )
    return min(chosen or 0, len(stages) - 1)


def grid_view(board: Board, words: Words, stage: int) -> GridView:
    """Filter, search and page of the grid of sheets."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        missing = st.toggle(words.text("Only what is missing"), key="missing only")
        many = len(board.structure.submissions) > PAGE_SIZE
        search = many and st.text_input(
            words.text("Search"), placeholder=words.text("Unit, title or number"), key="grid search"
        )
        view = GridView(stage, missing, search or "")
        pages = grid_pages(board, words, view)
        page = st.pagination(pages, key="grid page") if pages > 1 else 1
    return on_page(board, words, view, page)
