"""A checked workbook into the database: what differs, and nothing else."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from typing import Any, TypeVar

from sqlalchemy import Table, bindparam, delete, insert, update
from sqlalchemy.orm import Session
from sqlmodel import SQLModel, col

from db.commands import record_scores
from db.models import (
    Competition,
    Criterion,
    EligibleUnit,
    Judge,
    Panel,
    Recusal,
    Sheet,
    Stage,
    StageEntry,
    Submission,
    Unit,
)
from db.workbook.state import Ids, MarkKey, State

K = TypeVar("K")
_ASIDE = 1_000_000  # added to a position while others take their places


def apply_state(
    session: Session,
    competition_id: int | None,
    before: State,
    after: State,
    ids: Ids,
    marks: Mapping[MarkKey, int],
    actor: str,
) -> int:
    """Write what differs between the states, then the marks, then the sheets that lock them.

    Returns the competition's id. `ids` learns the keys of new rows. Raises db.commands.Refused.
    """
    assert after.settings is not None  # a workbook without a competition is a fault
    if competition_id is None:
        competition = Competition(**asdict(after.settings))
        session.add(competition)
        session.flush()
        assert competition.id is not None
        competition_id = competition.id
    elif before.settings != after.settings:
        session.execute(
            update(Competition)
            .where(col(Competition.id) == competition_id)
            .values(**asdict(after.settings))
        )
    home = {"competition_id": competition_id}
    _write_units(session, before, after, ids, home)
    _write_stages(session, before, after, ids, home)
    _write_people(session, before, after, ids, home)
    _write_places(session, before, after, ids)
    record_scores(
        session,
        [
            (ids.entries[number], ids.judges[judge], ids.criteria[criterion], value)
            for (number, judge, criterion), value in marks.items()
        ],
        actor=actor,
    )
    _write(
        session,
        Sheet,
        before.sheets,
        after.sheets,
        lambda key: {
            "stage_id": ids.stages[key[0]],
            "submission_id": ids.entries[key[1]],
            "judge_id": ids.judges[key[2]],
        },
        asdict,
    )
    return competition_id


def _write_units(
    session: Session, before: State, after: State, ids: Ids, home: dict[str, Any]
) -> None:
    def facts(unit: Any) -> dict[str, Any]:
        return {"name": unit.name, "short_name": unit.short_name, "kind": unit.kind}

    new = [code for code in after.units if code not in before.units]
    rows = [facts(after.units[code]) | {"code": code} for code in new]
    ids.units.update(zip(new, _insert(session, Unit, rows), strict=True))
    _update(
        session,
        Unit,
        (
            {"id": ids.units[code]} | facts(unit)
            for code, unit in after.units.items()
            if code in before.units and facts(unit) != facts(before.units[code])
        ),
        ("id",),
    )
    was, now = (
        {ids.units[code] for code, unit in state.units.items() if unit.eligible}
        for state in (before, after)
    )
    _insert(session, EligibleUnit, [home | {"unit_id": unit} for unit in sorted(now - was)])
    _delete(session, EligibleUnit, [home | {"unit_id": unit} for unit in sorted(was - now)])


def _write_stages(
    session: Session, before: State, after: State, ids: Ids, home: dict[str, Any]
) -> None:
    moved = [
        {"id": ids.stages[name], "position": stage.position}
        for name, stage in after.stages.items()
        if name in before.stages and stage.position != before.stages[name].position
    ]
    if len(moved) > 1:  # two that change places must not meet
        aside = ({**move, "position": _ASIDE + i} for i, move in enumerate(moved))
        _update(session, Stage, aside, ("id",))
    _write_named(session, Stage, before.stages, after.stages, ids.stages, home)
    facts = {
        key: {name: value for name, value in asdict(criterion).items() if name != "stage"}
        for key, criterion in after.criteria.items()
    }
    new = [key for key in after.criteria if key not in before.criteria]
    rows = [facts[key] | {"stage_id": ids.stages[key[0]]} for key in new]
    ids.criteria.update(zip(new, _insert(session, Criterion, rows), strict=True))
    _update(
        session,
        Criterion,
        (
            {"id": ids.criteria[key]} | facts[key]
            for key, criterion in after.criteria.items()
            if key in before.criteria and criterion != before.criteria[key]
        ),
        ("id",),
    )


def _write_people(
    session: Session, before: State, after: State, ids: Ids, home: dict[str, Any]
) -> None:
    def own(facts: Any) -> dict[str, Any]:
        row = asdict(facts)
        row.pop("stages")
        if "unit" in row:
            row["unit_id"] = ids.units[row.pop("unit")]
        return row

    _write_named(session, Judge, before.judges, after.judges, ids.judges, home, own)
    _write_named(session, Submission, before.entries, after.entries, ids.entries, home, own)


def _write_places(session: Session, before: State, after: State, ids: Ids) -> None:
    was, now = (
        {
            (ids.stages[stage], ids.judges[judge.code])
            for judge in state.judges.values()
            for stage in judge.stages
        }
        for state in (before, after)
    )
    names = ("stage_id", "judge_id")
    _insert(session, Panel, [dict(zip(names, key, strict=True)) for key in sorted(now - was)])
    _delete(session, Panel, [dict(zip(names, key, strict=True)) for key in sorted(was - now)])
    _write(
        session,
        StageEntry,
        before.slots,
        after.slots,
        lambda key: {"stage_id": ids.stages[key[0]], "submission_id": ids.entries[key[1]]},
        lambda slot: {
            "running_order": slot.running_order,
            "slot_time": slot.slot_time,
            "status": slot.slot_status,
        },
    )
    _write(
        session,
        Recusal,
        before.recusals,
        after.recusals,
        lambda key: {"judge_id": ids.judges[key[0]], "submission_id": ids.entries[key[1]]},
        lambda reason: {"reason": reason},
    )


def _write_named(
    session: Session,
    model: type[SQLModel],
    before: Mapping[K, Any],
    after: Mapping[K, Any],
    ids: dict[K, int],
    home: dict[str, Any],
    facts: Callable[[Any], dict[str, Any]] = asdict,
) -> None:
    """Rows of the competition with an id of their own, which new ones get; none ever goes."""
    rows = {key: facts(new) for key, new in after.items() if before.get(key) != new}
    fresh = {key: row | home for key, row in rows.items() if key not in before}
    ids.update(zip(fresh, _insert(session, model, list(fresh.values())), strict=True))
    old = ({"id": ids[key]} | row for key, row in rows.items() if key in before)
    _update(session, model, old, ("id",))


def _write(
    session: Session,
    model: type[SQLModel],
    before: Mapping[K, Any],
    after: Mapping[K, Any],
    key_of: Callable[[K], dict[str, Any]],
    facts: Callable[[Any], dict[str, Any]],
) -> None:
    """Rows known by other rows' ids: new ones, changed ones, and those that are gone."""
    changed = {
        key: key_of(key) | facts(new) for key, new in after.items() if before.get(key) != new
    }
    _insert(session, model, [row for key, row in changed.items() if key not in before])
    old = [row for key, row in changed.items() if key in before]
    _update(session, model, old, tuple(key_of(next(iter(after)))) if old else ())
    _delete(session, model, [key_of(key) for key in before if key not in after])


