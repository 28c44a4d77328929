"""What keeps a workbook out: every fault with its place, its value and what was expected."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from db.engine import connect
from db.workbook import Fault, export_workbook, import_workbook
from tests.db.workbook.books import Sheets, base, changed, write_csv, write_xlsx

Said = tuple[str, int | None, str, str, str, str]


def said(fault: Fault) -> Said:
    return (fault.sheet, fault.row, fault.column, fault.value, fault.code, fault.expected)


def exported(engine: Engine, folder: Path, competition: int) -> dict[str, bytes]:
    export_workbook(engine, folder, competition)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


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
        ("Nilai", None, "K4 (E)", "K4", "unknown_criterion", "K1, K2, K3"),
    ),
    "a column of marks without a header": (
        ("Nilai", "F2", 7),
        ("Nilai", None, "F", "", "missing_header", "K1, K2, K3"),
    ),
    "the same criterion in two columns": (
        ("Nilai", "F1", "k1"),
        ("Nilai", None, "k1 (F)", "k1", "double_column", ""),
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
    "a recusal twice": (
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
        ("SKPD", "A2", __import__("datetime").date(2018, 2, 1)),
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
    # A wrong key makes what refers to it unknown as well: those are told in test_all_… below.
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


def test_all_faults_are_told_at_once_and_nothing_changes(engine: Engine, tmp_path: Path) -> None:
    first = import_workbook(engine, write_xlsx(tmp_path / "a.xlsx", base()), actor="panitia")
    assert first.competition_id is not None
    before = exported(engine, tmp_path / "before", first.competition_id)
    sheets = changed(
        ("SKPD", "B2", "Nama Baru"),
        ("Kriteria", "D2", "banyak"),
        ("Kriteria", "E3", 200),
        ("Juri", "D3", "Final"),
        ("Peserta", "B3", "X"),
        ("Berhalangan", "A3", "J1"),
        ("Berhalangan", "B3", 9),
        ("Nilai", "C2", 101),
        ("Nilai", "E3", 9),
        ("Nilai", "A5", 5),
        ("Nilai", "B5", "J8"),
        ("Nilai", "C5", 60.123),
        ("Lembar", "D2", "Diubah"),
    )
    path = write_xlsx(tmp_path / "b.xlsx", sheets)
    report = import_workbook(engine, path, actor="panitia")
    assert [(fault.sheet, fault.row, fault.code) for fault in report.faults] == [
        ("Kriteria", 2, "not_a_number"),
        ("Kriteria", 3, "min_not_below_max"),
        ("Juri", 3, "unknown_stage"),
        ("Juri", 3, "judge_has_marks"),
        ("Peserta", 3, "unknown_unit"),
        ("Berhalangan", 3, "unknown_entry"),
        ("Nilai", 2, "out_of_scale"),
        ("Nilai", 3, "not_on_panel"),
        ("Nilai", 5, "unknown_entry"),
        ("Nilai", 5, "unknown_judge"),
        ("Nilai", 5, "too_many_decimals"),
        ("Lembar", 2, "sheet_locked"),
    ]
    assert exported(engine, tmp_path / "after", first.competition_id) == before


@pytest.fixture
def filled(sqlite_url: str, tmp_path: Path) -> Engine:
    """A database with the small competition."""
    engine = connect(sqlite_url)
    report = import_workbook(engine, write_xlsx(tmp_path / "base.xlsx", base()), actor="panitia")
    assert report.faults == ()
    return engine


def refused(engine: Engine, folder: Path, sheets: Sheets, wanted: str | None = None) -> list[Said]:
    path = write_xlsx(folder / "lomba.xlsx", sheets)
    report = import_workbook(engine, path, actor="panitia", competition=wanted)
    engine.dispose()
    return [said(fault) for fault in report.faults]


def test_a_mark_by_a_recused_judge_is_refused(filled: Engine, tmp_path: Path) -> None:
    sheets: Sheets = {"Nilai": [["peserta", "juri", "K1", "K2"], [1, "J3", 70, 71]]}
    assert refused(filled, tmp_path, sheets) == [
        ("Nilai", 2, "K1 (C)", "J3", "recused", "1"),
    ]


def test_a_confirmed_sheet_cannot_be_changed(filled: Engine, tmp_path: Path) -> None:
    sheets: Sheets = {
        "Nilai": [["peserta", "juri", "K3"], [1, "J2", 9]],
        "Lembar": [
            ["tahap", "peserta", "juri", "catatan", "dikonfirmasi"],
            ["Presentasi", 1, "J2", "Bagus", "tidak"],
        ],
    }
    assert refused(filled, tmp_path, sheets) == [
        ("Nilai", 2, "K3 (C)", "9", "sheet_locked", "7"),
        (
            "Lembar",
            2,
            "dikonfirmasi (E)",
            "tidak",
            "sheet_locked",
            "2018-11-27 03:15:00+00:00",
        ),
    ]


def test_a_confirmed_sheet_takes_the_marks_it_has(filled: Engine, tmp_path: Path) -> None:
    assert refused(filled, tmp_path, base("Nilai", "Lembar")) == []


def test_a_new_scale_must_allow_the_marks_that_stay(filled: Engine, tmp_path: Path) -> None:
    sheets: Sheets = {"Kriteria": [["kode", "maks"], ["K1", 70], ["K2", 95]]}
    assert refused(filled, tmp_path, sheets) == [
        ("Kriteria", 2, "maks (B)", "80", "marks_break_scale", "0 … 70 (0.5)"),
    ]


def test_a_stage_cannot_lose_who_has_marks_in_it(filled: Engine, tmp_path: Path) -> None:
    sheets: Sheets = {
        "Juri": [["kode", "tahap"], ["J1", "Desk"]],
        "Peserta": [["nomor", "tahap"], [2, "Presentasi"]],
    }
    assert refused(filled, tmp_path, sheets) == [
        ("Juri", 2, "tahap (B)", "J1", "judge_has_marks", "Presentasi"),
        ("Peserta", 2, "tahap (B)", "2", "entry_has_marks", "Desk"),
    ]


def test_a_code_cannot_serve_two_stages(filled: Engine, tmp_path: Path) -> None:
    sheets: Sheets = {
        "Kriteria": [["tahap", "kode", "nama", "bobot"], ["Presentasi", "k1", "Lain", 10]]
    }
    assert refused(filled, tmp_path, sheets) == [
        ("Kriteria", 2, "kode (B)", "k1", "code_taken", "Desk"),
    ]


def test_a_place_in_the_running_order_belongs_to_one_stage(
    filled: Engine, tmp_path: Path
) -> None:
    sheets: Sheets = {"Peserta": [["nomor", "jam", "tahap"], [1, "10.00", None]]}
    assert refused(filled, tmp_path, sheets) == [
        ("Peserta", 2, "jam (B)", "10.00", "use_schedule", "Jadwal"),
    ]


def test_the_workbook_must_be_of_the_competition_chosen(filled: Engine, tmp_path: Path) -> None:
    sheets = changed(("Lomba", "B3", 2019))
    assert refused(filled, tmp_path, sheets, "Lomba Inovasi") == [
        (
            "Lomba",
            2,
            "nilai (B)",
            "Lomba Inovasi 2019",
            "other_competition",
            "Lomba Inovasi 2018",
        ),
    ]


def test_an_unknown_competition_is_told_with_those_there_are(
    filled: Engine, tmp_path: Path
) -> None:
    assert refused(filled, tmp_path, base("Nilai"), "Lomba Lain") == [
        ("", None, "", "Lomba Lain", "unknown_competition", "1: Lomba Inovasi 2018"),
    ]


def test_marks_without_any_competition_have_no_home(sqlite_url: str, tmp_path: Path) -> None:
    assert refused(connect(sqlite_url), tmp_path, base("Nilai")) == [
        ("", None, "", "", "no_competition", "Lomba: nama"),
    ]


def test_missing_columns_are_named_once_each(filled: Engine, tmp_path: Path) -> None:
    sheets: Sheets = {
        "SKPD": [["nama"], ["Dinas C"]],
        "Juri": [["kode"], ["J7"], ["J8"]],
        "Peserta": [["nomor", "judul"], [7, "Baru"]],
        "Nilai": [["juri", "K1"], ["J1", 80]],
    }
    assert refused(filled, tmp_path, sheets) == [
        ("SKPD", 1, "", "", "missing_column", "kode"),
        ("Juri", 1, "", "", "missing_column", "nama"),
        ("Peserta", 1, "", "", "missing_column", "skpd"),
        ("Nilai", 1, "", "", "missing_column", "peserta"),
    ]


def test_long_marks_are_held_against_the_same_rules(filled: Engine, tmp_path: Path) -> None:
    sheets: Sheets = {
        "Nilai": [
            ["peserta", "juri", "kriteria", "nilai"],
            [1, "J1", "K1", 120],
            [1, "J1", "K9", 50],
            [2, "J1", "K2", 50],
            [2, "J1", "k2", 51],
            [2, "J2", "K1", 50],
        ]
    }
    assert refused(filled, tmp_path, sheets) == [
        ("Nilai", 2, "nilai (D)", "120", "out_of_scale", "0 … 100"),
        ("Nilai", 3, "kriteria (C)", "K9", "unknown_criterion", "K1, K2, K3"),
        ("Nilai", 5, "juri (B)", "2 · J1 · K2", "duplicate", "4"),
        ("Nilai", 6, "nilai (D)", "J2", "not_on_panel", "Desk"),
    ]


def test_what_is_passed_over_is_a_warning(filled: Engine, tmp_path: Path) -> None:
    sheets = changed(("SKPD", "D1", "alamat"), ("Kriteria", "D2", 50), ("Nilai", "F1", "Jumlah"))
    sheets |= {"Petunjuk": [["bebas"]], "Rekap": [["apa saja"]]}
    path = write_xlsx(tmp_path / "lomba.xlsx", sheets)
    report = import_workbook(filled, path, actor="panitia")
    filled.dispose()
    assert report.faults == ()
    assert [(n.sheet, n.column, n.code, n.value, n.expected) for n in report.warnings] == [
        ("Rekap", "", "unknown_sheet", "", ""),
        ("Nilai", "Jumlah (F)", "unknown_column", "Jumlah", ""),
        ("SKPD", "alamat (D)", "unknown_column", "alamat", ""),
        ("Kriteria", "bobot (D)", "weights_not_100", "Desk", "90"),
    ]


def test_too_few_judges_to_trim_is_a_warning(filled: Engine, tmp_path: Path) -> None:
    sheets = changed(("Lomba", "B5", "trimmed_mean"), ("Lomba", "A7", "pangkas"), ("Lomba", "B7", 1))
    path = write_xlsx(tmp_path / "lomba.xlsx", sheets)
    report = import_workbook(filled, path, actor="panitia", dry_run=True)
    filled.dispose()
    assert [(n.sheet, n.code, n.value, n.expected) for n in report.warnings] == [
        ("Juri", "too_few_to_trim", "Desk", "3"),
    ]


def test_a_formula_error_in_csv_is_a_fault_too(filled: Engine, tmp_path: Path) -> None:
    sheets: Sheets = {"Nilai": [["peserta", "juri", "K1"], [1, "J1", "#DIV/0!"]]}
    report = import_workbook(filled, write_csv(tmp_path / "csv", sheets), actor="panitia")
    filled.dispose()
    assert [said(fault) for fault in report.faults] == [
        ("Nilai", 2, "K1 (C)", "#DIV/0!", "formula_error", ""),
    ]
