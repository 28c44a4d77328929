"""Files into raw cells: a workbook (xlsx, ods), one CSV file, or a folder of them."""

import csv
import io
import re
from pathlib import Path, PurePath
from typing import BinaryIO

from db.workbook import read_ods, read_xlsx
from db.workbook.archive import FILE_LIMIT, Archive, Budget, Unreadable, contents
from db.workbook.raw import ERRORS, Book, Broken, Cell, RawSheet

_ESCAPED = re.compile(r"'+[=+\-@\t\r#]")


def read(source: Path | BinaryIO) -> Book:
    """Read every sheet. A file object may have a `name`. Raises Unreadable."""
    name = PurePath(str(getattr(source, "name", "") or "")).name
    if isinstance(source, Path):
        name = source.name or str(source)
        if source.is_dir():
            return Book(name, _read_folder(source))
        if not source.is_file():
            raise Unreadable("no_file")
    data = contents(source)
    if PurePath(name).suffix.casefold() == ".csv" and not data.startswith(b"PK\x03\x04"):
        return Book(name, (_read_csv(PurePath(name).stem, data, Budget()),))
    return Book(name, _read_archive(Archive(data)))


def _read_archive(archive: Archive) -> tuple[RawSheet, ...]:
    for reader in (read_xlsx, read_ods):
        if reader.recognises(archive):
            return tuple(reader.read_sheets(archive, Budget()))
    raise Unreadable("not_a_workbook", ".xlsx, .ods, .csv")


def _read_folder(folder: Path) -> tuple[RawSheet, ...]:
    files = sorted(
        file
        for file in folder.iterdir()
        if file.suffix.casefold() == ".csv" and file.is_file() and not file.name.startswith(".")
    )
    if not files:
        raise Unreadable("empty_file")
    if sum(file.stat().st_size for file in files) > FILE_LIMIT:
        raise Unreadable("too_big", f"{FILE_LIMIT // 2**20} MB")
    budget = Budget()
    return tuple(_read_csv(file.stem, contents(file), budget) for file in files)


def _read_csv(name: str, data: bytes, budget: Budget) -> RawSheet:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise Unreadable("not_utf8") from problem
    first, _, rest = text.partition("\n")
    if first.casefold().startswith("sep=") and len(first.strip()) == 5:  # Excel hides this line
        delimiter, text = first.strip()[4], rest
    else:
        header = re.sub(r'"[^"]*"', "", first)
        delimiter = ";" if header.count(";") > header.count(",") else ","
    rows = []
    try:
        for number, fields in enumerate(
            csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), start=1
        ):
            budget.spend(len(fields))
            cells = [_csv_cell(field) for field in fields]
            if any(cell is not None for cell in cells):
                rows.append((number, cells))
    except csv.Error as problem:
        raise Unreadable("damaged", f"{name}.csv: {problem}") from problem
    return RawSheet(name, rows)


def _csv_cell(field: str) -> Cell:
    if not field or field.isspace():
        return None
    if ERRORS.fullmatch(field):
        return Broken(field)
    return unescape(field)


def unescape(text: str) -> str:
    """Undo `escape`."""
    return text[1:] if _ESCAPED.match(text) else text


def escape(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would take for a formula or an error.

    CSV has no other way to say that "=1+1" is text (OWASP, CSV injection).
    """
    bare = text.lstrip("'")
    return f"'{text}" if bare[:1] in set("=+-@\t\r#") else text