def _table(model: type[SQLModel]) -> Table:
    return SQLModel.metadata.tables[str(model.__tablename__)]


def _insert(session: Session, model: type[SQLModel], rows: list[dict[str, Any]]) -> list[int]:
    """Insert many rows in few statements; the ids of those that have one, in the same order."""
    if not rows:
        return []
    table = _table(model)
    own_id = "id" in table.c
    wanted = table.c["id"] if own_id else next(iter(table.primary_key))
    # What is returned makes SQLAlchemy send the rows in batches rather than one by one.
    statement = insert(table).returning(wanted, sort_by_parameter_order=own_id)
    return list(session.execute(statement, rows).scalars())


def _update(
    session: Session, model: type[SQLModel], rows: Iterable[dict[str, Any]], key: tuple[str, ...]
) -> None:
    changes = [
        {f"_{name}" if name in key else name: value for name, value in row.items()} for row in rows
    ]
    if changes:
        table = _table(model)
        where = (table.c[name] == bindparam(f"_{name}") for name in key)
        session.execute(update(table).where(*where), changes)


def _delete(session: Session, model: type[SQLModel], rows: list[dict[str, Any]]) -> None:
    if rows:
        table = _table(model)
        where = (table.c[name] == bindparam(f"_{name}") for name in rows[0])
        keys = [{f"_{name}": value for name, value in row.items()} for row in rows]
        session.execute(delete(table).where(*where), keys)
