"""Sheets into an .xlsx file."""

from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import xlsxwriter

from db.workbook.written import Value, Written

_ROWS = 1_048_576
_TEXT = 32_767  # characters, in UTF-16
_FIRST_DAY = date(1901, 1, 1)  # before it programs count the days differently
_FREE_ROWS = 1000  # below the last, with the lists of allowed words
_HEADER = {
    "bold": True,
    "font_color": "#FFFFFF",
    "bg_color": "#26386B",
    "valign": "top",
    "border": 1,
    "border_color": "#26386B",
}


def write(path: Path, sheets: Sequence[Written]) -> None:
    """Write the file. ValueError: a text or a sheet is too long for the format."""
    for sheet in sheets:
        if len(sheet.rows) >= _ROWS:
            raise ValueError(f"{sheet.name}: .xlsx holds {_ROWS - 1} rows; use .ods or CSV")
        for line, row in enumerate(sheet.rows, start=2):
            for value in row:
                if isinstance(value, str) and len(value.encode("utf-16-le")) // 2 > _TEXT:
                    raise ValueError(
                        f"{sheet.name}, row {line}: .xlsx holds texts of {_TEXT} characters; "
                        "use .ods or CSV"
                    )
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        formats = {
            "header": book.add_format(_HEADER),
            "day": book.add_format({"num_format": "dd/mm/yyyy", "align": "left"}),
            "clock": book.add_format({"num_format": "hh:mm", "align": "left"}),
            "seconds": book.add_format({"num_format": "hh:mm:ss", "align": "left"}),
        }
        for sheet in sheets:
            _write_sheet(book.add_worksheet(sheet.name), sheet, formats)


def _write_sheet(page: Any, sheet: Written, formats: dict[str, Any]) -> None:
    page.freeze_panes(1, 0)
    for column, head in enumerate(sheet.heads):
        page.set_column(column, column, head.width)
        page.write_string(0, column, head.text, formats["header"])
        if head.note:
            page.write_comment(0, column, head.note, {"x_scale": 2})
        if head.choices:
            last = len(sheet.rows) + _FREE_ROWS
            page.data_validation(1, column, last, column, _list(head.choices))
    for (line, column), words in sheet.choices.items():
        page.data_validation(line, column, line, column, _list(words))
    for line, row in enumerate(sheet.rows, start=1):
        for column, value in enumerate(row):
            if value is not None:
                _write_cell(page, line, column, value, formats)


def _list(words: tuple[str, ...]) -> dict[str, Any]:
    # A hint, not a lock: other words and languages are understood as well.
    return {"validate": "list", "source": list(words), "error_type": "warning"}


def _write_cell(page: Any, line: int, column: int, value: Value, formats: dict[str, Any]) -> None:
    if isinstance(value, str):
        page.write_string(line, column, value)
    elif isinstance(value, time):
        shape = formats["seconds" if value.second else "clock"]
        page.write_datetime(line, column, value, shape)
    elif isinstance(value, date):
        if value < _FIRST_DAY:
            page.write_string(line, column, value.isoformat())
        else:
            midnight = datetime.combine(value, time())
            page.write_datetime(line, column, midnight, formats["day"])
    else:
        page.write_number(line, column, value)
