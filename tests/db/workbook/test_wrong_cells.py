"""One wrong cell, one fault: its place, its value and what was expected."""

from datetime import date
from pathlib import Path

import pytest

from db.engine import connect
from db.workbook import import_workbook
from tests.db.workbook.books import Said, changed, said, write_xlsx

CELLS: dict[str, tuple[tuple[str, str, object], Said]] = {
    "text for a number": (
        ("Nilai", "C2", "delapan"),
        ("Nilai", 2, "K1 (C)", "delapan", "not_a_number", "0 … 100"),
    ),
    "two separators": (
        ("Nilai", "C2", "1.000,5"),
        ("Nilai", 2, "K1 (C)", "1.000,5", "not_a_number", "0 … 100"),
    ),
    "yes for a number": (
        ("Nilai", "C2", True),
        ("Nilai", 2, "K1 (C)", "TRUE", "not_a_number", "0 … 100"),
    ),
    "three decimals": (
        ("Nilai", "C2", 80.125),
        ("Nilai", 2, "K1 (C)", "80.125", "too_many_decimals", ""),
    ),
    "what may be thousands": (
        ("Nilai", "C2", "1.000"),
        ("Nilai", 2, "K1 (C)", "1.000", "too_many_decimals", ""),
    ),
    "above the scale": (
        ("Nilai", "C2", 100.5),
        ("Nilai", 2, "K1 (C)", "100.5", "out_of_scale", "0 … 100"),
    ),
    "below the scale": (
        ("Nilai", "E2", 0),
        ("Nilai", 2, "K3 (E)", "0", "out_of_scale", "1 … 10"),
    ),
    "off the step": (
        ("Nilai", "D4", 65.75),
        ("Nilai", 4, "K2 (D)", "65.75", "off_step", "65.5 / 66"),
    ),
    "unknown entry": (
        ("Nilai", "A2", 7),
        ("Nilai", 2, "peserta (A)", "7", "unknown_entry", "Peserta"),
    ),
    "unknown judge": (
        ("Nilai", "B2", "J9"),
        ("Nilai", 2, "juri (B)", "J9", "unknown_judge", "Juri"),
    ),
    "no entry": (("Nilai", "A2", None), ("Nilai", 2, "peserta (A)", "", "missing_value", "")),
    "the same sheet twice": (
        ("Nilai", "B3", "J1"),
        ("Nilai", 3, "juri (B)", "1 · J1", "duplicate_sheet", "2"),
    ),
    "a criterion of a stage the judge is not on": (
        ("Nilai", "C3", 70),
        ("Nilai", 3, "K1 (C)", "J2", "not_on_panel", "Desk"),
    ),
    "a criterion of a stage the entry is not in": (
        ("Nilai", "E4", 7),
        ("Nilai", 4, "K3 (E)", "2", "not_in_stage", "Presentasi"),
    ),
    "a column of marks that is no criterion": (
        ("Nilai", "E1", "K4"),
        ("Nilai", 1, "K4 (E)", "K4", "unknown_criterion", "K1, K2, K3"),
    ),
    "a column of marks without a header": (
        ("Nilai", "F2", 7),
        ("Nilai", 1, "F", "", "missing_header", "K1, K2, K3"),
    ),
    "the same criterion in two columns": (
        ("Nilai", "F1", "k1"),
        ("Nilai", 1, "k1 (F)", "k1", "double_column", ""),
    ),
    "unknown unit": (
        ("Peserta", "B2", "Z"),
        ("Peserta", 2, "skpd (B)", "Z", "unknown_unit", "SKPD"),
    ),
    "a number twice": (
        ("Peserta", "A3", 1),
        ("Peserta", 3, "nomor (A)", "1", "duplicate", "2"),
    ),
    "a number that is none": (
        ("Peserta", "A2", "satu"),
        ("Peserta", 2, "nomor (A)", "satu", "not_whole", ""),
    ),
    "a number out of bounds": (
        ("Peserta", "A3", 0),
        ("Peserta", 3, "nomor (A)", "0", "out_of_bounds", "1 … 2000000000"),
    ),
    "no title": (("Peserta", "C2", None), ("Peserta", 2, "judul (C)", "", "missing_value", "")),
    "neither yes nor no": (
        ("Peserta", "D2", "mungkin"),
        ("Peserta", 2, "digital (D)", "mungkin", "not_yes_no", "ya, tidak"),
    ),
    "unknown status": (
        ("Peserta", "E2", "tidak hadir"),
        (
            "Peserta",
            2,
            "status (E)",
            "tidak hadir",
            "unknown_word",
            "terdaftar, terverifikasi, mundur, diskualifikasi",
        ),
    ),
    "unknown stage in a list": (
        ("Peserta", "F3", "Desk; Final"),
        ("Peserta", 3, "tahap (F)", "Final", "unknown_stage", "Desk, Presentasi"),
    ),
    "a unit twice, in other letters": (
        ("SKPD", "A3", "a"),
        ("SKPD", 3, "kode (A)", "A", "duplicate", "2"),
    ),
    "a stage twice": (("Tahap", "A3", "Desk"), ("Tahap", 3, "nama (A)", "Desk", "duplicate", "2")),
    "a stage's negative weight": (
        ("Tahap", "B2", -40),
        ("Tahap", 2, "bobot (B)", "-40", "negative_weight", ""),
    ),
    "a semicolon in a stage's name": (
        ("Tahap", "A4", "Final; Umum"),
        ("Tahap", 4, "nama (A)", "Final; Umum", "bad_name", ";"),
    ),
    "a criterion twice": (
        ("Kriteria", "B3", "K1"),
        ("Kriteria", 3, "kode (B)", "k1", "duplicate", "2"),
    ),
    "a criterion of no stage": (
        ("Kriteria", "A4", None),
        ("Kriteria", 4, "tahap (A)", "", "missing_value", ""),
    ),
    "a criterion of an unknown stage": (
        ("Kriteria", "A2", "Final"),
        ("Kriteria", 2, "tahap (A)", "Final", "unknown_stage", "Desk, Presentasi"),
    ),
    "no weight": (("Kriteria", "D2", None), ("Kriteria", 2, "bobot (D)", "", "missing_value", "")),
    "negative weight": (
        ("Kriteria", "D2", "-60"),
        ("Kriteria", 2, "bobot (D)", "-60", "negative_weight", ""),
    ),
    "minimum not below maximum": (
        ("Kriteria", "E2", 100),
        ("Kriteria", 2, "min (E)", "100", "min_not_below_max", "100"),
    ),
    "no positive maximum": (
        ("Kriteria", "F4", 0),
        ("Kriteria", 4, "maks (F)", "0", "bad_maximum", ""),
    ),
    "no positive step": (
        ("Kriteria", "G4", 0),
        ("Kriteria", 4, "langkah (G)", "0", "bad_step", ""),
    ),
    "a judge twice": (("Juri", "A3", "J1"), ("Juri", 3, "kode (A)", "J1", "duplicate", "2")),
    "a judge without a name": (
        ("Juri", "B2", " "),
        ("Juri", 2, "nama (B)", "", "missing_value", ""),
    ),
    "a recusal of nobody": (
        ("Berhalangan", "B3", 1),
        ("Berhalangan", 3, "juri (A)", "", "missing_value", ""),
    ),
    "a time that is none": (
        ("Jadwal", "D2", "pagi"),
        ("Jadwal", 2, "jam (D)", "pagi", "not_a_time", "09:30, 09.30"),
    ),
    "a date that is none": (
        ("Lomba", "B4", "31/02/2018"),
        ("Lomba", 4, "nilai (B)", "31/02/2018", "not_a_date", "2018-11-27, 27/11/2018"),
    ),
    "unknown method": (
        ("Lomba", "B5", "rata"),
        (
            "Lomba",
            5,
            "nilai (B)",
            "rata",
            "unknown_word",
            "mean, trimmed_mean, median, standardised",
        ),
    ),
    "unknown key": (
        ("Lomba", "A5", "metoda"),
        (
            "Lomba",
            5,
            "kunci (A)",
            "metoda",
            "unknown_key",
            "nama, edisi, penyelenggara, tempat, tanggal, zona_waktu, istilah_unit, "
            "target_partisipasi, metode, tingkat, pangkas, pembulatan, cara_bulat, desimal, "
            "penentu_seri, fase, contoh",
        ),
    ),
    "a key twice": (
        ("Lomba", "A4", "NAMA"),
        ("Lomba", 4, "kunci (A)", "NAMA", "duplicate", "2"),
    ),
    "a tie broken by an unknown criterion": (
        ("Lomba", "B6", "K2, K7"),
        ("Lomba", 6, "nilai (B)", "K7", "unknown_criterion", "criteria, none, K1, K2, K3"),
    ),
    "a date for a text": (
        ("SKPD", "A2", date(2018, 2, 1)),
        ("SKPD", 2, "kode (A)", "2018-02-01", "not_text", ""),
    ),
    "a moment that is none": (
        ("Lembar", "E2", "tadi"),
        (
            "Lembar",
            2,
            "dikonfirmasi (E)",
            "tadi",
            "not_a_moment",
            "2018-11-27 09:30, ya, tidak",
        ),
    ),
}


