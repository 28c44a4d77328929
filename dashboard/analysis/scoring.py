"""From marks to exact scores.

A mark counts as `value / maximum × 100`, so that criteria of different scales can be added; weights
are relative. At level *criterion* the judges are combined on each criterion and the results then
weighted; at level *sheet* each judge's weighted sheet is formed first and the sheets are combined.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dashboard.analysis.exact import Exact, Whole, lcm_of, peak, roomy, weighted_sum
from dashboard.analysis.marks import Criterion, Marks

HUNDREDTHS = 100
Z_DIGITS = 10**9
LEAST_MARKS = 5
"""A judge with fewer marks has no mean and spread to be standardised by (PEERS: five to six)."""


@dataclass(frozen=True)
class Settings:
    """The scoring rules in force; the values are those of the competition's own columns."""

    method: str = "mean"
    level: str = "criterion"
    trim: int = 1
    rounding: str = "exact"
    rounding_mode: str = "half_up"
    decimals: int = 2


@dataclass(frozen=True)
class Combined:
    """The judges' values of a cell made one: `sums / (counts × unit)` points; no value at count 0.

    `sums`, `counts` and `enough` have one shape, [entry, …]; `enough` says whether there were as
    many judges as the method needs.
    """

    sums: Whole
    counts: NDArray[np.int64]
    enough: NDArray[np.bool_]
    unit: int

    def replaced(self, rows: NDArray[np.int64], part: "Combined") -> "Combined":
        """The same, but `part` for the entries `rows`."""
        wide = object if object in (self.sums.dtype, part.sums.dtype) else np.int64
        sums, counts, enough = self.sums.astype(wide), self.counts.copy(), self.enough.copy()
        sums[rows], counts[rows], enough[rows] = part.sums, part.counts, part.enough
        return Combined(sums, counts, enough, self.unit)


class TooThinError(Exception):
    """The data do not carry the method. `judges` are those with too few or all-equal marks."""

    def __init__(self, judges: tuple[int, ...]) -> None:
        super().__init__(f"too few or all-equal marks of judges {judges}")
        self.judges = judges


def mean(values: Whole, given: NDArray[np.bool_], settings: Settings, unit: int) -> Combined:
    """The mean of all judges."""
    counts = given.sum(axis=-1)
    room = roomy(np.where(given, values, 0), given.shape[-1])
    return Combined(room.sum(axis=-1), counts, counts > 0, unit)


def given_first(values: Whole, given: NDArray[np.bool_]) -> Whole:
    """The given values in ascending order along the last axis, anything after them."""
    beyond = max(peak(np.where(given, values, 0)), np.iinfo(np.int64).max - 1) + 1
    return np.sort(np.where(given, values, beyond), axis=-1)


def trimmed_mean(
    values: Whole, given: NDArray[np.bool_], settings: Settings, unit: int
) -> Combined:
    """The mean without the `trim` highest and lowest; with too few judges nothing is dropped.

    As the ISU judging system does with one of each (ISU Special Regulations, rule 353).
    """
    counts = given.sum(axis=-1)
    enough = counts >= 2 * settings.trim + 1
    dropped = np.where(enough, settings.trim, 0)
    ordered = given_first(values, given)
    rank = np.arange(given.shape[-1])
    kept = (rank >= dropped[..., None]) & (rank < (counts - dropped)[..., None])
    room = roomy(np.where(kept, ordered, 0), given.shape[-1])
    return Combined(room.sum(axis=-1), counts - 2 * dropped, enough, unit)


