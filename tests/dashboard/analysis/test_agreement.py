"""Agreement, severity and spread: published examples, and plain Python over the same sheets."""

import math
import statistics
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.analysis.agreement import (
    LEAST_ENTRIES,
    RESAMPLES,
    SEED,
    Agreement,
    Floats,
    Profile,
    TooThin,
    agreement,
    alpha_interval,
    interval_alpha,
    kendalls_w,
    profiles,
    sheet_points,
)
from dashboard.analysis.marks import MISSING
from dashboard.analysis.ranking import rank
from dashboard.analysis.scoring import Settings, score_stage
from tests.dashboard.analysis import oracle
from tests.dashboard.analysis.drawn import arrays, quick, stages
from tests.dashboard.analysis.oracle import Rules, Stage

Sheets = Sequence[Sequence[float | None]]
"""[entry][judge]."""

# Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), section D: four observers,
# twelve units, values 1 to 5.
OBSERVERS = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3),
    (None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None),
)
UNITS = tuple(zip(*OBSERVERS, strict=True))

# Zar, "Biostatistical Analysis" (2010), example 20.5: wing, tail and bill of twelve birds.
BIRDS = tuple(
    zip(
        (10.4, 10.8, 11.1, 10.2, 10.3, 10.2, 10.7, 10.5, 10.8, 11.2, 10.6, 11.4),
        (7.4, 7.6, 7.9, 7.2, 7.4, 7.1, 7.4, 7.2, 7.8, 7.7, 7.8, 8.3),
        (17, 17, 20, 14.5, 15.5, 13, 19.5, 16, 21, 20, 18, 22),
        strict=True,
    )
)


def floats(sheets: Sheets) -> Floats:
    return np.array([[math.nan if v is None else v for v in row] for row in sheets], dtype=float)


def plain_alpha(sheets: Sheets, distance: Callable[[float, float], float]) -> float | None:
    """Alpha as it is defined: over all pairs within units, against all pairs whatsoever."""
    units = [[v for v in row if v is not None] for row in sheets]
    units = [unit for unit in units if len(unit) > 1]
    values = [value for unit in units for value in unit]
    observed = sum(distance(a, b) / (len(u) - 1) for u in units for a, b in permutations(u, 2))
    expected = sum(distance(a, b) for a, b in permutations(values, 2)) / (len(values) - 1)
    return 1 - observed / expected if expected else None


def squared(a: float, b: float) -> float:
    return (a - b) ** 2


def test_the_plain_alpha_gives_the_published_values() -> None:
    def ratio(a: float, b: float) -> float:
        return ((a - b) / (a + b)) ** 2

    published = {lambda a, b: float(a != b): 0.743, squared: 0.849, ratio: 0.797}
    for distance, alpha in published.items():
        assert round(plain_alpha(UNITS, distance) or 0, 3) == alpha


def test_interval_alpha_is_the_published_one() -> None:
    assert round(interval_alpha(floats(UNITS)) or 0, 3) == 0.849


SHEETS = st.integers(2, 5).flatmap(
    lambda judges: st.lists(
        st.lists(st.none() | st.integers(0, 20), min_size=judges, max_size=judges),
        min_size=1,
        max_size=8,
    )
)


@quick(150)
@given(SHEETS)
def test_interval_alpha_equals_the_plain_one(sheets: list[list[int | None]]) -> None:
    points = floats([[None if v is None else 60 + v / 2 for v in row] for row in sheets])
    wanted = plain_alpha(sheets, squared)
    if all(sum(v is not None for v in row) < 2 for row in sheets):
        wanted = None
    found = interval_alpha(points)
    assert (found is None) == (wanted is None)
    assert found == pytest.approx(wanted, abs=1e-9)


def test_the_interval_is_that_of_entries_drawn_again_and_again() -> None:
    units = [unit for unit in UNITS if sum(v is not None for v in unit) > 1]
    random = np.random.default_rng(SEED)
    drawn = random.multinomial(len(units), [1 / len(units)] * len(units), RESAMPLES)
    alphas = [
        plain_alpha([u for u, n in zip(units, times, strict=True) for _ in range(n)], squared)
        for times in drawn.tolist()
    ]
    low, high = np.percentile([alpha for alpha in alphas if alpha is not None], [2.5, 97.5])
    assert alpha_interval(floats(UNITS)) == pytest.approx((low, high))
    assert alpha_interval(floats(UNITS)) == alpha_interval(floats(UNITS))
    assert low < 0.849 < high


def plain_ranks(values: Sequence[float]) -> list[Fraction]:
    """1 + how many are below, and half of the others that are equal."""
    return [
        1 + sum(other < value for other in values) + Fraction(values.count(value) - 1, 2)
        for value in values
    ]


