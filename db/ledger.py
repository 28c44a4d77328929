"""Reading the ledger: what changed after a revision, and how the marks stood at any revision."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import Select, select
from sqlalchemy.orm import Session
from sqlmodel import col

from db.models import ScoreEvent
from db.queries import NOTHING, read_integers, read_scores
from db.rows import Integers, Scores


@dataclass(frozen=True, slots=True)
class Event:
    """One change of one mark; old and new in hundredths, None where there was or is no mark."""

    revision: int
    submission_id: int
    judge_id: int
    criterion_id: int
    old: int | None
    new: int | None
    actor: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Sought:
    """Which events are asked for; None: any. `since` and `until` are moments, both included.

    `corrections`: only those that changed or withdrew a mark that was there.
    """

    submission_id: int | None = None
    judge_id: int | None = None
    criterion_id: int | None = None
    actor: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    corrections: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class SheetTimes:
    """When sheets last changed, as four int64 arrays of equal length.

    One row per submission, judge and stage; `at` in milliseconds since 1970 (UTC).
    """

    submission_id: Integers
    judge_id: Integers
    stage_id: Integers
    at: Integers


@dataclass(frozen=True, slots=True)
class Difference:
    """A mark on which the ledger and the score table disagree; hundredths, None for no mark."""

    submission_id: int
    judge_id: int
    criterion_id: int
    in_ledger: int | None
    in_table: int | None


def events_after(session: Session, competition_id: int, revision: int) -> list[Event]:
    """Read what happened after `revision`, oldest first."""
    query = _events(competition_id).where(col(ScoreEvent.revision) > revision)
    return [Event(*row) for row in session.execute(query.order_by(col(ScoreEvent.revision)))]


def last_events(session: Session, competition_id: int, count: int) -> list[Event]:
    """Read the newest `count` events, oldest first."""
    query = _events(competition_id).order_by(col(ScoreEvent.revision).desc()).limit(count)
    return [Event(*row) for row in session.execute(query)][::-1]


def find_events(
    session: Session,
    competition_id: int,
    sought: Sought,
    *,
    before: int | None = None,
    limit: int,
) -> list[Event]:
    """Read the newest `limit` events that are sought, older than the revision `before`.

    Newest first. Both keys of the ledger serve it: (competition, revision), and for the events of
    one entry (submission, judge, criterion, revision).
    """
    event = ScoreEvent
    query = _events(competition_id)
    for column, value in (
        (event.submission_id, sought.submission_id),
        (event.judge_id, sought.judge_id),
        (event.criterion_id, sought.criterion_id),
        (event.actor, sought.actor),
    ):
        if value is not None:
            query = query.where(col(column) == value)
    if before is not None:
        query = query.where(col(event.revision) < before)
    if sought.since is not None:
        since = sought.since
        if session.get_bind().dialect.name == "sqlite":
            # It compares texts, and the triggers write three decimals where a moment has six: of
            # two that are the same moment, the shorter one is less.
            since -= timedelta(microseconds=1)
        query = query.where(col(event.at) >= since)
    if sought.until is not None:
        query = query.where(col(event.at) <= sought.until)
    if sought.corrections:
        query = query.where(col(event.old_value).is_not(None))
    query = query.order_by(col(event.revision).desc()).limit(limit)
    return [Event(*row) for row in session.execute(query)]


def list_actors(session: Session, competition_id: int) -> list[str]:
    """Who gave the marks of a competition, by name: one look-up in the index for each."""
    home = col(ScoreEvent.competition_id) == competition_id
    names = select(col(ScoreEvent.actor)).where(home, col(ScoreEvent.actor).is_not(None)).distinct()
    return sorted(name for name in session.scalars(names) if name)


def sheet_times(session: Session, competition_id: int, after: int = 0) -> SheetTimes:
    """Read when each sheet last changed, by any change of its marks after the revision `after`."""
    seconds = {
        "sqlite": "(julianday(max(at)) - 2440587.5) * 86400",
        "postgresql": "floor(extract(epoch FROM max(at)) * 1000) / 1000",
    }[session.get_bind().dialect.name]
    return SheetTimes(
        *read_integers(
            session,
            "submission_id, judge_id, stage_id",
            f"{seconds} * 10",  # of which it makes hundredths
            "FROM score_event JOIN criterion ON criterion.id = score_event.criterion_id"
            f" WHERE competition_id = {int(competition_id)} AND revision > {int(after)}"
            " GROUP BY submission_id, judge_id, stage_id"
            " ORDER BY submission_id, judge_id, stage_id",
        )
    )


def scores_at(session: Session, competition_id: int, revision: int) -> Scores:
    """Replay the ledger to `revision`: the marks as they then stood, as read_scores gives them."""
    submission, judge, criterion, value = read_integers(
        session,
        "submission_id, judge_id, criterion_id",
        "new_value",
        f"FROM score_event WHERE competition_id = {int(competition_id)}"
        f" AND revision <= {int(revision)} ORDER BY revision",
    )
    # A stable sort keeps the events of one mark in their order; the last one of each counts.
    order = np.lexsort((criterion, judge, submission))
    keys = np.stack((submission, judge, criterion))[:, order]
    last = np.ones(len(order), dtype=bool)
    last[:-1] = (keys[:, 1:] != keys[:, :-1]).any(axis=0)
    kept = order[last]
    kept = kept[value[kept] != NOTHING]
    return Scores(submission[kept], judge[kept], criterion[kept], value[kept])


def differences(session: Session, competition_id: int) -> list[Difference]:
    """Compare the whole ledger, replayed, with the score table; empty when all is well."""
    replayed = scores_at(session, competition_id, np.iinfo(np.int64).max)
    table = read_scores(session, competition_id)
    if all(
        np.array_equal(getattr(replayed, name), getattr(table, name))
        for name in ("submission_id", "judge_id", "criterion_id", "value")
    ):
        return []
    ledger, scores = _by_key(replayed), _by_key(table)
    return [
        Difference(*key, in_ledger=ledger.get(key), in_table=scores.get(key))
        for key in sorted(ledger.keys() | scores.keys())
        if ledger.get(key) != scores.get(key)
    ]


def _events(competition_id: int) -> Select[Any]:
    event = ScoreEvent
    columns: list[Any] = [
        event.revision,
        event.submission_id,
        event.judge_id,
        event.criterion_id,
        event.old_value,
        event.new_value,
        event.actor,
        event.at,
    ]
    return select(*columns).where(col(event.competition_id) == competition_id)


def _by_key(scores: Scores) -> dict[tuple[int, int, int], int]:
    keys = zip(
        scores.submission_id.tolist(),
        scores.judge_id.tolist(),
        scores.criterion_id.tolist(),
        strict=True,
    )
    return dict(zip(keys, scores.value.tolist(), strict=True))
