"""Rational arrays behave as fractions do, element by element, also where int64 ends."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.analysis.exact import LIMIT, Exact, lcm_of, peak, roomy, times, weighted_sum
from tests.dashboard.analysis import oracle
from tests.dashboard.analysis.drawn import quick

INT64 = st.integers(-(2**63), 2**63 - 1)
SMALL = st.integers(-(10**6), 10**6)
FACTOR = st.one_of(st.integers(0, 100), st.integers(0, 10**30))


def whole(numbers: list[int]) -> np.ndarray:
    """An int64 array where the numbers fit, an object array where they do not."""
    return np.array(numbers, dtype=np.int64 if peak_of(numbers) < LIMIT else object)


def peak_of(numbers: list[int]) -> int:
    return max(map(abs, numbers), default=0)


def fractions_of(numbers: Exact) -> list[Fraction]:
    return [numbers.fraction(at) for at in range(len(numbers.numerators))]


NUMBERS = st.one_of(
    st.lists(SMALL, min_size=1, max_size=5),
    st.lists(st.integers(-(10**30), 10**30), min_size=1, max_size=5),
)
RATIONALS = st.builds(
    lambda numbers, denominator: Exact(whole(numbers), denominator),
    NUMBERS,
    st.one_of(
        st.integers(1, 1000),
        st.integers(1, 10**25),
        st.sampled_from((2**61, 2**62, 2**63 - 1, 2**63)),
    ),
)


@given(st.lists(st.integers(-5, 10**12), max_size=5))
@quick(50)
def test_the_common_multiple_is_that_of_the_numbers_above_zero(numbers: list[int]) -> None:
    assert lcm_of(numbers) == math.lcm(*[number for number in numbers if number > 0])


@given(st.lists(INT64, max_size=4))
@quick(50)
def test_the_peak_is_the_largest_absolute_value_even_of_the_lowest_int64(
    numbers: list[int],
) -> None:
    assert peak(np.array(numbers, dtype=np.int64)) == peak_of(numbers)


def test_the_peak_is_exact_for_python_integers() -> None:
    assert peak(np.array([10**30, -(10**30) - 1], dtype=object)) == 10**30 + 1


@pytest.mark.parametrize(
    ("number", "factor", "dtype"),
    [
        (2**61 - 1, 2, np.int64),
        (2**61, 2, object),
        (-(2**61), -2, object),
        (-(2**63), 1, object),
        (0, 10**6, np.int64),
        (0, 2**62, object),
    ],
)
def test_python_integers_are_used_exactly_where_a_product_could_leave_int64(
    number: int, factor: int, dtype: type
) -> None:
    assert roomy(np.array([number], dtype=np.int64), factor).dtype == dtype


@given(st.lists(INT64, max_size=4), FACTOR)
@quick(80)
def test_a_product_never_overflows(numbers: list[int], factor: int) -> None:
    product = times(np.array(numbers, dtype=np.int64), factor)
    assert product.tolist() == [number * factor for number in numbers]


@given(st.lists(st.tuples(st.one_of(st.just(0), SMALL, INT64), FACTOR), max_size=5))
@quick(80)
def test_a_weighted_sum_never_overflows(pairs: list[tuple[int, int]]) -> None:
    numbers = np.array([number for number, _ in pairs], dtype=np.int64)
    found = weighted_sum(numbers, [factor for _, factor in pairs])
    assert int(found) == sum(number * factor for number, factor in pairs)


@given(
    st.lists(st.tuples(st.one_of(st.just(0), SMALL, INT64), st.integers(0, 60)), min_size=1),
    st.sampled_from((1, 100, 10**9, 10**25)),
)
@quick(80)
def test_quotients_are_exact_and_a_division_by_zero_gives_zero(
    pairs: list[tuple[int, int]], unit: int
) -> None:
    numerators = np.array([number for number, _ in pairs], dtype=np.int64)
    divisors = np.array([divisor for _, divisor in pairs], dtype=np.int64)
    assert fractions_of(Exact.of_quotients(numerators, divisors, unit)) == [
        Fraction(number, divisor * unit) if divisor else 0 for number, divisor in pairs
    ]


@pytest.mark.parametrize("numerator", [0, 1])
def test_sixty_judge_counts_have_a_common_multiple_beyond_int64(numerator: int) -> None:
    counts = np.arange(61)
    quotients = Exact.of_quotients(np.full(61, numerator), counts, 100)
    assert fractions_of(quotients)[1:] == [Fraction(numerator, 100 * n) for n in range(1, 61)]


@given(RATIONALS, st.integers(1, 10**20))
@quick(60)
def test_another_denominator_changes_no_value(numbers: Exact, factor: int) -> None:
    denominator = numbers.denominator * factor
    again = Exact(numbers.over(denominator), denominator)
    assert fractions_of(again) == fractions_of(numbers)


@given(RATIONALS, st.integers(0, 9), st.sampled_from(("half_up", "half_even")))
@quick(120)
def test_rounding_equals_the_oracle(numbers: Exact, decimals: int, mode: str) -> None:
    assert fractions_of(numbers.rounded(decimals, mode)) == [
        oracle.rounded(value, decimals, mode) for value in fractions_of(numbers)
    ]


@given(st.lists(st.integers(-40, 40), min_size=1), st.sampled_from(("half_up", "half_even")))
@quick(60)
def test_rounding_of_halves_equals_the_oracle(halves: list[int], mode: str) -> None:
    numbers = Exact(np.array(halves), 20)
    assert fractions_of(numbers.rounded(1, mode)) == [
        oracle.rounded(Fraction(half, 20), 1, mode) for half in halves
    ]


@pytest.mark.parametrize("mode", ["half_up", "half_even"])
@pytest.mark.parametrize("denominator", [2**61 + 1, 2**62 - 1, 2**62, 2**63 - 1, 2**63, 10**30])
def test_rounding_is_exact_where_numerators_or_denominators_leave_int64(
    denominator: int, mode: str
) -> None:
    for numerator in (1, 2**61 - 1, 2**62 - 1, -(2**63), 2**63 - 1):
        numbers = Exact(np.array([numerator], dtype=np.int64), denominator)
        wanted = [
            oracle.rounded(Fraction(numerator, denominator), places, mode) for places in (0, 2)
        ]
        assert [numbers.rounded(places, mode).fraction(0) for places in (0, 2)] == wanted


def test_halves_go_away_from_zero_or_to_the_even_neighbour() -> None:
    halves = Exact(np.array([-25, -15, -5, 5, 15, 25]), 10)
    assert fractions_of(halves.rounded(0, "half_up")) == [-3, -2, -1, 1, 2, 3]
    assert fractions_of(halves.rounded(0, "half_even")) == [-2, -2, 0, 0, 2, 2]


@given(RATIONALS)
@quick(60)
def test_the_ascending_numbers_stand_in_the_order_of_the_values(numbers: Exact) -> None:
    keys, values = numbers.ascending().tolist(), fractions_of(numbers)
    assert numbers.ascending().dtype == np.int64
    assert [[a < b for b in keys] for a in keys] == [[a < b for b in values] for a in values]


@given(RATIONALS)
@quick(60)
def test_floats_are_near_the_values(numbers: Exact) -> None:
    floats = numbers.floats()
    assert floats.dtype == np.float64
    assert floats.tolist() == pytest.approx([float(value) for value in fractions_of(numbers)])


def test_a_part_of_an_array_keeps_its_values() -> None:
    table = Exact(np.array([[1, 2], [3, 4]]), 6)
    assert fractions_of(table[:, 1]) == [Fraction(1, 3), Fraction(2, 3)]
    assert table.fraction(1, 0) == Fraction(1, 2)
