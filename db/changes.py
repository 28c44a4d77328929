"""The record of what people change other than marks: settings, phases, locks, imports, cards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Text, cast, insert, or_, select
from sqlalchemy.orm import Session
from sqlmodel import col

from db.differences import Difference
from db.models import Change, ChangeKind, Competition

Fields = Mapping[str, Any]
"""Fields of a row by their names in db.models, as JSON can hold them; see `fields_for_record`."""


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One recorded change; see db.models.Change."""

    id: int
    competition_id: int | None
    revision: int | None
    at: datetime
    actor: str
    kind: ChangeKind
    subject: dict[str, Any]
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    reason: str


def record_change(
    session: Session,
    *,
    competition_id: int | None,
    kind: ChangeKind,
    actor: str,
    subject: Fields,
    before: Fields | None = None,
    after: Fields | None = None,
    reason: str = "",
) -> None:
    """Write down a change that this transaction makes; call it after the change itself.

    Of fields that are the same before and after nothing is kept.
    """
    if before is not None and after is not None:
        differing = {name for name in {**before, **after} if before.get(name) != after.get(name)}
        before, after = (
            {name: value for name, value in fields.items() if name in differing}
            for fields in (before, after)
        )
    revision = None
    if competition_id is not None:
        revision = session.scalar(
            select(col(Competition.revision)).where(col(Competition.id) == competition_id)
        )
    session.execute(
        insert(Change).values(
            competition_id=competition_id,
            revision=revision,
            at=datetime.now(UTC),
            actor=actor,
            kind=kind,
            subject=dict(subject),
            before=None if before is None else dict(before),
            after=None if after is None else dict(after),
            reason=reason,
        )
    )


def record_changes(
    session: Session,
    *,
    competition_id: int,
    actor: str,
    found: Sequence[Difference],
    reason: str = "",
) -> None:
    """Write down many changes that this transaction made, each of the fields that differ."""
    if not found:
        return
    revision = session.scalar(
        select(col(Competition.revision)).where(col(Competition.id) == competition_id)
    )
    session.execute(
        insert(Change),
        [
            {
                "competition_id": competition_id,
                "revision": revision,
                "at": datetime.now(UTC),
                "actor": actor,
                "kind": one.kind,
                "subject": one.subject,
                "before": one.before,
                "after": one.after,
                "reason": reason,
            }
            for one in found
        ],
    )


def read_changes(session: Session, competition_id: int | None) -> list[ChangeRow]:
    """Read the record of a competition, newest first; None: of what belongs to none."""
    table: Any = Change
    columns = [getattr(table, name) for name in ChangeRow.__slots__]
    home = col(Change.competition_id)
    query = select(*columns).where(
        home.is_(None) if competition_id is None else home == competition_id
    )
    return [ChangeRow(*row) for row in session.execute(query.order_by(col(Change.id).desc()))]


@dataclass(frozen=True, slots=True)
class SoughtChanges:
    """Which changes are asked for; None: any. `since` and `until` are moments, both included.

    `submission` (a number), `judge` and `criterion` (codes) are as the subject of a change has
    them.
    """

    kinds: tuple[ChangeKind, ...] | None = None
    submission: int | None = None
    judge: str | None = None
    criterion: str | None = None
    actor: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def find_changes(
    session: Session,
    competition_id: int,
    sought: SoughtChanges,
    *,
    before: int | None = None,
    limit: int,
) -> list[ChangeRow]:
    """Read the newest `limit` changes that are sought, with an id below `before`, newest first.

    Of a competition, and of what belongs to none, such as cards and removed competitions.
    """
    table: Any = Change
    columns = [getattr(table, name) for name in ChangeRow.__slots__]
    home = col(Change.competition_id)
    query = select(*columns).where(or_(home == competition_id, home.is_(None)))
    if sought.kinds is not None:
        query = query.where(col(Change.kind).in_(sought.kinds))
    for name in ("submission", "judge", "criterion"):
        if (value := getattr(sought, name)) is not None:
            # As text: what a subject holds is a number here and a code there.
            query = query.where(cast(table.subject[name].as_string(), Text) == str(value))
    if sought.actor is not None:
        query = query.where(col(Change.actor) == sought.actor)
    if sought.since is not None:
        query = query.where(col(Change.at) >= sought.since)
    if sought.until is not None:
        query = query.where(col(Change.at) <= sought.until)
    if before is not None:
        query = query.where(col(Change.id) < before)
    query = query.order_by(col(Change.id).desc()).limit(limit)
    return [ChangeRow(*row) for row in session.execute(query)]


def list_change_actors(session: Session, competition_id: int) -> list[str]:
    """Who made the changes that `find_changes` finds, by name."""
    home = col(Change.competition_id)
    names = select(col(Change.actor)).where(or_(home == competition_id, home.is_(None))).distinct()
    return sorted(session.scalars(names))
