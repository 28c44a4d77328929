"""How the judges mark beside one another: agreement of the panel, severity and spread of each.

All on whole sheets, out of 100. Written here because nothing small and well kept does it: the
package `krippendorff` builds a matrix of entries × values × values, far too large for sheets that
take thousands of values, `statsmodels` brings 48 MB with it, and a bootstrap needs the closed form.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dashboard.analysis.marks import Criterion, Marks
from dashboard.analysis.scoring import Settings, weigh_sheets

Floats = NDArray[np.float64]
"""[entry, seat]: sheets out of 100, NaN where there is none."""

LEAST_JUDGES, LEAST_ENTRIES = 3, 5
"""Below either, nothing is said of judges: two cannot tell who is out of step, four are chance."""
RESAMPLES, SEED = 1000, 20181127
DRAWS = 3_000_000
"""At most so many entries are drawn in all: with many entries the interval is narrow anyway."""
COVERED = 95
"""Percent of the resampled coefficients that the interval holds."""
LEAST_SEVERITY = 1.0
LEAST_RATIO = 1.25
ERRORS = 3.0
"""A judge is called strict, or wide, when it matters (a point; a quarter) and is no chance: three
standard errors, about 1 in 75 for five entries and 1 in 370 for many."""


def sheet_points(marks: Marks, criteria: tuple[Criterion, ...], settings: Settings) -> Floats:
    """Every full sheet of the entries that take part, weighted as the rules say, out of 100."""
    full = marks.sheet_full & marks.entered[:, None]
    if not any(criterion.weight for criterion in criteria):
        return np.full(full.shape, np.nan)
    sheets, unit = weigh_sheets(marks.values, criteria, settings)
    return np.where(full, sheets[:, 0].astype(np.float64) / unit, np.nan)


@dataclass(frozen=True)
class TooThin:
    """Why nothing is said: how many judges, and entries that they all judged, there are so far."""

    judges: int
    entries: int


@dataclass(frozen=True)
class Agreement:
    """How far the panel agrees.

    `alpha` with `low` and `high`, its bootstrap interval, over all entries with two sheets or more;
    `w` over the `in_common` entries that all judges judged who have judged enough at all, None if
    those are too few.
    `is_whole`: all judges judged every entry, so that strictness moves nobody.
    """

    judges: int
    entries: int
    in_common: int
    alpha: float
    low: float
    high: float
    w: float | None
    is_whole: bool


def agreement(points: Floats) -> Agreement | TooThin | None:
    """How far the panel agrees; None where every sheet is alike, so that nothing can be told."""
    given = ~np.isnan(points)
    judging = given.sum(axis=0) >= LEAST_ENTRIES
    paired = given.sum(axis=1) >= 2
    in_common = given[:, judging].all(axis=1) & judging.any()
    judges, entries = int(given.any(axis=0).sum()), int(paired.sum())
    if judging.sum() < LEAST_JUDGES or entries < LEAST_ENTRIES:
        return TooThin(judges, int((given.sum(axis=1) >= max(judges, 2)).sum()))
    alpha = interval_alpha(points)
    if alpha is None:
        return None
    low, high = alpha_interval(points)
    common = int(in_common.sum())
    w = kendalls_w(points[np.ix_(in_common, judging)]) if common >= LEAST_ENTRIES else None
    is_whole = bool(given[given.any(axis=1)].all())
    return Agreement(judges, entries, common, alpha, low, high, w, is_whole)


def interval_alpha(points: Floats) -> float | None:
    """Krippendorff's alpha for interval data, blanks allowed; None where all values are alike.

    Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), section D: observed over
    expected disagreement, each a mean squared difference over pairs, here from sums of squares.
    """
    alpha = _alphas(_parts(points).sum(axis=0)[None])[0]
    return None if np.isnan(alpha) else float(alpha)


def alpha_interval(points: Floats) -> tuple[float, float]:
    """The 95 % percentile bootstrap interval of alpha, over entries; the same at every call.

    Zapf et al., BMC Medical Research Methodology 16:93 (2016), who resample the units as well.
    """
    parts = _parts(points)
    entries = len(parts)
    rounds = max(100, min(RESAMPLES, DRAWS // entries))
    random = np.random.default_rng(SEED)
    times = random.multinomial(entries, np.full(entries, 1 / entries), rounds)
    tail = (100 - COVERED) / 2
    low, high = np.nanpercentile(_alphas(times @ parts), [tail, 100 - tail])
    return float(low), float(high)


def _parts(points: Floats) -> Floats:
    """What each entry with two sheets or more adds to alpha: count, sum, squares, disagreement."""
    given = ~np.isnan(points)
    kept = given.sum(axis=1) >= 2
    count = given[kept].sum(axis=1)
    # Around the common mean, so that the squares do not drown the differences.
    centre = points[kept][given[kept]].mean() if kept.any() else 0.0
    values = np.where(given[kept], points[kept] - centre, 0.0)
    total, squares = values.sum(axis=1), (values**2).sum(axis=1)
    within = (count * squares - total**2) / (count - 1)
    return np.stack([count, total, squares, within], axis=1)


def _alphas(sums: Floats) -> Floats:
    """Alpha of each row of summed parts; NaN where all values are alike."""
    count, total, squares, within = sums.T
    expected = count * squares - total**2
    differ = expected > 1e-9 * count**2
    return np.where(differ, 1 - (count - 1) * within / np.where(differ, expected, 1), np.nan)


def kendalls_w(points: Floats) -> float | None:
    """Kendall's coefficient of concordance, corrected for ties; None where no judge tells apart.

    `points[entry, judge]` without blanks. Siegel and Castellan, "Nonparametric Statistics for the
    Behavioral Sciences" (1988), section 9.6.
    """
    entries, judges = points.shape
    ranks, ties = zip(*(_ranks(column) for column in points.T), strict=True)
    spread = ((np.sum(ranks, axis=0) - judges * (entries + 1) / 2) ** 2).sum()
    most = judges**2 * (entries**3 - entries) - judges * sum(ties)
    return float(12 * spread / most) if most else None


def _ranks(values: Floats) -> tuple[Floats, int]:
    """Ranks from 1, ties sharing their mean, and Σ(t³ − t) over the groups of ties."""
    _, group, size = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(size)
    return (last - (size - 1) / 2)[group], int((size**3 - size).sum())


@dataclass(frozen=True)
class Profile:
    """How a judge marks beside the panel, over `entries` whose sheets are all in.

    `severity`: by how many points the judge is above (mild) or below (strict) the panel's mean on
    the same entries. `ratio`: the judge's standard deviation over the mean of all judges'. Both
    None below the least number of entries. The flags tell what is too much for chance.
    """

    seat: int
    entries: int
    mean: float | None = None
    severity: float | None = None
    spread: float | None = None
    ratio: float | None = None
    stands_apart: bool = False
    spreads_apart: bool = False


def profiles(points: Floats, due: NDArray[np.bool_]) -> tuple[Profile, ...] | TooThin:
    """A profile of every judge of a stage."""
    given = ~np.isnan(points)
    whole = (given | ~due).all(axis=1) & (given.sum(axis=1) >= LEAST_JUDGES)
    rows = points[whole]
    counts = given[whole].sum(axis=0)
    enough = counts >= LEAST_ENTRIES
    if enough.sum() < LEAST_JUDGES:
        return TooThin(int(given.any(axis=0).sum()), int(whole.sum()))
    away = rows - np.nanmean(rows, axis=1, keepdims=True)
    kept = rows[:, enough]
    means, spreads = np.nanmean(kept, axis=0), np.nanstd(kept, axis=0, ddof=1)
    severities = np.nanmean(away[:, enough], axis=0)
    errors = np.nanstd(away[:, enough], axis=0, ddof=1) / np.sqrt(counts[enough])
    usual = spreads.mean()
    ratios = spreads / usual if usual else np.ones_like(spreads)
    logs = np.abs(np.log(np.maximum(ratios, 1e-9)))
    chance = np.maximum(np.log(LEAST_RATIO), ERRORS / np.sqrt(2 * (counts[enough] - 1)))
    told = {
        int(seat): Profile(
            int(seat),
            int(counts[seat]),
            float(means[i]),
            float(severities[i]),
            float(spreads[i]),
            float(ratios[i]),
            bool(abs(severities[i]) > max(LEAST_SEVERITY, ERRORS * errors[i])),
            bool(logs[i] > chance[i]),
        )
        for i, seat in enumerate(np.flatnonzero(enough))
    }
    return tuple(told.get(seat, Profile(seat, int(counts[seat]))) for seat in range(len(counts)))
