"""A judging day of the sample, played mark by mark, so that screens can be watched live."""

import random
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from sqlalchemy import Engine, select
from sqlmodel import col

from db import sample
from db.commands import confirm_sheet, record_scores, set_entry_status, set_score
from db.engine import reading, writing
from db.models import Competition, EntryStatus
from db.queries import read_scores, read_structure
from db.rows import Structure

PRESENTATION, QUESTIONS = 7 * 60, 13 * 60
"""Seconds of a slot: 7 minutes presentation and 13 minutes questions, as KIPP 2022 has it."""

Step = tuple[float, Callable[[], None]]


def simulate(engine: Engine, speed: float, say: Callable[[str], None] = print) -> None:
    """Take the sample's marks away and give them again in running order, `speed` times real time.

    The sample is loaded first if it is not there. Every mark is a commit of its own.
    """
    with writing(engine) as session:
        found = session.scalars(
            select(col(Competition.id)).where(col(Competition.is_sample)).limit(1)
        ).first()
        competition = found or sample.load(session)
    with reading(engine) as session:
        structure = read_structure(session, competition)
        given = read_scores(session, competition)
    say(f"{structure.competition.name} {structure.competition.edition}, {speed:g} times real time")
    clear(engine, structure, list(zip(*(array.tolist() for array in (
        given.submission_id, given.judge_id, given.criterion_id)), strict=True)))  # fmt: skip
    for wait, step in day(engine, structure, say):
        time.sleep(wait / speed)
        step()


def clear(engine: Engine, structure: Structure, keys: list[tuple[int, int, int]]) -> None:
    """Open every sheet, withdraw every mark and send every entry back to wait."""
    with writing(engine) as session:
        for sheet in structure.sheets:
            confirm_sheet(
                session,
                stage_id=sheet.stage_id,
                submission_id=sheet.submission_id,
                judge_id=sheet.judge_id,
                at=None,
            )
        for submission, judge, criterion in keys:
            set_score(
                session,
                submission_id=submission,
                judge_id=judge,
                criterion_id=criterion,
                value=None,
                actor="simulate",
            )
        for entry in structure.entries:
            set_entry_status(
                session,
                stage_id=entry.stage_id,
                submission_id=entry.submission_id,
                status=EntryStatus.WAITING,
            )


def day(engine: Engine, structure: Structure, say: Callable[[str], None]) -> Iterator[Step]:
    """What happens on the day, each step with the seconds of real time before it."""
    chance = random.Random(47)
    stage = structure.stages[0].id
    criteria = [row.id for row in structure.criteria]
    judges = structure.judges
    units = {unit.id: unit.name for unit in structure.units}
    submissions = {row.id: row for row in structure.submissions}
    marks = dict(zip(submissions, sample.marks(), strict=True))

    def status(submission: int, to: EntryStatus) -> Callable[[], None]:
        def step() -> None:
            say(f"{units[submissions[submission].unit_id]}: {to}")
            with writing(engine) as session:
                set_entry_status(session, stage_id=stage, submission_id=submission, status=to)

        return step

    def mark(submission: int, judge: int, criterion: int, value: int) -> Callable[[], None]:
        row = (submission, judges[judge].id, criteria[criterion], value)

        def step() -> None:
            with writing(engine) as session:
                record_scores(session, [row], actor=judges[judge].name)

        return step

    def lock(submission: int, judge: int) -> Callable[[], None]:
        def step() -> None:
            with writing(engine) as session:
                confirm_sheet(
                    session,
                    stage_id=stage,
                    submission_id=submission,
                    judge_id=judges[judge].id,
                    at=datetime.now(UTC),
                )

        return step

    for entry in structure.entries:
        submission = entry.submission_id
        if not marks[submission]:
            yield 30, status(submission, EntryStatus.ABSENT)
            continue
        yield 60, status(submission, EntryStatus.PRESENTING)
        moments = []
        for judge, sheet in enumerate(marks[submission]):
            begin = PRESENTATION + chance.uniform(0, QUESTIONS / 3)
            for criterion, value in enumerate(sheet):
                begin += chance.uniform(10, QUESTIONS / 9)
                moments.append((begin, mark(submission, judge, criterion, value)))
            moments.append((begin + chance.uniform(5, 40), lock(submission, judge)))
        passed = 0.0
        for moment, step in sorted(moments, key=lambda pair: pair[0]):
            yield moment - passed, step
            passed = moment
        yield 15, status(submission, EntryStatus.PRESENTED)
