"""Places, the step that decided, and how many decimals tell neighbours apart."""

from fractions import Fraction
from itertools import pairwise
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.analysis.exact import Exact
from dashboard.analysis.ranking import NOT_TIED, digits_to_show, rank
from tests.dashboard.analysis import oracle
from tests.dashboard.analysis.drawn import quick

FEW = st.integers(0, 2)
DENOMINATORS = st.sampled_from((1, 7, 10**30))


def exact(numerators: list[int], denominator: int = 1) -> Exact:
    small = max(map(abs, numerators), default=0) < 2**62
    return Exact(np.array(numerators, dtype=np.int64 if small else object), denominator)


def fractions_of(numbers: Exact) -> list[Fraction]:
    return [numbers.fraction(at) for at in range(len(numbers.numerators))]


@st.composite
def fields(draw: st.DrawFn) -> tuple[Exact, list[bool], list[Exact]]:
    """Totals, who is ranked, and a chain; ties are frequent, some numbers leave int64."""
    count = draw(st.integers(0, 8))
    scale = draw(st.sampled_from((1, 2**61, 10**30 + 7)))
    column = st.lists(FEW, min_size=count, max_size=count)
    numbers = st.builds(lambda c, d: exact([n * scale for n in c], d), column, DENOMINATORS)
    ranked = draw(
        st.lists(st.sampled_from((True, True, True, False)), min_size=count, max_size=count)
    )
    return draw(numbers), ranked, draw(st.lists(numbers, max_size=3))


@pytest.mark.parametrize(
    ("totals", "chain", "places", "decided"),
    [
        ([9, 8, 8, 7], [], [1, 2, 2, 4], [-1, 0, 0, -1]),
        ([9, 8, 8, 7], [[0, 1, 2, 0]], [1, 3, 2, 4], [-1, 0, 0, -1]),
        ([8, 8, 8], [[1, 1, 1]], [1, 1, 1], [1, 1, 1]),
        ([8, 8, 8], [[5, 5, 5], [1, 3, 2]], [3, 1, 2], [1, 1, 1]),
        ([8, 8, 8], [[6, 5, 5], [0, 1, 2]], [1, 3, 2], [0, 1, 0]),
        ([8, 8, 8, 8], [[6, 5, 6, 5]], [1, 3, 1, 3], [1, 0, 1, 1]),
        ([], [[]], [], []),
    ],
    ids=[
        "a shared place leaves a gap", "the chain parts them", "nothing parts them",
        "the second step parts them", "each is told by the one above", "pairs", "nobody",
    ],
)  # fmt: skip
def test_a_hand_worked_ranking(
    totals: list[int], chain: list[list[int]], places: list[int], decided: list[int]
) -> None:
    found = rank(exact(totals), np.ones(len(totals), dtype=bool), [exact(step) for step in chain])
    assert (found.place.tolist(), found.decided_by.tolist()) == (places, decided)


@quick(200)
@given(fields())
def test_places_equal_the_oracle(field: tuple[Exact, list[bool], list[Exact]]) -> None:
    total, ranked, chain = field
    found = rank(total, np.array(ranked, dtype=bool), chain)
    order, place, decided = oracle.rank(
        fractions_of(total), ranked, [fractions_of(step) for step in chain]
    )
    assert found.order.tolist() == order
    assert found.place.tolist() == place
    assert found.decided_by.tolist() == decided


@quick(100)
@given(fields())
def test_a_place_is_shared_exactly_if_total_and_chain_are_equal(
    field: tuple[Exact, list[bool], list[Exact]],
) -> None:
    total, ranked, chain = field
    place = rank(total, np.array(ranked, dtype=bool), chain).place.tolist()
    key = list(zip(*map(fractions_of, [total, *chain]), strict=True))
    chosen = [entry for entry, is_ranked in enumerate(ranked) if is_ranked]
    assert [[place[a] == place[b] for b in chosen] for a in chosen] == [
        [key[a] == key[b] for b in chosen] for a in chosen
    ]


@quick(60)
@given(fields(), st.randoms(use_true_random=False))
def test_the_order_of_entries_is_of_no_importance(
    field: tuple[Exact, list[bool], list[Exact]], random: Random
) -> None:
    total, ranked, chain = field
    moved = list(range(len(ranked)))
    random.shuffle(moved)
    mask = np.array(ranked, dtype=bool)
    place = rank(total, mask, chain).place.tolist()
    again = rank(total[moved], mask[moved], [step[moved] for step in chain]).place.tolist()
    assert again == [place[entry] for entry in moved]


