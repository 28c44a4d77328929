"""What the page says of the weights equals brute force; trying others touches nothing."""

from dataclasses import replace
from fractions import Fraction
from math import ceil, floor

import pytest
from sqlalchemy import Engine

from dashboard.board import Board
from dashboard.reader import Reader
from dashboard.view.leaderboard import PAGE_SIZE, View, board_html
from dashboard.view.weights import firmness_html, smallest_text, weight_text, weights_to_try
from dashboard.view.weights_play import (
    Play,
    official_weights,
    play_html,
    play_pages,
    tried_html,
)
from dashboard.view.words import words_in
from db.commands import record_scores
from db.engine import writing
from tests.dashboard.analysis.contests import Contest, first_change, movable, with_share
from tests.dashboard.view.markup import rows_of, texts_of
from tests.dashboard.view.weighed import Make, named, sampled, weighed
from tests.factories import contest

ID, EN = words_in("id"), words_in("en")


def entrants(board: Board) -> list[str]:
    """The units, with the title where a unit has several entries."""
    units = [unit for unit, _ in named(board)]
    return [f"{u} ({t})" if units.count(u) > 1 else u for u, t in named(board)]


def ends_of(board: Board, by: Contest, column: int, weight: int, whole: int) -> list[str]:
    """What happens below and above the official weight, by brute force; "" where nothing does."""
    said = []
    for rises in (False, True):
        change = first_change(by, column, Fraction(weight, whole), rises=rises)
        if change is None:
            said.append("the same")
            continue
        points = change[0] * whole / 100
        tenth = Fraction((ceil if rises else floor)(points * 10), 10)
        assert abs(points - Fraction(weight, 100)) >= 1, "a tenth is enough for these"
        assert tenth != points or change[1]
        (winner,) = with_share(by, column, tenth * 100 / whole).winners()
        digits = 0 if tenth.denominator == 1 else 1
        less_or_more = "more" if rises else "less"
        said.append(f"{entrants(board)[winner]} at {EN.number(tenth, digits)} or {less_or_more}")
    return said


@pytest.mark.parametrize("make", [sampled, weighed])
def test_how_far_each_weight_can_move(engine: Engine, make: Make) -> None:
    board, by = make(engine)
    _, *rows = rows_of(firmness_html(board, EN, None))
    for row, (column, weight, whole) in zip(rows, movable(by), strict=True):
        falls, rises = ends_of(board, by, column, weight, whole)
        assert row[1:] == [EN.number(Fraction(weight, 100)), falls, "", rises]


@pytest.mark.parametrize("make", [sampled, weighed])
def test_the_sentence_names_the_smallest_change(engine: Engine, make: Make) -> None:
    board, by = make(engine)
    changes = [
        (abs(change[0] * whole - weight), column, weight, whole, rises)
        for column, weight, whole in movable(by)
        for rises in (False, True)
        if (change := first_change(by, column, Fraction(weight, whole), rises=rises))
    ]
    _, column, weight, whole, rises = min(changes)
    falls_to, rises_to = ends_of(board, by, column, weight, whole)
    winner, _, where = (rises_to if rises else falls_to).rpartition(" at ")
    names = [c.name for stage in board.stages for c in stage.criteria]
    name = names[column] if len(by.stages) == 1 else f"{names[column]} (Tahap {column // 3 + 1})"
    assert smallest_text(board, EN, None) == (
        f"The winner changes once the weight of {name} {'rises' if rises else 'falls'} from "
        f"{EN.number(Fraction(weight, 100))} to {where}; then {winner} wins."
    )


