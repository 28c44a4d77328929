"""The smallest change of one weight that moves the winner, against brute force."""

from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dashboard.analysis.weights import (
    Flip,
    flips,
    is_linear,
    reweighted,
    shifted,
    smallest,
    to_try,
    winners,
)
from tests.dashboard.analysis.contests import (
    Contest,
    contests,
    first_change,
    movable,
    with_share,
)
from tests.dashboard.analysis.drawn import EXACT_METHODS, quick, rules, settings_of
from tests.dashboard.analysis.oracle import Rules, Stage

STRAIGHT = rules().filter(lambda by: is_linear(settings_of(by)))
BENT = rules().filter(lambda by: not is_linear(settings_of(by)))
OTHER_WEIGHTS = st.lists(st.integers(1, 5000), min_size=6, max_size=6)


@quick(150)
@given(contests(STRAIGHT))
def test_the_first_change_is_where_looking_everywhere_finds_it(contest: Contest) -> None:
    board = contest.board()
    assume(len(board.ranking.order) > 1)
    found = flips(board, settings_of(contest.rules), contest.tie_break)
    wanted = [
        (column, rises, change)
        for column, weight, whole in movable(contest)
        for rises in (False, True)
        if (change := first_change(contest, column, Fraction(weight, whole), rises=rises))
    ]
    sums = {column: Fraction(whole, 100) for column, _, whole in movable(contest)}
    assert [
        (flip.column, flip.rises, (flip.weight / sums[flip.column], flip.reached)) for flip in found
    ] == wanted
    assert all(flip.exact for flip in found)


@quick(60)
@given(contests(STRAIGHT))
def test_from_the_printed_weight_on_the_winner_never_comes_back(contest: Contest) -> None:
    official = contest.winners()
    sums = {column: Fraction(whole, 100) for column, _, whole in movable(contest)}
    for flip in flips_of(contest):
        printed, decimals = flip.printed
        assert printed * 10**decimals == int(printed * 10**decimals)
        assert (printed > flip.official) if flip.rises else (printed < flip.official)
        for step in range(4):
            weight = printed + (flip.limit - printed) * Fraction(step, 3)
            share = weight / sums[flip.column]
            assert with_share(contest, flip.column, share).winners() != official


@quick(25)
@given(contests(BENT, most_entries=3))
def test_where_totals_bend_no_whole_part_before_the_found_one_moves_the_winner(
    contest: Contest,
) -> None:
    board, official = contest.board(), contest.winners()
    assume(len(board.ranking.order) > 1)
    found = {
        (flip.column, flip.rises): flip
        for flip in flips(board, settings_of(contest.rules), contest.tie_break)
    }
    for column, weight, whole in movable(contest):
        for rises in (False, True):
            flip = found.get((column, rises))
            until = Fraction(2 if rises else -1) if flip is None else flip.weight * 100 / whole
            for share in parts_before(Fraction(weight, whole), until, rises=rises):
                assert with_share(contest, column, share).winners() == official
            if flip:
                assert with_share(contest, column, until).winners() != official
                assert not flip.exact


def parts_before(now: Fraction, until: Fraction, *, rises: bool) -> list[Fraction]:
    """The shares a hundredth apart from `now` on, and the last one, that come before `until`."""
    sign = 1 if rises else -1
    shares = [now + sign * Fraction(step, 100) for step in range(1, 101)]
    within = [*(share for share in shares if 0 <= share <= 1), Fraction(int(rises))]
    return [share for share in within if (share < until if rises else share > until)]


@quick(80)
@given(contests(), OTHER_WEIGHTS)
def test_a_board_with_other_weights_is_what_the_oracle_makes_of_them(
    contest: Contest, drawn: list[int]
) -> None:
    weights = drawn[: sum(len(stage.criteria) for stage in contest.stages)]
    board = reweighted(contest.board(), weights, settings_of(contest.rules), contest.tie_break)
    other = contest.reweighted(weights)
    assert board.ranking.place.tolist() == other.places()
    totals = [
        board.total.fraction(entry) if board.scored[entry] else None
        for entry in range(len(board.scored))
    ]
    assert totals == [total for total, _ in other.results()]


