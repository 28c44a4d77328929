"""The tables.

Scores, weights and scales are held as *hundredths*: whole numbers in Python, plain decimals in the
database (88.25 is read as 8825), so that no binary float ever decides a place and another program
can still write an ordinary number.
"""

from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    DefaultClause,
    Dialect,
    Enum,
    Index,
    Numeric,
    Text,
    UniqueConstraint,
)
from sqlalchemy import text as sql
from sqlalchemy.sql.schema import ScalarElementColumnDefault
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel


class Hundredths(TypeDecorator[int]):
    """A decimal number with two places, seen from Python as a whole number of hundredths."""

    impl = Numeric
    cache_ok = True

    def __init__(self) -> None:
        super().__init__(asdecimal=False)

    def process_bind_param(self, value: int | None, dialect: Dialect) -> Any:
        """Hand the plain decimal to the database."""
        if value is None:
            return None
        return value / 100 if dialect.name == "sqlite" else Decimal(value).scaleb(-2)

    def process_result_value(self, value: Any, dialect: Dialect) -> int | None:
        """Take the plain decimal of the database as hundredths."""
        return None if value is None else round(value * 100)


class Method(StrEnum):
    """How the judges' marks become one."""

    MEAN = "mean"
    TRIMMED_MEAN = "trimmed_mean"
    MEDIAN = "median"
    STANDARDISED = "standardised"


class Level(StrEnum):
    """What is combined over the judges: the marks of one criterion, or whole weighted sheets."""

    CRITERION = "criterion"
    SHEET = "sheet"


class Rounding(StrEnum):
    """Where a result is rounded."""

    EXACT = "exact"
    CRITERION = "criterion"
    TOTAL = "total"


