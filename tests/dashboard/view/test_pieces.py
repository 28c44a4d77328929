"""What the live route sends is what the page would draw, and it knows when that is not enough."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import Engine

from dashboard.board import Board
from dashboard.reader import Reader
from dashboard.view.contributions import contributions_json
from dashboard.view.leaderboard import View, board_html
from dashboard.view.participation import participation_html
from dashboard.view.pieces import (
    beside_board,
    board_piece,
    contributions_piece,
    participation_piece,
    rules,
    summary_piece,
)
from dashboard.view.summary import summary_html
from dashboard.view.why import why_html
from dashboard.view.words import Words, words_in
from db.engine import writing
from tests.factories import contest


@pytest.fixture(params=["id", "en"])
def words(request: pytest.FixtureRequest) -> Words:
    return words_in(request.param)


@pytest.fixture
def unmarked(sqlite_engine: Engine) -> Board:
    with writing(sqlite_engine) as session:
        home = contest(session).competition_id
    return Reader(sqlite_engine).latest(home)


def test_the_pieces_hold_what_the_page_draws(sampled: Board, words: Words) -> None:
    first = sampled.submission(0).id
    html, why = board_html(sampled, words, View()), why_html(sampled, words, View(), first)
    closed, opened = (board_piece(sampled, words, View(), asked) for asked in (None, str(first)))
    assert closed == {"html": html, "open": None, "detail": ""}
    assert opened == {"html": html, "open": str(first), "detail": why}
    assert summary_piece(sampled, words, None)["html"] == summary_html(sampled, words)
    assert participation_piece(sampled, words)["html"] == participation_html(sampled, words)
    drawn = contributions_json(sampled, words, View())
    assert drawn is not None
    chart = contributions_piece(sampled, words, View())
    assert (chart["figure"], chart["alt"], chart["height"]) == drawn
    for piece in (opened, chart):
        assert json.loads(json.dumps(piece)) == piece


def test_the_chart_is_not_there_while_nobody_has_a_place(unmarked: Board, words: Words) -> None:
    assert contributions_piece(unmarked, words, View()) is None


def test_widgets_and_rules_are_what_the_page_is_drawn_again_for(
    sampled: Board, words: Words
) -> None:
    before = beside_board(sampled, words, View())
    # A lower mark: places change, and nothing else.
    where = sampled.axes[0]
    entry = sampled.submission(int(sampled.standings().ranking.order[0])).id
    key = (entry, next(iter(where.judges)), next(iter(where.criteria)))
    moved = sampled.remarked([(*key, 100)])
    assert moved is not None
    assert board_html(moved, words, View()) != board_html(sampled, words, View())
    assert beside_board(moved, words, View()) == before
    # A mark taken back: its entry is judged in part only, which has a widget of its own.
    partial = sampled.remarked([(*key, None)])
    assert partial is not None
    assert beside_board(partial, words, View()) != before
    ruled = sampled.structure
    competition = replace(ruled.competition, structure_revision=10**6)
    changed = replace(sampled, structure=replace(ruled, competition=competition))
    assert beside_board(changed, words, View()) != before
    assert rules(changed) != rules(sampled)