@quick(60)
@given(contests(), st.fractions(0, 1, max_denominator=50))
def test_a_shifted_weight_leaves_the_sum_and_the_other_ratios(
    contest: Contest, part: Fraction
) -> None:
    board = contest.board()
    official = [criterion.weight for criterion in board.criteria]
    for column, _, whole in movable(contest):
        new = shifted(board, column, part * whole)
        start = 0
        for stage in contest.stages:
            columns = range(start, start + len(stage.criteria))
            start = columns.stop
            if column not in columns:
                assert [new[k] * sum(official[j] for j in columns) for k in columns] == [
                    official[k] * sum(new[j] for j in columns) for k in columns
                ]
                continue
            assert Fraction(new[column], sum(new[k] for k in columns)) == part
            others = [k for k in columns if k != column]
            assert all(
                new[a] * official[b] == new[b] * official[a] for a, b in combinations(others, 2)
            )


def two_entries(*sheets: tuple[int, ...], weights: tuple[int, ...] = (50, 50)) -> Contest:
    """A contest of one judge, sheets in points of 100."""
    stage = Stage(
        tuple((weight * 100, 10000) for weight in weights),
        len(sheets),
        1,
        {
            (entry, column, 0): mark * 100
            for entry, sheet in enumerate(sheets)
            for column, mark in enumerate(sheet)
        },
        frozenset((entry, 0) for entry in range(len(sheets))),
        frozenset(range(len(sheets))),
    )
    return Contest((stage,), (1,), Rules(), "criteria")


def flips_of(contest: Contest) -> tuple[Flip, ...]:
    return flips(contest.board(), settings_of(contest.rules), contest.tie_break)


def found_in(contest: Contest) -> list[tuple[int, bool, Fraction, bool]]:
    return [(flip.column, flip.rises, flip.weight, flip.reached) for flip in flips_of(contest)]


def test_a_hand_worked_change() -> None:
    # 80 and 60 against 70 and 80, weights 70 and 30: 74 beats 73; level at 2/3 and 1/3, where
    # the first criterion, which is better for the winner, still settles it.
    contest = two_entries((80, 60), (70, 80), weights=(70, 30))
    assert found_in(contest) == [
        (0, False, Fraction(200, 3), False),
        (1, True, Fraction(100, 3), False),
    ]


def test_the_chain_gives_the_place_at_the_level_weight_itself() -> None:
    # The same the other way round: the challenger is better on the first criterion.
    contest = two_entries((70, 80), (80, 60), weights=(60, 40))
    assert found_in(contest) == [
        (0, True, Fraction(200, 3), True),
        (1, False, Fraction(100, 3), True),
    ]


def test_no_weight_moves_a_winner_that_is_best_on_everything() -> None:
    assert found_in(two_entries((80, 60), (70, 60), (80, 50))) == []


def test_equal_totals_change_at_the_least_touch() -> None:
    contest = two_entries((80, 60), (60, 80))
    flip = smallest(flips_of(contest))
    assert flip == Flip(0, Fraction(50), Fraction(50), Fraction(0), False, False, True)
    assert flip.printed == (Fraction(4999, 100), 2)


def test_a_shared_first_place_parts_at_the_least_touch() -> None:
    contest = replace(two_entries((80, 60), (60, 80)), tie_break="none")
    assert contest.winners() == (0, 1)
    assert found_in(contest) == [
        (column, rises, Fraction(50), False) for column in (0, 1) for rises in (False, True)
    ]


def test_one_complete_entry_has_nothing_to_fear() -> None:
    assert found_in(two_entries((80, 60))) == []


@pytest.mark.parametrize("rounding", ["exact", "total"])
def test_a_criterion_with_all_the_weight_stays_where_it_is(rounding: str) -> None:
    contest = two_entries((80, 60), (70, 90), weights=(100, 0))
    contest = replace(contest, rules=Rules(rounding=rounding))
    assert [flip.column for flip in flips_of(contest)] == [1]


