"""What comes out of the database: frozen rows, fields named as in db.models, hundredths as int."""

from dataclasses import dataclass
from datetime import date, datetime, time

import numpy as np
from numpy.typing import NDArray

from db.models import (
    EntryStatus,
    Level,
    Method,
    Phase,
    Role,
    Rounding,
    RoundingMode,
    SubmissionStatus,
)

Integers = NDArray[np.int64]


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
class SheetKey:
    """Whose sheet, for which entry, in which stage."""

    stage_id: int
    submission_id: int
    judge_id: int


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
class SnapshotRow:
    """A result set down at a revision; `content` is JSON, see dashboard.result."""

    competition_id: int
    revision: int
    taken_at: datetime
    taken_by: str
    content: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Structure:
    """Everything of a competition but its scores.

    `units` are those expected to take part and those that entered; `eligible_unit_ids` the former.
    Stages and criteria come by position, judges by code, units by name, submissions by number,
    entries by stage, running order (those without one last) and number. `final_revision` is where
    the newest final snapshot was taken, None without one or once the phase was set back after it.
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


@dataclass(frozen=True, slots=True)
class CardRow:
    """One access card. A judge's card has `judge_id`, his code and his competition."""

    id: int
    holder: str
    role: Role
    judge_id: int | None
    competition_id: int | None
    judge_code: str | None
    token_hash: str
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class IssuedCard:
    """A card that was issued just now, with its token, which cannot be told again.

    `competition` is the name of a judge's competition, and `judge_code` his code in it.
    """

    holder: str
    role: Role
    token: str
    competition: str = ""
    judge_code: str = ""
