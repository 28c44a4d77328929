"""What keeps a workbook out: every fault with its place, its value and what was expected."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import xlsxwriter
from sqlalchemy import Engine

from db.engine import connect
from db.workbook import export_workbook, import_workbook
from tests.db.workbook.books import Said, Sheets, base, changed, said, write_csv, write_xlsx


def exported(engine: Engine, folder: Path, competition: int) -> dict[str, bytes]:
    export_workbook(engine, folder, competition)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


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
def filled(sqlite_url: str, tmp_path: Path) -> Iterator[Engine]:
    """A database with the small competition."""
    engine = connect(sqlite_url)
    report = import_workbook(engine, write_xlsx(tmp_path / "base.xlsx", base()), actor="panitia")
    assert report.faults == ()
    yield engine
    engine.dispose()


def refused(engine: Engine, folder: Path, sheets: Sheets, wanted: str | None = None) -> list[Said]:
    path = write_xlsx(folder / "lomba.xlsx", sheets)
    report = import_workbook(engine, path, actor="panitia", competition=wanted)
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


def test_a_place_in_the_running_order_belongs_to_one_stage(filled: Engine, tmp_path: Path) -> None:
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
    engine = connect(sqlite_url)
    assert refused(engine, tmp_path, base("Nilai")) == [
        ("", None, "", "", "no_competition", "Lomba: nama"),
    ]
    engine.dispose()


def test_a_pair_given_twice_is_a_fault_in_every_sheet(filled: Engine, tmp_path: Path) -> None:
    sheets = base("Jadwal", "Berhalangan", "Lembar")
    for rows in sheets.values():
        rows.append(list(rows[1]))
    assert refused(filled, tmp_path, sheets) == [
        ("Jadwal", 3, "peserta (B)", "Presentasi · 1", "duplicate", "2"),
        ("Berhalangan", 3, "peserta (B)", "J3 · 1", "duplicate", "2"),
        ("Lembar", 3, "juri (C)", "Presentasi · 1 · J2", "duplicate", "2"),
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
    assert report.faults == ()
    assert [(n.sheet, n.column, n.code, n.value, n.expected) for n in report.warnings] == [
        ("Rekap", "", "unknown_sheet", "", ""),
        ("Nilai", "Jumlah (F)", "unknown_column", "Jumlah", ""),
        ("SKPD", "alamat (D)", "unknown_column", "alamat", ""),
        ("Kriteria", "bobot (D)", "weights_not_100", "Desk", "90"),
    ]


def test_too_few_judges_to_trim_is_a_warning(filled: Engine, tmp_path: Path) -> None:
    sheets = changed(
        ("Lomba", "B5", "trimmed_mean"), ("Lomba", "A7", "pangkas"), ("Lomba", "B7", 1)
    )
    path = write_xlsx(tmp_path / "lomba.xlsx", sheets)
    report = import_workbook(filled, path, actor="panitia", dry_run=True)
    assert [(n.sheet, n.code, n.value, n.expected) for n in report.warnings] == [
        ("Juri", "too_few_to_trim", "Desk", "3"),
    ]


def test_merged_cells_and_broken_formulas_are_faults(filled: Engine, tmp_path: Path) -> None:
    path = tmp_path / "lomba.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("Nilai")
        page.write_row(0, 0, ["peserta", "juri", "K1", "K2"])
        page.merge_range("A2:A3", 1)
        page.write_column(1, 1, ["J1", "J1"])
        page.write_formula("C2", "=80/0", None, "#DIV/0!")
        page.write_formula("D2", "=80+1", None, "")
    report = import_workbook(filled, path, actor="panitia")
    assert [said(fault) for fault in report.faults] == [
        ("Nilai", 2, "", "A2:A3", "merged", ""),
        ("Nilai", 2, "K1 (C)", "#DIV/0!", "formula_error", ""),
        ("Nilai", 2, "K2 (D)", "", "formula_unsaved", ""),
        ("Nilai", 3, "peserta (A)", "", "missing_value", ""),
    ]


def test_the_shape_of_a_workbook_must_be_plain(filled: Engine, tmp_path: Path) -> None:
    sheets = base("Nilai", "Juri") | {"Scores": [["peserta", "juri"]], "Rekap": [["a"]]}
    sheets["Juri"][0][2] = "Name"
    assert refused(filled, tmp_path, sheets) == [
        ("Scores", None, "", "", "double_sheet", "Nilai"),
        ("Juri", 1, "Name (C)", "Name", "double_column", ""),
    ]


def test_a_workbook_of_something_else_is_told_so(filled: Engine, tmp_path: Path) -> None:
    assert refused(filled, tmp_path, {"Anggaran": [["pos", "rupiah"]]}) == [
        (
            "",
            None,
            "",
            "lomba.xlsx",
            "no_known_sheet",
            "Lomba, SKPD, Tahap, Kriteria, Juri, Peserta, Jadwal, Berhalangan, Nilai, Lembar",
        ),
    ]


def test_places_that_cannot_be_taken_are_named(filled: Engine, tmp_path: Path) -> None:
    sheets: Sheets = {
        "Lomba": [["kunci", "nilai"], ["zona waktu", "Asia/Pekalongan"]],
        "Tahap": [["nama", "urutan"], ["Final", 2]],
        "Peserta": [["nomor", "skpd", "judul", "tahap", "urutan"], [9, "A", "Baru", "none", 4]],
        "Jadwal": [["tahap", "peserta", "urutan"], ["Presentasi", 2, 1]],
    }
    assert refused(filled, tmp_path, sheets) == [
        ("Lomba", 2, "nilai (B)", "Asia/Pekalongan", "unknown_timezone", "Asia/Jakarta"),
        ("Tahap", 2, "urutan (B)", "2", "position_taken", "Presentasi"),
        ("Peserta", 2, "urutan (E)", "4", "in_no_stage", "Jadwal"),
        ("Jadwal", 2, "peserta (B)", "2", "not_in_stage", "Presentasi"),
    ]


def test_a_formula_error_in_csv_is_a_fault_too(filled: Engine, tmp_path: Path) -> None:
    sheets: Sheets = {"Nilai": [["peserta", "juri", "K1"], [1, "J1", "#DIV/0!"]]}
    report = import_workbook(filled, write_csv(tmp_path / "csv", sheets), actor="panitia")
    assert [said(fault) for fault in report.faults] == [
        ("Nilai", 2, "K1 (C)", "#DIV/0!", "formula_error", ""),
    ]
