"""One cell into one value: what people type, and what they should not."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.workbook.layout import LEMBAR, LOMBA_KEYS, PESERTA, Column, Kind
from db.workbook.raw import Cell
from db.workbook.values import Misfit, decimal, number, text, typed

wall = datetime.fromisoformat  # a clock on the wall: no zone
CONFIRMED = LEMBAR.column("confirmed_at")
DIGITAL = PESERTA.column("is_digital")
STAGES = PESERTA.column("stages")
METHOD = next(column for column in LOMBA_KEYS if column.field == "method")
DAY, CLOCK = Column("a", "a", Kind.DAY), Column("a", "a", Kind.CLOCK)
WHOLE = Column("a", "a", Kind.WHOLE, bounds=(0, 100))


@pytest.mark.parametrize(
    ("cell", "hundredths"),
    [
        (88.25, 8825),
        (88.30000000001, 8830),
        (0.1 + 0.2, 30),
        (-3.0, -300),
        (0.0, 0),
        ("88,25", 8825),
        ("88.25", 8825),
        (" 88,5 ", 8850),
        ("+7", 700),
        ("-0,5", -50),
        ("30 %", 3000),
        ("007", 700),
    ],
)
def test_a_number_is_read_exactly(cell: Cell, hundredths: int) -> None:
    assert number(cell) == hundredths


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("1.000", "too_many_decimals"),
        (88.255, "too_many_decimals"),
        (88.2501, "too_many_decimals"),
        ("1.000,50", "not_a_number"),
        ("1e3", "not_a_number"),
        ("٣", "not_a_number"),
        ("", "not_a_number"),
        (",5", "not_a_number"),
        (True, "not_a_number"),
        (date(2018, 5, 8), "not_a_number"),
        (float("nan"), "not_a_number"),
        (float("inf"), "not_a_number"),
        (1e12, "not_a_number"),
    ],
)
def test_what_is_no_number_is_not_guessed(cell: Cell, code: str) -> None:
    with pytest.raises(Misfit) as told:
        number(cell)
    assert told.value.code == code


@given(st.integers(-99_999_999, 99_999_999))
def test_every_number_survives_as_float_and_as_text(hundredths: int) -> None:
    assert number(hundredths / 100) == hundredths
    assert number(decimal(hundredths)) == hundredths
    assert number(decimal(hundredths).replace(".", ",")) == hundredths


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        (WHOLE, 12.0, 12),
        (WHOLE, "12,0", 12),
        (DAY, date(2018, 11, 27), date(2018, 11, 27)),
        (DAY, wall("2018-11-27 00:00"), date(2018, 11, 27)),
        (DAY, "2018-11-27", date(2018, 11, 27)),
        (DAY, "27/11/2018", date(2018, 11, 27)),
        (CLOCK, time(9, 30), time(9, 30)),
        (CLOCK, "09.30", time(9, 30)),
        (CLOCK, "9:30", time(9, 30)),
        (CLOCK, "09:30:15.25", time(9, 30, 15, 250_000)),
        (CONFIRMED, "ya", True),
        (CONFIRMED, 0.0, False),
        (CONFIRMED, "2018-11-27 10:15", wall("2018-11-27 10:15")),
        (CONFIRMED, "27/11/2018 10.15", wall("2018-11-27 10:15")),
        (CONFIRMED, wall("2018-11-27 10:15"), wall("2018-11-27 10:15")),
        (
            CONFIRMED,
            "2018-11-27T10:15:00+07:00",
            datetime(2018, 11, 27, 10, 15, tzinfo=ZoneInfo("Asia/Jakarta")),
        ),
        *((DIGITAL, word, True) for word in ("ya", "YES", "x", 1.0, True, "true")),
        *((DIGITAL, word, False) for word in ("tidak", "No", 0.0, False)),
        (METHOD, "Rata-rata Terpangkas", "trimmed_mean"),
        (METHOD, "TRIMMED MEAN", "trimmed_mean"),
        (STAGES, "Desk ; Presentasi;", ("Desk", "Presentasi")),
        (STAGES, "Tidak ada", ()),
    ],
)
def test_a_cell_is_what_its_column_wants(column: Column, cell: Cell, value: object) -> None:
    assert typed(cell, column) == value


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        (WHOLE, 12.5, "not_whole"),
        (WHOLE, "dua", "not_whole"),
        (WHOLE, 101.0, "out_of_bounds"),
        (DAY, "2018-02-30", "not_a_date"),
        (DAY, "11/27/2018", "not_a_date"),
        (DAY, 43431.0, "not_a_date"),
        (DAY, wall("2018-11-27 01:00"), "not_a_date"),
        (CLOCK, 9.3, "not_a_time"),
        (CLOCK, "24:00", "not_a_time"),
        (CONFIRMED, "besok", "not_a_moment"),
        (CONFIRMED, "2018-11-27 25:00", "not_a_moment"),
        (DIGITAL, "mungkin", "not_yes_no"),
        (DIGITAL, 2.0, "not_yes_no"),
        (METHOD, "rata", "unknown_word"),
    ],
)
def test_a_cell_that_does_not_fit_is_named(column: Column, cell: Cell, code: str) -> None:
    with pytest.raises(Misfit) as told:
        typed(cell, column)
    assert told.value.code == code


def test_text_keeps_all_but_what_cannot_be_shown() -> None:
    assert text("  =1+1\r\nbaris\tdua ") == "=1+1\nbaris\tdua"
    assert (text(7.0), text(7.5), text(True)) == ("7", "7.5", "TRUE")
    for wrong, code in (("a\x00b", "control_character"), ("a" * 30_001, "too_long")):
        with pytest.raises(Misfit) as told:
            text(wrong)
        assert told.value.code == code
