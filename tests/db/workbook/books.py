"""Workbooks for tests: a small competition of two stages, changed here and there."""

import csv
import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

import xlsxwriter

from db.workbook import Fault

Sheets = dict[str, list[list[object]]]
Said = tuple[str, int | None, str, str, str, str]
"""A fault: sheet, row, column, value, code, expected."""

BASE: Mapping[str, Sequence[Sequence[object]]] = {
    "Lomba": [
        ["kunci", "nilai"],
        ["nama", "Lomba Inovasi"],
        ["edisi", 2018],
        ["tanggal", dt.date(2018, 11, 27)],
        ["metode", "mean"],
        ["penentu_seri", "K2, K1"],
    ],
    "SKPD": [["kode", "nama", "jenis"], ["A", "Dinas A", "dinas"], ["B", "Dinas B", "dinas"]],
    "Tahap": [["nama", "bobot"], ["Desk", 40], ["Presentasi", 60]],
    "Kriteria": [
        ["tahap", "kode", "nama", "bobot", "min", "maks", "langkah"],
        ["Desk", "K1", "Baru", 60, 0, 100, 0.5],
        ["Desk", "K2", "Guna", 40, 0, 100, 0.5],
        ["Presentasi", "K3", "Paparan", 100, 1, 10, 1],
    ],
    "Juri": [
        ["kode", "nama", "instansi", "tahap"],
        ["J1", "Juri Satu", "Undip", None],
        ["J2", "Juri Dua", None, "Presentasi"],
        ["J3", "Juri Tiga", None, "Desk; Presentasi"],
    ],
    "Peserta": [
        ["nomor", "skpd", "judul", "digital", "status", "tahap"],
        [1, "A", "Antrean daring", "ya", "terverifikasi", None],
        [2, "B", "Jemput bola", "tidak", "terdaftar", "Desk"],
    ],
    "Jadwal": [
        ["tahap", "peserta", "urutan", "jam", "tampil"],
        ["Presentasi", 1, 1, dt.time(9, 30), "sudah tampil"],
    ],
    "Berhalangan": [["juri", "peserta", "alasan"], ["J3", 1, "atasan langsung"]],
    "Nilai": [
        ["peserta", "juri", "K1", "K2", "K3"],
        [1, "J1", 80, "90,5", 8],
        [1, "J2", None, None, 7],
        [2, "J1", 0, 65.5, None],
        [2, "J3", 60, None, None],
    ],
    "Lembar": [
        ["tahap", "peserta", "juri", "catatan", "dikonfirmasi"],
        ["Presentasi", 1, "J2", "Bagus", "2018-11-27 10:15"],
    ],
}


def said(fault: Fault) -> Said:
    """All that a fault says, to be compared."""
    return (fault.sheet, fault.row, fault.column, fault.value, fault.code, fault.expected)


def base(*names: str) -> Sheets:
    """The small competition, or some of its sheets, to be changed at will."""
    return {name: [list(row) for row in BASE[name]] for name in names or BASE}


def changed(*edits: tuple[str, str, object]) -> Sheets:
    """The small competition with some cells changed: sheet, cell ("B3"), value."""
    sheets = base()
    for sheet, cell, value in edits:
        rows, column, line = sheets[sheet], ord(cell[0]) - 65, int(cell[1:]) - 1
        while len(rows) <= line:
            rows.append([])
        rows[line] += [None] * (column + 1 - len(rows[line]))
        rows[line][column] = value
    return sheets


def write_xlsx(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]]) -> Path:
    """Write an .xlsx as a person would: numbers, dates and times as such, the rest as text."""
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        clock = book.add_format({"num_format": "hh:mm"})
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for line, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, dt.time):
                        page.write_datetime(line, column, value, clock)
                    elif isinstance(value, dt.date):
                        page.write_datetime(line, column, value, day)
                    elif isinstance(value, str):
                        page.write_string(line, column, value)
                    elif value is not None:
                        page.write(line, column, value)
    return path


def write_csv(
    folder: Path, sheets: Mapping[str, Sequence[Sequence[object]]], delimiter: str = ","
) -> Path:
    """Write a folder of plain CSV files."""
    folder.mkdir(exist_ok=True)
    for name, rows in sheets.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=delimiter).writerows(rows)
    return folder