def median(values: Whole, given: NDArray[np.bool_], settings: Settings, unit: int) -> Combined:
    """The middle mark, or the mean of the two middle ones."""
    counts = given.sum(axis=-1)
    ordered = given_first(values, given)
    if not ordered.shape[-1]:
        return mean(values, given, settings, unit)
    some = counts > 0
    lower = np.where(some, (counts - 1) // 2, 0)[..., None]
    upper = np.where(some, counts // 2, 0)[..., None]
    pair = np.concatenate(
        [np.take_along_axis(ordered, lower, -1), np.take_along_axis(ordered, upper, -1)], axis=-1
    )
    sums = roomy(np.where(some[..., None], pair, 0), 2).sum(axis=-1)
    return Combined(sums, np.where(some, 2, 0), some, unit)


def standardised(
    values: Whole, given: NDArray[np.bool_], settings: Settings, unit: int
) -> Combined:
    """The mean of z-scores per judge, put back on the scale of all marks of the same criterion.

    Each judge's marks are brought to the common mean and (population) standard deviation. The only
    method in floats; its results are rounded to 1e-9 points.

    Raises:
        TooThinError: a judge has fewer than `LEAST_MARKS` marks, or gives all the same mark.
    """
    points = np.where(given, values, 0).astype(np.float64) / unit
    counts = given.sum(axis=0)
    some = np.maximum(counts, 1)
    means = points.sum(axis=0) / some
    deviations = np.where(given, points - means, 0.0)
    spreads = np.sqrt((deviations**2).sum(axis=0) / some)
    judging = counts.any(axis=0)
    thin = ((counts < LEAST_MARKS) | (spreads < 1e-9)).any(axis=0) & judging
    if thin.any():
        raise TooThinError(tuple(int(judge) for judge in np.flatnonzero(thin)))
    all_counts = np.maximum(given.sum(axis=(0, 2)), 1)[:, None]
    centre = points.sum(axis=(0, 2))[:, None] / all_counts
    around = np.where(given, points - centre, 0.0)
    width = np.sqrt((around**2).sum(axis=(0, 2)) / all_counts[:, 0])[:, None]
    adjusted = np.where(given, centre + deviations / np.where(judging, spreads, 1.0) * width, 0.0)
    per_cell = given.sum(axis=-1)
    result = np.rint(adjusted.sum(axis=-1) / np.maximum(per_cell, 1) * Z_DIGITS).astype(np.int64)
    return Combined(result, np.minimum(per_cell, 1), per_cell > 0, Z_DIGITS)


@dataclass(frozen=True)
class Method:
    """A way to make one value of the judges' values `[entry, criterion, judge]`.

    `entry_by_entry`: an entry's result depends on its own marks alone, so that a new mark needs
    only that entry computed again.
    """

    combine: Callable[[Whole, NDArray[np.bool_], Settings, int], Combined]
    entry_by_entry: bool = True


METHODS: dict[str, Method] = {
    "mean": Method(mean),
    "trimmed_mean": Method(trimmed_mean),
    "median": Method(median),
    "standardised": Method(standardised, entry_by_entry=False),
}


@dataclass(frozen=True)
class Scores:
    """What a stage's marks come to, entry by entry.

    `panel[entry, criterion]` is on the criterion's own scale, in points, and counts where
    `panel_known`; `total[entry]` is out of 100 and counts where `scored`; it is final where
    `complete`. `too_thin` names the judges for whom the method had to give way to the mean.
    """

    panel: Exact
    panel_known: NDArray[np.bool_]
    total: Exact
    scored: NDArray[np.bool_]
    complete: NDArray[np.bool_]
    too_thin: tuple[int, ...]
    on_criteria: Combined
    on_sheets: Combined | None


def coefficients(criteria: Sequence[Criterion]) -> tuple[list[int], list[int], int]:
    """Reduced weights, the factor of each criterion's points, and what divides their sum.

    With both, a full set of points comes to `Σ factor × points / (divisor × Σ weights)` of 100.
    """
    shrink = math.gcd(*(criterion.weight for criterion in criteria)) or 1
    weights = [criterion.weight // shrink for criterion in criteria]
    common = lcm_of(criterion.maximum for criterion in criteria)
    factors = [
        weight * (common // criterion.maximum)
        for weight, criterion in zip(weights, criteria, strict=True)
    ]
    scale = 100 * HUNDREDTHS
    shared = math.gcd(common, scale)
    return weights, [factor * (scale // shared) for factor in factors], common // shared


def score_stage(
    marks: Marks,
    criteria: Sequence[Criterion],
    settings: Settings,
    before: Scores | None = None,
    touched: NDArray[np.int64] | None = None,
) -> Scores:
    """Score a stage; with `before` and the entries `touched` since, only those are combined again.

    The result is the same either way. Where the standardised method is refused, the mean stands in
    and `too_thin` says for which judges.
    """
    method = METHODS[settings.method]
    again = touched if before is not None and method.entry_by_entry else None
    try:
        on_criteria, on_sheets = combine(marks, criteria, settings, method, before, again)
        too_thin: tuple[int, ...] = ()
    except TooThinError as thin:
        mean_settings = replace(settings, method="mean")
        on_criteria, on_sheets = combine(
            marks, criteria, mean_settings, METHODS["mean"], None, None
        )
        too_thin = thin.judges

    panel = Exact.of_quotients(on_criteria.sums, on_criteria.counts, on_criteria.unit)
    if settings.rounding == "criterion":
        panel = panel.rounded(settings.decimals, settings.rounding_mode)
    panel_known = on_criteria.counts > 0
    if on_sheets is None:
        total, scored = weigh(panel, panel_known, criteria)
        enough = on_criteria.enough.all(axis=1)
    else:
        scored = on_sheets.counts[:, 0] > 0
        total = Exact.of_quotients(on_sheets.sums, on_sheets.counts, on_sheets.unit)[:, 0]
        enough = on_sheets.enough[:, 0]
    if settings.rounding == "total":
        total = total.rounded(settings.decimals, settings.rounding_mode)
    complete = (
        marks.entered & scored & enough
        & (marks.sheets_due > 0) & (marks.sheets_in == marks.sheets_due)
    )  # fmt: skip
    return Scores(panel, panel_known, total, scored, complete, too_thin, on_criteria, on_sheets)


def combine(
    marks: Marks,
    criteria: Sequence[Criterion],
    settings: Settings,
    method: Method,
    before: Scores | None,
    again: NDArray[np.int64] | None,
) -> tuple[Combined, Combined | None]:
    """The judges combined on each criterion and, at level *sheet*, on whole sheets."""
    rows = slice(None) if again is None else again
    values, given = marks.values[rows], marks.given[rows]
    if settings.level == "criterion":
        on_criteria, on_sheets = method.combine(values, given, settings, HUNDREDTHS), None
    else:
        # Whole sheets carry the result; the criteria beside them are plain means of those sheets.
        given = given & marks.sheet_full[rows][:, None, :]
        on_criteria = mean(values, given, settings, HUNDREDTHS)
        sheets, unit = weigh_sheets(values, criteria, settings)
        full = marks.sheet_full[rows][:, None, :] & bool(unit)
        on_sheets = method.combine(sheets, full, settings, unit or 1)
    if again is None or before is None:
        return on_criteria, on_sheets
    if on_sheets is not None and before.on_sheets is not None:
        on_sheets = before.on_sheets.replaced(again, on_sheets)
    return before.on_criteria.replaced(again, on_criteria), on_sheets


def weigh_sheets(
    values: Whole, criteria: Sequence[Criterion], settings: Settings
) -> tuple[Whole, int]:
    """Each judge's weighted sheet, `[entry, 1, judge] / unit` of 100 (unit 0: no weight at all).

    Only full sheets mean anything; the caller knows which are.
    """
    weights, factors, divisor = coefficients(criteria)
    marks = Exact(np.maximum(values, -LARGEST_MARK), HUNDREDTHS)
    if settings.rounding == "criterion":
        marks = marks.rounded(settings.decimals, settings.rounding_mode)
    sheets = weighted_sum(np.moveaxis(marks.numerators, 1, -1), factors)
    return sheets[:, None, :], marks.denominator * divisor * sum(weights)


LARGEST_MARK = 10**9
"""Hundredths; it bounds what `MISSING` becomes while arrays are multiplied."""


def weigh(
    panel: Exact, known: NDArray[np.bool_], criteria: Sequence[Criterion]
) -> tuple[Exact, NDArray[np.bool_]]:
    """The weighted total of the criteria that are known, out of 100, and where there is any."""
    weights, factors, divisor = coefficients(criteria)
    weight_known = weighted_sum(known.astype(np.int64), weights)
    sums = weighted_sum(np.where(known, panel.numerators, 0), factors)
    total = Exact.of_quotients(sums, weight_known, panel.denominator * divisor)
    return total, weight_known > 0


@dataclass(frozen=True)
class StageResult:
    """One stage as the whole competition sees it; `weight` in hundredths, None: shown beside."""

    scores: Scores
    entered: NDArray[np.bool_]
    weight: int | None


def combine_stages(
    stages: Sequence[StageResult], settings: Settings
) -> tuple[Exact, NDArray[np.bool_], NDArray[np.bool_]]:
    """Total out of 100, where there is any, and where it is complete, over the weighted stages.

    Complete are the entries that are complete in every weighted stage. An entry that lacks a stage
    stands with the mean of those it has. With `rounding = total` the stages' totals are rounded
    before they are combined, and the result again, as with a calculator and the printed lists.
    """
    weighted = [stage for stage in stages if stage.weight]
    if not weighted:
        none = np.zeros_like(stages[0].entered)
        return Exact(np.zeros(len(none), dtype=np.int64), 1), none, none
    common = lcm_of(stage.scores.total.denominator for stage in weighted)
    sums = np.stack([stage.scores.total.over(common) for stage in weighted], axis=1)
    known = np.stack([stage.scores.scored & stage.entered for stage in weighted], axis=1)
    weights = [stage.weight or 0 for stage in weighted]
    shrink = math.gcd(*weights)
    weights = [weight // shrink for weight in weights]
    weight_known = weighted_sum(known.astype(np.int64), weights)
    total = Exact.of_quotients(
        weighted_sum(np.where(known, sums, 0), weights), weight_known, common
    )
    if settings.rounding == "total":
        total = total.rounded(settings.decimals, settings.rounding_mode)
    complete = np.all([stage.scores.complete for stage in weighted], axis=0)
    return total, weight_known > 0, complete
