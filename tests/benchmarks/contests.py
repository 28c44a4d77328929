"""Competitions of any size for the benchmarks, made quickly."""

import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, insert

from db.commands import record_scores
from db.engine import connect, migrate, writing
from db.models import (
    Competition,
    Criterion,
    EligibleUnit,
    Judge,
    Panel,
    Phase,
    Stage,
    StageEntry,
    Submission,
    Unit,
)


@contextmanager
def temporary_database(url: str | None = None) -> Iterator[Engine]:
    """A migrated database: the SQLite file of a folder that goes again, or the one at `url`."""
    with tempfile.TemporaryDirectory() as folder:
        engine = connect(url or f"sqlite:///{Path(folder) / 'benchmark.db'}")
        migrate(engine)
        yield engine
        engine.dispose()


def add_contest(
    engine: Engine,
    *,
    entries: int,
    judges: int = 5,
    criteria: int = 7,
    share: float = 1.0,
    edition: str = "",
) -> int:
    """A competition of `entries × judges × criteria` marks, `share` of them given; its id."""
    chance = random.Random(entries)
    with writing(engine) as session:
        competition = Competition(name=f"Benchmark {entries}", edition=edition, phase=Phase.JUDGING)
        session.add(competition)
        session.flush()
        home = competition.id
        assert home is not None
        units = [
            {"code": f"B{home}-{n}", "name": f"Dinas {n}", "short_name": "", "kind": "Dinas"}
            for n in range(1, entries + 1)
        ]
        unit_ids = session.scalars(insert(Unit).returning(Unit.id), units).all()
        session.execute(
            insert(EligibleUnit), [{"competition_id": home, "unit_id": key} for key in unit_ids]
        )
        stage = Stage(competition_id=home, position=1, name="Presentasi")
        session.add(stage)
        seats = [
            Judge(competition_id=home, code=f"J{n:02}", name=f"Juri {n}")
            for n in range(1, judges + 1)
        ]
        session.add_all(seats)
        session.flush()
        columns = [
            Criterion(
                stage_id=stage.id,
                position=n,
                code=f"K{n}",
                name=f"Kriteria {n}",
                weight=1000 + 100 * n,
            )
            for n in range(1, criteria + 1)
        ]
        session.add_all(columns)
        session.add_all(Panel(stage_id=stage.id, judge_id=judge.id) for judge in seats)
        session.flush()
        rows = [
            {"competition_id": home, "number": n, "unit_id": key, "title": f"Inovasi {n}",
             "summary": "", "category": "", "status": "verified"}
            for n, key in enumerate(unit_ids, 1)
        ]  # fmt: skip
        submission_ids = session.scalars(insert(Submission).returning(Submission.id), rows).all()
        session.execute(
            insert(StageEntry),
            [
                {
                    "stage_id": stage.id,
                    "submission_id": key,
                    "running_order": n,
                    "status": "presented",
                }
                for n, key in enumerate(submission_ids, 1)
            ],
        )
        judge_ids = [judge.id or 0 for judge in seats]
        criterion_ids = [criterion.id or 0 for criterion in columns]
        marks = (
            (submission, judge, criterion, chance.randint(6000, 10000))
            for submission in submission_ids
            for judge in judge_ids
            for criterion in criterion_ids
            if share == 1.0 or chance.random() < share
        )
        record_scores(session, [(a or 0, b, c, d) for a, b, c, d in marks], actor="benchmark")
    return home
