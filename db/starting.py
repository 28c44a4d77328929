"""A new competition: empty, or shaped like an earlier one; never with its entries or marks."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session
from sqlmodel import SQLModel, col

from db.models import (
    Competition,
    Criterion,
    EligibleUnit,
    Judge,
    Panel,
    Phase,
    Stage,
)

RULES = (
    "method",
    "level",
    "trim",
    "rounding",
    "rounding_mode",
    "decimals",
    "tie_break",
)
"""The settings that go with the criteria."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a new competition is called, when and where it is; fields as in db.models."""

    name: str
    edition: str = ""
    organiser: str = ""
    venue: str = ""
    held_on: date | None = None
    timezone: str = "Asia/Jakarta"
    unit_term: str = "SKPD"
    participation_target: int = 100


@dataclass(frozen=True, slots=True)
class Parts:
    """What is taken over from an earlier competition.

    Criteria come with the scoring rules, and only with their stages; seats on a panel only where
    both stages and judges come.
    """

    stages: bool = True
    criteria: bool = True
    judges: bool = True
    roster: bool = True


def start_competition(
    session: Session,
    beginning: Beginning,
    *,
    source_id: int | None = None,
    parts: Parts | None = None,
) -> int:
    """Write a new competition in the phase of registration; its id.

    `parts` (all of them unless said otherwise) are those of the competition `source_id`.
    """
    parts = parts or Parts()
    source = None if source_id is None else session.get_one(Competition, source_id)
    rules: dict[str, Any] = {}
    if source is not None and parts.stages and parts.criteria:
        rules = {name: getattr(source, name) for name in RULES}
    new = Competition(
        **{name: getattr(beginning, name) for name in Beginning.__slots__},
        **rules,
        phase=Phase.REGISTRATION,
    )
    session.add(new)
    session.flush()
    assert new.id is not None
    if source_id is not None:
        _take_over(session, source_id, new.id, parts)
    return new.id


def _take_over(session: Session, source: int, new: int, parts: Parts) -> None:
    stages, judges = {}, {}
    if parts.stages:
        stages = _copied(session, Stage, col(Stage.competition_id) == source, competition_id=new)
    if parts.stages and parts.criteria:
        for old, fresh in stages.items():
            _copied(session, Criterion, col(Criterion.stage_id) == old, stage_id=fresh)
    if parts.judges:
        judges = _copied(session, Judge, col(Judge.competition_id) == source, competition_id=new)
    seats = session.execute(
        select(col(Panel.stage_id), col(Panel.judge_id)).where(
            col(Panel.stage_id).in_(stages), col(Panel.judge_id).in_(judges)
        )
    ).all()
    if seats:
        session.execute(
            insert(Panel),
            [{"stage_id": stages[stage], "judge_id": judges[judge]} for stage, judge in seats],
        )
    if parts.roster:
        units = select(col(EligibleUnit.unit_id)).where(col(EligibleUnit.competition_id) == source)
        rows = [{"competition_id": new, "unit_id": unit} for unit in session.scalars(units)]
        if rows:
            session.execute(insert(EligibleUnit), rows)


def _copied(session: Session, model: type[SQLModel], where: Any, **home: int) -> dict[int, int]:
    """Copies of rows that have an id, with another home: the old ids and the new ones."""
    table: Any = model
    rows = session.scalars(select(table).where(where).order_by(table.id)).all()
    copies = [model(**row.model_dump(exclude={"id"}) | home) for row in rows]
    session.add_all(copies)
    session.flush()
    return {row.id: copy.id for row, copy in zip(rows, copies, strict=True)}  # type: ignore[attr-defined]
