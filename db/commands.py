"""What changes the database: one function for each thing that can be done, in one transaction."""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import psycopg
from sqlalchemy import (
    ARRAY,
    Connection,
    Integer,
    any_,
    delete,
    insert,
    literal,
    select,
    text,
    update,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlmodel import col

from db.models import (
    Competition,
    EntryStatus,
    Judge,
    Panel,
    Recusal,
    Score,
    Sheet,
    Stage,
    StageEntry,
    Submission,
)

_CHECKS = {
    "score_hundredths": "a mark is a number with at most two decimals",
    "criterion_scale": "a criterion needs minimum < maximum, a maximum and a step above 0, a weight"
    " of 0 or more, all with at most two decimals",
    "stage_weight": "the weight of a stage is 0 or more, with at most two decimals",
}
_QUOTED = re.compile(r"(?:JSON path error near|bad JSON path:) '(.*)'", re.DOTALL)


class Refused(Exception):  # noqa: N818 (it is an answer, not a failure of ours)
    """What the database or a rule refuses, in the user's words."""

    def __init__(self, *reasons: str) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


def set_score(
    session: Session,
    *,
    submission_id: int,
    judge_id: int,
    criterion_id: int,
    value: int | None,
    actor: str,
) -> None:
    """Set one mark, in hundredths; None withdraws it. Refused if nobody could give it."""
    if value is not None:
        record_scores(session, [(submission_id, judge_id, criterion_id, value)], actor=actor)
        return
    key = (
        col(Score.submission_id) == submission_id,
        col(Score.judge_id) == judge_id,
        col(Score.criterion_id) == criterion_id,
    )
    with refusing(session):
        lock_competitions(session, [submission_id])
        # The ledger takes the name from the row, so the row is claimed before it goes.
        session.execute(update(Score).where(*key).values(entered_by=actor))
        session.execute(delete(Score).where(*key))


def record_scores(
    session: Session, rows: Iterable[tuple[int, int, int, int]], *, actor: str | None
) -> int:
    """Write marks (submission, judge, criterion, hundredths), those that differ from what stands.

    Of several marks for one key the last one counts. Returns how many changed. Refused, with
    nothing written, if nobody could give one of them.
    """
    marks = {(submission, judge, criterion): value for submission, judge, criterion, value in rows}
    if not marks:
        return 0
    ordered = sorted(marks)
    with refusing(session) as connection:
        if connection.dialect.name == "sqlite":
            changed = connection.exec_driver_sql(
                _UPSERT_SQLITE, [(*key, marks[key] / 100, actor) for key in ordered]
            )
        else:
            submissions, judges, criteria = map(list, zip(*ordered, strict=True))
            lock_competitions(session, submissions)
            changed = connection.exec_driver_sql(
                _UPSERT_POSTGRES,
                (actor, submissions, judges, criteria, [marks[key] for key in ordered]),
            )
        return changed.rowcount


_WRITTEN = """
  DO UPDATE SET value = excluded.value, entered_by = excluded.entered_by,
    updated_at = excluded.updated_at
  WHERE round(score.value, 2) <> round(excluded.value, 2)"""
_UPSERT_SQLITE = f"""
  INSERT INTO score (submission_id, judge_id, criterion_id, value, entered_by, updated_at)
  VALUES (?, ?, ?, ?, ?, strftime('%Y-%m-%d %H:%M:%f', 'now'))
  ON CONFLICT (submission_id, judge_id, criterion_id) {_WRITTEN}"""
_UPSERT_POSTGRES = f"""
  INSERT INTO score (submission_id, judge_id, criterion_id, value, entered_by, updated_at)
  SELECT s, j, c, v * 0.01, %s, clock_timestamp()
  FROM unnest(%s::integer[], %s::integer[], %s::integer[], %s::bigint[]) AS mark (s, j, c, v)
  ON CONFLICT (submission_id, judge_id, criterion_id) {_WRITTEN}"""


def set_entry_status(
    session: Session, *, stage_id: int, submission_id: int, status: EntryStatus
) -> None:
    """Move an entry of a stage to another status."""
    with refusing(session):
        lock_competitions(session, [submission_id])
        changed: Any = session.execute(
            update(StageEntry)
            .where(
                col(StageEntry.stage_id) == stage_id,
                col(StageEntry.submission_id) == submission_id,
            )
            .values(status=EntryStatus(status))
        )
        if not changed.rowcount:
            raise Refused(_not_entered(session, stage_id, submission_id))


def confirm_sheet(
    session: Session,
    *,
    stage_id: int,
    submission_id: int,
    judge_id: int,
    at: datetime | None,
) -> None:
    """Lock a judge's sheet as of `at`, or open it again with None."""
    with refusing(session):
        lock_competitions(session, [submission_id])
        if session.get(StageEntry, (stage_id, submission_id)) is None:
            raise Refused(_not_entered(session, stage_id, submission_id))
        if session.get(Panel, (stage_id, judge_id)) is None:
            raise Refused(
                f"{_judge(session, judge_id)} is not on the panel of {_stage(session, stage_id)}"
            )
        if session.get(Recusal, (judge_id, submission_id)) is not None:
            raise Refused(
                f"{_judge(session, judge_id)} is recused from {_submission(session, submission_id)}"
            )
        key = {"stage_id": stage_id, "submission_id": submission_id, "judge_id": judge_id}
        changed: Any = session.execute(update(Sheet).filter_by(**key).values(confirmed_at=at))
        if not changed.rowcount:
            session.execute(insert(Sheet).values(**key, remarks="", confirmed_at=at))


def remove_competition(session: Session, competition_id: int) -> None:
    """Remove a competition with all that belongs to it, scores and ledger too; units stay.

    The competition goes first: of a competition that is gone the triggers keep no ledger.
    """
    session.expire_all()
    with refusing(session) as connection:
        if connection.dialect.name == "sqlite":
            submissions = connection.scalars(
                select(col(Submission.id)).where(col(Submission.competition_id) == competition_id)
            ).all()
            # The marks are orphans for a moment; the rule is back at the end of the transaction.
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
            removed = connection.execute(
                delete(Competition).where(col(Competition.id) == competition_id)
            ).rowcount
            if submissions:
                connection.exec_driver_sql(
                    "DELETE FROM score WHERE submission_id = ?", [(key,) for key in submissions]
                )
        else:
            removed = connection.scalar(text(_REMOVE_POSTGRES), {"competition": competition_id})
        if not removed:
            raise Refused(f"there is no competition with the id {competition_id}")


# One statement, because foreign keys are looked at when a statement ends.
_REMOVE_POSTGRES = """
  WITH gone AS (DELETE FROM competition WHERE id = :competition RETURNING id),
    marks AS (DELETE FROM score WHERE submission_id IN (
      SELECT id FROM submission WHERE competition_id = :competition))
  SELECT count(*) FROM gone"""


def lock_competitions(session: Session, submission_ids: list[int]) -> None:
    """Queue behind other writers of the same competitions, so that none waits for another's row.

    SQLite has one writer at a time anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        ids = select(col(Submission.competition_id)).where(
            col(Submission.id) == any_(literal(submission_ids, ARRAY(Integer)))
        )
        session.execute(
            select(col(Competition.id))
            .where(col(Competition.id).in_(ids))
            .order_by(col(Competition.id))
            .with_for_update(key_share=True)
        )


def lock_competition(session: Session, competition_id: int) -> Competition | None:
    """Queue behind other writers of this competition; None if there is no such one."""
    return session.get(
        Competition, competition_id, with_for_update={"key_share": True}, populate_existing=True
    )


@contextmanager
def refusing(session: Session) -> Iterator[Connection]:
    """Turn what the database refuses into Refused, and undo what was done in the block.

    The session stays usable: what it did before the block stands.
    """
    try:
        with session.begin_nested():
            yield session.connection()  # the savepoint is set only when it is asked for
    except DBAPIError as error:
        reason = _reason(error.orig)
        if reason is None:
            raise
        raise Refused(reason) from error


def _reason(error: BaseException | None) -> str | None:
    if isinstance(error, psycopg.Error):
        if error.sqlstate == "23000":
            return error.diag.message_primary
        if error.sqlstate == "23503":
            return error.diag.message_detail
        return _CHECKS.get(error.diag.constraint_name or "")
    if isinstance(error, sqlite3.Error):
        message = str(error)
        quoted = _QUOTED.search(message)
        if quoted:
            return quoted[1].replace("''", "'")
        if error.sqlite_errorname == "SQLITE_CONSTRAINT_TRIGGER":
            return message
        if error.sqlite_errorname == "SQLITE_CONSTRAINT_FOREIGNKEY":
            return "it refers to something that does not exist, or is still referred to"
        return _CHECKS.get(message.removeprefix("CHECK constraint failed: "))
    return None


def _not_entered(session: Session, stage_id: int, submission_id: int) -> str:
    return f"{_submission(session, submission_id)} is not entered in {_stage(session, stage_id)}"


def _submission(session: Session, key: int) -> str:
    row = session.get(Submission, key)
    return f"submission {row.number}" if row else f"the submission with the id {key}"


def _stage(session: Session, key: int) -> str:
    row = session.get(Stage, key)
    return f"stage {row.name}" if row else f"the stage with the id {key}"


def _judge(session: Session, key: int) -> str:
    row = session.get(Judge, key)
    return f"judge {row.code}" if row else f"the judge with the id {key}"
