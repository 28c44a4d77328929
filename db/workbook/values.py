"""Raw cells into typed values, or the reason why not."""

import math
import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from db.workbook.archive import TEXT_LIMIT
from db.workbook.layout import Column, Kind
from db.workbook.raw import Broken, Cell
from db.workbook.words import FLAGS, NO_NAMES, fold

NUMBER_LIMIT = 1_000_000_000
_NEVER = "\ufffe\uffff"  # no XML can hold them
_NUMBER = re.compile(r"([+-]?)([0-9]{1,10})(?:[.,]([0-9]+))?(?: ?%)?")
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,](\d{1,6}))?)?")
_MOMENT = re.compile(r"([^\sT]+)(?:[T ]+([\d:.,]+))?\s*(Z|[+-]\d{2}:?\d{2}(?::?\d{2})?)?")


class Misfit(Exception):  # noqa: N818 - an answer about a cell, not an error of ours
    """A cell that is not what its column wants: the code of the fault and what was expected."""

    def __init__(self, code: str, expected: str = "") -> None:
        super().__init__(code, expected)
        self.code = code
        self.expected = expected


def shown(cell: Cell) -> str:
    """A raw cell as its user sees it, near enough for a message; long text is cut."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return f"{cell:.10g}" if math.isfinite(cell) else str(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    text = " ".join((cell.text if isinstance(cell, Broken) else str(cell)).split())
    return text if len(text) <= 80 else f"{text[:79]}…"


def decimal(hundredths: int) -> str:
    """Hundredths as text, with a decimal point where needed: 8825 is "88.25", 500 is "5"."""
    sign, (whole, rest) = "-" if hundredths < 0 else "", divmod(abs(hundredths), 100)
    return f"{sign}{whole}.{rest:02}".rstrip("0").rstrip(".") if rest else f"{sign}{whole}"


def number(cell: Cell, expected: str = "88,25") -> int:
    """A number of at most two decimals, in hundredths. Raises Misfit."""
    if type(cell) is float:
        if not abs(cell) < NUMBER_LIMIT:  # not a number is not less either
            raise Misfit("not_a_number", expected)
        hundredths = round(cell * 100)
        if abs(cell * 100 - hundredths) > 1e-4:
            raise Misfit("too_many_decimals")
        return hundredths
    match = _NUMBER.fullmatch(cell.strip()) if isinstance(cell, str) else None
    if match is None or int(match[2]) >= NUMBER_LIMIT:
        raise Misfit("not_a_number", expected)
    sign, whole, decimals = match.groups()
    if decimals and len(decimals) > 2:
        raise Misfit("too_many_decimals")
    hundredths = int(whole) * 100 + int((decimals or "").ljust(2, "0"))
    return -hundredths if sign == "-" else hundredths


def _whole(cell: Cell, column: Column) -> int:
    try:
        hundredths = number(cell)
    except Misfit as misfit:
        raise Misfit("not_whole") from misfit
    value, rest = divmod(hundredths, 100)
    if rest:
        raise Misfit("not_whole")
    if column.bounds and not column.bounds[0] <= value <= column.bounds[1]:
        raise Misfit("out_of_bounds", f"{column.bounds[0]} … {column.bounds[1]}")
    return value


def text(cell: Cell, column: Column | None = None) -> str:
    """Text without white space at its ends; a number is written out. Raises Misfit."""
    if isinstance(cell, date | time):
        raise Misfit("not_text")
    if isinstance(cell, bool):
        return shown(cell)
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    kept = str(cell).replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(kept) > TEXT_LIMIT:
        raise Misfit("too_long", f"{TEXT_LIMIT:,}".replace(",", " "))
    if not kept.isprintable():
        for sign in kept:
            control = unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\t"
            if control or sign in _NEVER:
                raise Misfit("control_character", f"U+{ord(sign):04X}")
    return kept


def _flag(cell: Cell, column: Column) -> bool:
    if isinstance(cell, bool):
        return cell
    word = shown(cell)
    if fold(word) not in FLAGS:
        raise Misfit("not_yes_no", "ya, tidak")
    return FLAGS[fold(word)]


def _day(cell: Cell, column: Column) -> date:
    if isinstance(cell, datetime):
        if cell.time() == time():
            return cell.date()
    elif isinstance(cell, date):
        return cell
    elif isinstance(cell, str):
        written = cell.strip().removesuffix(" 00:00:00")
        if match := _ISO_DAY.fullmatch(written):
            return _date(match[1], match[2], match[3])
        if match := _DAY.fullmatch(written):
            return _date(match[3], match[2], match[1])
    raise Misfit("not_a_date", "2018-11-27, 27/11/2018")


def _date(year: str, month: str, day: str) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError as problem:
        raise Misfit("not_a_date", "2018-11-27, 27/11/2018") from problem


def _clock(cell: Cell, column: Column | None = None) -> time:
    if isinstance(cell, time):
        return cell
    match = _CLOCK.fullmatch(cell.strip()) if isinstance(cell, str) else None
    if match is not None:
        hour, minute, second, fraction = match.groups()
        parts = int(hour), int(minute), int(second or 0), int((fraction or "").ljust(6, "0"))
        if parts[0] < 24 and parts[1] < 60 and parts[2] < 60:
            return time(*parts)
    raise Misfit("not_a_time", "09:30, 09.30")


def _moment(cell: Cell, column: Column) -> datetime | bool:
    """A naive datetime is the wall clock of the competition. True: now; False: not at all."""
    expected = "2018-11-27 09:30, ya, tidak" if column.field == "confirmed_at" else "2018-11-27"
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return datetime.combine(cell, time())
    if column.field == "confirmed_at" and (isinstance(cell, bool) or fold(shown(cell)) in FLAGS):
        return _flag(cell, column)
    match = _MOMENT.fullmatch(cell.strip()) if isinstance(cell, str) else None
    if match is None:
        raise Misfit("not_a_moment", expected)
    day, clock, zone = match.groups()
    try:
        whole = datetime.combine(_day(day, column), _clock(clock) if clock else time())
        return datetime.fromisoformat(whole.isoformat() + zone) if zone else whole
    except (Misfit, ValueError) as problem:
        raise Misfit("not_a_moment", expected) from problem


def _word(cell: Cell, column: Column) -> Any:
    words = column.words
    assert words is not None  # every WORD column of the layout has some
    value = words.understood.get(fold(shown(cell)))
    if value is None:
        raise Misfit("unknown_word", words.expected)
    return value


def _names(cell: Cell, column: Column) -> tuple[str, ...]:
    written = text(cell)
    if fold(written) in map(fold, NO_NAMES):
        return ()
    return tuple(name.strip() for name in written.split(";") if name.strip())


_PARSERS: dict[Kind, Callable[[Cell, Column], Any]] = {
    Kind.TEXT: text,
    Kind.NUMBER: lambda cell, column: number(cell),
    Kind.WHOLE: _whole,
    Kind.FLAG: _flag,
    Kind.DAY: _day,
    Kind.CLOCK: _clock,
    Kind.MOMENT: _moment,
    Kind.WORD: _word,
    Kind.NAMES: _names,
}


def typed(cell: Cell, column: Column) -> Any:
    """The value of a cell that is not empty, as the kind of its column says. Raises Misfit."""
    if isinstance(cell, Broken):
        raise Misfit(cell.code)
    return _PARSERS[column.kind](cell, column)
