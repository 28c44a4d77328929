"""One structure of a competition made another: what differs is written, and nothing else.

Rows that are not in the database yet have an id below zero, which others may refer to. Marks and
sheets are not touched, save the empty sheets of what is removed, which go with it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from operator import attrgetter
from typing import Any

from sqlalchemy import Table, bindparam, delete, insert, update
from sqlalchemy.orm import Session
from sqlmodel import SQLModel

from db.commands import refusing
from db.models import (
    Competition,
    Criterion,
    EligibleUnit,
    Judge,
    Panel,
    Recusal,
    Stage,
    StageEntry,
    Submission,
    Unit,
)
from db.rows import StageRow, Structure

Ids = dict[tuple[str, int], int]
"""The database's ids of new rows: (column that refers to them, id below zero) → id."""

_ASIDE = 1_000_000  # added to a position while others take their places


@dataclass(frozen=True, slots=True)
class _Part:
    """A table: its rows in a structure, its key, and the column that refers to it."""

    model: type[SQLModel]
    rows: Callable[[Structure], Sequence[Any]]
    key: tuple[str, ...] = ("id",)
    referred: str = ""
    stays: bool = False  # what is gone from the structure is still there for other competitions


@dataclass(frozen=True, slots=True)
class _Expected:
    """A unit of the roster."""

    competition_id: int
    unit_id: int


def _roster(structure: Structure) -> list[_Expected]:
    home = structure.competition.id
    return [_Expected(home, unit) for unit in structure.eligible_unit_ids]


_PARTS = (
    _Part(Unit, attrgetter("units"), referred="unit_id", stays=True),
    _Part(EligibleUnit, _roster, ("competition_id", "unit_id")),
    _Part(Stage, attrgetter("stages"), referred="stage_id"),
    _Part(Criterion, attrgetter("criteria")),
    _Part(Judge, attrgetter("judges"), referred="judge_id"),
    _Part(Panel, attrgetter("panel"), ("stage_id", "judge_id")),
    _Part(Submission, attrgetter("submissions"), referred="submission_id"),
    _Part(Recusal, attrgetter("recusals"), ("judge_id", "submission_id")),
    _Part(StageEntry, attrgetter("entries"), ("stage_id", "submission_id")),
)
"""Each after those it refers to."""


def write_structure(session: Session, before: Structure, after: Structure) -> None:
    """Write what differs between two structures of one competition. Raises db.commands.Refused."""
    with refusing(session):
        _write_competition(session, before, after)
        for part in reversed(_PARTS):
            if not part.stays:
                _remove(session, part, before, after)
        ids: Ids = {}
        for part in _PARTS:
            _write(session, part, before, after, ids)


def _write_competition(session: Session, before: Structure, after: Structure) -> None:
    old, new = _values(before.competition), _values(after.competition)
    changed = {name: value for name, value in new.items() if value != old[name]}
    if changed:
        table = _table(Competition)
        session.execute(update(table).where(table.c.id == old["id"]).values(**changed))


def _remove(session: Session, part: _Part, before: Structure, after: Structure) -> None:
    stay = set(map(_key_of(part), part.rows(after)))
    gone = [key for key in map(_key_of(part), part.rows(before)) if key not in stay]
    if gone:
        table = _table(part.model)
        where = (table.c[name] == bindparam(f"_{name}") for name in part.key)
        keys = [{f"_{name}": v for name, v in zip(part.key, key, strict=True)} for key in gone]
        session.execute(delete(table).where(*where), keys)


def _write(session: Session, part: _Part, before: Structure, after: Structure, ids: Ids) -> None:
    key_of = _key_of(part)
    known = {key_of(row): row for row in part.rows(before)}
    new, changed = [], []
    for row in part.rows(after):
        old = known.get(key_of(row))
        if old is None and not (part.stays and row.id > 0):
            new.append(_values(row))
        elif old is not None and old != row:
            changed.append((old, row))
    if part.model is Stage:
        _set_aside(session, [row for old, row in changed if row.position != old.position])
    _update(session, part, [_values(row) for _, row in changed])
    _insert(session, part, new, ids)


def _set_aside(session: Session, moved: list[StageRow]) -> None:
    """Two that change places must not meet."""
    if len(moved) > 1:
        table = _table(Stage)
        aside = [{"_id": row.id, "position": _ASIDE + at} for at, row in enumerate(moved)]
        session.execute(update(table).where(table.c.id == bindparam("_id")), aside)


