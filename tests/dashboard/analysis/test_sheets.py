"""What a sheet comes to as it fills, against sums of fractions."""

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dashboard.analysis.marks import MISSING, Criterion, Marks
from dashboard.analysis.scoring import Settings
from dashboard.analysis.sheets import sheet_totals

MARK = st.one_of(st.none(), st.integers(0, 2000))
CRITERION = st.tuples(st.integers(0, 4000), st.sampled_from([2000, 10000, 333]))


@given(
    st.lists(CRITERION, min_size=1, max_size=5).flatmap(
        lambda criteria: st.tuples(
            st.just(criteria), st.lists(MARK, min_size=len(criteria), max_size=len(criteria))
        )
    )
)
def test_points_reach_and_sums_are_exact(
    drawn: tuple[list[tuple[int, int]], list[int | None]],
) -> None:
    scales, marks = drawn
    criteria = [Criterion(f"K{i}", "", weight, top) for i, (weight, top) in enumerate(scales)]
    values = np.array([[[MISSING if mark is None else mark] for mark in marks]], dtype=np.int64)
    everybody = Marks(values, np.array([True]), np.array([[True]]))
    found = sheet_totals(everybody, criteria, Settings(rounding="criterion", decimals=0))
    weights = sum(weight for weight, _ in scales)
    given_marks = [(s, mark) for s, mark in zip(scales, marks, strict=True) if mark is not None]
    assert found.weighted == bool(weights)
    assert found.given[0, 0] == len(given_marks)
    assert found.sums[0, 0] == sum(mark for _, mark in given_marks)
    if weights:
        points = sum(
            (Fraction(weight * mark * 100, top * weights) for (weight, top), mark in given_marks),
            Fraction(0),
        )
        assert found.points.fraction(0, 0) == points
        reach = Fraction(100 * sum(weight for (weight, _), _ in given_marks), weights)
        assert found.reach.fraction(0, 0) == reach


def test_rules_that_round_within_a_sheet_round_here_too() -> None:
    criteria = [Criterion("K1", "", 5000, 10000), Criterion("K2", "", 5000, 10000)]
    marks = Marks(np.array([[[8050], [9040]]]), np.array([True]), np.array([[True]]))
    whole = Settings(level="sheet", rounding="criterion", decimals=0)
    assert sheet_totals(marks, criteria, whole).points.fraction(0, 0) == Fraction(171, 2)
