"""The parts of the criteria page: each with what a viewer chooses there, and what it shows."""

import streamlit as st

from dashboard.board import Board
from dashboard.view import controls
from dashboard.view.chart import chart
from dashboard.view.contributions import contributions_json
from dashboard.view.criteria import field_spreads, heat_html
from dashboard.view.criteria_alone import alone_html
from dashboard.view.criteria_compare import LEAST, compare_html, compare_json
from dashboard.view.criteria_controls import (
    alone_view,
    compared_entries,
    play_listing,
    play_view,
)
from dashboard.view.criteria_spread import spread_html, spread_json
from dashboard.view.leaderboard import View
from dashboard.view.panel import opened, panel
from dashboard.view.weights import firmness_html
from dashboard.view.weights_play import play_html, tried_html
from dashboard.view.why import why_html
from dashboard.view.words import Words, message


def opening(board: Board, words: Words, view: View, key: str, html: str) -> None:
    """A panel whose rows, clicked, explain their entry."""
    asked = opened(key)
    why = why_html(board, words, view, int(asked)) if asked else ""
    panel(html, key=key, opened=asked, detail=why)


def heat(board: Board, words: Words, stage: int | None) -> None:
    """Entries × criteria in colours."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        view = controls.entries_view(board, words, stage)
    opening(board, words, view, "heat", heat_html(board, words, view))


def spread(board: Board, words: Words, stage: int | None) -> None:
    """How the values lie on each criterion."""
    if field_spreads(board, stage):
        figure, alt, height = spread_json(board, words, stage)
        chart(figure, key="spread", alt=alt, height=height)
    panel(spread_html(board, words, stage), key="spread table")


def additions(board: Board, words: Words, stage: int | None) -> None:
    """What each criterion adds to each total."""
    view = View(stage, provisional=not len(board.standings(stage).ranking.order))
    if drawn := contributions_json(board, words, view):
        figure, alt, height = drawn
        chart(figure, key="contributions", alt=alt, height=height)


def compare(board: Board, words: Words, stage: int | None) -> None:
    """Two to four entries side by side."""
    entries = compared_entries(board, words, stage)
    if len(entries) >= LEAST:
        figure, alt, height = compare_json(board, words, stage, entries)
        chart(figure, key="profiles", alt=alt, height=height)
    panel(compare_html(board, words, stage, entries), key="compare")


def alone(board: Board, words: Words, stage: int | None) -> None:
    """The board of each criterion."""
    view = alone_view(board, words, stage)
    opening(board, words, View(stage), "alone", alone_html(board, words, view))


def play(board: Board, words: Words, stage: int | None) -> None:
    """How firm the winner is against the weights, and the order that others would give."""
    panel(firmness_html(board, words, stage), key="firmness")
    if not len(board.standings(stage).ranking.order):
        return
    st.subheader(words.text("Try other weights; the official result stays as it is"))
    sliders, order = st.columns([1, 2], gap="large")
    with sliders:
        tried = play_view(board, words, stage)
        panel(tried_html(board, words, tried), key="tried")
    with order:
        tried = play_listing(board, words, tried)
        opening(board, words, View(stage), "play", play_html(board, words, tried))


PARTS = (
    (message("Heat map"), heat),
    (message("Spread"), spread),
    (message("Contributions"), additions),
    (message("Side by side"), compare),
    (message("Board per criterion"), alone),
    (message("What if"), play),
)
"""The parts in the order of their tabs, each with its name."""
OPEN = "criteria part"
"""Where a viewer's open tab stays over a change of language."""


def chosen_part(board: Board, words: Words, stage: int | None) -> None:
    """The part that the viewer has opened; the others wait for their turn."""
    names = [words.text(name) for name, _ in PARTS]
    key = f"{OPEN} {words.language}"
    st.session_state.setdefault(key, names[st.session_state.get(OPEN, 0)])
    tabs = st.tabs(names, key=key, on_change="rerun")
    for at, (tab, (_, show)) in enumerate(zip(tabs, PARTS, strict=True)):
        if tab.open:
            st.session_state[OPEN] = at
            with tab:
                show(board, words, stage)