class RoundingMode(StrEnum):
    """What becomes of a half."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"


class Phase(StrEnum):
    """Where a competition stands in its course."""

    REGISTRATION = "registration"
    JUDGING = "judging"
    CLOSED = "closed"
    PUBLISHED = "published"


class SubmissionStatus(StrEnum):
    """Where an entry stands with the committee."""

    REGISTERED = "registered"
    VERIFIED = "verified"
    WITHDRAWN = "withdrawn"
    DISQUALIFIED = "disqualified"


class EntryStatus(StrEnum):
    """Where an entry stands in the running order of a stage."""

    WAITING = "waiting"
    PRESENTING = "presenting"
    PRESENTED = "presented"
    ABSENT = "absent"


class SnapshotKind(StrEnum):
    """Why a result was set down."""

    FREEZE = "freeze"
    FINAL = "final"


class ChangeKind(StrEnum):
    """What a change at the desk was about."""

    COMPETITION = "competition"
    PHASE = "phase"
    STAGE = "stage"
    CRITERION = "criterion"
    JUDGE = "judge"
    PANEL = "panel"
    RECUSAL = "recusal"
    UNIT = "unit"
    ROSTER = "roster"
    SUBMISSION = "submission"
    RUNNING_ORDER = "running_order"
    STATUS = "status"
    REMARKS = "remarks"
    LOCK = "lock"
    UNLOCK = "unlock"
    IMPORT = "import"
    CARD = "card"


class Role(StrEnum):
    """What a person may see and do."""

    ADMIN = "admin"
    PANITIA = "panitia"
    PIMPINAN = "pimpinan"
    OPERATOR = "operator"
    JURI = "juri"


def choice(kind: type[StrEnum], *, guarded: bool = True) -> Enum:
    """A text column that holds only the values of `kind`, the same on every engine.

    Without a guard in the database a new value needs no migration.
    """
    return Enum(
        kind,
        values_callable=lambda members: [member.value for member in members],
        native_enum=False,
        create_constraint=guarded,
        length=20,
    )


def hundredths(column: str) -> str:
    """The condition that a column holds a number of whole hundredths, never a text or a blob.

    SQLite keeps decimals as binary floats, hence the tolerance, and keeps a text it cannot read as
    a number, hence the first half.
    """
    return f"({column} + 0 = {column} AND abs({column} * 100 - round({column} * 100)) < 0.000001)"


NOW = sql("CURRENT_TIMESTAMP")
# SQLite would give the id of a deleted row to the next one: the ledger would name the wrong one.
NEVER_REUSED = {"sqlite_autoincrement": True}


class Competition(SQLModel, table=True):
    """One edition of a contest, the rules in force, and the number of its newest change."""

    __table_args__ = (UniqueConstraint("name", "edition"), NEVER_REUSED)

    id: int | None = Field(default=None, primary_key=True)
    name: str
    edition: str = ""
    organiser: str = ""
    venue: str = ""
    held_on: date | None = None
    timezone: str = "Asia/Jakarta"
    unit_term: str = "SKPD"
    participation_target: int = 100
    method: Method = Field(default=Method.MEAN, sa_type=choice(Method, guarded=False))
    level: Level = Field(default=Level.CRITERION, sa_type=choice(Level))
    trim: int = 1
    rounding: Rounding = Field(default=Rounding.EXACT, sa_type=choice(Rounding))
    rounding_mode: RoundingMode = Field(default=RoundingMode.HALF_UP, sa_type=choice(RoundingMode))
    decimals: int = 2
    tie_break: str = "criteria"
    phase: Phase = Field(default=Phase.REGISTRATION, sa_type=choice(Phase))
    is_sample: bool = False
    revision: int = Field(default=0, sa_type=BigInteger, sa_column_kwargs={"server_default": "0"})
    structure_revision: int = Field(
        default=0, sa_type=BigInteger, sa_column_kwargs={"server_default": "0"}
    )


class Unit(SQLModel, table=True):
    """A unit of government (SKPD, OPD); the same one over all editions."""

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    name: str
    short_name: str = ""
    kind: str = ""


class EligibleUnit(SQLModel, table=True):
    """A unit that is expected to take part: the denominator of participation."""

    __tablename__ = "eligible_unit"

    competition_id: int = Field(primary_key=True, foreign_key="competition.id", ondelete="CASCADE")
    unit_id: int = Field(primary_key=True, foreign_key="unit.id", index=True)


class Stage(SQLModel, table=True):
    """A round of judging. A stage without a weight is shown beside the result, never added."""

    __table_args__ = (
        UniqueConstraint("competition_id", "position"),
        UniqueConstraint("competition_id", "name"),
        CheckConstraint(f"weight >= 0 AND {hundredths('weight')}", name="stage_weight"),
        NEVER_REUSED,
    )

    id: int | None = Field(default=None, primary_key=True)
    competition_id: int = Field(foreign_key="competition.id", ondelete="CASCADE")
    position: int
    name: str
    weight: int | None = Field(default=None, sa_type=Hundredths)


class Criterion(SQLModel, table=True):
    """What a stage is judged by. `minimum`, `maximum` and `step` bound what may be entered."""

    __table_args__ = (
        UniqueConstraint("stage_id", "code"),
        CheckConstraint(
            "maximum > 0 AND minimum < maximum AND step > 0 AND weight >= 0 AND "
            + " AND ".join(map(hundredths, ("minimum", "maximum", "step", "weight"))),
            name="criterion_scale",
        ),
        NEVER_REUSED,
    )

    id: int | None = Field(default=None, primary_key=True)
    stage_id: int = Field(foreign_key="stage.id", ondelete="CASCADE")
    position: int
    code: str
    name: str
    description: str = ""
    weight: int = Field(sa_type=Hundredths)
    minimum: int = Field(default=0, sa_type=Hundredths)
    maximum: int = Field(default=10000, sa_type=Hundredths)
    step: int = Field(default=1, sa_type=Hundredths)


class Judge(SQLModel, table=True):
    """A member of the jury of one competition."""

    __table_args__ = (UniqueConstraint("competition_id", "code"), NEVER_REUSED)

    id: int | None = Field(default=None, primary_key=True)
    competition_id: int = Field(foreign_key="competition.id", ondelete="CASCADE")
    code: str
    name: str
    institution: str = ""


class Panel(SQLModel, table=True):
    """Which judge judges which stage."""

    stage_id: int = Field(primary_key=True, foreign_key="stage.id", ondelete="CASCADE")
    judge_id: int = Field(primary_key=True, foreign_key="judge.id", ondelete="CASCADE", index=True)


class Submission(SQLModel, table=True):
    """An innovation entered by a unit; a unit may enter several."""

    __table_args__ = (UniqueConstraint("competition_id", "number"), NEVER_REUSED)

    id: int | None = Field(default=None, primary_key=True)
    competition_id: int = Field(foreign_key="competition.id", ondelete="CASCADE")
    number: int
    unit_id: int = Field(foreign_key="unit.id", index=True)
    title: str
    summary: str = ""
    category: str = ""
    is_digital: bool | None = None
    is_inclusive: bool | None = None
    registered_at: datetime | None = None
    status: SubmissionStatus = Field(
        default=SubmissionStatus.REGISTERED, sa_type=choice(SubmissionStatus)
    )


class Recusal(SQLModel, table=True):
    """A judge who does not judge an entry, and why."""

    judge_id: int = Field(primary_key=True, foreign_key="judge.id", ondelete="CASCADE")
    submission_id: int = Field(
        primary_key=True, foreign_key="submission.id", ondelete="CASCADE", index=True
    )
    reason: str = ""


class StageEntry(SQLModel, table=True):
    """An entry's place in the running order of a stage."""

    __tablename__ = "stage_entry"

    stage_id: int = Field(primary_key=True, foreign_key="stage.id", ondelete="CASCADE")
    submission_id: int = Field(
        primary_key=True, foreign_key="submission.id", ondelete="CASCADE", index=True
    )
    running_order: int | None = None
    slot_time: time | None = None
    status: EntryStatus = Field(default=EntryStatus.WAITING, sa_type=choice(EntryStatus))