def test_a_change_found_by_trial_is_told_to_a_tenth() -> None:
    # In whole points: 80 - 20 s falls below 73.5 beyond s = 0.325, where 70 + 10 s is 73 too.
    contest = two_entries((80, 60), (70, 80), weights=(70, 30))
    contest = replace(contest, rules=Rules(rounding="total", decimals=0), tie_break="K1")
    found = [(flip.column, flip.rises, flip.weight) for flip in flips_of(contest)]
    assert found == [(0, False, Fraction("67.4")), (1, True, Fraction("32.6"))]


@pytest.mark.parametrize(
    ("weight", "reached", "rises", "printed"),
    [
        ("27.3654", True, True, ("27.4", 1)),
        ("27.4", True, True, ("27.4", 1)),
        ("27.4", False, True, ("27.5", 1)),
        ("15.304", True, True, ("15.31", 2)),
        ("15", False, True, ("15.01", 2)),
        ("99.97", True, True, ("100", 1)),
        ("3.27", True, False, ("3.2", 1)),
        ("3.2", False, False, ("3.1", 1)),
        ("0", True, False, ("0", 1)),
        ("0.02", False, False, ("0", 1)),
    ],
)
def test_a_weight_is_printed_where_the_winner_has_changed(
    weight: str, reached: bool, rises: bool, printed: tuple[str, int]
) -> None:
    limit = Fraction(100 if rises else 0)
    flip = Flip(0, Fraction(15), Fraction(weight), limit, rises, reached, True)
    value, decimals = printed
    assert flip.printed == (Fraction(value), decimals)


def test_only_rounded_totals_and_sorted_or_standardised_sheets_bend() -> None:
    bent = [
        (method, level, rounding)
        for method in (*EXACT_METHODS, "standardised")
        for level in ("criterion", "sheet")
        for rounding in ("exact", "criterion", "total")
        if not is_linear(settings_of(Rules(method, level, 1, rounding)))
    ]
    assert bent == [
        ("mean", "criterion", "total"),
        ("mean", "sheet", "total"),
        ("trimmed_mean", "criterion", "total"),
        *(("trimmed_mean", "sheet", rounding) for rounding in ("exact", "criterion", "total")),
        ("median", "criterion", "total"),
        *(("median", "sheet", rounding) for rounding in ("exact", "criterion", "total")),
        ("standardised", "criterion", "total"),
        *(("standardised", "sheet", rounding) for rounding in ("exact", "criterion", "total")),
    ]


def test_the_winners_are_all_in_first_place() -> None:
    contest = two_entries((80, 60), (80, 60), (70, 60))
    assert winners(contest.board()) == (0, 1)


@quick(60)
@given(contests())
def test_weights_to_try_are_whole_and_do_have_another_winner(contest: Contest) -> None:
    board, by = contest.board(), settings_of(contest.rules)
    for flip in flips(board, by, contest.tie_break):
        weights = to_try(board, flip, by, contest.tie_break)
        if weights is not None:
            assert all(isinstance(weight, int) and weight >= 0 for weight in weights)
            assert contest.reweighted(weights).winners() != contest.winners()


def test_weights_to_try_are_those_printed_where_the_scale_is_fine_enough() -> None:
    contest = two_entries((80, 60), (70, 80), weights=(70, 30))
    flip = smallest(flips_of(contest))
    assert flip is not None
    assert flip.printed == (Fraction("66.6"), 1)
    assert to_try(contest.board(), flip, settings_of(contest.rules), "criteria") == (6660, 3340)


def test_among_very_many_entries_a_change_is_still_found() -> None:
    contest = two_entries((80, 60), (70, 80), *[(10, 10)] * 1000, weights=(70, 30))
    contest = replace(contest, rules=Rules(rounding="total", decimals=0), tie_break="K1")
    found = [(flip.column, flip.rises, flip.weight) for flip in flips_of(contest)]
    assert found == [(0, False, Fraction("67.4")), (1, True, Fraction("32.6"))]
