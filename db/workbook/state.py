"""A competition by its natural keys: what a workbook says, and the normal form two are compared by.

Ids, revisions and who entered a mark are left out: they are the database's own.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from db.models import (
    EntryStatus,
    Level,
    Method,
    Phase,
    Rounding,
    RoundingMode,
    SubmissionStatus,
    Unit,
)
from db.queries import read_scores, read_structure
from db.rows import Structure
from db.rules import is_on_scale


@dataclass(frozen=True, slots=True)
class Settings:
    """A competition itself; see db.models.Competition."""

    name: str = ""
    edition: str = ""
    organiser: str = ""
    venue: str = ""
    held_on: date | None = None
    timezone: str = "Asia/Jakarta"
    unit_term: str = "SKPD"
    participation_target: int = 100
    method: Method = Method.MEAN
    level: Level = Level.CRITERION
    trim: int = 1
    rounding: Rounding = Rounding.EXACT
    rounding_mode: RoundingMode = RoundingMode.HALF_UP
    decimals: int = 2
    tie_break: str = "criteria"
    phase: Phase = Phase.REGISTRATION
    is_sample: bool = False


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """A unit, and whether it is expected to take part."""

    code: str
    name: str
    short_name: str = ""
    kind: str = ""
    eligible: bool = False


@dataclass(frozen=True, slots=True)
class StageFacts:
    """A stage; weight in hundredths."""

    name: str
    position: int
    weight: int | None = None


@dataclass(frozen=True, slots=True)
class CriterionFacts:
    """A criterion of a stage; numbers in hundredths."""

    stage: str
    code: str
    position: int
    name: str
    weight: int
    description: str = ""
    minimum: int = 0
    maximum: int = 10000
    step: int = 1

    @property
    def scale(self) -> tuple[int, int, int]:
        """What bounds a mark: minimum, maximum, step."""
        return self.minimum, self.maximum, self.step

    def allows(self, value: int) -> bool:
        """Whether a mark is on the scale."""
        return is_on_scale(value, self.scale)


@dataclass(frozen=True, slots=True)
class JudgeFacts:
    """A judge and the stages judged."""

    code: str
    name: str
    institution: str = ""
    stages: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """An entry and the stages it takes part in."""

    number: int
    unit: str
    title: str
    summary: str = ""
    category: str = ""
    is_digital: bool | None = None
    is_inclusive: bool | None = None
    registered_at: datetime | None = None
    status: SubmissionStatus = SubmissionStatus.REGISTERED
    stages: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SlotFacts:
    """An entry's place in the running order of a stage."""

    running_order: int | None = None
    slot_time: time | None = None
    slot_status: EntryStatus = EntryStatus.WAITING


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What a judge's sheet holds beside its marks."""

    remarks: str = ""
    confirmed_at: datetime | None = None


SlotKey = tuple[str, int]  # stage, number
SheetKey = tuple[str, int, str]  # stage, number, judge
CriterionKey = tuple[str, str]  # stage, code
MarkKey = tuple[int, str, CriterionKey]  # number, judge, criterion


@dataclass(frozen=True, slots=True)
class State:
    """A competition. Units: all that the database knows; the `eligible` are this competition's."""

    settings: Settings | None = None
    units: dict[str, UnitFacts] = field(default_factory=dict)
    stages: dict[str, StageFacts] = field(default_factory=dict)
    criteria: dict[CriterionKey, CriterionFacts] = field(default_factory=dict)
    judges: dict[str, JudgeFacts] = field(default_factory=dict)
    entries: dict[int, EntryFacts] = field(default_factory=dict)
    slots: dict[SlotKey, SlotFacts] = field(default_factory=dict)
    recusals: dict[tuple[str, int], str] = field(default_factory=dict)  # judge, number → reason
    sheets: dict[SheetKey, SheetFacts] = field(default_factory=dict)
    marks: dict[MarkKey, int] = field(default_factory=dict)

    def normal(self) -> "State":
        """Without the units that have no part in this competition."""
        entered = {entry.unit for entry in self.entries.values()}
        units = {
            code: unit for code, unit in self.units.items() if unit.eligible or code in entered
        }
        return replace(self, units=units)

    def copy(self) -> "State":
        """The same, with tables of its own; marks are left where they are."""
        return State(
            self.settings,
            dict(self.units),
            dict(self.stages),
            dict(self.criteria),
            dict(self.judges),
            dict(self.entries),
            dict(self.slots),
            dict(self.recusals),
            dict(self.sheets),
            self.marks,
        )


