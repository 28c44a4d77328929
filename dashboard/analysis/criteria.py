"""What the criteria do to a board: how far each one parts the entries, who leads on it alone."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from dashboard.analysis.exact import Exact, times
from dashboard.analysis.ranking import Ranking, rank
from dashboard.analysis.standings import Standings

HEAT_LEVELS = 9
LEAST_ENTRIES = 2
"""Of fewer entries there is no spread to speak of."""


@dataclass(frozen=True)
class Spread:
    """How the values of one criterion lie.

    `lowest`, `median` and `highest` are on the criterion's own scale; `quartiles` (the lower and
    the upper one) and `variance` are out of 100 of that scale, so that criteria compare; `share` is
    the criterion's part of the total.
    """

    lowest: Fraction
    median: Fraction
    highest: Fraction
    quartiles: tuple[float, float]
    variance: Fraction
    share: Fraction

    @property
    def deviation(self) -> float:
        """The standard deviation over these entries themselves, out of 100 of the scale."""
        return math.sqrt(self.variance)

    @property
    def effect(self) -> float:
        """The standard deviation, in points of the total, of what the criterion adds to it."""
        return self.deviation * float(self.share)


def of_scale(board: Standings, column: int) -> Exact:
    """[entry]: the values of a criterion out of 100 of its scale."""
    values = board.panel[:, column]
    return Exact(
        times(values.numerators, 10000), values.denominator * board.criteria[column].maximum
    )


def spreads(board: Standings, entries: NDArray[np.int64]) -> tuple[Spread, ...]:
    """The spread of each criterion over `entries`; nothing of fewer than `LEAST_ENTRIES`."""
    if len(entries) < LEAST_ENTRIES:
        return ()
    return tuple(spread(board, entries, column) for column in range(len(board.criteria)))


def spread(board: Standings, entries: NDArray[np.int64], column: int) -> Spread:
    """The spread of one criterion over `entries`, at least one."""
    own = board.panel[entries, column]
    ordered = np.sort(own.numerators).tolist()
    count = len(ordered)
    scaled = of_scale(board, column)[entries]
    numbers = scaled.numerators.tolist()
    of_squares, of_numbers = sum(number**2 for number in numbers), sum(numbers)
    lower, upper = np.quantile(scaled.floats(), [0.25, 0.75])
    return Spread(
        lowest=Fraction(ordered[0], own.denominator),
        median=Fraction(ordered[(count - 1) // 2] + ordered[count // 2], 2 * own.denominator),
        highest=Fraction(ordered[-1], own.denominator),
        quartiles=(float(lower), float(upper)),
        variance=Fraction(count * of_squares - of_numbers**2, (count * scaled.denominator) ** 2),
        share=Fraction(*board.shares[column]),
    )


def extremes(measures: Sequence[Fraction]) -> tuple[int, int] | None:
    """Where the largest and the smallest measure stand, the first of equals; None: all alike."""
    columns = range(len(measures))
    most, least = max(columns, key=measures.__getitem__), min(columns, key=measures.__getitem__)
    return None if measures[most] == measures[least] else (most, least)


def alone(board: Standings, column: int) -> Ranking:
    """The places of complete entries by one criterion and nothing else; equals share a place."""
    return rank(board.panel[:, column], board.complete, [])


def heat(board: Standings) -> NDArray[np.int64]:
    """[entry, criterion]: from 1, the lowest value of a criterion there is, to `HEAT_LEVELS`.

    The middle where all are alike, 0 where there is no value.
    """
    counted = board.panel_known & board.entered[:, None]
    levels = np.zeros(counted.shape, dtype=np.int64)
    for column in range(counted.shape[1]):
        entries = np.flatnonzero(counted[:, column])
        if not len(entries):
            continue
        values = board.panel.numerators[entries, column]
        lowest, highest = values.min(), values.max()
        if lowest == highest:
            levels[entries, column] = (HEAT_LEVELS + 1) // 2
            continue
        above = times(values - lowest, HEAT_LEVELS) // (highest - lowest)
        levels[entries, column] = np.minimum(above, HEAT_LEVELS - 1).astype(np.int64) + 1
    return levels


@dataclass(frozen=True)
class Profile:
    """One criterion of several entries: values on its own scale, None where there is none.

    `differences` are those of the value to the first entry's, `points` what each adds to its total,
    out of 100, `gains` what it adds beyond the first.
    """

    values: tuple[Fraction | None, ...]
    differences: tuple[Fraction | None, ...]
    points: tuple[Fraction | None, ...]
    gains: tuple[Fraction | None, ...]


def profiles(board: Standings, entries: Sequence[int]) -> tuple[Profile, ...]:
    """Entries side by side, criterion by criterion."""
    return tuple(profile(board, entries, column) for column in range(len(board.criteria)))


def profile(board: Standings, entries: Sequence[int], column: int) -> Profile:
    """Entries side by side on one criterion."""
    values = tuple(
        board.panel.fraction(entry, column) if board.panel_known[entry, column] else None
        for entry in entries
    )
    factor = Fraction(10000, board.criteria[column].maximum) * Fraction(*board.shares[column])
    points = tuple(None if value is None else value * factor for value in values)
    return Profile(values, beyond_first(values), points, beyond_first(points))


def beyond_first(values: Sequence[Fraction | None]) -> tuple[Fraction | None, ...]:
    """Each value less the first; None where either is missing."""
    first = values[0]
    return tuple(None if value is None or first is None else value - first for value in values)