def plain_w(sheets: Sequence[Sequence[float]]) -> Fraction | None:
    ranks = [plain_ranks(list(column)) for column in zip(*sheets, strict=True)]
    judges, entries = len(ranks), len(sheets)
    sums = [sum(column, Fraction(0)) for column in zip(*ranks, strict=True)]
    away = sum((one - Fraction(judges * (entries + 1), 2)) ** 2 for one in sums)
    ties = sum(
        column.count(value) ** 3 - column.count(value) for column in ranks for value in set(column)
    )
    most = judges**2 * (entries**3 - entries) - judges * ties
    return 12 * away / most if most else None


def test_the_plain_ranks_add_up_to_the_published_rank_sums() -> None:
    """As UNISTAT prints them for Zar's example 20.5."""
    ranks = [plain_ranks(list(column)) for column in zip(*BIRDS, strict=True)]
    assert [float(sum(column)) for column in zip(*ranks, strict=True)] == [
        14.5, 21, 30.5, 6, 11, 3.5, 20, 11.5, 29, 28.5, 22.5, 36,
    ]  # fmt: skip


def test_kendalls_w_with_ties_is_the_published_one() -> None:
    assert round(kendalls_w(floats(BIRDS)) or 0, 4) == 0.9241
    assert plain_w(BIRDS) == Fraction(14106, 15264)


def test_kendalls_w_without_ties_is_the_published_one() -> None:
    """Wickerhauser, Washington University, Math 322, example 17: six readers rank four papers."""
    readers = ((4, 3, 2, 1), (3, 4, 2, 1), (4, 3, 1, 2), (3, 4, 1, 2), (4, 2, 1, 3), (4, 2, 3, 1))
    assert kendalls_w(floats(tuple(zip(*readers, strict=True)))) == pytest.approx(0.6)


@quick(100)
@given(
    st.integers(2, 5).flatmap(
        lambda judges: st.lists(
            st.lists(st.integers(0, 6), min_size=judges, max_size=judges), min_size=2, max_size=8
        )
    )
)
def test_kendalls_w_equals_the_plain_one(sheets: list[list[int]]) -> None:
    wanted, found = plain_w(sheets), kendalls_w(floats(sheets))
    assert (found is None) == (wanted is None)
    assert found is None or found == pytest.approx(float(wanted or 0))


@quick(60)
@given(st.lists(st.permutations(range(6)), min_size=2, max_size=5))
def test_without_ties_w_is_the_mean_rank_correlation_rescaled(orders: list[list[int]]) -> None:
    """W = (1 + (m − 1) r̄) / m, and m (n − 1) W is Friedman's statistic (Kendall 1970)."""
    judges = len(orders)
    mean = np.corrcoef(np.array(orders))[np.triu_indices(judges, 1)].mean()
    w = kendalls_w(floats(list(zip(*orders, strict=True)))) or 0.0
    assert w == pytest.approx((1 + (judges - 1) * mean) / judges)
    sums = np.sum(np.array(orders) + 1, axis=0)
    friedman = 12 * (sums**2).sum() / (judges * 6 * 7) - 3 * judges * 7
    assert judges * 5 * w == pytest.approx(friedman)


@quick(60)
@given(stages())
def test_sheets_are_those_of_the_oracle(stage: Stage) -> None:
    marks, criteria = arrays(stage)
    column = oracle.columns_of(stage, Rules(level="sheet"))[0]
    points = sheet_points(marks, criteria, Settings())
    for entry in range(stage.entries):
        for judge in range(stage.judges):
            wanted = column.get((entry, judge)) if entry in stage.entered else None
            found = points[entry, judge]
            assert math.isnan(found) if wanted is None else found == pytest.approx(float(wanted))


def panel(rows: int, judges: int) -> Floats:
    """Sheets that differ, and every judge's in another way."""
    return np.array(
        [[60.0 + 3 * e + 2 * j + (e * j) % 3 for j in range(judges)] for e in range(rows)]
    )


@pytest.mark.parametrize(("rows", "judges"), [(4, 5), (12, 2), (0, 4), (5, 0)])
def test_nothing_is_said_of_too_few_judges_or_entries(rows: int, judges: int) -> None:
    points = panel(rows, judges).reshape(rows, judges)
    seats = judges if rows else 0
    assert agreement(points) == TooThin(seats, rows if judges > 1 else 0)
    assert isinstance(profiles(points, np.ones((rows, judges), dtype=bool)), TooThin)


def test_the_least_data_are_enough() -> None:
    found = agreement(panel(5, 3))
    assert isinstance(found, Agreement)
    assert (found.judges, found.entries, found.in_common, found.is_whole) == (3, 5, 5, True)


