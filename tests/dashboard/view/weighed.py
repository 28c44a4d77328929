"""Competitions to look at with weights that matter, and each of them in the oracle's terms."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, update

from dashboard.board import Board
from dashboard.reader import Reader
from db import sample
from db.commands import record_scores
from db.engine import writing
from db.models import Competition, Criterion, Stage
from tests.dashboard.analysis import oracle
from tests.dashboard.analysis.contests import Contest
from tests.dashboard.analysis.oracle import Rules
from tests.dashboard.view.contests import ABSENT, WITHDRAWN, judged

Make = Callable[[Engine], tuple[Board, Contest]]
WEIGHTS = (2000, 3000, 5000, 4000, 5000, 1000)
MAXIMA = (10000, 20000, 10000, 10000, 12500, 10000)
STAGE_WEIGHTS = (4000, 6000)
PARTIAL = (6, 7)
"""Entries whose second stage is not judged."""


def sampled(engine: Engine) -> tuple[Board, Contest]:
    """The sample: eleven complete entries, one absent."""
    with writing(engine) as session:
        key = sample.load(session)
    marks = {
        (entry, criterion, judge): value
        for entry, sheets in enumerate(sample.marks())
        for judge, sheet in enumerate(sheets)
        for criterion, value in enumerate(sheet)
    }
    absent = [unit for unit, *_ in sample.ENTRIES].index(sample.ABSENT)
    there = frozenset(range(len(sample.ENTRIES))) - {absent}
    stage = oracle.Stage(
        tuple((weight * 100, 10000) for _, _, weight, _ in sample.CRITERIA),
        len(sample.ENTRIES),
        len(sample.JUDGES),
        marks,
        frozenset((entry, judge) for entry in there for judge in range(len(sample.JUDGES))),
        there,
    )
    return Reader(engine).latest(key), Contest((stage,), (1,), Rules(), "criteria")


def weighed(engine: Engine, **rules: Any) -> tuple[Board, Contest]:
    """Nine entries of six units in two weighted stages of unlike scales: recusals, an entry absent
    from the first stage, one withdrawn, two not yet judged in the second, the rest complete."""
    with writing(engine) as session:
        written = judged(session)
        ids, marks = written.ids, dict(written.marks)
        for stage, due in enumerate(written.due):
            for entry, judge in due:
                for criterion in range(3 * stage, 3 * stage + 3):
                    is_left = stage == 1 and entry in PARTIAL
                    if not is_left and (stage, entry, judge) not in written.locked:
                        mark = 6000 + (977 * entry + 389 * judge + 1741 * criterion) % 3600
                        marks.setdefault((entry, judge, criterion), mark)
        record_scores(
            session,
            [
                (ids.submission_ids[entry], ids.judge_ids[judge], ids.criterion_ids[criterion], v)
                for (entry, judge, criterion), v in marks.items()
            ],
            actor="test",
        )
        for key, weight in zip(ids.stage_ids, STAGE_WEIGHTS, strict=True):
            session.execute(update(Stage).where(Stage.id == key).values(weight=weight))
        for key, weight, top in zip(ids.criterion_ids, WEIGHTS, MAXIMA, strict=True):
            session.execute(
                update(Criterion).where(Criterion.id == key).values(weight=weight, maximum=top)
            )
        if rules:
            session.execute(
                update(Competition).where(Competition.id == ids.competition_id).values(**rules)
            )
    everyone = frozenset(range(9)) - {WITHDRAWN}
    stages = tuple(
        oracle.Stage(
            tuple(zip(WEIGHTS, MAXIMA, strict=True))[3 * at : 3 * at + 3],
            9,
            4,
            {
                (entry, criterion - 3 * at, judge): value
                for (entry, judge, criterion), value in marks.items()
                if criterion // 3 == at
            },
            frozenset(written.due[at]),
            everyone - {ABSENT[1]} if at == ABSENT[0] else everyone,
        )
        for at in range(2)
    )
    board = Reader(engine).latest(ids.competition_id)
    return board, Contest(stages, STAGE_WEIGHTS, Rules(**rules), "criteria")


def named(board: Board) -> list[tuple[str, str]]:
    """Unit and title of every entry, as the database has them."""
    return [(board.unit_of[row.unit_id].name, row.title) for row in board.structure.submissions]
