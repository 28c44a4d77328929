"""What can be asked of the database: verb-first functions, frozen rows, a stable order."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from itertools import chain
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session
from sqlmodel import SQLModel, col

from db.models import (
    Competition,
    Criterion,
    EligibleUnit,
    EntryStatus,
    Judge,
    Level,
    Method,
    Panel,
    Phase,
    Recusal,
    Rounding,
    RoundingMode,
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

Integers = NDArray[np.int64]
NOTHING = int(np.iinfo(np.int64).min)  # stands for NULL in an array


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """Marks as four int64 arrays of equal length, by submission, judge, criterion; hundredths."""

    submission_id: Integers
    judge_id: Integers
    criterion_id: Integers
    value: Integers


@dataclass(frozen=True, slots=True)
class Head:
    """The number of the newest change, and of the newest change of structure."""

    revision: int
    structure_revision: int


@dataclass(frozen=True, slots=True)
class CompetitionRow:
    """One edition of a contest; see db.models.Competition."""

    id: int
    name: str
    edition: str
    organiser: str
    venue: str
    held_on: date | None
    timezone: str
    unit_term: str
    participation_target: int
    method: Method
    level: Level
    trim: int
    rounding: Rounding
    rounding_mode: RoundingMode
    decimals: int
    tie_break: str
    phase: Phase
    is_sample: bool
    revision: int
    structure_revision: int

    @property
    def full_name(self) -> str:
        """The name with its edition."""
        return f"{self.name} {self.edition}".strip()


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit of government."""

    id: int
    code: str
    name: str
    short_name: str
    kind: str


@dataclass(frozen=True, slots=True)
class StageRow:
    """A round of judging; weight in hundredths, None where it is only shown beside the result."""

    id: int
    competition_id: int
    position: int
    name: str
    weight: int | None


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """What a stage is judged by; weight, minimum, maximum and step in hundredths."""

    id: int
    stage_id: int
    position: int
    code: str
    name: str
    description: str
    weight: int
    minimum: int
    maximum: int
    step: int


@dataclass(frozen=True, slots=True)
class JudgeRow:
    """A member of the jury."""

    id: int
    competition_id: int
    code: str
    name: str
    institution: str


@dataclass(frozen=True, slots=True)
class PanelRow:
    """A judge of a stage."""

    stage_id: int
    judge_id: int


@dataclass(frozen=True, slots=True)
class RecusalRow:
    """A judge who does not judge an entry."""

    judge_id: int
    submission_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class SubmissionRow:
    """An innovation entered by a unit."""

    id: int
    competition_id: int
    number: int
    unit_id: int
    title: str
    summary: str
    category: str
    is_digital: bool | None
    is_inclusive: bool | None
    registered_at: datetime | None
    status: SubmissionStatus


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry's place in the running order of a stage."""

    stage_id: int
    submission_id: int
    running_order: int | None
    slot_time: time | None
    status: EntryStatus


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One judge's sheet for one entry in one stage; confirmed means locked."""

    stage_id: int
    submission_id: int
    judge_id: int
    remarks: str
    confirmed_at: datetime | None


@dataclass(frozen=True, slots=True)
class EditionRow:
    """How many of the units that a competition expects take part in it."""

    id: int
    name: str
    edition: str
    held_on: date | None
    target: int
    eligible: int
    joined: int


@dataclass(frozen=True, slots=True)
class Structure:
    """Everything of a competition but its scores.

    `units` are those expected to take part and those that entered; `eligible_unit_ids` the former.
    Stages and criteria come by position, judges by code, units by name, submissions by number,
    entries by stage, running order (those without one last) and number. `final_revision` is where
    the newest final snapshot was taken, None without one.
    """

    competition: CompetitionRow
    units: tuple[UnitRow, ...]
    eligible_unit_ids: tuple[int, ...]
    stages: tuple[StageRow, ...]
    criteria: tuple[CriterionRow, ...]
    judges: tuple[JudgeRow, ...]
    panel: tuple[PanelRow, ...]
    recusals: tuple[RecusalRow, ...]
    submissions: tuple[SubmissionRow, ...]
    entries: tuple[EntryRow, ...]
    sheets: tuple[SheetRow, ...]
    newest_score_at: datetime | None
    final_revision: int | None


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
        final_revision=session.scalar(
            select(func.max(col(Snapshot.revision))).where(
                col(Snapshot.competition_id) == competition_id,
                col(Snapshot.kind) == SnapshotKind.FINAL,
            )
        ),
    )


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
