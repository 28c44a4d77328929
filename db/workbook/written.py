"""Sheets as they are written, whatever the file: headers, and cells ready for it."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from db.workbook.layout import Column, Kind
from db.workbook.words import NO, NO_STAGE, YES

Value = str | int | float | date | time | None
"""A text is written as a text, never as a formula. A float has at most two decimals."""


@dataclass(frozen=True, slots=True)
class Head:
    """A header: its width in characters, and, to help the reader, a note and the words allowed."""

    text: str
    width: int = 14
    note: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """A sheet to write. `choices`: the words allowed in one cell, by row and column from 0."""

    name: str
    heads: Sequence[Head]
    rows: Sequence[Sequence[Value]]
    choices: Mapping[tuple[int, int], tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Writer:
    """How values are put, in one competition: the zone of its clock, its stages in order."""

    timezone: str = "UTC"
    stages: tuple[str, ...] = ()

    def cell(self, column: Column, value: Any) -> Value:
        """A value of a column as it is written."""
        if value is None:
            return None
        match column.kind:
            case Kind.NUMBER:
                return int(value) // 100 if value % 100 == 0 else value / 100
            case Kind.FLAG:
                return YES if value else NO
            case Kind.CLOCK:
                return value.isoformat() if value.microsecond else value  # type: ignore[no-any-return]
            case Kind.MOMENT:
                return self._moment(value)
            case Kind.WORD:
                return column.words.written[value] if column.words else str(value)
            case Kind.NAMES:
                return "; ".join(name for name in self.stages if name in value) or NO_STAGE
            case Kind.TEXT:
                return cleaned(value) or None
        return value  # type: ignore[no-any-return]  # a whole number or a day

    def _moment(self, moment: datetime) -> str:
        try:
            zone = ZoneInfo(self.timezone)
            local = moment.astimezone(zone)
            plain = local.replace(tzinfo=None, fold=0)
            if plain.replace(tzinfo=zone).astimezone(UTC) == moment:
                return _short(plain)
            return _short(local)
        except (ZoneInfoNotFoundError, ValueError, OverflowError):
            return _short(moment)

    def sheet(
        self,
        name: str,
        columns: Iterable[Column],
        rows: Iterable[Mapping[str, Any]],
        *,
        noted: bool = False,
    ) -> Written:
        """A sheet of rows that are known by their fields."""
        columns = tuple(columns)
        heads = [head(column, noted=noted) for column in columns]
        cells = [[self.cell(column, row[column.field]) for column in columns] for row in rows]
        return Written(name, heads, cells)


def head(column: Column, *, noted: bool = False) -> Head:
    """The header of a column, with a note on what belongs there if `noted`."""
    return Head(column.header, column.width, column.hint if noted else "", choices_of(column))


def choices_of(column: Column) -> tuple[str, ...]:
    """The words allowed in a column; none where anything goes."""
    if column.words is not None:
        return tuple(column.words.written.values())
    return (YES, NO) if column.kind == Kind.FLAG else ()


def cleaned(text: str) -> str:
    """Text without what no workbook can hold: control characters and halves of characters."""
    if text.isprintable():
        return text
    return "".join(
        sign
        for sign in text
        if sign in "\n\t"
        or (unicodedata.category(sign) not in ("Cc", "Cs") and sign not in "\ufffe\uffff")
    )


def _short(moment: datetime) -> str:
    written = moment.isoformat(" ")
    return written.removesuffix(":00") if moment.tzinfo is None else written