@pytest.mark.parametrize("case", CELLS)
def test_one_wrong_cell_is_one_fault(case: str, sqlite_url: str, tmp_path: Path) -> None:
    edit, expected = CELLS[case]
    engine = connect(sqlite_url)
    path = write_xlsx(tmp_path / "lomba.xlsx", changed(edit))
    report = import_workbook(engine, path, actor="panitia", dry_run=True)
    # A wrong key makes what refers to it unknown as well: test_faults.py has those.
    own = [said(fault) for fault in report.faults if fault.sheet == edit[0]]
    assert own == [expected]
    engine.dispose()


WORDS = {
    "tingkat": "criterion, sheet",
    "pembulatan": "exact, criterion, total",
    "cara_bulat": "half_up, half_even",
    "fase": "pendaftaran, penjurian, ditutup, diumumkan",
}


@pytest.mark.parametrize("key", WORDS)
def test_a_wrong_word_of_the_rules_names_the_right_ones(
    key: str, sqlite_url: str, tmp_path: Path
) -> None:
    engine = connect(sqlite_url)
    sheets = changed(("Lomba", "A5", key), ("Lomba", "B5", "entah"))
    report = import_workbook(
        engine, write_xlsx(tmp_path / "lomba.xlsx", sheets), actor="panitia", dry_run=True
    )
    assert [said(fault) for fault in report.faults] == [
        ("Lomba", 5, "nilai (B)", "entah", "unknown_word", WORDS[key])
    ]
    engine.dispose()
