"""The words of the screen: exact numbers, dates, lists and the fall back to Indonesian."""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.view.words import LANGUAGES, message, words_in

INDONESIAN = words_in("id")
ENGLISH = words_in("en")
NOON_UTC = dt.datetime(2018, 11, 27, 7, 3, 22, tzinfo=dt.UTC)


def test_indonesian_comes_first_and_english_second():
    assert LANGUAGES[:2] == ("id", "en")
    assert [words_in(code).name for code in ("id", "en")] == ["Indonesia", "English"]


@pytest.mark.parametrize("code", ["xx", "", "../id", None])
def test_an_unknown_language_falls_back_to_indonesian(code):
    assert words_in(code) is INDONESIAN


def test_a_language_is_read_once():
    assert words_in("en") is ENGLISH


def test_a_message_is_translated_and_its_places_are_filled():
    source = message("%(items)s and %(last)s")
    assert INDONESIAN.text(source, items="A", last="B") == "A dan B"
    assert ENGLISH.text(source, items="A", last="B") == "A and B"


def test_a_message_without_values_keeps_its_percent_sign():
    whole = "at 100 % of it"
    assert ENGLISH.text(whole) == "at 100 % of it"


def test_a_plural_takes_the_form_of_its_number_and_fills_in_the_count():
    forms = ("one %(what)s", "%(count)s %(what)s")
    assert ENGLISH.plural(*forms, 1, what="sheet") == "one sheet"
    assert ENGLISH.plural(*forms, 1200, what="sheets") == "1,200 sheets"
    assert ENGLISH.plural(*forms, 2, what="sheets", count="two") == "two sheets"


@pytest.mark.parametrize(
    ("value", "decimals", "indonesian", "english"),
    [
        (0, 2, "0,00", "0.00"),
        (Fraction(8824, 100), 2, "88,24", "88.24"),
        (Fraction(1, 8), 2, "0,13", "0.13"),
        (Fraction(-1, 8), 2, "−0,13", "−0.13"),
        (Fraction(1, 3), 4, "0,3333", "0.3333"),
        (Decimal("2.675"), 2, "2,68", "2.68"),
        (Fraction(-1, 1000), 2, "0,00", "0.00"),
        (1234567, 0, "1.234.567", "1,234,567"),
        (Fraction(99999, 100), 1, "1.000,0", "1,000.0"),
    ],
)
def test_a_number_is_exact_rounded_half_up_and_grouped(value, decimals, indonesian, english):
    assert INDONESIAN.number(value, decimals) == indonesian
    assert ENGLISH.number(value, decimals) == english


@settings(deadline=None)  # a busy machine is no fault
@given(
    st.one_of(
        st.integers(-(10**15), 10**15),
        st.fractions(-(10**9), 10**9),
        st.decimals(-(10**9), 10**9, allow_nan=False, places=6),
    ),
    st.integers(0, 8),
)
def test_every_number_reads_back_as_its_half_up_rounding(value, decimals):
    fraction = Fraction(value)
    with localcontext() as context:
        context.prec = 80
        exact = Decimal(abs(fraction).numerator) / Decimal(fraction.denominator)
        expected = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    printed = INDONESIAN.number(value, decimals)
    read = Decimal(printed.replace(".", "").replace(",", ".").replace("−", "-"))
    assert read == (-expected if value < 0 else expected)
    assert -read.as_tuple().exponent == decimals
    assert abs(Fraction(read) - fraction) * 2 * 10**decimals <= 1


def test_no_number_is_made_of_nothing():
    with pytest.raises(ValueError):
        INDONESIAN.number(Decimal("nan"), 2)


def test_a_signed_number_shows_its_side_and_zero_has_none():
    values = [Fraction(33, 100), Fraction(-33, 100), 0, Fraction(1, 1000), Fraction(-1, 1000)]
    assert [INDONESIAN.signed(value, 2) for value in values] == [
        "+0,33",
        "−0,33",
        "0,00",
        "0,00",
        "0,00",
    ]


def test_a_percentage_keeps_its_sign_on_the_line():
    assert INDONESIAN.percent(Fraction(3, 10)) == "30,0\N{NO-BREAK SPACE}%"
    assert ENGLISH.percent(Fraction(3, 10)) == "30.0%"
    assert INDONESIAN.percent(Fraction(2, 3), 0) == "67\N{NO-BREAK SPACE}%"


def test_a_date_is_written_in_full():
    day = dt.date(2018, 11, 27)
    assert INDONESIAN.date(day) == "Selasa, 27 November 2018"
    assert ENGLISH.date(day) == "Tuesday, 27 November 2018"


@pytest.mark.parametrize(
    ("timezone", "expected"),
    [
        ("Asia/Jakarta", "14:03:22 WIB"),
        ("Asia/Makassar", "15:03:22 WITA"),
        ("Asia/Jayapura", "16:03:22 WIT"),
    ],
)
def test_the_clock_is_the_one_of_the_event_in_both_languages(timezone, expected):
    assert INDONESIAN.clock(NOON_UTC, timezone) == expected
    assert ENGLISH.clock(NOON_UTC, timezone) == expected


def test_the_clock_can_leave_out_the_seconds():
    assert INDONESIAN.clock(NOON_UTC, "Asia/Jakarta", seconds=False) == "14:03 WIB"


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="without a zone"):
        INDONESIAN.clock(dt.datetime(2018, 11, 27, 7, 0), "Asia/Jakarta")  # noqa: DTZ001


def test_a_list_reads_as_a_sentence():
    assert [INDONESIAN.join(["A", "B", "C"][:count]) for count in range(4)] == [
        "",
        "A",
        "A dan B",
        "A, B dan C",
    ]
    assert ENGLISH.join(["A", "B", "C"]) == "A, B and C"


def test_plotly_gets_the_separators_of_the_language():
    assert (INDONESIAN.separators, ENGLISH.separators) == (",.", ".,")
