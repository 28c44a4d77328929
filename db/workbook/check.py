"""What every check of a workbook stands on: the state before and after, names, keys, references."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo

from db.workbook.layout import JURI, PESERTA, Sheet
from db.workbook.state import State
from db.workbook.table import Row, Table
from db.workbook.words import same

K = TypeVar("K")
T = TypeVar("T")


class Names(Generic[K]):
    """Keys that are found by their exact text first, and else without regard to case."""

    def __init__(self, keys: Iterable[K], said: Callable[[K], str] = str) -> None:
        self._said = said
        self._exact: dict[str, K] = {}
        self._same: dict[str, K] = {}
        for key in keys:
            self.add(key)

    def add(self, key: K) -> None:
        """Make a key known."""
        self._exact[self._said(key)] = key
        self._same.setdefault(same(self._said(key)), key)

    def find(self, text: str) -> K | None:
        """The key meant by a text."""
        found = self._exact.get(text)
        return found if found is not None else self._same.get(same(text))

    @property
    def keys(self) -> Iterable[K]:
        """All of them."""
        return self._exact.values()

    @property
    def listed(self) -> str:
        """All of them, to choose from."""
        return ", ".join(self._exact) or "–"


@dataclass(slots=True)
class Check:
    """One import under way: what was there, what will be, and what the workbook may refer to.

    The names hold every key that is there or that a row of the workbook gives, right or wrong, so
    that one wrong row does not make faults of all that refer to it.
    """

    tables: dict[str, Table]
    before: State
    after: State
    now: datetime
    units: Names[str] = field(init=False)
    stages: Names[str] = field(init=False)
    judges: Names[str] = field(init=False)
    numbers: set[int] = field(init=False)
    lines: dict[tuple[str, Any], int] = field(default_factory=dict)  # sheet, key → its row

    def __post_init__(self) -> None:
        """Start from what is there."""
        self.units = Names(self.before.units)
        self.stages = Names(self.before.stages)
        self.judges = Names(self.before.judges)
        self.numbers = set(self.before.entries)

    def is_first(self, table: Table, row: Row, key: Any, code: str = "duplicate") -> bool:
        """Whether the key comes for the first time in the sheet; else object."""
        first = self.lines.setdefault((table.name, key), row.line)
        if first == row.line:
            return True
        said = " · ".join(map(str, key)) if isinstance(key, tuple) else str(key)
        table.fault(row, table.sheet.key[-1], code, value=said, expected=str(first))
        return False

    def keys(self, sheet: Sheet, names: Names[str]) -> Iterator[tuple[Table, Row, str]]:
        """The rows of a sheet of named things, each with its key, which becomes known."""
        table = self.tables[sheet.name]
        for row in table.keyed_rows():
            written = self.value(table, row, sheet.key[0])
            if written is None:
                continue
            key = names.find(written) or written
            if self.is_first(table, row, key):
                names.add(key)
                yield table, row, key

    def value(self, table: Table, row: Row, what: str) -> Any:
        """A mandatory value; None, and an objection, where it is missing."""
        value = row.values.get(what)
        if value is None and what not in row.misfits:
            if what in table.columns:
                table.fault(row, what, "missing_value")
            else:
                table.missing_column(table.sheet.column(what).header)
        return value

    def named(self, table: Table, row: Row, what: str, names: Names[K], expected: str) -> K | None:
        """What a mandatory cell refers to; None, and an objection, where it is not known."""
        text = self.value(table, row, what)
        if text is None:
            return None
        found = names.find(text)
        if found is None:
            table.fault(row, what, f"unknown_{what}", expected=expected)
        return found

    def entry(self, table: Table, row: Row) -> int | None:
        """The entry a row refers to."""
        number: int | None = self.value(table, row, "number")
        if number is not None and number not in self.numbers:
            table.fault(row, "number", "unknown_entry", expected=PESERTA.name)
            return None
        return number

    def judge(self, table: Table, row: Row) -> str | None:
        """The judge a row refers to."""
        return self.named(table, row, "judge", self.judges, JURI.name)

    def stage(self, table: Table, row: Row) -> str | None:
        """The stage a row refers to; where there is one only, it need not be named."""
        if "stage" not in row.values and "stage" not in row.misfits and len(self.after.stages) == 1:
            return next(iter(self.after.stages))
        return self.named(table, row, "stage", self.stages, self.stages.listed)

    def merged(self, table: Table, row: Row, old: T | None, new: type[T], **more: Any) -> T | None:
        """The old facts with what the row gives, or new ones; None if something is missing."""
        known = {part.name for part in fields(new)}  # type: ignore[arg-type]  # T is a dataclass
        given = {name: value for name, value in row.values.items() if name in known} | more
        if old is not None:
            return replace(old, **given)  # type: ignore[type-var]  # T is a dataclass
        needed = [column.field for column in table.sheet.columns if column.required]
        values = [self.value(table, row, what) for what in needed]
        return None if None in values else new(**given)

    def moment(self, table: Table, row: Row, what: str) -> datetime | None:
        """An aware moment in UTC; a time without a zone is the competition's."""
        value = row.values[what]
        if value is True:
            return self.now
        if value is False:
            return None
        zone = self.after.settings.timezone if self.after.settings else "UTC"
        try:
            aware: datetime = value if value.tzinfo else value.replace(tzinfo=ZoneInfo(zone))
            return aware.astimezone(UTC)
        except OverflowError:
            table.fault(row, what, "not_a_moment", expected="2018-11-27")
            return None
