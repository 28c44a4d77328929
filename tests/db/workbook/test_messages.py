"""What the user reads: every code has both languages, and a place as a spreadsheet shows it."""

import re
from pathlib import Path

import pytest

from db.workbook import Fault, Notice
from db.workbook.messages import NUMERIC, TEMPLATES
from db.workbook.values import Misfit

PACKAGE = Path(__file__).parents[3] / "db" / "workbook"
MARKS = re.compile(r"%\((\w+)\)s")


def test_a_fault_is_told_in_both_languages_with_its_place() -> None:
    fault = Fault("Nilai", 14, "K1 (D)", "100.5", "out_of_scale", "0 … 99.5")
    assert fault.message("en") == (
        "Nilai, row 14, column K1 (D): the score 100.5 is out of the scale 0 … 99.5"
    )
    assert fault.message("id") == (
        "Nilai, baris 14, kolom K1 (D): nilai 100,5 di luar skala 0 … 99,5"
    )
    assert Fault("", None, "", "a.xlsx", "empty_file").message() == "berkas a.xlsx kosong"
    notice = Notice("Rekap", None, "", "", "unknown_sheet")
    assert notice.message("en") == "Rekap: a sheet that is not known; it was passed over"


def test_a_name_with_a_point_stays_as_it_is() -> None:
    fault = Fault("Nilai", 2, "juri (B)", "J1.5", "unknown_judge", "Juri")
    assert fault.message("id") == (
        "Nilai, baris 2, kolom juri (B): juri “J1.5” tidak dikenal; tambahkan di lembar Juri"
    )


@pytest.mark.parametrize("code", TEMPLATES)
def test_both_languages_fill_in_the_same(code: str) -> None:
    english, indonesian = TEMPLATES[code]
    assert set(MARKS.findall(english)) == set(MARKS.findall(indonesian)) <= {"value", "expected"}
    assert Fault("S", 1, "c", "v", code, "e").message("en").startswith("S, row 1, column c: ")


def test_the_codes_in_the_code_are_those_that_have_words() -> None:
    said = set()
    for path in (*PACKAGE.glob("*.py"), PACKAGE.with_name("rules.py")):
        if path.name != "messages.py":
            said |= set(
                re.findall(
                    r'"([a-z]+(?:_[a-z0-9]+)+|merged|damaged|encrypted|recused'
                    r'|duplicate|refused)"',
                    path.read_text("utf-8"),
                )
            )
    said |= {f"unknown_{what}" for what in ("unit", "judge", "entry", "criterion", "stage")}
    assert set(TEMPLATES) - said == set()
    assert NUMERIC - set(TEMPLATES) == set()
    assert Misfit("not_whole").code in TEMPLATES