def test_those_not_ranked_have_no_place_and_part_nobody() -> None:
    found = rank(exact([8, 8, 9]), np.array([True, False, False]), [exact([1, 2, 3])])
    assert found.order.tolist() == [0]
    assert found.place.tolist() == [1, 0, 0]
    assert found.decided_by.tolist() == [NOT_TIED] * 3


def test_a_difference_below_any_float_parts_two_places() -> None:
    close, equal = exact([10**30, 10**30 + 1], 3), exact([1, 1])
    assert rank(close, np.array([True, True]), []).place.tolist() == [2, 1]
    settled = rank(equal, np.array([True, True]), [equal, close])
    assert (settled.place.tolist(), settled.decided_by.tolist()) == ([2, 1], [1, 1])


def shown(totals: list[Fraction], digits: list[int]) -> list[Fraction]:
    return [oracle.rounded(t, d, "half_up") for t, d in zip(totals, digits, strict=True)]


def digits_of(numerators: list[int], denominator: int, decimals: int) -> list[int]:
    """Decimals of totals that stand in descending order."""
    order = np.arange(len(numerators))
    return list(map(int, digits_to_show(exact(numerators, denominator), order, decimals)))


CLOSE = st.lists(
    st.one_of(st.integers(0, 300), st.sampled_from((4, 5, 49, 50, 51, 149, 150, 4949, 4950))),
    max_size=7,
).map(lambda numbers: sorted(numbers, reverse=True))


@pytest.mark.parametrize(
    ("thousandths", "digits"),
    [
        ([88_240, 87_910], [2, 2]),
        ([80_012, 80_011], [3, 3]),
        ([80_012, 80_012], [2, 2]),
        ([80_012, 80_012, 80_011], [3, 3, 3]),
        ([80_012, 80_011, 80_011, 79_000], [3, 3, 3, 2]),
        ([90_005, 90_004, 80_012, 80_011], [2, 2, 3, 3]),
        ([], []),
    ],
    ids=["far apart", "alike", "equal", "equal above", "equal below", "half up parts", "nobody"],
)
def test_hand_worked_decimals(thousandths: list[int], digits: list[int]) -> None:
    assert digits_of(thousandths, 1000, 2) == digits


def test_a_pair_that_two_decimals_part_is_not_lengthened_for_the_sake_of_others() -> None:
    ten_thousandths = [900_120, 900_110, 50, 49]  # 0.0050 and 0.0049 are 0.01 and 0.00
    assert digits_of(ten_thousandths, 10_000, 2) == [3, 3, 2, 2]


@quick(200)
@given(CLOSE, st.sampled_from((1000, 10_000, 700, 21_000)), st.integers(0, 3))
def test_decimals_equal_the_oracle(numerators: list[int], denominator: int, decimals: int) -> None:
    totals = [Fraction(number, denominator) for number in numerators]
    assert digits_of(numerators, denominator, decimals) == oracle.digits_to_show(totals, decimals)


@quick(150)
@given(CLOSE, st.sampled_from((1000, 10_000, 700, 21_000)), st.integers(0, 3))
def test_totals_print_alike_exactly_if_they_are_equal(
    numerators: list[int], denominator: int, decimals: int
) -> None:
    digits = digits_of(numerators, denominator, decimals)
    totals = [Fraction(number, denominator) for number in numerators]
    printed = list(zip(shown(totals, digits), digits, strict=True))
    assert [a == b for a, b in pairwise(printed)] == [a == b for a, b in pairwise(totals)]
    assert len({value for value, _ in printed}) == len(set(totals))


@quick(100)
@given(CLOSE, st.sampled_from((1000, 10_000, 700, 21_000)), st.integers(0, 3))
def test_no_decimal_is_added_where_nothing_prints_alike(
    numerators: list[int], denominator: int, decimals: int
) -> None:
    totals = sorted({Fraction(number, denominator) for number in numerators}, reverse=True)
    plain = shown(totals, [decimals] * len(totals))
    alike = {total for total, text in zip(totals, plain, strict=True) if plain.count(text) > 1}
    digits = digits_of(numerators, denominator, decimals)
    assert [digit > decimals for digit in digits] == [
        Fraction(number, denominator) in alike for number in numerators
    ]


def test_totals_closer_than_nine_more_decimals_are_given_nine_more() -> None:
    assert digits_of([2, 1], 10**15, 2) == [11, 11]


def test_entries_that_are_not_printed_keep_the_usual_decimals() -> None:
    totals = exact([80_011, 80_012, 80_013], 1000)
    assert digits_to_show(totals, np.array([2, 0]), 2).tolist() == [3, 2, 3]