def test_an_order_is_compared_only_where_all_judged() -> None:
    points = panel(9, 4)
    points[:5, 1] = math.nan
    found = agreement(points)
    assert isinstance(found, Agreement)
    assert (found.judges, found.entries, found.in_common) == (4, 9, 9)
    assert (found.w is None, found.is_whole) == (False, False)
    points[4, 1], points[0, 2] = 70.0, math.nan
    points[8, 0] = points[7, 0] = points[6, 0] = math.nan
    assert agreement(points).w is None  # type: ignore[union-attr]  # it is an Agreement still


def test_sheets_all_alike_tell_nothing() -> None:
    assert agreement(np.full((6, 3), 80.0)) is None
    assert kendalls_w(np.full((6, 3), 80.0)) is None


def plain_profile(sheets: Floats, due: np.ndarray, seat: int) -> tuple[int, float, float, float]:
    rows = [
        [None if math.isnan(v) else v for v in row]
        for row, owed in zip(sheets.tolist(), due.tolist(), strict=True)
        if all(not math.isnan(v) or not d for v, d in zip(row, owed, strict=True))
        and sum(not math.isnan(v) for v in row) >= 3
    ]
    own = [row for row in rows if row[seat] is not None]
    panel_means = [statistics.fmean(v for v in row if v is not None) for row in own]
    marks = [row[seat] or 0.0 for row in own]
    return (
        len(own),
        statistics.fmean(marks),
        statistics.fmean(m - p for m, p in zip(marks, panel_means, strict=True)),
        statistics.stdev(marks),
    )


def test_severity_and_spread_equal_the_plain_ones() -> None:
    random = np.random.default_rng(3)
    points = 75 + random.normal(0, 5, (14, 1)) + random.normal(0, 2, (14, 4))
    due = np.ones((14, 4), dtype=bool)
    due[2, 1] = False
    points[2, 1] = points[5, 3] = math.nan
    told = profiles(points, due)
    assert isinstance(told, tuple)
    wanted = [plain_profile(points, due, seat) for seat in range(4)]
    usual = statistics.fmean(spread for *_, spread in wanted)
    for one, (entries, mean, severity, spread) in zip(told, wanted, strict=True):
        assert one.entries == entries
        found = (one.mean, one.severity, one.spread, one.ratio)
        assert found == pytest.approx((mean, severity, spread, spread / usual))


def test_a_judge_with_too_few_entries_has_no_profile() -> None:
    points, due = panel(8, 4), np.ones((8, 4), dtype=bool)
    points[4:, 3] = math.nan
    due[4:, 3] = False
    told = profiles(points, due)
    assert isinstance(told, tuple)
    assert told[3] == Profile(3, LEAST_ENTRIES - 1)


def test_only_what_matters_and_is_no_chance_is_called_strict_or_wide() -> None:
    random = np.random.default_rng(1)
    level = 75 + random.normal(0, 5, (30, 1))
    points = level + random.normal(0, 1, (30, 5))
    points[:, 1] -= 4
    points[:, 2] = 75 + (points[:, 2] - 75) * 2.5
    told = profiles(points, np.ones((30, 5), dtype=bool))
    assert isinstance(told, tuple)
    assert [one.spreads_apart for one in told] == [False, False, True, False, False]
    assert told[1].stands_apart and (told[1].severity or 0) < 0
    noise = profiles(random.normal(75, 3, (6, 4)), np.ones((6, 4), dtype=bool))
    assert isinstance(noise, tuple)
    assert not any(one.stands_apart or one.spreads_apart for one in noise)


@quick(40)
@given(
    stages(entries=st.integers(2, 5), blanks=st.just(0)),
    st.integers(0, 4),
    st.integers(-50, 50),
)
def test_a_strict_judge_moves_nobody_in_a_complete_matrix(
    stage: Stage, judge: int, shift: int
) -> None:
    """What the page says of strictness under plain means."""
    everyone = frozenset((e, j) for e in range(stage.entries) for j in range(stage.judges))
    stage = Stage(
        stage.criteria, stage.entries, stage.judges, stage.marks, everyone,
        frozenset(range(stage.entries)),
    )  # fmt: skip
    marks, criteria = arrays(stage)
    before = score_stage(marks, criteria, Settings())
    values = marks.values.copy()
    values[:, :, judge % stage.judges] += shift
    assert (values != MISSING).all()
    after = score_stage(type(marks)(values, marks.entered, marks.due), criteria, Settings())
    ranked = np.ones(stage.entries, dtype=bool)
    order = rank(before.total, ranked & before.scored, []).place.tolist()
    assert rank(after.total, ranked & after.scored, []).place.tolist() == order
