"""Marks that stand out: planted ones are found, noise is left alone, thin data are refused."""

import statistics

import numpy as np
import pytest

from dashboard.analysis.agreement import TooThin
from dashboard.analysis.marks import MISSING, Criterion, Marks
from dashboard.analysis.outliers import ROUNDS, medians, outliers, polish

CRITERIA = tuple(Criterion(f"K{n}", f"Criterion {n}", 1000, 10000) for n in range(3))


def marks_of(points: np.ndarray) -> Marks:
    """All marks due, in steps of half a point."""
    values = np.clip(np.round(points * 2) * 50, 0, 10000).astype(np.int64)
    entries, _, judges = values.shape
    return Marks(values, np.ones(entries, dtype=bool), np.ones((entries, judges), dtype=bool))


def board(seed: int, entries: int = 11, judges: int = 5) -> np.ndarray:
    random = np.random.default_rng(seed)
    worth = random.normal(80, 4, (entries, 3, 1))
    judge = random.normal(0, 1.5, (1, 3, judges))
    return np.asarray(worth + judge + random.normal(0, 1.5, (entries, 3, judges)))


def test_a_mistyped_mark_is_found_and_its_neighbours_are_not() -> None:
    points = board(1)
    expected = points[4, 1, 2]
    points[4, 1, 2] = 8
    found = outliers(marks_of(points), CRITERIA)
    assert isinstance(found, tuple)
    assert [(one.entry, one.column, one.seat) for one in found] == [(4, 1, 2)]
    assert found[0].value == 800
    assert found[0].expected == pytest.approx(expected, abs=5)
    assert found[0].times > 10


def test_the_expected_mark_is_on_the_scale_of_its_criterion() -> None:
    points = board(1)
    points[4, 1, 2] = 8
    marks = marks_of(points)
    tenth = Marks(marks.values // 10, marks.entered, marks.due)
    scale = tuple(Criterion(c.code, c.name, c.weight, 1000) for c in CRITERIA)
    (found,), (small,) = outliers(marks, CRITERIA), outliers(tenth, scale)  # type: ignore[misc]
    assert small.value * 10 == found.value
    assert small.expected * 10 == pytest.approx(found.expected)


def test_marks_that_add_up_have_no_outlier() -> None:
    random = np.random.default_rng(4)
    points = random.normal(80, 4, (9, 3, 1)) + random.normal(0, 3, (1, 3, 4))
    assert outliers(marks_of(points), CRITERIA) == ()


def test_plain_noise_raises_few_alarms() -> None:
    alarms = sum(bool(outliers(marks_of(board(seed)), CRITERIA)) for seed in range(100))
    assert alarms < 25


def test_the_best_entries_are_measured_more_finely() -> None:
    """Where judges differ less, less stands out (Heiniger and Mercier 2018)."""
    random = np.random.default_rng(6)
    worth = np.linspace(50, 95, 60)[:, None, None]
    points = worth + random.normal(0, 1, (60, 3, 5)) * (100 - worth) / 8
    points[2, 0, 0] += 8
    points[57, 0, 0] -= 8
    found = outliers(marks_of(points), CRITERIA)
    assert isinstance(found, tuple)
    assert [(one.entry, one.column, one.seat) for one in found] == [(57, 0, 0)]


def test_a_blank_recused_or_absent_mark_is_never_an_outlier() -> None:
    points = board(1)
    points[4, 1, 2] = 8
    marks = marks_of(points)
    blank = marks.values.copy()
    blank[4, 1, 2] = MISSING
    recused, entered, gone = marks.due.copy(), marks.entered.copy(), marks.due.copy()
    recused[4, 2] = False
    entered[4], gone[4] = False, False
    for without in (
        Marks(blank, marks.entered, marks.due),
        Marks(marks.values, marks.entered, recused),
        Marks(marks.values, entered, gone),
    ):
        assert outliers(without, CRITERIA) == ()


@pytest.mark.parametrize(("entries", "judges", "judged"), [(4, 5, 4), (11, 2, 0), (0, 5, 0)])
def test_nothing_is_said_of_too_few_judges_or_entries(
    entries: int, judges: int, judged: int
) -> None:
    found = outliers(marks_of(board(1, entries, judges)), CRITERIA)
    assert found == TooThin(judges if entries else 0, judged)


def test_medians_pass_over_blanks() -> None:
    values = np.array([[1.0, np.nan, 5.0, 2.0], [np.nan] * 4])
    assert medians(values, 1)[0, 0] == statistics.median([1, 5, 2])
    assert np.isnan(medians(values, 1)[1, 0])
    assert medians(values, 0)[0].tolist()[::2] == [1.0, 5.0]


def test_the_polish_takes_medians_away_in_turn() -> None:
    points = board(2, 6, 4)[:, :1]
    points[1, 0, 3] = np.nan
    rests = points[:, 0].tolist()
    for _ in range(ROUNDS):
        for row in rests:
            middle = statistics.median(v for v in row if v == v)
            row[:] = [v - middle for v in row]
        for column in range(4):
            middle = statistics.median(row[column] for row in rests if row[column] == row[column])
            for row in rests:
                row[column] -= middle
    np.testing.assert_allclose(polish(points)[:, 0], rests)
