"""A raw sheet held against its layout: typed rows, and what is wrong with the rest."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from db.workbook.layout import BY_NAME, GUIDE, LOMBA, NILAI, SHEETS, Column, Sheet
from db.workbook.messages import Fault, Notice
from db.workbook.raw import Cell, RawSheet, letters
from db.workbook.values import Misfit, shown, typed
from db.workbook.words import fold


@dataclass(frozen=True, slots=True)
class Row:
    """A row with its number in the sheet. `values`: by field, only what is filled in and fits."""

    line: int
    cells: list[Cell]
    values: dict[str, Any]
    misfits: set[str]  # fields that are filled in but do not fit


@dataclass(slots=True)
class Findings:
    """Collects what there is to say about a workbook."""

    faults: list[Fault] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet of the workbook: where its columns stand (from 0), its rows, and a way to object."""

    sheet: Sheet
    headers: dict[int, str]
    columns: dict[str, int]  # field → place
    rows: list[Row]
    findings: Findings
    missing: set[str] = field(default_factory=set)  # columns whose absence was told

    @property
    def name(self) -> str:
        """The sheet's name in the layout."""
        return self.sheet.name

    def label(self, place: int | None) -> str:
        """A column as its user sees it: "bobot (D)"."""
        if place is None:
            return ""
        header = self.headers.get(place, "")
        return f"{shown(header)} ({letters(place)})" if header else letters(place)

    def fault(
        self,
        row: Row | None,
        where: str | int | None,
        code: str,
        *,
        value: str | None = None,
        expected: str = "",
    ) -> None:
        """Object to a cell, or to a header where there is no row.

        `where` is a field or a place; without a `value` it is what stands there.
        """
        place = self.columns.get(where) if isinstance(where, str) else where
        if value is None:
            value = shown(self.cell(row, place)) if row and place is not None else ""
        line = row.line if row else 1  # the header
        self.findings.faults.append(
            Fault(self.name, line, self.label(place), shown(value), code, expected)
        )

    def notice(
        self, where: str | int | None, code: str, *, value: str = "", expected: str = ""
    ) -> None:
        """Remark on the sheet or a column of it."""
        place = self.columns.get(where) if isinstance(where, str) else where
        label = self.label(place)
        self.findings.notices.append(Notice(self.name, None, label, shown(value), code, expected))

    def cell(self, row: Row, place: int) -> Cell:
        """The raw cell of a row at a place."""
        return row.cells[place] if place < len(row.cells) else None

    def keyed_rows(self) -> list[Row]:
        """The rows, or none where a column of the key is missing (a stage need not be named)."""
        return self.rows if set(self.sheet.key) - {"stage"} <= self.columns.keys() else []

    def missing_column(self, name: str) -> None:
        """Object that a column is not there."""
        if name not in self.missing:
            self.missing.add(name)
            self.findings.faults.append(Fault(self.name, 1, "", "", "missing_column", name))

    def extras(self) -> Iterator[tuple[int, str]]:
        """The columns that the layout does not know: place and header."""
        known = set(self.columns.values())
        yield from ((place, head) for place, head in self.headers.items() if place not in known)


def tables_of(raw_sheets: Iterable[RawSheet], findings: Findings) -> dict[str, Table]:
    """Every sheet that a competition can have, by its name; without columns where it is absent."""
    found: dict[str, Table] = {}
    for raw in raw_sheets:
        sheet = BY_NAME.get(fold(raw.name))
        if sheet is None:
            if fold(raw.name) != fold(GUIDE) and raw.rows:
                findings.notices.append(Notice(shown(raw.name), None, "", "", "unknown_sheet"))
        elif sheet.name in found:
            findings.faults.append(Fault(raw.name, None, "", "", "double_sheet", sheet.name))
        elif raw.rows:
            found[sheet.name] = _table(raw, sheet, findings)
    absent = {sheet.name: Table(sheet, {}, {}, [], findings) for sheet in SHEETS}
    return absent | found


def _table(raw: RawSheet, sheet: Sheet, findings: Findings) -> Table:
    header = raw.rows[0][1] if raw.rows[0][0] == 1 else []
    table = Table(sheet, {}, {}, [], findings)
    meant = {fold(name): column.field for column in sheet.columns for name in column.names}
    for place, cell in enumerate(header):
        name = " ".join(cell.split()) if isinstance(cell, str) else shown(cell)
        if not name:
            continue
        table.headers[place] = name
        what = meant.get(fold(name))
        if what is None:
            continue
        if what in table.columns:
            table.fault(None, place, "double_column", value=name)
        else:
            table.columns[what] = place
    for area in raw.merged:
        digits = re.search(r"\d+", area)
        top = int(digits[0]) if digits else None
        findings.faults.append(Fault(sheet.name, top, "", area, "merged"))
    if "criterion" not in table.columns and sheet is NILAI:
        table.columns.pop("value", None)  # one column per criterion; "nilai" may be a code
    for key in sheet.key:
        optional = sheet.column(key).field == "stage"
        if key not in table.columns and not optional:
            table.missing_column(sheet.column(key).header)
    wanted = [(table.columns[c.field], c) for c in sheet.columns if c.field in table.columns]
    width = max(len(cells) for _, cells in raw.rows)
    for place in range(width):  # what stands where no header is, must not be lost unseen
        if place not in table.headers and any(
            place < len(cells) and not is_blank(cells[place]) for _, cells in raw.rows
        ):
            table.headers[place] = ""
    for line, cells in raw.rows:
        if line == 1:
            continue
        row = _row(table, line, cells, wanted)
        if row is not None:
            table.rows.append(row)
    return table


def _row(
    table: Table, line: int, cells: list[Cell], wanted: list[tuple[int, Column]]
) -> Row | None:
    row = Row(line, cells, {}, set())
    width = len(cells)
    for place, column in wanted:
        cell = cells[place] if place < width else None
        if is_blank(cell):
            continue
        if column.field == "value" and table.sheet is LOMBA:
            continue  # each key has a kind of its own
        try:
            row.values[column.field] = typed(cell, column)
        except Misfit as misfit:
            row.misfits.add(column.field)
            table.fault(row, place, misfit.code, expected=misfit.expected)
    return row if row.values or row.misfits or not all(map(is_blank, cells)) else None


def is_blank(cell: Cell) -> bool:
    """Whether nothing stands there."""
    return cell is None or (isinstance(cell, str) and not cell.strip())
