"""Exact rational numbers in arrays: whole numerators over one common denominator."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[Any]
"""An array of whole numbers: int64 while they fit, Python's own integers where they do not."""

LIMIT = 2**62
COUNTABLE = 2**16
"""Below this, counting how often each value occurs is quicker than sorting them out."""


def lcm_of(numbers: Iterable[int]) -> int:
    """The least common multiple of the numbers above zero; 1 if there are none."""
    return math.lcm(*(number for number in set(numbers) if number > 0))


def distinct(divisors: Whole) -> list[int]:
    """The different values among whole numbers of 0 and more."""
    if divisors.dtype == object or peak(divisors) >= COUNTABLE:
        return [int(divisor) for divisor in np.unique(divisors)]
    return np.flatnonzero(np.bincount(divisors.ravel())).tolist()


def peak(numbers: Whole) -> int:
    """The largest absolute value, 0 of an empty array."""
    return max(abs(int(numbers.min())), abs(int(numbers.max()))) if numbers.size else 0


def roomy(numbers: Whole, factor: int) -> Whole:
    """`numbers`, as Python integers if multiplying by `factor` could leave int64."""
    return numbers.astype(object) if max(peak(numbers), 1) * abs(factor) >= LIMIT else numbers


def times(numbers: Whole, factor: int) -> Whole:
    """`numbers × factor`, never overflowing."""
    product: Whole = roomy(numbers, factor) * factor
    return product


def weighted_sum(numbers: Whole, factors: Sequence[int]) -> Whole:
    """Σ numbers[…, k] × factors[k] over the last axis, never overflowing."""
    room = roomy(numbers, sum(abs(factor) for factor in factors))
    total: Whole = room @ np.array(factors, dtype=room.dtype)
    return total


@dataclass(frozen=True, slots=True)
class Exact:
    """An array of rational numbers, `numerators / denominator`, compared and rounded exactly."""

    numerators: Whole
    denominator: int

    @classmethod
    def of_quotients(cls, numerators: Whole, divisors: Whole, unit: int) -> "Exact":
        """`numerators / (divisors × unit)` element by element; 0 where a divisor is 0."""
        common = lcm_of(distinct(divisors))
        room = roomy(numerators, common)
        spread = common // np.where(divisors > 0, divisors, 1).astype(room.dtype)
        return cls(np.where(divisors > 0, room * spread, 0), common * unit)

    def __getitem__(self, index: Any) -> "Exact":
        return Exact(self.numerators[index], self.denominator)

    def fraction(self, *index: int) -> Fraction:
        """One element as a fraction in lowest terms."""
        return Fraction(int(self.numerators[index]), self.denominator)

    def over(self, denominator: int) -> Whole:
        """The numerators over another denominator, a multiple of this one."""
        return times(self.numerators, denominator // self.denominator)

    def rounded(self, decimals: int, mode: str) -> "Exact":
        """To `decimals` places. A half goes away from zero (`half_up`) or to the even neighbour."""
        scaled = roomy(self.numerators, 2 * 10**decimals) * 10**decimals
        if self.denominator >= LIMIT:
            scaled = scaled.astype(object)
        if mode == "half_up":
            away = (2 * abs(scaled) + self.denominator) // (2 * self.denominator)
            return Exact(np.where(scaled < 0, -away, away), 10**decimals)
        below = scaled // self.denominator
        twice = 2 * (scaled - below * self.denominator)
        up = (twice > self.denominator) | ((twice == self.denominator) & (below % 2 == 1))
        return Exact(below + up.astype(below.dtype), 10**decimals)

    def ascending(self) -> NDArray[np.int64]:
        """Whole numbers in the same order as the values, equal where the values are equal."""
        if self.numerators.dtype != object:
            return self.numerators
        return np.unique(self.numerators, return_inverse=True)[1].astype(np.int64)

    def floats(self) -> NDArray[np.float64]:
        """The nearest floats, for pictures only."""
        return np.asarray(self.numerators / self.denominator, dtype=np.float64)
