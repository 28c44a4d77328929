"""Small competitions for tests."""

from dataclasses import dataclass
from itertools import count
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from db.commands import set_score
from db.engine import reading, writing
from db.models import (
    Competition,
    Criterion,
    EligibleUnit,
    EntryStatus,
    Judge,
    Panel,
    Phase,
    Stage,
    StageEntry,
    Submission,
    SubmissionStatus,
    Unit,
)
from db.queries import read_scores

_number = count(1)


@dataclass(frozen=True)
class Contest:
    """The ids of a competition, each tuple in listed order; criteria by stage, flattened."""

    competition_id: int
    unit_ids: tuple[int, ...]
    stage_ids: tuple[int, ...]
    criterion_ids: tuple[int, ...]
    judge_ids: tuple[int, ...]
    submission_ids: tuple[int, ...]

    @property
    def keys(self) -> list[tuple[int, int, int]]:
        """Every (submission, judge, criterion) that can be marked, in the order of the table."""
        return [
            (submission, judge, criterion)
            for submission in self.submission_ids
            for judge in self.judge_ids
            for criterion in self.criterion_ids
        ]


def contest(
    session: Session,
    *,
    units: int = 3,
    criteria: int = 2,
    judges: int = 2,
    entries: int | None = None,
    stages: int = 1,
) -> Contest:
    """Build a competition where every judge judges every entry in every stage.

    Units are all eligible; `entries` (as many as units unless said) are spread over them in turn;
    `criteria` is the number in each stage, on a scale of 0 to 100 in hundredths. Codes are K1, K2 …
    and J1, J2 …, numbers 1, 2 …, stages "Tahap 1" ….
    """

    def add(rows: list[Any]) -> list[Any]:
        session.add_all(rows)
        session.flush()
        return rows

    own = next(_number)
    (competition,) = add([Competition(name=f"Lomba {own}", edition="2018", phase=Phase.JUDGING)])
    home = competition.id
    owners = add([Unit(code=f"U{home}-{i}", name=f"Dinas {i}") for i in range(1, units + 1)])
    add([EligibleUnit(competition_id=home, unit_id=unit.id) for unit in owners])
    rounds = add(
        [Stage(competition_id=home, position=i, name=f"Tahap {i}") for i in range(1, stages + 1)]
    )
    scales = add(
        [
            Criterion(
                stage_id=stage.id, position=i, code=f"K{i}", name=f"Kriteria {i}", weight=5000
            )
            for stage in rounds
            for i in range(1, criteria + 1)
        ]
    )
    jury = add(
        [Judge(competition_id=home, code=f"J{i}", name=f"Juri {i}") for i in range(1, judges + 1)]
    )
    add([Panel(stage_id=stage.id, judge_id=judge.id) for stage in rounds for judge in jury])
    works = add(
        [
            Submission(
                competition_id=home,
                number=i,
                unit_id=owners[(i - 1) % units].id,
                title=f"Inovasi {i}",
                status=SubmissionStatus.VERIFIED,
            )
            for i in range(1, (units if entries is None else entries) + 1)
        ]
    )
    add(
        [
            StageEntry(
                stage_id=stage.id,
                submission_id=work.id,
                running_order=work.number,
                status=EntryStatus.PRESENTED,
            )
            for stage in rounds
            for work in works
        ]
    )
    return Contest(
        home,
        tuple(unit.id for unit in owners),
        tuple(stage.id for stage in rounds),
        tuple(scale.id for scale in scales),
        tuple(judge.id for judge in jury),
        tuple(work.id for work in works),
    )


def set_first_mark(engine: Engine, value: int | None) -> None:
    """Change the first mark of competition 1, as another program on the same database would."""
    with reading(engine) as session:
        marks = read_scores(session, 1)
    with writing(engine) as session:
        set_score(
            session,
            submission_id=int(marks.submission_id[0]),
            judge_id=int(marks.judge_id[0]),
            criterion_id=int(marks.criterion_id[0]),
            value=value,
            actor="test",
        )