class Score(SQLModel, table=True):
    """The mark of one judge for one entry on one criterion. No row means: not scored."""

    __table_args__ = (
        CheckConstraint(hundredths("value"), name="score_hundredths"),
        {"sqlite_with_rowid": False},
    )

    submission_id: int = Field(primary_key=True, foreign_key="submission.id")
    judge_id: int = Field(primary_key=True, foreign_key="judge.id")
    criterion_id: int = Field(primary_key=True, foreign_key="criterion.id")
    value: int = Field(sa_type=Hundredths)
    entered_by: str | None = None
    updated_at: datetime | None = Field(default=None, sa_column_kwargs={"server_default": NOW})


class Sheet(SQLModel, table=True):
    """One judge's sheet for one entry in one stage; confirmed means locked."""

    stage_id: int = Field(primary_key=True, foreign_key="stage.id", ondelete="CASCADE")
    submission_id: int = Field(
        primary_key=True, foreign_key="submission.id", ondelete="CASCADE", index=True
    )
    judge_id: int = Field(primary_key=True, foreign_key="judge.id", ondelete="CASCADE", index=True)
    remarks: str = ""
    confirmed_at: datetime | None = None


class ScoreEvent(SQLModel, table=True):
    """One change of one score: the ledger. Written by triggers, never by hand.

    It outlives what it speaks of, so its keys refer to nothing but the competition.
    """

    __tablename__ = "score_event"
    __table_args__ = (
        Index("score_event_mark", "submission_id", "judge_id", "criterion_id", "revision"),
        {"sqlite_with_rowid": False},
    )

    competition_id: int = Field(primary_key=True, foreign_key="competition.id", ondelete="CASCADE")
    revision: int = Field(primary_key=True, sa_type=BigInteger)
    submission_id: int
    judge_id: int
    criterion_id: int
    old_value: int | None = Field(default=None, sa_type=Hundredths)
    new_value: int | None = Field(default=None, sa_type=Hundredths)
    actor: str | None = None
    at: datetime


class Snapshot(SQLModel, table=True):
    """A result set down at a revision, with the hash of what it said."""

    id: int | None = Field(default=None, primary_key=True)
    competition_id: int = Field(foreign_key="competition.id", ondelete="CASCADE", index=True)
    revision: int = Field(sa_type=BigInteger)
    kind: SnapshotKind = Field(sa_type=choice(SnapshotKind))
    taken_at: datetime
    taken_by: str
    content: str = Field(sa_type=Text)
    sha256: str


class AccessCard(SQLModel, table=True):
    """A link that lets its holder in; only the hash of its token is kept."""

    __tablename__ = "access_card"

    id: int | None = Field(default=None, primary_key=True)
    holder: str
    role: Role = Field(sa_type=choice(Role))
    judge_id: int | None = Field(default=None, foreign_key="judge.id", ondelete="CASCADE")
    token_hash: str = Field(unique=True)
    created_at: datetime
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None


class Change(SQLModel, table=True):
    """What somebody changed other than a mark, by whom and why. Never altered once written.

    `subject` names what was changed as people name it: {"criterion": "K1"}, {"judge": "J2",
    "submission": 7, "stage": "Presentasi"}. `before` and `after` hold the fields that differ, named
    as in this module, None where there was or is nothing. `revision` is the competition's after the
    change; what belongs to no competition (a card, a removed competition) has neither.
    """

    __table_args__ = (Index("change_of_competition", "competition_id", "id"), NEVER_REUSED)

    id: int | None = Field(default=None, primary_key=True)
    competition_id: int | None = Field(
        default=None, foreign_key="competition.id", ondelete="CASCADE"
    )
    revision: int | None = Field(default=None, sa_type=BigInteger)
    at: datetime
    actor: str
    kind: ChangeKind = Field(sa_type=choice(ChangeKind, guarded=False))
    subject: dict[str, Any] = Field(sa_type=JSON)
    before: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    after: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    reason: str = ""


class Secret(SQLModel, table=True):
    """A key that all processes on this database share, such as the one that signs cookies."""

    name: str = Field(primary_key=True)
    value: str


def _server_default(value: object, kind: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(kind, Hundredths) and isinstance(value, int):
        return f"{value / 100:g}"
    return str(value) if isinstance(value, int) else f"'{value}'"


# A program that writes plain SQL gets the same defaults as one that uses these classes.
for _table in SQLModel.metadata.tables.values():
    for _column in _table.columns:
        if isinstance(_column.default, ScalarElementColumnDefault) and not _column.server_default:
            _column.server_default = DefaultClause(
                sql(_server_default(_column.default.arg, _column.type))
            )
