"""What a viewer chooses on the criteria page, with Streamlit's own widgets."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

import streamlit as st

from dashboard.board import Board
from dashboard.view.criteria_alone import AloneView, alone_pages
from dashboard.view.criteria_compare import LEAST, MOST, compared
from dashboard.view.leaderboard import PAGE_SIZE
from dashboard.view.names import criterion_names, entry_name
from dashboard.view.weights import weight_text, weights_to_try
from dashboard.view.weights_play import Play, official_weights, play_pages
from dashboard.view.words import Words, words_in

PLAYED = "weights tried"
"""Where a viewer's tried weights stay while their sliders are out of sight."""
NICE_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
"""Strides of a slider, in hundredths of a point."""


def search_box(board: Board, words: Words, key: str) -> str:
    """What a viewer looks for, where there are more entries than a page holds."""
    if len(board.structure.submissions) <= PAGE_SIZE:
        return ""
    label, hint = words.text("Search"), words.text("Unit, title or number")
    return st.text_input(label, placeholder=hint, key=key) or ""


def page_choice(pages: int, key: str) -> int:
    """Which page is shown."""
    return min(st.pagination(pages, key=key), pages) if pages > 1 else 1


def alone_view(board: Board, words: Words, stage: int | None) -> AloneView:
    """Which criterion's board is shown, the search and the page."""
    names = [plain(name) for name in criterion_names(board.standings(stage))]
    column = st.pills(
        words.text("Criterion"),
        [-1, *range(len(names))],
        format_func=lambda at: words.text("All side by side") if at < 0 else names[at],
        default=-1,
        key=f"criterion {stage}",
        label_visibility="collapsed",
        required=True,
    )
    if column is None or not 0 <= column < len(names):
        return AloneView(stage)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        view = AloneView(stage, column, search_box(board, words, "criterion search"))
        return replace(view, page=page_choice(alone_pages(board, view), "criterion page"))


def compared_entries(board: Board, words: Words, stage: int | None) -> tuple[int, ...]:
    """Which entries stand side by side.

    Four boxes and no `st.multiselect`: its white labels on the dark theme's primary colour cannot
    be read (2.3:1).
    """
    standings = board.standings(stage)
    offered = [*standings.ranking.order.tolist(), *standings.partial.tolist()]
    labels = board.once(
        ("entry labels", stage),
        lambda: {board.submission(entry).id: entry_name(board, entry) for entry in offered},
    )
    best, none = words.text("the best so far"), words.text("none")
    return compared(
        board,
        stage,
        [
            box.selectbox(
                words.text("Entry %(number)s", number=at + 1),
                list(labels),
                index=None,
                format_func=labels.__getitem__,
                placeholder=best if at < LEAST else none,
                key=f"compared {at}",
                persist_state="session",
            )
            for at, box in enumerate(st.columns(MOST))
        ],
    )


def play_view(board: Board, words: Words, stage: int | None) -> Play:
    """The weights that a viewer tries, on sliders, with a way back."""
    official = official_weights(board, stage)
    keys = slider_keys(board, words, stage)
    names = [plain(name) for name in criterion_names(board.standings(stage))]
    held = st.session_state.setdefault(PLAYED, {})
    for at, key in enumerate(keys):
        st.session_state.setdefault(key, held.get((stage, official), official)[at])
    with st.container(horizontal=True, gap="small"):
        reset = words.text("Back to the official weights")
        is_official = tuple(st.session_state[key] for key in keys) == official
        st.button(
            reset, icon=":material/restart_alt:", key="reset weights", disabled=is_official,
            on_click=take, args=(keys, official),
        )  # fmt: skip
        if nearest := weights_to_try(board, stage):
            st.button(
                words.text("Try the smallest change"),
                icon=":material/swap_vert:", key="try weights", on_click=take, args=(keys, nearest),
            )  # fmt: skip
    weights = tuple(
        st.select_slider(
            name,
            options_of(weight, st.session_state[key], *step),
            format_func=lambda value: slider_text(words.language, value),
            key=key,
        )
        for key, name, weight, step in zip(
            keys, names, official, strides(board, stage), strict=True
        )
    )
    held[stage, official] = weights
    return Play(stage, weights)


def play_listing(board: Board, words: Words, play: Play) -> Play:
    """Search and page of the tried order."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        play = replace(play, search=search_box(board, words, "play search"))
        return replace(play, page=page_choice(play_pages(board, play), "play page"))


def take(keys: Sequence[str], weights: Sequence[int]) -> None:
    """Put the sliders to these weights."""
    st.session_state.update(zip(keys, weights, strict=True))


def slider_keys(board: Board, words: Words, stage: int | None) -> list[str]:
    """The state behind each slider: of one criterion and its official weight, so that a change of
    the rules starts afresh, and of a language, because Streamlit keeps a choice by its label."""
    standings = board.standings(stage)
    criteria = [key for at, _ in board.stages_of(standings) for key in board.axes[at].criteria]
    return [
        f"weight {key} of {weight} {words.language}"
        for key, weight in zip(criteria, official_weights(board, stage), strict=True)
    ]


def strides(board: Board, stage: int | None) -> list[tuple[int, int]]:
    """For each slider how far it goes, the sum of its stage, and its step: at most a hundred."""
    found = []
    for judged in board.standings(stage).stages:
        whole = sum(criterion.weight for criterion in judged.criteria)
        step = next((step for step in NICE_STEPS if whole <= 100 * step), -(-whole // 100))
        found += [(whole, step)] * len(judged.criteria)
    return found


@lru_cache(maxsize=10_000)
def slider_text(language: str, hundredths: int) -> str:
    """A place of a slider in words: there are hundreds at every rerun."""
    return weight_text(words_in(language), Fraction(hundredths, 100))


def options_of(official: int, current: int, whole: int, step: int) -> list[int]:
    """The places of a slider: its steps, the official weight and the one it is on."""
    return sorted({*range(0, whole + 1, step), whole, official, current})


def plain(text: str) -> str:
    """Text as it is, where Streamlit would read Markdown."""
    return "".join(f"\\{sign}" if sign in r"\`*_{}[]()#+-.!:$<>~|&" else sign for sign in text)
