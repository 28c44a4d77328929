"""Scores at the limits: numbers beyond int64, stages that are being set up, absent entries."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.analysis.scoring import METHODS, StageResult, combine_stages
from tests.dashboard.analysis.drawn import (
    LEVELS,
    PRIMES,
    arrays,
    everything,
    expected,
    huge_stages,
    quick,
    rules,
    scores_of,
    settings_of,
    totals_of,
)
from tests.dashboard.analysis.oracle import Rules, Stage

EITHER_LEVEL = pytest.mark.parametrize("level", LEVELS)
EVERY_METHOD = pytest.mark.parametrize("method", METHODS)


@quick(60)
@given(huge_stages(), rules())
def test_scores_equal_the_oracle_where_int64_ends(stage: Stage, by: Rules) -> None:
    assert everything(scores_of(stage, by)) == expected(stage, by)


@quick(15)
@given(
    st.lists(st.integers(0, 1000), min_size=47, max_size=47),
    st.sets(st.integers(1, 47), min_size=20, max_size=47),
    rules(),
)
def test_many_judges_with_coprime_counts_equal_the_oracle(
    values: list[int], counts: set[int], by: Rules
) -> None:
    many = sorted(counts)
    marks = {(e, 0, j): values[j] for e, count in enumerate(many) for j in range(count)}
    due = frozenset((entry, judge) for entry, _, judge in marks)
    stage = Stage(((100, 1000),), len(many), 47, marks, due, frozenset(range(len(many))))
    assert everything(scores_of(stage, by)) == expected(stage, by)


@EVERY_METHOD
@EITHER_LEVEL
@pytest.mark.parametrize(
    "shape", [(0, 1, 2), (2, 0, 2), (2, 1, 0), (0, 0, 0)],
    ids=["no entry", "no criterion", "no judge", "nothing"],
)  # fmt: skip
def test_a_stage_that_is_being_set_up_has_no_scores(
    method: str, level: str, shape: tuple[int, int, int]
) -> None:
    entries, kinds, judges = shape
    stage = Stage(
        ((100, 1000),) * kinds,
        entries,
        judges,
        {},
        frozenset(product(range(entries), range(judges))),
        frozenset(range(entries)),
    )
    scores = scores_of(stage, Rules(method, level))
    assert totals_of(scores) == [None] * entries
    assert not scores.complete.any()


@EVERY_METHOD
@EITHER_LEVEL
@pytest.mark.parametrize("mark", [None, 0])
def test_huge_denominators_do_not_break_blanks_and_zeros(
    method: str, level: str, mark: int | None
) -> None:
    criteria = tuple((100, maximum) for maximum in PRIMES)
    places = list(product(range(2), range(2)))
    marks = {} if mark is None else {(e, c, j): mark for e, j in places for c in range(6)}
    stage = Stage(criteria, 2, 2, marks, frozenset(places), frozenset({0, 1}))
    wanted = [None if mark is None else Fraction(0)] * 2
    assert totals_of(scores_of(stage, Rules(method, level))) == wanted


@pytest.mark.parametrize("method", ["trimmed_mean", "median"])
def test_a_blank_sheet_sorts_behind_values_beyond_int64(method: str) -> None:
    marks = {(0, c, j): mark for c in range(6) for j, mark in enumerate((1000, 5000, 9000))}
    due = frozenset((0, judge) for judge in range(4))
    stage = Stage(tuple((100, top) for top in PRIMES), 1, 4, marks, due, frozenset({0}))
    wanted = Fraction(5000 * 100, 6) * sum(Fraction(1, top) for top in PRIMES)
    assert totals_of(scores_of(stage, Rules(method, "sheet"))) == [wanted]


def test_weights_whose_sum_leaves_int64_are_added_exactly() -> None:
    weights = (2**62, 2**62 - 1, 2**62 - 3)
    stage = Stage(
        tuple((weight, 10000) for weight in weights),
        1,
        1,
        {(0, 0, 0): 5000, (0, 1, 0): 100, (0, 2, 0): 7},
        frozenset({(0, 0)}),
        frozenset({0}),
    )
    top = sum(w * m for w, m in zip(weights, (5000, 100, 7), strict=True))
    wanted = Fraction(top, sum(weights) * 100)
    assert [totals_of(scores_of(stage, Rules(level=level))) for level in LEVELS] == [[wanted]] * 2


def test_stages_whose_weights_leave_int64_are_added_exactly() -> None:
    half = Stage(((1, 1000),), 1, 1, {(0, 0, 0): 500}, frozenset({(0, 0)}), frozenset({0}))
    marks, _ = arrays(half)
    scores = scores_of(half, Rules())
    results = [StageResult(scores, marks.entered, w) for w in (2**62, 2**62 - 1, 2**62 - 3)]
    total, known, complete = combine_stages(results, settings_of(Rules()))
    assert (total.fraction(0), known[0], complete[0]) == (Fraction(50), True, True)


def test_stages_that_all_stand_beside_the_result_give_no_total() -> None:
    stage = Stage(((1, 1000),), 2, 1, {(0, 0, 0): 500}, frozenset({(0, 0)}), frozenset({0, 1}))
    marks, _ = arrays(stage)
    beside = StageResult(scores_of(stage, Rules()), marks.entered, None)
    total, known, complete = combine_stages([beside, beside], settings_of(Rules()))
    assert (len(total.numerators), known.tolist(), complete.tolist()) == (
        2,
        [False] * 2,
        [False] * 2,
    )


def test_a_stage_beside_the_result_neither_adds_to_it_nor_is_waited_for() -> None:
    done = Stage(((1, 1000),), 1, 1, {(0, 0, 0): 500}, frozenset({(0, 0)}), frozenset({0}))
    open_ = Stage(((1, 1000),), 1, 2, {(0, 0, 0): 900}, frozenset({(0, 0), (0, 1)}), frozenset({0}))
    marks, _ = arrays(done)
    results = [
        StageResult(scores_of(stage, Rules()), marks.entered, weight)
        for stage, weight in ((done, 10), (open_, None), (open_, 0))
    ]
    total, known, complete = combine_stages(results, settings_of(Rules()))
    assert (total.fraction(0), known[0], complete[0]) == (Fraction(50), True, True)


def test_stages_are_rounded_before_they_are_added_and_again_after() -> None:
    stages_of_one = []
    for mark in (333, 334):  # 33.3 and 33.4, printed as 33 and 33
        stage = Stage(((1, 1000),), 1, 1, {(0, 0, 0): mark}, frozenset({(0, 0)}), frozenset({0}))
        marks, _ = arrays(stage)
        scores = scores_of(stage, Rules(rounding="total", decimals=0))
        stages_of_one.append(StageResult(scores, marks.entered, 50))
    total, _, _ = combine_stages(stages_of_one, settings_of(Rules(rounding="total", decimals=0)))
    assert total.fraction(0) == 33


def test_an_absent_entry_is_never_complete_and_never_in_the_total() -> None:
    stage = Stage(((1, 1000),), 1, 1, {(0, 0, 0): 500}, frozenset({(0, 0)}), frozenset())
    marks, _ = arrays(stage)
    scores = scores_of(stage, Rules())
    _, known, complete = combine_stages(
        [StageResult(scores, marks.entered, 1)], settings_of(Rules())
    )
    assert (scores.complete[0], known[0], complete[0]) == (False, False, False)