@dataclass(frozen=True, slots=True)
class Ids:
    """The database's ids by natural keys."""

    units: dict[str, int] = field(default_factory=dict)
    stages: dict[str, int] = field(default_factory=dict)
    criteria: dict[CriterionKey, int] = field(default_factory=dict)
    judges: dict[str, int] = field(default_factory=dict)
    entries: dict[int, int] = field(default_factory=dict)


def load_state(session: Session, competition_id: int | None) -> tuple[State, Ids]:
    """Read a competition; None stands for one that is not there yet: only units are known."""
    known = session.execute(
        select(
            col(Unit.id), col(Unit.code), col(Unit.name), col(Unit.short_name), col(Unit.kind)
        ).order_by(col(Unit.code))
    ).all()
    units = {row.code: UnitFacts(row.code, row.name, row.short_name, row.kind) for row in known}
    unit_ids = {row.code: row.id for row in known}
    if competition_id is None:
        return State(units=units), Ids(units=unit_ids)
    structure = read_structure(session, competition_id)
    state, ids = _keyed(structure, units, unit_ids)
    scores = read_scores(session, competition_id)
    number = {id_: key for key, id_ in ids.entries.items()}
    judge = {id_: key for key, id_ in ids.judges.items()}
    criterion = {id_: key for key, id_ in ids.criteria.items()}
    for entry_id, judge_id, criterion_id, value in zip(
        scores.submission_id.tolist(),
        scores.judge_id.tolist(),
        scores.criterion_id.tolist(),
        scores.value.tolist(),
        strict=True,
    ):
        state.marks[number[entry_id], judge[judge_id], criterion[criterion_id]] = value
    return state, ids


def _keyed(
    structure: Structure, units: dict[str, UnitFacts], unit_ids: dict[str, int]
) -> tuple[State, Ids]:
    own = structure.competition
    code_of = {row.id: row.code for row in structure.units}
    eligible = {code_of[id_] for id_ in structure.eligible_unit_ids}
    stage_of = {row.id: row.name for row in structure.stages}
    judge_of = {row.id: row.code for row in structure.judges}
    number_of = {row.id: row.number for row in structure.submissions}
    panels: dict[str, set[str]] = {}
    for place in structure.panel:
        panels.setdefault(judge_of[place.judge_id], set()).add(stage_of[place.stage_id])
    stages: dict[int, set[str]] = {}
    for slot in structure.entries:
        stages.setdefault(number_of[slot.submission_id], set()).add(stage_of[slot.stage_id])
    ids = Ids(
        units=unit_ids,
        stages={row.name: row.id for row in structure.stages},
        criteria={(stage_of[row.stage_id], row.code): row.id for row in structure.criteria},
        judges={row.code: row.id for row in structure.judges},
        entries={row.number: row.id for row in structure.submissions},
    )
    state = State(
        settings=Settings(**{name: getattr(own, name) for name in Settings.__slots__}),
        units={code: replace(unit, eligible=code in eligible) for code, unit in units.items()},
        stages={
            row.name: StageFacts(row.name, row.position, row.weight) for row in structure.stages
        },
        criteria={
            (stage_of[row.stage_id], row.code): CriterionFacts(
                stage_of[row.stage_id],
                row.code,
                row.position,
                row.name,
                row.weight,
                row.description,
                row.minimum,
                row.maximum,
                row.step,
            )
            for row in structure.criteria
        },
        judges={
            row.code: JudgeFacts(
                row.code, row.name, row.institution, frozenset(panels.get(row.code, ()))
            )
            for row in structure.judges
        },
        entries={
            row.number: EntryFacts(
                row.number,
                code_of[row.unit_id],
                row.title,
                row.summary,
                row.category,
                row.is_digital,
                row.is_inclusive,
                row.registered_at,
                row.status,
                frozenset(stages.get(row.number, ())),
            )
            for row in structure.submissions
        },
        slots={
            (stage_of[row.stage_id], number_of[row.submission_id]): SlotFacts(
                row.running_order, row.slot_time, row.status
            )
            for row in structure.entries
        },
        recusals={
            (judge_of[row.judge_id], number_of[row.submission_id]): row.reason
            for row in structure.recusals
        },
        sheets={
            (stage_of[row.stage_id], number_of[row.submission_id], judge_of[row.judge_id]): (
                SheetFacts(row.remarks, row.confirmed_at)
            )
            for row in structure.sheets
        },
    )
    return state, ids
