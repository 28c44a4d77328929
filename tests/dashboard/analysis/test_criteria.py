"""Spread, heat, boards of one criterion and profiles, against plain Python over the same rows."""

import math
import statistics
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.analysis.criteria import (
    HEAT_LEVELS,
    alone,
    extremes,
    heat,
    profiles,
    spreads,
)
from dashboard.analysis.exact import Exact
from tests.dashboard.analysis.contests import Contest, contests
from tests.dashboard.analysis.drawn import quick, rules

FIELD = contests(most_entries=7)
ADDITIVE = rules().filter(lambda by: by.level == "criterion" and by.rounding != "total")


def columns_of(contest: Contest) -> list[list[Fraction | None]]:
    """[column][entry]: what the oracle makes of every criterion."""
    rows = contest.rows()
    panels = [contest.panel(rows, entry) for entry in range(contest.stages[0].entries)]
    return [list(column) for column in zip(*panels, strict=True)]


def maxima_of(contest: Contest) -> list[Fraction]:
    return [Fraction(top, 100) for stage in contest.stages for _, top in stage.criteria]


def shares_of(contest: Contest) -> list[Fraction]:
    whole = sum(contest.weights)
    return [
        Fraction(weight, sum(w for w, _ in stage.criteria) or 1) * Fraction(part, whole)
        for stage, part in zip(contest.stages, contest.weights, strict=True)
        for weight, _ in stage.criteria
    ]


@quick(80)
@given(FIELD)
def test_the_spread_of_a_criterion_is_that_of_complete_entries(contest: Contest) -> None:
    board = contest.board()
    complete = [entry for entry, (_, done) in enumerate(contest.results()) if done]
    found = spreads(board, board.ranking.order)
    if len(complete) < 2:
        assert found == ()
        return
    tops, shares = maxima_of(contest), shares_of(contest)
    for column, values in enumerate(columns_of(contest)):
        own = [value for entry in complete if (value := values[entry]) is not None]
        scaled = [value / tops[column] * 100 for value in own]
        spread = found[column]
        assert (spread.lowest, spread.median, spread.highest) == (
            min(own), statistics.median(own), max(own),
        )  # fmt: skip
        assert spread.variance == statistics.pvariance(scaled)
        assert spread.share == shares[column]
        quartiles = statistics.quantiles(map(float, scaled), method="inclusive")
        assert spread.quartiles == pytest.approx((quartiles[0], quartiles[2]))
        assert math.isclose(
            spread.effect, float(shares[column]) * statistics.pstdev(map(float, scaled)),
            abs_tol=1e-9,
        )  # fmt: skip


@quick(80)
@given(FIELD)
def test_the_board_of_one_criterion_ranks_by_it_alone(contest: Contest) -> None:
    board = contest.board()
    complete = [entry for entry, (_, done) in enumerate(contest.results()) if done]
    for column, values in enumerate(columns_of(contest)):
        own = {entry: value for entry in complete if (value := values[entry]) is not None}
        places = [
            1 + sum(other > own[entry] for other in own.values()) if entry in own else 0
            for entry in range(len(values))
        ]
        ranking = alone(board, column)
        assert ranking.place.tolist() == places
        assert ranking.order.tolist() == sorted(own, key=lambda entry: (places[entry], entry))


@quick(80)
@given(FIELD)
def test_heat_runs_over_each_criterions_own_range(contest: Contest) -> None:
    board = contest.board()
    levels = heat(board)
    entered = board.entered.tolist()
    for column, values in enumerate(columns_of(contest)):
        counted = [v for v, there in zip(values, entered, strict=True) if there and v is not None]
        for entry, value in enumerate(values):
            if value is None or not entered[entry]:
                wanted = 0
            elif min(counted) == max(counted):
                wanted = 5
            else:
                part = (value - min(counted)) / (max(counted) - min(counted))
                wanted = min(1 + math.floor(part * HEAT_LEVELS), HEAT_LEVELS)
            assert levels[entry, column] == wanted


@quick(60)
@given(FIELD, st.lists(st.integers(0, 6), min_size=2, max_size=4))
def test_profiles_stand_side_by_side(contest: Contest, drawn: list[int]) -> None:
    entries = [entry % contest.stages[0].entries for entry in drawn]
    tops, shares = maxima_of(contest), shares_of(contest)
    columns = columns_of(contest)
    for column, profile in enumerate(profiles(contest.board(), entries)):
        values = tuple(columns[column][entry] for entry in entries)
        points = [
            None if value is None else value / tops[column] * 100 * shares[column]
            for value in values
        ]
        assert profile.values == values
        assert profile.points == tuple(points)
        for own, difference in (
            (values, profile.differences),
            (points, profile.gains),
        ):
            assert difference == tuple(
                None if value is None or own[0] is None else value - own[0] for value in own
            )


@quick(60)
@given(contests(ADDITIVE))
def test_contributions_add_up_to_the_total(contest: Contest) -> None:
    board = contest.board()
    for entry in board.ranking.order.tolist():
        points = [profile.points[0] or Fraction(0) for profile in profiles(board, [entry])]
        assert sum(points) == board.total.fraction(entry)


def test_the_extremes_are_the_first_of_equals() -> None:
    few = [Fraction(n) for n in (3, 7, 7, 2, 2)]
    assert extremes(few) == (1, 3)


def test_alike_measures_have_no_extremes() -> None:
    assert extremes([Fraction(2), Fraction(2)]) is None


@quick(5)
@given(FIELD)
def test_heat_stays_exact_beyond_int64(contest: Contest) -> None:
    board = contest.board()
    wide = Exact(board.panel.numerators.astype(object) * 10**30, board.panel.denominator * 10**30)
    assert heat(replace(board, panel=wide)).tolist() == heat(board).tolist()
