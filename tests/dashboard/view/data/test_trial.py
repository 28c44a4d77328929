"""What an import would do, on screen."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from dashboard.view.data.trial import problems, trial_html
from dashboard.view.words import words_in
from db.workbook import Fault, Report, import_workbook
from tests.dashboard.view.markup import text_of
from tests.db.workbook.books import Sheets, base, changed, write_xlsx

ID, EN = words_in("id"), words_in("en")


@pytest.fixture
def filled(engine: Engine, tmp_path: Path) -> Engine:
    import_workbook(engine, write_xlsx(tmp_path / "a.xlsx", base()), actor="x")
    return engine


def tried(engine: Engine, folder: Path, sheets: Sheets) -> Report:
    path = write_xlsx(folder / "b.xlsx", sheets)
    return import_workbook(engine, path, dry_run=True, actor="x")


def test_every_fault_stands_there_with_its_place(filled: Engine, tmp_path: Path) -> None:
    report = tried(filled, tmp_path, changed(("Nilai", "C2", 101), ("Nilai", "C4", "<b>")))
    shown = text_of(trial_html(report, ID, shown=1))
    assert "2 kesalahan. Tidak ada yang diimpor" in shown
    for part in ("Nilai", "K1 (C)", "101", "nilai 101 di luar skala 0 … 100", "“<b>” bukan angka"):
        assert part in shown
    assert "Yang akan terjadi" not in shown
    assert "<b>" not in trial_html(report, EN, shown=1)


def test_faults_are_searched_in_all_their_parts() -> None:
    faults = [
        Fault("Nilai", row, f"K{row} (C)", str(row), "not_a_number", "1") for row in range(1, 31)
    ]
    assert len(problems(faults, ID, "")) == 30
    assert [one.row for one in problems(faults, ID, " k17 ")] == ["17"]
    assert len(problems(faults, ID, "bukan angka")) == 30
    assert problems(faults, ID, "tidak ada itu") == []


def test_the_target_is_said_plainly(filled: Engine, tmp_path: Path) -> None:
    same = tried(filled, tmp_path, base())
    assert "Buku kerja ini masuk ke: Lomba Inovasi 2018 (sudah ada)" in text_of(
        trial_html(same, ID, shown=1)
    )
    assert "bukan lomba yang sedang Anda buka" not in trial_html(same, ID, shown=1)
    assert "bukan lomba yang sedang Anda buka" in trial_html(same, ID, shown=2)
    new = tried(filled, tmp_path, changed(("Lomba", "B3", 2019)))
    assert "Lomba baru akan dibuat: Lomba Inovasi 2019" in text_of(trial_html(new, ID, shown=1))
    assert "bukan lomba" not in trial_html(new, ID, shown=1)


def test_marks_that_change_are_called_out(filled: Engine, tmp_path: Path) -> None:
    sheets = changed(("Nilai", "C2", 81.5), ("Lomba", "B5", "median"), ("Kriteria", "D2", 62.5))
    shown = text_of(trial_html(tried(filled, tmp_path, sheets), ID, shown=1))
    assert "1 nilai yang sudah ada akan berubah" in shown
    for part in (
        "peserta 1 · juri J1 · K1 80 81,5",
        "Rata-rata semua juri Median para juri",
        "K1 Bobot 60 62,5",
        "jumlah bobot tahap “Desk” adalah 102,5, bukan 100",
    ):
        assert part in shown


def test_counts_are_sheet_by_sheet(filled: Engine, tmp_path: Path) -> None:
    shown = text_of(trial_html(tried(filled, tmp_path, changed(("Nilai", "D5", 7))), EN, shown=1))
    assert "Nilai 1 – 7" in shown
    assert "Juri – – 3" in shown
