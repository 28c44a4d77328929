"""Marks that stand out: far from what the entry and the judge would make one expect.

A mark is taken apart by median polish (Tukey, "Exploratory Data Analysis", 1977) into what the
entry is worth on a criterion and how the judge marks it; one wild mark moves neither. What is left
is measured against the usual size of such rests at the same level of marks, because judges differ
less about the best entries (Heiniger and Mercier, arXiv 1807.10055).
"""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from dashboard.analysis.agreement import LEAST_ENTRIES, LEAST_JUDGES, TooThin
from dashboard.analysis.marks import Criterion, Marks

ROUNDS = 10
LEAST_SPREAD = 1.0
"""Points of 100: a finer agreement than this is taken for this."""
BAND, MOST_BANDS = 60, 10
"""Marks that it takes to tell the usual rest of a level apart, and how many levels at most."""
ALARM = 0.003
"""Chance that a board of plain noise would show a mark if the usual rest were known exactly. As it
is estimated, about one such board in ten does (simulated: 3 and 5 judges, 5 to 300 entries)."""


@dataclass(frozen=True)
class Outlier:
    """A mark (hundredths), what was expected, in points, and how many usual rests lie between."""

    entry: int
    column: int
    seat: int
    value: int
    expected: float
    times: float


def outliers(marks: Marks, criteria: tuple[Criterion, ...]) -> tuple[Outlier, ...] | TooThin:
    """The marks that stand out, the farthest first."""
    maxima = np.array([criterion.maximum for criterion in criteria], dtype=np.float64)[:, None]
    given = marks.given & marks.entered[:, None, None]
    shared = given & (given.sum(axis=2, keepdims=True) >= LEAST_JUDGES)
    judged = int(shared.any(axis=(1, 2)).sum())
    if judged < LEAST_ENTRIES:
        return TooThin(int(given.any(axis=(0, 1)).sum()), judged)
    points = np.where(shared, marks.values / maxima * 100, np.nan)
    rests = polish(points)
    usual = usual_rests(points - rests, rests, shared)
    with np.errstate(invalid="ignore"):
        times = np.abs(rests) / usual
    limit = NormalDist().inv_cdf(1 - ALARM / (2 * int(shared.sum())))
    found = np.argwhere(shared & (np.nan_to_num(times) > limit))
    order = np.argsort([-times[tuple(place)] for place in found], kind="stable")
    return tuple(
        Outlier(
            int(entry),
            int(column),
            int(seat),
            int(marks.values[entry, column, seat]),
            float((points - rests)[entry, column, seat] * maxima[column, 0] / 10000),
            float(times[entry, column, seat]),
        )
        for entry, column, seat in found[order].tolist()
    )


def polish(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """[entry, criterion, judge]: what is left of each mark without its entry and its judge."""
    rests = points.copy()
    for _ in range(ROUNDS):
        rests -= medians(rests, 2)
        rests -= medians(rests, 0)
    return rests


def medians(values: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
    """Medians along an axis, which stays; NaN where there is nothing. (`np.nanmedian` is slow.)"""
    ordered = np.sort(values, axis=axis)
    count = (~np.isnan(values)).sum(axis=axis, keepdims=True)
    below = np.take_along_axis(ordered, np.maximum(count - 1, 0) // 2, axis)
    above = np.take_along_axis(ordered, np.minimum(count // 2, values.shape[axis] - 1), axis)
    return np.asarray((below + above) / 2)


def usual_rests(
    levels: NDArray[np.float64], rests: NDArray[np.float64], shared: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """The usual size of a rest at the level of each mark, as a standard deviation.

    1.4826 × the median size, without as many of the smallest as the fit makes vanish (Street,
    Carroll and Ruppert, The American Statistician 42, 1988), level by level and in between by
    interpolation.
    """
    entries, judges = shared.any(axis=2).sum(), shared.any(axis=0).sum()
    total = int(shared.sum())
    fitted = int(entries + judges - shared.any(axis=(0, 2)).sum())
    order = np.argsort(levels[shared], kind="stable")
    bands = np.array_split(order, max(1, min(MOST_BANDS, total // BAND)))
    heights, sizes = [], []
    for band in bands:
        left = np.sort(np.abs(rests[shared][band]))[len(band) * fitted // total :]
        heights.append(float(np.median(levels[shared][band])))
        sizes.append(max(LEAST_SPREAD, 1.4826 * float(np.median(left)) if len(left) else 0.0))
    return np.interp(levels, heights, sizes)
