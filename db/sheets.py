"""One judge's sheet for one entry: what stands in it, and the commands that fill it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, insert, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from db.commands import record_scores, refusing, set_score
from db.models import (
    Competition,
    Criterion,
    EntryStatus,
    Judge,
    Panel,
    Recusal,
    Score,
    ScoreEvent,
    Sheet,
    Stage,
    StageEntry,
    Submission,
    SubmissionStatus,
)
from db.rows import SheetKey


@dataclass(frozen=True, slots=True)
class Scale:
    """What may be entered for a criterion, in hundredths."""

    name: str
    minimum: int
    maximum: int
    step: int


@dataclass(frozen=True, slots=True)
class SheetFound:
    """A sheet as it stands, and all that decides whether it may be changed.

    `entry` is None where the submission is not entered in the stage; `recusal` is the reason why
    the judge does not judge it, None where they do. `scales` and `marks` (hundredths) are by
    criterion; a criterion that is not in `marks` is not scored. `subject` names the sheet as the
    record of changes does.
    """

    subject: dict[str, Any]
    submission: SubmissionStatus
    entry: EntryStatus | None
    on_panel: bool
    recusal: str | None
    remarks: str
    confirmed_at: datetime | None
    scales: Mapping[int, Scale]
    marks: Mapping[int, int]


def find_sheet(session: Session, competition_id: int, key: SheetKey) -> SheetFound | None:
    """Find a sheet; None where stage, submission and judge are not all of this competition."""
    asked = {
        "competition": competition_id,
        "stage": key.stage_id,
        "submission": key.submission_id,
        "judge": key.judge_id,
    }
    row = session.execute(_SHEET, asked).one_or_none()
    if row is None:
        return None
    criteria = session.execute(_CRITERIA, asked).all()
    stage, number, judge, submission, entry, on_panel, recused, reason, remarks, confirmed = row
    return SheetFound(
        {"judge": judge, "submission": number, "stage": stage},
        submission,
        entry,
        bool(on_panel),
        (reason or "") if recused else None,
        remarks or "",
        confirmed,
        {criterion: Scale(*scale) for criterion, *scale, _ in criteria},
        {criterion: mark for criterion, *_, mark in criteria if mark is not None},
    )


# Made once: building a statement of this size takes as long as running it.
_STAGE: Any = bindparam("stage")
_SUBMISSION: Any = bindparam("submission")
_JUDGE: Any = bindparam("judge")
_SHEET = (
    select(
        col(Stage.name),
        col(Submission.number),
        col(Judge.code),
        col(Submission.status),
        col(StageEntry.status),
        col(Panel.judge_id).is_not(None),
        col(Recusal.judge_id).is_not(None),
        col(Recusal.reason),
        col(Sheet.remarks),
        col(Sheet.confirmed_at),
    )
    .select_from(Stage)
    .join(
        Submission,
        and_(
            col(Submission.id) == _SUBMISSION,
            col(Submission.competition_id) == col(Stage.competition_id),
        ),
    )
    .join(
        Judge,
        and_(
            col(Judge.id) == _JUDGE,
            col(Judge.competition_id) == col(Stage.competition_id),
        ),
    )
    .outerjoin(
        StageEntry,
        and_(
            col(StageEntry.stage_id) == col(Stage.id),
            col(StageEntry.submission_id) == col(Submission.id),
        ),
    )
    .outerjoin(
        Panel,
        and_(col(Panel.stage_id) == col(Stage.id), col(Panel.judge_id) == col(Judge.id)),
    )
    .outerjoin(
        Recusal,
        and_(
            col(Recusal.judge_id) == col(Judge.id),
            col(Recusal.submission_id) == col(Submission.id),
        ),
    )
    .outerjoin(
        Sheet,
        and_(
            col(Sheet.stage_id) == col(Stage.id),
            col(Sheet.submission_id) == col(Submission.id),
            col(Sheet.judge_id) == col(Judge.id),
        ),
    )
    .where(col(Stage.id) == _STAGE, col(Stage.competition_id) == bindparam("competition"))
)
_CRITERIA: Any = (
    select(
        col(Criterion.id),
        col(Criterion.name),
        col(Criterion.minimum),
        col(Criterion.maximum),
        col(Criterion.step),
        col(Score.value),
    )
    .outerjoin(
        Score,
        and_(
            col(Score.criterion_id) == col(Criterion.id),
            col(Score.submission_id) == _SUBMISSION,
            col(Score.judge_id) == _JUDGE,
        ),
    )
    .where(col(Criterion.stage_id) == _STAGE)
    .order_by(col(Criterion.position), col(Criterion.id))
)


def change_marks(
    session: Session, sheets: Mapping[SheetKey, Mapping[int, int | None]], *, actor: str
) -> None:
    """Write marks of sheets (hundredths by criterion); None withdraws one. All, or Refused."""
    marks = [
        (key.submission_id, key.judge_id, criterion, value)
        for key, values in sheets.items()
        for criterion, value in values.items()
    ]
    given = [(s, j, c, value) for s, j, c, value in marks if value is not None]
    withdrawn = [mark for mark in marks if mark[3] is None]
    if not withdrawn:
        record_scores(session, given, actor=actor)
        return
    with refusing(session):
        record_scores(session, given, actor=actor)
        for submission, judge, criterion, value in withdrawn:
            set_score(
                session,
                submission_id=submission,
                judge_id=judge,
                criterion_id=criterion,
                value=value,
                actor=actor,
            )


def write_remarks(session: Session, key: SheetKey, remarks: str) -> None:
    """Put down what a judge has to say of an entry; the lock stays as it is."""
    names = {
        "stage_id": key.stage_id,
        "submission_id": key.submission_id,
        "judge_id": key.judge_id,
    }
    with refusing(session):
        changed: Any = session.execute(update(Sheet).filter_by(**names).values(remarks=remarks))
        if not changed.rowcount:
            session.execute(insert(Sheet).values(**names, remarks=remarks))


def last_changes(
    session: Session, competition_id: int, key: SheetKey, criteria: Sequence[int]
) -> dict[int, tuple[str | None, datetime]]:
    """Who changed marks of a sheet last, and when, by criterion; without those never given."""
    rows = session.execute(
        select(col(ScoreEvent.criterion_id), col(ScoreEvent.actor), col(ScoreEvent.at))
        .where(
            col(ScoreEvent.competition_id) == competition_id,
            col(ScoreEvent.submission_id) == key.submission_id,
            col(ScoreEvent.judge_id) == key.judge_id,
            col(ScoreEvent.criterion_id).in_(criteria),
        )
        .order_by(col(ScoreEvent.revision))
    )
    return {criterion: (actor, at) for criterion, actor, at in rows}


def read_revision(session: Session, competition_id: int) -> int:
    """The number of the newest change, this transaction's own among them."""
    revision = select(col(Competition.revision)).where(col(Competition.id) == competition_id)
    return session.scalars(revision).one()
