"""What differs between two structures of a competition, in the words of the record of changes.

Subjects and fields are named as db.models.Change says: by codes, names and numbers, never by ids,
so that the record can be read (and replayed) without the tables.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from db.models import ChangeKind
from db.rows import Structure
from db.workbook.values import decimal

HUNDREDTHS = frozenset({"weight", "minimum", "maximum", "step"})
"""Fields that hold hundredths; they are recorded as decimals: "20", "12.5"."""

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """One change as the record holds it; see db.models.Change."""

    kind: ChangeKind
    subject: Facts
    before: Facts | None
    after: Facts | None


@dataclass(frozen=True, slots=True)
class Called:
    """What things are called that rows hang on, by id: by their new names, where they have one.

    A new name is recorded before what hangs on it, which is told by that name, then.
    """

    stages: dict[int, str]
    judges: dict[int, str]
    units: dict[int, str]
    submissions: dict[int, int]

    @classmethod
    def in_both(cls, before: Structure, after: Structure) -> "Called":
        """The names in two structures."""
        return cls(
            {row.id: row.name for structure in (before, after) for row in structure.stages},
            {row.id: row.code for structure in (before, after) for row in structure.judges},
            {row.id: row.code for structure in (before, after) for row in structure.units},
            {row.id: row.number for structure in (before, after) for row in structure.submissions},
        )


@dataclass(frozen=True, slots=True)
class _Kind:
    """One kind of change: its rows by what stays the same of them, how people name a row, and what
    of it is recorded."""

    kind: ChangeKind
    rows: Callable[[Structure], dict[Any, Any]]
    subject: Callable[[Any, Called], Facts]
    fields: Callable[[Any, Called], Facts]


def differences(before: Structure, after: Structure) -> list[Difference]:
    """Everything that differs, what others hang on coming first."""
    called = Called.in_both(before, after)
    return [found for kind in _KINDS for found in _differing(kind, before, after, called)]


def recorded(name: str, value: Any) -> Any:
    """A field as JSON can hold it."""
    if name in HUNDREDTHS and isinstance(value, int):
        return decimal(value)
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    return value


def _differing(
    of: _Kind, before: Structure, after: Structure, called: Called
) -> Iterator[Difference]:
    old, new = of.rows(before), of.rows(after)
    for key, row in old.items():
        if key not in new:
            # A unit that leaves the competition is still there.
            if of.kind is not ChangeKind.UNIT:
                yield Difference(of.kind, of.subject(row, called), of.fields(row, called), None)
        elif new[key] != row:
            was, is_now = of.fields(row, called), of.fields(new[key], called)
            changed = [name for name in was if was[name] != is_now[name]]
            if changed:
                was, is_now = ({name: one[name] for name in changed} for one in (was, is_now))
                yield Difference(of.kind, of.subject(row, called), was, is_now)
    for key, row in new.items():
        # A known unit that comes to the competition was there before.
        if key not in old and (of.kind is not ChangeKind.UNIT or key < 0):
            yield Difference(of.kind, of.subject(row, called), None, of.fields(row, called))


def _fields(*left_out: str) -> Callable[[Any, Called], Facts]:
    hidden = {"id", "competition_id", *left_out}

    def read(row: Any, called: Called) -> Facts:
        names = (field.name for field in fields(row) if field.name not in hidden)
        return {name: recorded(name, getattr(row, name)) for name in names}

    return read


def _by_id(name: str) -> Callable[[Structure], dict[Any, Any]]:
    return lambda structure: {row.id: row for row in getattr(structure, name)}


def _by_ids(name: str, first: str, second: str) -> Callable[[Structure], dict[Any, Any]]:
    return lambda structure: {
        (getattr(row, first), getattr(row, second)): row for row in getattr(structure, name)
    }


def _own(structure: Structure) -> dict[Any, Any]:
    return {structure.competition.id: structure.competition}


def _title(row: Any, called: Called) -> Facts:
    return {"competition": row.full_name}


def _submission_fields(row: Any, called: Called) -> Facts:
    return {"unit": called.units[row.unit_id], **_fields("unit_id")(row, called)}


def _place(row: Any, called: Called) -> Facts:
    return {
        "submission": called.submissions[row.submission_id],
        "stage": called.stages[row.stage_id],
    }


_KINDS = (
    _Kind(
        ChangeKind.COMPETITION,
        _own,
        _title,
        _fields("phase", "is_sample", "revision", "structure_revision"),
    ),
    _Kind(ChangeKind.PHASE, _own, _title, lambda row, called: {"phase": row.phase.value}),
    _Kind(ChangeKind.STAGE, _by_id("stages"), lambda row, called: {"stage": row.name}, _fields()),
    _Kind(
        ChangeKind.CRITERION,
        _by_id("criteria"),
        lambda row, called: {"stage": called.stages[row.stage_id], "criterion": row.code},
        _fields("stage_id"),
    ),
    _Kind(ChangeKind.JUDGE, _by_id("judges"), lambda row, called: {"judge": row.code}, _fields()),
    _Kind(
        ChangeKind.PANEL,
        _by_ids("panel", "stage_id", "judge_id"),
        lambda row, called: {
            "stage": called.stages[row.stage_id],
            "judge": called.judges[row.judge_id],
        },
        lambda row, called: {},
    ),
    _Kind(ChangeKind.UNIT, _by_id("units"), lambda row, called: {"unit": row.code}, _fields()),
    _Kind(
        ChangeKind.ROSTER,
        lambda structure: {key: key for key in structure.eligible_unit_ids},
        lambda key, called: {"unit": called.units[key]},
        lambda key, called: {},
    ),
    _Kind(
        ChangeKind.SUBMISSION,
        _by_id("submissions"),
        lambda row, called: {"submission": row.number},
        _submission_fields,
    ),
    _Kind(
        ChangeKind.RUNNING_ORDER,
        _by_ids("entries", "stage_id", "submission_id"),
        _place,
        _fields("stage_id", "submission_id"),
    ),
    _Kind(
        ChangeKind.RECUSAL,
        _by_ids("recusals", "judge_id", "submission_id"),
        lambda row, called: {
            "judge": called.judges[row.judge_id],
            "submission": called.submissions[row.submission_id],
        },
        lambda row, called: {"reason": row.reason},
    ),
)
