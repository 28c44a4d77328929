"""What each judge's own sheet comes to, as it fills."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dashboard.analysis.exact import Exact, Whole, weighted_sum
from dashboard.analysis.marks import MISSING, Criterion, Marks
from dashboard.analysis.scoring import Settings, coefficients, weigh_sheets


@dataclass(frozen=True)
class SheetTotals:
    """Every sheet of a stage, [entry, judge].

    `points` are those gathered by the criteria that are marked so far, of the `reach` that these
    can give at most; of a full sheet that is its weighted total out of 100. `sums` are the plain
    sums of the marks, in hundredths, and `given` counts them. Where no criterion has a weight there
    are no points and `weighted` is false.
    """

    points: Exact
    reach: Exact
    sums: Whole
    given: NDArray[np.int64]
    weighted: bool


def sheet_totals(marks: Marks, criteria: Sequence[Criterion], settings: Settings) -> SheetTotals:
    """Total the sheets of a stage.

    Each mark is rounded first only where the rules round within a sheet: where they combine the
    judges on each criterion, it is their mean that is rounded, and a sheet stays exact.
    """
    if settings.level != "sheet":
        settings = replace(settings, rounding="exact")
    given = marks.values != MISSING
    values = np.where(given, marks.values, 0)
    gathered, unit = weigh_sheets(values, criteria, settings)
    weights = coefficients(criteria)[0]
    reach = weighted_sum(np.moveaxis(given.astype(np.int64), 1, -1), weights)
    return SheetTotals(
        Exact(gathered[:, 0, :], unit or 1),
        Exact(reach * 100, sum(weights) or 1),
        values.sum(axis=1),
        given.sum(axis=1),
        bool(unit),
    )
