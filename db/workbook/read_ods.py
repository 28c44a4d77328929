"""OpenDocument: the sheets of an .ods into raw cells.

Our own because the ready reader (calamine) loses formula errors and merged cells, stumbles over
indented files, and ends the whole process on a repeated row.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, time

from db.workbook.archive import TEXT_LIMIT, Archive, Budget, Unreadable
from db.workbook.raw import ERRORS, Broken, Cell, RawSheet, letters

_CONTENT, _MANIFEST = "content.xml", "META-INF/manifest.xml"
_SPACES = re.compile(r"[ \t\r\n]+")
_DURATION = re.compile(r"PT(\d+)H(\d+)M(\d+(?:[.,]\d+)?)S")
_ROWS, _COLUMNS = 1_048_576, 16_384
_SPACE, _TAB, _BREAK = "\x01\x02\x03"  # stand-ins that no XML can hold
_CELLS = ("table-cell", "covered-table-cell")


def recognises(archive: Archive) -> bool:
    """Whether the archive is an OpenDocument spreadsheet. Raises Unreadable (encrypted)."""
    if b"encryption-data" in archive.head(_MANIFEST):
        raise Unreadable("encrypted")
    spreadsheet = b"opendocument.spreadsheet"
    named = spreadsheet in archive.head("mimetype") or spreadsheet in archive.head(_MANIFEST)
    return named and _CONTENT in archive.names


def read_sheets(archive: Archive, budget: Budget) -> Iterator[RawSheet]:
    """Every sheet in its order. Raises Unreadable."""
    content = _Content(budget)
    archive.parse(_CONTENT, content.start, content.end, content.text)
    yield from content.sheets


class _Content:
    """The state of reading the content of the document."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.sheets: list[RawSheet] = []
        self.name = ""
        self.rows: list[tuple[int, list[Cell]]] = []
        self.merged: list[str] = []
        self.row = self.repeat = 0
        self.cells: list[Cell] = []
        self.empty = 0  # cells passed since the last value of the row
        self.attributes: dict[str, str] = {}
        self.paragraphs: list[list[str]] = []
        self.foreign = 0  # depth within a note or a drawing
        self.in_paragraph = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition("|")
        if self.foreign or local == "annotation" or ":drawing:" in space:
            self.foreign += 1
        elif local in _CELLS and ":table:" in space:
            self.attributes = {key.rpartition("|")[2]: v for key, v in attributes.items()}
            for key, value in attributes.items():
                if key.endswith("|value-type") and value == "error":
                    self.attributes["error"] = value  # calcext has the same local name as office
            self.paragraphs = []
        elif local == "p" and ":text:" in space:
            self.paragraphs.append([])
            self.in_paragraph = True
        elif local == "s" and self.in_paragraph:
            count = next((int(v) for k, v in attributes.items() if k.endswith("|c")), 1)
            if not 0 <= count <= TEXT_LIMIT:
                raise ValueError(f"{count} spaces")
            self.budget.spend(count // 100)
            self.paragraphs[-1].append(_SPACE * count)
        elif local in ("tab", "line-break") and self.in_paragraph:
            self.paragraphs[-1].append(_TAB if local == "tab" else _BREAK)
        elif local == "table-row":
            self.row += 1
            self.repeat = _repeat(attributes, "|number-rows-repeated", _ROWS)
            self.cells, self.empty = [], 0
        elif local == "table" and ":table:" in space:
            self.name = next((v for k, v in attributes.items() if k.endswith("|name")), "")
            self.rows, self.merged, self.row = [], [], 0

    def text(self, data: str) -> None:
        if self.in_paragraph and not self.foreign:
            self.paragraphs[-1].append(data)

    def end(self, name: str) -> None:
        space, _, local = name.rpartition("|")
        if self.foreign:
            self.foreign -= 1
        elif local == "p":
            self.in_paragraph = False
        elif local in _CELLS and ":table:" in space:
            self._end_cell()
        elif local == "table-row":
            self._end_row()
        elif local == "table" and ":table:" in space:
            self.sheets.append(RawSheet(self.name, self.rows, tuple(self.merged)))

    def _end_cell(self) -> None:
        repeat = _repeat(self.attributes, "number-columns-repeated", _COLUMNS)
        across, down = (
            int(self.attributes.get(f"number-{side}-spanned", 1)) for side in ("columns", "rows")
        )
        if across > 1 or down > 1:
            self.budget.spend(1)
            first = len(self.cells) + self.empty
            corner = letters(first + across - 1)
            self.merged.append(f"{letters(first)}{self.row}:{corner}{self.row + down - 1}")
        value = self._value()
        self.budget.spend(1)
        if value is None:
            self.empty += repeat
            return
        self.budget.spend(self.empty + repeat - 1)
        self.cells += [None] * self.empty + [value] * repeat
        self.empty = 0

    def _end_row(self) -> None:
        if self.cells:
            self.budget.spend(len(self.cells) * (self.repeat - 1))
            self.rows += [(self.row + again, self.cells) for again in range(self.repeat)]
        self.row += self.repeat - 1
        if self.row > _ROWS:
            raise ValueError(f"row {self.row}")

    def _value(self) -> Cell:
        cell = self.attributes
        shown = "\n".join(_paragraph(pieces) for pieces in self.paragraphs)
        if "error" in cell or ("formula" in cell and ERRORS.fullmatch(shown.strip())):
            return Broken(shown.strip())
        kind = cell.get("value-type", "string")
        if kind in ("float", "currency"):
            return float(cell["value"])
        if kind == "percentage":
            return round(float(cell["value"]) * 100, 10)
        if kind == "date":
            return _day_or_moment(cell["date-value"])
        if kind == "time":
            return _time(cell["time-value"])
        if kind == "boolean":
            return cell["boolean-value"] == "true"
        return cell.get("string-value", shown) or None


def _repeat(attributes: dict[str, str], key: str, most: int) -> int:
    count = next((int(v) for k, v in attributes.items() if k.endswith(key)), 1)
    if not 1 <= count <= most:
        raise ValueError(f"{count} repeated cells")
    return count


def _paragraph(pieces: list[str]) -> str:
    """White space counts once in ODF, except where it is spelled out (ODF 1.3, 6.1.2)."""
    text = _SPACES.sub(" ", "".join(pieces)).strip(" ")
    return text.replace(_SPACE, " ").replace(_TAB, "\t").replace(_BREAK, "\n")


def _day_or_moment(text: str) -> date | datetime:
    if "T" not in text:
        return date.fromisoformat(text)
    moment = datetime.fromisoformat(text)
    return moment if moment.time() != time() else moment.date()


def _time(text: str) -> time | str:
    match = _DURATION.fullmatch(text)
    if match is None or int(match[1]) > 23:
        return text
    whole, _, fraction = match[3].replace(",", ".").partition(".")
    return time(int(match[1]), int(match[2]), int(whole), int(fraction[:6].ljust(6, "0")))
