"""What can be asked of the database: verb-first functions, frozen rows, a stable order."""

from collections.abc import Sequence
from dataclasses import fields
from itertools import chain
from typing import Any, TypeVar

import numpy as np
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session
from sqlmodel import SQLModel, col

from db.models import (
    Change,
    ChangeKind,
    Competition,
    Criterion,
    EligibleUnit,
    Judge,
    Panel,
    Recusal,
    ScoreEvent,
    Sheet,
    Snapshot,
    SnapshotKind,
    Stage,
    StageEntry,
    Submission,
    SubmissionStatus,
    Unit,
)
from db.rows import (
    CompetitionRow,
    CriterionRow,
    EditionRow,
    EntryRow,
    Head,
    Integers,
    JudgeRow,
    PanelRow,
    RecusalRow,
    Scores,
    SheetRow,
    SnapshotRow,
    StageRow,
    Structure,
    SubmissionRow,
    UnitRow,
)

NOTHING = int(np.iinfo(np.int64).min)  # stands for NULL in an array


_TABLES: dict[type, type[SQLModel]] = {
    CompetitionRow: Competition,
    UnitRow: Unit,
    StageRow: Stage,
    CriterionRow: Criterion,
    JudgeRow: Judge,
    PanelRow: Panel,
    RecusalRow: Recusal,
    SubmissionRow: Submission,
    EntryRow: StageEntry,
    SheetRow: Sheet,
    SnapshotRow: Snapshot,
}
_Row = TypeVar("_Row")


def read_scores(session: Session, competition_id: int) -> Scores:
    """Read every mark of a competition, ordered by submission, judge, criterion."""
    return Scores(
        *read_integers(
            session,
            "submission_id, judge_id, criterion_id",
            "value",
            "FROM score WHERE submission_id IN (SELECT id FROM submission"
            f" WHERE competition_id = {int(competition_id)})"
            " ORDER BY submission_id, judge_id, criterion_id",
        )
    )


def read_heads(session: Session) -> dict[int, Head]:
    """Read the newest revisions of every competition, by its id."""
    rows = session.execute(
        select(col(Competition.id), col(Competition.revision), col(Competition.structure_revision))
    )
    return {key: Head(revision, structure) for key, revision, structure in rows if key is not None}


def read_structure(session: Session, competition_id: int) -> Structure:
    """Read everything of a competition but its scores; LookupError if there is no such one."""
    competition = _read(session, CompetitionRow, col(Competition.id) == competition_id)
    if not competition:
        raise LookupError(f"there is no competition with the id {competition_id}")
    our_stage = col(Stage.competition_id) == competition_id
    our_judge = col(Judge.competition_id) == competition_id
    our_submission = col(Submission.competition_id) == competition_id
    stages = select(col(Stage.id)).where(our_stage)
    judges = select(col(Judge.id)).where(our_judge)
    entered = select(col(Submission.unit_id)).where(our_submission)
    eligible = select(col(EligibleUnit.unit_id)).where(
        col(EligibleUnit.competition_id) == competition_id
    )
    newest_score_at = session.scalars(
        select(col(ScoreEvent.at))
        .where(col(ScoreEvent.competition_id) == competition_id)
        .order_by(col(ScoreEvent.revision).desc())
        .limit(1)
    ).first()
    return Structure(
        competition=competition[0],
        units=_read(
            session,
            UnitRow,
            col(Unit.id).in_(eligible.union(entered)),
            by=(col(Unit.name), col(Unit.id)),
        ),
        eligible_unit_ids=tuple(session.scalars(eligible.order_by(col(EligibleUnit.unit_id)))),
        stages=_read(session, StageRow, our_stage, by=(col(Stage.position),)),
        criteria=_read(
            session,
            CriterionRow,
            our_stage,
            col(Stage.id) == col(Criterion.stage_id),
            by=(col(Stage.position), col(Criterion.position), col(Criterion.id)),
        ),
        judges=_read(session, JudgeRow, our_judge, by=(col(Judge.code),)),
        panel=_read(
            session,
            PanelRow,
            col(Panel.stage_id).in_(stages),
            by=(col(Panel.stage_id), col(Panel.judge_id)),
        ),
        recusals=_read(
            session,
            RecusalRow,
            col(Recusal.judge_id).in_(judges),
            by=(col(Recusal.judge_id), col(Recusal.submission_id)),
        ),
        submissions=_read(session, SubmissionRow, our_submission, by=(col(Submission.number),)),
        entries=_read(
            session,
            EntryRow,
            col(StageEntry.stage_id).in_(stages),
            col(Submission.id) == col(StageEntry.submission_id),
            by=(
                col(StageEntry.stage_id),
                col(StageEntry.running_order).asc().nulls_last(),
                col(Submission.number),
            ),
        ),
        sheets=_read(
            session,
            SheetRow,
            col(Sheet.stage_id).in_(stages),
            by=(col(Sheet.stage_id), col(Sheet.submission_id), col(Sheet.judge_id)),
        ),
        newest_score_at=newest_score_at,
        final_revision=_final_revision(session, competition_id),
    )