def test_a_winner_that_is_best_on_everything_cannot_be_moved(engine: Engine) -> None:
    with writing(engine) as session:
        ids = contest(session, units=2, criteria=3, judges=1)
        marks = [(*key, 9000 - 100 * (at // 3)) for at, key in enumerate(ids.keys)]
        record_scores(session, marks, actor="t")
    board = Reader(engine).latest(ids.competition_id)
    assert smallest_text(board, ID, None) == (
        "Tidak ada perubahan satu bobot yang mengganti pemenang."
    )
    assert weights_to_try(board, None) is None
    assert {tuple(row[2:]) for row in rows_of(firmness_html(board, EN, None))[1:]} == {
        ("the same", "", "the same")
    }


def test_rounded_totals_are_told_to_be_tried_and_not_calculated(engine: Engine) -> None:
    board, by = weighed(engine, rounding="total", decimals=1)
    html = firmness_html(board, EN, None)
    assert "they were found by trying weights in steps" in texts_of(html, "quiet")[-1]
    found = [cell for row in rows_of(html)[1:] for cell in (row[2], row[4]) if cell != "the same"]
    assert found and all(" at about " in cell for cell in found)
    assert "to about" in smallest_text(board, EN, None)
    assert by.winners() == tuple(
        entry for entry, place in enumerate(board.standings().ranking.place) if place == 1
    )


def test_how_the_sum_is_kept_is_said(engine: Engine) -> None:
    one, _ = sampled(engine)
    two, _ = weighed(engine)
    said = [texts_of(firmness_html(board, EN, None), "quiet")[-1] for board in (one, two)]
    assert [text.partition(". ")[0] for text in said] == [
        "One weight changes at a time; the others shrink or grow in proportion, so that the sum "
        "stays 100",
        "One weight changes at a time; the others of its stage shrink or grow in proportion, so "
        "that their sum stays",
    ]
    assert said[0].endswith("Only complete entries compete: 11 of 11.")


def places_of(html: str) -> list[list[str]]:
    """Tried place, move, official place, entry, tried and official score."""
    return rows_of(html)[1:]


def expected_play(board: Board, by: Contest, weights: tuple[int, ...]) -> list[list[str]]:
    other = by.reweighted(weights)
    official, tried = by.places(), other.places()
    old, new = by.results(), other.results()
    names = [f"{unit}{title}" for unit, title in named(board)]
    lines = []
    for entry in sorted((e for e, p in enumerate(tried) if p), key=lambda e: (tried[e], e)):
        gain = official[entry] - tried[entry]
        move = "" if not gain else f"up {gain}" if gain > 0 else f"down {-gain}"
        lines.append(
            [
                str(tried[entry]),
                move,
                str(official[entry]),
                names[entry],
                EN.number(new[entry][0] or 0, 2),
                EN.number(old[entry][0] or 0, 2),
            ]
        )
    return lines


@pytest.mark.parametrize("heavy", range(5))
def test_the_tried_order_equals_the_oracle(engine: Engine, heavy: int) -> None:
    board, by = sampled(engine)
    weights = tuple(9000 if column == heavy else 300 * column + 100 for column in range(5))
    html = play_html(board, EN, Play(None, weights))
    assert places_of(html) == expected_play(board, by, weights)
    moved = sum(1 for row in expected_play(board, by, weights) if row[1])
    first = by.reweighted(weights).winners()[0]
    old = by.winners()[0]
    units = [unit for unit, _ in named(board)]
    assert texts_of(html, "p") == [
        f"{units[old]} stays in first place."
        if first == old
        else f"First place would go to {units[first]} instead of {units[old]}.",
        f"{moved} of 11 entries would change place.",
    ]


def test_the_tried_order_of_weighted_stages_equals_the_oracle(engine: Engine) -> None:
    board, by = weighed(engine)
    weights = (100, 9000, 500, 7000, 100, 2500)
    assert places_of(play_html(board, EN, Play(None, weights))) == expected_play(board, by, weights)


def test_trying_touches_nothing_official(engine: Engine) -> None:
    board, _ = sampled(engine)
    fresh = Reader(engine).latest(board.competition.id)
    play_html(board, EN, Play(None, (9000, 100, 100, 100, 100)))
    tried_html(board, EN, Play(None, (9000, 100, 100, 100, 100)))
    assert board_html(board, EN, View()) == board_html(fresh, EN, View())
    assert official_weights(board, None) == official_weights(fresh, None)


def test_the_official_weights_move_nobody(engine: Engine) -> None:
    board, by = sampled(engine)
    play = Play(None, official_weights(board, None))
    html = play_html(board, EN, play)
    assert texts_of(html, "p") == ["These are the official weights. Move a slider to try others."]
    assert places_of(html) == expected_play(board, by, play.weights)
    assert {row[1] for row in places_of(html)} == {""}


def test_tried_weights_count_in_proportion(engine: Engine) -> None:
    board, _ = sampled(engine)
    html = tried_html(board, EN, Play(None, (1000, 1000, 0, 0, 3000)))
    assert [row[1:3] for row in rows_of(html)[1:]] == [
        ["20.0%", "20.0%"], ["20.0%", "20.0%"], ["15.0%", "0.0%"], ["15.0%", "0.0%"],
        ["30.0%", "60.0%"],
    ]  # fmt: skip


def test_no_weight_at_all_is_asked_for(engine: Engine) -> None:
    board, _ = weighed(engine)
    play = Play(None, (100, 0, 0, 0, 0, 0))
    assert texts_of(play_html(board, EN, play), "empty") == [
        "Give at least one criterion of each stage some weight."
    ]
    assert tried_html(board, EN, play) == ""


@pytest.mark.parametrize("make", [sampled, weighed])
def test_the_button_tries_weights_that_do_have_another_winner(engine: Engine, make: Make) -> None:
    board, by = make(engine)
    weights = weights_to_try(board, None)
    assert weights is not None
    assert by.reweighted(weights).winners() != by.winners()


def test_a_long_tried_order_is_paged_and_searched(engine: Engine) -> None:
    with writing(engine) as session:
        ids = contest(session, units=PAGE_SIZE + 2, criteria=2, judges=1)
        marks = [(*key, 5000 + 7 * at) for at, key in enumerate(ids.keys)]
        record_scores(session, marks, actor="t")
    board = Reader(engine).latest(ids.competition_id)
    play = Play(None, (1000, 2000))
    assert play_pages(board, play) == 2
    assert len(places_of(play_html(board, EN, play))) == PAGE_SIZE
    assert [row[0] for row in places_of(play_html(board, EN, replace(play, page=2)))] == [
        "51", "52",
    ]  # fmt: skip
    found = places_of(play_html(board, EN, replace(play, search="inovasi 17")))
    assert [row[3] for row in found] == ["Dinas 17Inovasi 17"]


@pytest.mark.parametrize(
    ("points", "text"),
    [("20", "20"), ("27.4", "27,4"), ("14.28", "14,28"), ("0", "0"), ("0.14392", "0,14392")],
)
def test_a_weight_has_as_many_decimals_as_it_needs(points: str, text: str) -> None:
    assert weight_text(ID, Fraction(points)) == text
