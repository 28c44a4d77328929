"""Office Open XML: the sheets of an .xlsx into raw cells.

Our own because the ready reader (calamine) loses formula errors, and ends the whole process, not
only the import, on a far-off cell or a false count of strings.
"""

import math
import posixpath
import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from db.workbook.archive import Archive, Budget, Unreadable
from db.workbook.raw import Broken, Cell, RawSheet

_RELATIONS = "_rels/.rels"
_DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}  # ECMA 18.8.30
_PERCENT_FORMATS = {9, 10}
_LITERALS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_ROWS, _COLUMNS = 1_048_576, 16_384
_NUMBER, _DATE, _PERCENT = range(3)


def recognises(archive: Archive) -> bool:
    """Whether the archive is an Office Open XML workbook. Raises Unreadable (old_format)."""
    target = _main_part(archive)
    if target.endswith(".bin"):
        raise Unreadable("old_format")
    return target in archive.names and b"spreadsheetml" in archive.head(target)


def read_sheets(archive: Archive, budget: Budget) -> Iterator[RawSheet]:
    """Every worksheet in its order; chart sheets are left out. Raises Unreadable."""
    main = _main_part(archive)
    folder, file = posixpath.split(main)
    relations = _relations(archive, f"{folder}/_rels/{file}.rels", folder)
    found = dict(relations.values())
    strings = _shared_strings(archive, found.get("sharedStrings"), budget)
    styles = _styles(archive, found.get("styles"))
    sheets: list[tuple[str, str]] = []
    epoch = [datetime(1899, 12, 30)]  # noqa: DTZ001 - a serial date has no zone

    def start(name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition("|")[2]
        if local == "workbookPr" and attributes.get("date1904") in ("1", "true"):
            epoch[0] = datetime(1904, 1, 1)  # noqa: DTZ001
        elif local == "sheet":
            identity = next((v for k, v in attributes.items() if k.endswith("|id")), "")
            kind, target = relations.get(identity, ("", ""))
            if kind == "worksheet" and target in archive.names:
                sheets.append((attributes.get("name", ""), target))

    archive.parse(main, start, _nothing, _nothing)
    for name, target in sheets:
        yield _Worksheet(strings, styles, epoch[0], budget).read(archive, name, target)


def _nothing(*_: object) -> None:
    pass


def _main_part(archive: Archive) -> str:
    if _RELATIONS not in archive.names:
        return ""
    return dict(_relations(archive, _RELATIONS, "").values()).get("officeDocument", "")


def _relations(archive: Archive, part: str, folder: str) -> dict[str, tuple[str, str]]:
    """Id → the last word of the type, and the part it points to."""
    found: dict[str, tuple[str, str]] = {}

    def start(_: str, attributes: dict[str, str]) -> None:
        if "Id" in attributes:
            target = attributes.get("Target", "")
            path = target[1:] if target.startswith("/") else posixpath.join(folder, target)
            kind = attributes.get("Type", "").rpartition("/")[2]
            found[attributes["Id"]] = kind, posixpath.normpath(path)

    if part in archive.names:
        archive.parse(part, start, _nothing, _nothing)
    return found


def _unescape(text: str) -> str:
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def _shared_strings(archive: Archive, part: str | None, budget: Budget) -> list[str]:
    strings: list[str] = []
    pieces: list[str] = []
    state = {"t": False, "phonetic": False}

    def start(name: str, _: dict[str, str]) -> None:
        local = name.rpartition("|")[2]
        if local == "t":
            state["t"] = not state["phonetic"]
        elif local == "rPh":
            state["phonetic"] = True

    def end(name: str) -> None:
        local = name.rpartition("|")[2]
        if local == "si":
            budget.spend(1)
            strings.append(_unescape("".join(pieces)))
            pieces.clear()
        elif local == "t":
            state["t"] = False
        elif local == "rPh":
            state["phonetic"] = False

    def text(data: str) -> None:
        if state["t"]:
            pieces.append(data)

    if part in archive.names:
        archive.parse(str(part), start, end, text)
    return strings


def _styles(archive: Archive, part: str | None) -> list[int]:
    """For each cell style: _NUMBER, _DATE or _PERCENT."""
    codes: dict[int, str] = {}
    formats: list[int] = []
    inside = {"cellXfs": False}

    def start(name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition("|")[2]
        if local == "numFmt":
            codes[int(attributes.get("numFmtId", 0))] = attributes.get("formatCode", "")
        elif local == "cellXfs":
            inside["cellXfs"] = True
        elif local == "xf" and inside["cellXfs"]:
            formats.append(int(attributes.get("numFmtId", 0)))

    def end(name: str) -> None:
        if name.rpartition("|")[2] == "cellXfs":
            inside["cellXfs"] = False

    def meaning(number: int) -> int:
        if number in codes:
            shown = _LITERALS.sub("", codes[number]).partition(";")[0].casefold()
            if any(sign in shown for sign in "ymdhs"):
                return _DATE
            return _PERCENT if "%" in shown else _NUMBER
        if number in _DATE_FORMATS:
            return _DATE
        return _PERCENT if number in _PERCENT_FORMATS else _NUMBER

    if part in archive.names:
        archive.parse(str(part), start, end, _nothing)
    return [meaning(number) for number in formats]


class _Worksheet:
    """The state of reading one worksheet."""

    def __init__(
        self, strings: list[str], styles: list[int], epoch: datetime, budget: Budget
    ) -> None:
        self.strings, self.styles, self.epoch, self.budget = strings, styles, epoch, budget
        self.rows: dict[int, list[Cell]] = {}
        self.merged: list[str] = []
        self.row = self.column = 0
        self.cells: list[Cell] = []
        self.attributes: dict[str, str] = {}
        self.value: list[str] = []
        self.takes_text = self.has_formula = False

    def read(self, archive: Archive, name: str, part: str) -> RawSheet:
        archive.parse(part, self.start, self.end, self.text)
        return RawSheet(name, sorted(self.rows.items()), tuple(self.merged))

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition("|")[2]
        if local == "c":
            self.budget.spend(1)
            self.attributes, self.value, self.has_formula = attributes, [], False
            if reference := attributes.get("r"):
                self.column = self._column(reference)
            else:
                self.column += 1
        elif local in ("v", "t"):
            self.takes_text = True
        elif local == "f":
            self.has_formula = True
        elif local == "row":
            self.row = int(attributes.get("r", self.row + 1))
            if not 1 <= self.row <= _ROWS:
                raise ValueError(f"row {self.row}")
            self.column = 0
            self.cells = self.rows.get(self.row, [])
        elif local == "mergeCell":
            self.budget.spend(1)
            self.merged.append(attributes.get("ref", ""))

    def text(self, data: str) -> None:
        if self.takes_text:
            self.value.append(data)

    def end(self, name: str) -> None:
        local = name.rpartition("|")[2]
        if local in ("v", "t"):
            self.takes_text = False
        elif local == "c":
            value = self._value()
            if value is not None:
                missing = self.column - len(self.cells)
                if missing > 0:
                    self.budget.spend(missing - 1)
                    self.cells.extend([None] * missing)
                self.cells[self.column - 1] = value
        elif local == "row" and self.cells:
            self.rows[self.row] = self.cells

    def _column(self, reference: str) -> int:
        match = _REFERENCE.fullmatch(reference)
        column = 0
        for letter in match[1] if match else "":
            column = column * 26 + ord(letter) - 64
        if match is None or not 1 <= column <= _COLUMNS or int(match[2]) != self.row:
            raise ValueError(f"cell {reference[:20]} in row {self.row}")
        return column

    def _value(self) -> Cell:
        text = "".join(self.value)
        kind = self.attributes.get("t", "n")
        if not text:
            unsaved = self.has_formula and kind != "str"
            return Broken("", "formula_unsaved") if unsaved else None
        if kind == "n":
            return self._number(float(text))
        if kind == "s":
            return self.strings[int(text)] or None
        if kind == "e":
            return Broken(text)
        if kind == "b":
            return text.strip() in ("1", "true")
        if kind == "d":
            return datetime.fromisoformat(text)
        return _unescape(text)

    def _number(self, number: float) -> Cell:
        style = int(self.attributes.get("s", 0))
        meaning = self.styles[style] if style < len(self.styles) else _NUMBER
        if meaning == _PERCENT:
            return round(number * 100, 10)
        if meaning == _DATE and 0 <= number < 2_958_466:  # up to 9999-12-31
            return self._moment(number)
        return number

    def _moment(self, serial: float) -> date | time | datetime:
        fraction, days = math.modf(serial)
        seconds = timedelta(milliseconds=round(fraction * 86_400_000))
        if serial < 1:
            return (self.epoch + seconds).time()
        if days < 60 and self.epoch.year == 1899:
            days += 1  # Excel's 1900 had a 29 February
        moment = self.epoch + timedelta(days=days) + seconds
        return moment if seconds else moment.date()