def _update(session: Session, part: _Part, rows: list[dict[str, Any]]) -> None:
    if rows:
        table = _table(part.model)
        where = (table.c[name] == bindparam(f"_{name}") for name in part.key)
        changes = [
            {f"_{name}" if name in part.key else name: value for name, value in row.items()}
            for row in rows
        ]
        session.execute(update(table).where(*where), changes)


def _insert(session: Session, part: _Part, rows: list[dict[str, Any]], ids: Ids) -> None:
    if not rows:
        return
    table = _table(part.model)
    found = [
        {
            name: ids.get((name, value), value) if isinstance(value, int) else value
            for name, value in row.items()
            if name != "id"
        }
        for row in rows
    ]
    if part.key != ("id",):
        session.execute(insert(table), found)
        return
    statement = insert(table).returning(table.c.id, sort_by_parameter_order=True)
    given = session.execute(statement, found).scalars()
    ids.update(
        ((part.referred, row["id"]), number) for row, number in zip(rows, given, strict=True)
    )


def _key_of(part: _Part) -> Callable[[Any], tuple[Any, ...]]:
    return lambda row: tuple(getattr(row, name) for name in part.key)


def _values(row: Any) -> dict[str, Any]:
    return {field.name: getattr(row, field.name) for field in fields(row)}


def _table(model: type[SQLModel]) -> Table:
    return SQLModel.metadata.tables[str(model.__tablename__)]


def next_id(rows: tuple[Any, ...]) -> int:
    """An id for a row that is not in the database yet: below zero, and not one of `rows`."""
    lowest: int = min((0, *(row.id for row in rows)))
    return lowest - 1


def in_order(structure: Structure) -> Structure:
    """The structure with its rows in the order in which `db.queries.read_structure` reads them."""
    stage = {row.id: row.position for row in structure.stages}
    number = {row.id: row.number for row in structure.submissions}
    return replace(
        structure,
        units=tuple(sorted(structure.units, key=lambda row: (row.name, row.id))),
        eligible_unit_ids=tuple(sorted(structure.eligible_unit_ids)),
        stages=tuple(sorted(structure.stages, key=lambda row: row.position)),
        criteria=tuple(
            sorted(
                structure.criteria,
                key=lambda row: (stage[row.stage_id], row.position, row.id < 0, row.id),
            )
        ),
        judges=tuple(sorted(structure.judges, key=lambda row: row.code)),
        submissions=tuple(sorted(structure.submissions, key=lambda row: row.number)),
        entries=tuple(
            sorted(
                structure.entries,
                key=lambda row: (
                    row.stage_id,
                    row.running_order is None,
                    row.running_order or 0,
                    number[row.submission_id],
                ),
            )
        ),
    )


def without_stage(structure: Structure, stage_id: int) -> Structure:
    """The structure without a stage and what belongs to it."""
    return replace(
        structure,
        stages=tuple(row for row in structure.stages if row.id != stage_id),
        criteria=tuple(row for row in structure.criteria if row.stage_id != stage_id),
        panel=tuple(row for row in structure.panel if row.stage_id != stage_id),
        entries=tuple(row for row in structure.entries if row.stage_id != stage_id),
        sheets=tuple(row for row in structure.sheets if row.stage_id != stage_id),
    )


def without_judge(structure: Structure, judge_id: int) -> Structure:
    """The structure without a judge and what belongs to the judge."""
    return replace(
        structure,
        judges=tuple(row for row in structure.judges if row.id != judge_id),
        panel=tuple(row for row in structure.panel if row.judge_id != judge_id),
        recusals=tuple(row for row in structure.recusals if row.judge_id != judge_id),
        sheets=tuple(row for row in structure.sheets if row.judge_id != judge_id),
    )


def without_submission(structure: Structure, submission_id: int) -> Structure:
    """The structure without an entry and what belongs to it."""
    return replace(
        structure,
        submissions=tuple(row for row in structure.submissions if row.id != submission_id),
        recusals=tuple(row for row in structure.recusals if row.submission_id != submission_id),
        entries=tuple(row for row in structure.entries if row.submission_id != submission_id),
        sheets=tuple(row for row in structure.sheets if row.submission_id != submission_id),
    )