def _final_revision(session: Session, competition_id: int) -> int | None:
    """Where the newest final snapshot was taken; None once the phase was changed after it."""
    taken = session.scalar(
        select(func.max(col(Snapshot.revision))).where(
            col(Snapshot.competition_id) == competition_id,
            col(Snapshot.kind) == SnapshotKind.FINAL,
        )
    )
    if taken is None:
        return None
    moved_on = select(col(Change.id)).where(
        col(Change.competition_id) == competition_id,
        col(Change.kind) == ChangeKind.PHASE,
        col(Change.revision) > taken,
    )
    return None if session.scalar(moved_on.limit(1)) else taken


def read_final(session: Session, competition_id: int) -> SnapshotRow | None:
    """Read the newest final snapshot of a competition, None without one."""
    finals = _read(
        session,
        SnapshotRow,
        col(Snapshot.competition_id) == competition_id,
        col(Snapshot.kind) == SnapshotKind.FINAL,
        by=(col(Snapshot.revision).desc(), col(Snapshot.id).desc()),
    )
    return finals[0] if finals else None


def list_competitions(session: Session) -> tuple[CompetitionRow, ...]:
    """List all competitions, newest first."""
    return _read(session, CompetitionRow, by=(col(Competition.id).desc(),))


def read_editions(session: Session) -> tuple[EditionRow, ...]:
    """Read the participation in every competition, the one held first coming first.

    `joined` are expected units with an entry that is neither withdrawn nor disqualified. A
    competition without a day comes last.
    """
    home = col(Competition.id)
    standing = (SubmissionStatus.REGISTERED, SubmissionStatus.VERIFIED)
    entered = select(col(Submission.unit_id)).where(
        col(Submission.competition_id) == home, col(Submission.status).in_(standing)
    )
    expected = (
        select(func.count())
        .select_from(EligibleUnit)
        .where(col(EligibleUnit.competition_id) == home)
    )
    rows = session.execute(
        select(
            home,
            col(Competition.name),
            col(Competition.edition),
            col(Competition.held_on),
            col(Competition.participation_target),
            expected.correlate(Competition).scalar_subquery(),
            expected.where(col(EligibleUnit.unit_id).in_(entered.correlate(Competition)))
            .correlate(Competition)
            .scalar_subquery(),
        ).order_by(col(Competition.held_on).asc().nulls_last(), home)
    )
    return tuple(EditionRow(*row) for row in rows)


def find_competition(session: Session, name_or_id: str | None) -> CompetitionRow:
    """Find a competition by its id, its name, or "name edition"; None means the newest.

    Of several editions of one name it is the newest. LookupError says which ones exist.
    """
    known = list_competitions(session)
    if not known:
        raise LookupError("there is no competition yet")
    if name_or_id is None:
        return known[0]
    wanted = name_or_id.strip().casefold()
    for row in known:
        if wanted in (str(row.id), row.name.casefold(), row.full_name.casefold()):
            return row
    listed = "; ".join(f"{row.id}: {row.full_name}" for row in known)
    raise LookupError(f"there is no competition '{name_or_id}'; these exist: {listed}")


def read_integers(session: Session, columns: str, decimals: str, tail: str) -> list[Integers]:
    """Read a large table straight from the driver: one int64 array for each column named.

    `decimals` come last, as hundredths, NOTHING where they are null; `tail` is the statement from
    FROM on. The words are put into the statement as they are.
    """
    raw: Any = session.connection().connection.driver_connection
    names = columns.split(",")
    scaled = [f"round({name} * 100)" for name in decimals.split(",")]
    width = len(names) + len(scaled)
    if session.get_bind().dialect.name == "sqlite":
        picked = [*names, *(f"coalesce(CAST({name} AS INTEGER), {NOTHING})" for name in scaled)]
        cursor = raw.execute(f"SELECT {', '.join(picked)} {tail}")
        flat = np.fromiter(chain.from_iterable(cursor), np.int64)
        cursor.close()
        return list(flat.reshape(-1, width).T.copy())
    picked = [f"{name} AS c{place}" for place, name in enumerate((*names, *scaled))]
    # One value for each column: the driver is quick with long values, not with many rows.
    joined = ", ".join(
        f"string_agg(int8send(coalesce(c{place}::bigint, {NOTHING})), ''::bytea)"
        for place in range(width)
    )
    with raw.cursor(binary=True) as cursor:
        row = cursor.execute(f"SELECT {joined} FROM (SELECT {', '.join(picked)} {tail}) AS t")
        return [np.frombuffer(column or b"", ">i8").astype(np.int64) for column in row.fetchone()]


def _read(
    session: Session,
    kind: type[_Row],
    *where: ColumnElement[bool],
    by: Sequence[Any] = (),
) -> tuple[_Row, ...]:
    table = _TABLES[kind]
    columns = [getattr(table, field.name) for field in fields(kind)]  # type: ignore[arg-type]
    return tuple(
        kind(*row) for row in session.execute(select(*columns).where(*where).order_by(*by))
    )
