"""Sheets into a folder of CSV files, as a spreadsheet in Indonesian opens them.

Semicolons, decimal commas, UTF-8 with a byte order mark; a text that looks like a formula gets an
apostrophe in front, which the importer takes away again.
"""

import csv
from collections.abc import Sequence
from datetime import date, time
from pathlib import Path

from db.workbook.layout import SHEETS
from db.workbook.read import escape
from db.workbook.written import Value, Written


def write(folder: Path, sheets: Sequence[Written]) -> None:
    """Write one file for each sheet; files of sheets that are not there any more go."""
    folder.mkdir(parents=True, exist_ok=True)
    for sheet in SHEETS:
        (folder / f"{sheet.name}.csv").unlink(missing_ok=True)
    for written in sheets:
        path = folder / f"{written.name}.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, delimiter=";")
            writer.writerow([escape(head.text) for head in written.heads])
            writer.writerows([_cell(value) for value in row] for row in written.rows)


def _cell(value: Value) -> str | int | None:
    if isinstance(value, str):
        return escape(value)
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")
    if isinstance(value, time):
        return value.isoformat("seconds").removesuffix(":00")
    return value.isoformat() if isinstance(value, date) else value
