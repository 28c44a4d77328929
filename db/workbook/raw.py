"""What a file holds before anything is made of it: cells, sheets, the letters of a column."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time


@dataclass(frozen=True, slots=True)
class Broken:
    """A formula without a usable result: what it shows, and the code of its fault."""

    text: str
    code: str = "formula_error"


Cell = str | float | bool | date | datetime | time | Broken | None
"""Raw, as the file has it. None: empty. A percentage is its shown number: 30 % is 30.0."""


@dataclass(frozen=True, slots=True)
class RawSheet:
    """A sheet: its rows that hold anything, each with its number (from 1), and merged ranges."""

    name: str
    rows: list[tuple[int, list[Cell]]]
    merged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Book:
    """What was read, and the name to speak of it by."""

    name: str
    sheets: tuple[RawSheet, ...]


ERRORS = re.compile(
    r"#(DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!|SPILL!|CALC!|GETTING_DATA)|Err:\d{3}"
)
"""What spreadsheets show for a formula that failed."""


def letters(index: int) -> str:
    """The letters of a column, counted from 0: 0 is A, 26 is AA."""
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(65 + rest) + text
    return text
