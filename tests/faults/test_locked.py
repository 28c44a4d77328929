"""Another program holds the SQLite file: a writer waits for it, or is refused and loses nothing."""

import logging
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.exc import OperationalError

from dashboard.access import Identity
from dashboard.desk import sheets
from dashboard.desk.sheet_answers import Entered, Mark, State
from db.engine import connect, writing
from db.models import Role
from db.rows import SheetKey
from tests.factories import Contest, contest
from tests.faults import rounds
from tests.faults.checks import Cell, check_whole, held_in

SARI = Identity(Role.OPERATOR, "Sari")
HELD = 2.0
PATIENCE = 0.3
"""Seconds that the writer waits in the test where it waits in vain, instead of ten."""


@pytest.fixture
def built(sqlite_engine: Engine) -> Contest:
    with writing(sqlite_engine) as session:
        return contest(session, units=2)


@contextmanager
def held(url: str, kind: str) -> Iterator[None]:
    """Another program's transaction that keeps every writer out."""
    path = url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path, isolation_level=None, timeout=5)) as other:
        other.execute(f"BEGIN {kind}")
        try:
            yield
        finally:
            other.execute("ROLLBACK")


def save(engine: Engine, built: Contest, marks: dict[Cell, int]) -> list[State]:
    entered = [
        Entered(
            SheetKey(built.stage_ids[0], submission, judge), (Mark(criterion, value, None),), None
        )
        for (submission, judge, criterion), value in marks.items()
    ]
    saved = sheets.save(engine, SARI, built.competition_id, entered)
    return [one.marks[0].state for one in saved.sheets]


@pytest.mark.parametrize("kind", ["EXCLUSIVE", "IMMEDIATE"])
def test_a_writer_waits_for_another_program(
    sqlite_engine: Engine, sqlite_url: str, built: Contest, kind: str
) -> None:
    for number in range(rounds(1, 5)):
        begun, over = threading.Event(), threading.Event()

        def hold(begun: threading.Event = begun, over: threading.Event = over) -> None:
            with held(sqlite_url, kind):
                begun.set()
                time.sleep(HELD)
                over.set()

        holder = threading.Thread(target=hold)
        holder.start()
        begun.wait()
        cell = built.keys[number]
        assert save(sqlite_engine, built, {cell: 8000 + number}) == [State.SAVED]
        assert over.is_set(), "it did not wait"
        holder.join()
        assert held_in(sqlite_engine, built.competition_id)[cell] == 8000 + number
    check_whole(sqlite_engine)


def test_a_running_backup_keeps_nobody_waiting(
    sqlite_engine: Engine, sqlite_url: str, built: Contest, tmp_path: Path
) -> None:
    with (
        closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as source,
        closing(sqlite3.connect(tmp_path / "copy.db")) as copy,
    ):
        steps: list[int] = []
        cells = iter(built.keys)

        def step(*_progress: int) -> None:
            if len(steps) < 3:
                steps.extend(
                    state == State.SAVED
                    for state in save(sqlite_engine, built, {next(cells): 7000})
                )

        source.backup(copy, pages=20, progress=step)
    assert steps == [True] * 3
    check_whole(sqlite_engine)
    copied = connect(f"sqlite:///{tmp_path / 'copy.db'}")
    check_whole(copied)
    assert held_in(copied, built.competition_id) == held_in(sqlite_engine, built.competition_id)
    copied.dispose()


@pytest.mark.parametrize("kind", ["EXCLUSIVE", "IMMEDIATE"])
def test_who_waited_in_vain_wrote_nothing_and_may_try_again(
    sqlite_url: str, built: Contest, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    engine = connect(sqlite_url)

    @event.listens_for(engine, "connect")
    def be_impatient(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA busy_timeout = {round(PATIENCE * 1000)}").close()

    cells = [cell for cell in built.keys if cell[2] == built.criterion_ids[0]]
    for number in range(rounds(1, 10)):
        before = held_in(engine, built.competition_id)
        marks = {cells[number % len(cells)]: 6000, cells[(number + 1) % len(cells)]: 6100}
        marks = {cell: value for cell, value in marks.items() if cell not in before}
        began = time.monotonic()
        with held(sqlite_url, kind), pytest.raises(OperationalError, match="database is locked"):
            save(engine, built, marks)
        assert time.monotonic() - began >= PATIENCE
        assert held_in(engine, built.competition_id) == before
        assert save(engine, built, marks) == [State.SAVED] * len(marks)
        assert held_in(engine, built.competition_id) == {**before, **marks}
    check_whole(engine)
    engine.dispose()
