"""A backup is made while marks are written: the copy is whole, a beginning of the work."""

import os
import random
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from db.__main__ import main
from db.commands import set_score
from db.engine import connect, reading, writing
from db.ledger import Event, events_after
from db.queries import read_heads
from tests.browser.conftest import ROOT
from tests.factories import Contest, contest
from tests.faults import rounds
from tests.faults.checks import check_whole, held_in, url_of


def command(url: str, *words: str | Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "db", *map(str, words)],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )


def events(url: str, competition: int) -> list[Event]:
    engine = connect(url)
    try:
        with reading(engine) as session:
            return events_after(session, competition, 0)
    finally:
        engine.dispose()


@contextmanager
def marks_coming_in(url: str, built: Contest) -> Iterator[list[int]]:
    """Marks given one after the other until the block ends; how many, so far."""
    over, given = threading.Event(), [0]

    def give() -> None:
        engine, luck = connect(url), random.Random(1)
        while not over.is_set():
            submission, judge, criterion = luck.choice(built.keys)
            with writing(engine) as session:
                set_score(
                    session,
                    submission_id=submission,
                    judge_id=judge,
                    criterion_id=criterion,
                    value=luck.randrange(10001),
                    actor="Sari",
                )
            given[0] += 1
        engine.dispose()

    thread = threading.Thread(target=give)
    thread.start()
    try:
        yield given
    finally:
        over.set()
        thread.join()


@pytest.fixture
def built(sqlite_url: str) -> Contest:
    engine = connect(sqlite_url)
    with writing(engine) as session:
        built = contest(session, units=10, judges=5, criteria=5)
    engine.dispose()
    return built


def test_a_copy_made_under_load_is_a_beginning_of_the_work(
    sqlite_url: str, built: Contest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copies = [tmp_path / f"copy {number}.db" for number in range(rounds(1, 20))]
    before = []
    with marks_coming_in(sqlite_url, built) as given:
        for copy in copies:
            before.append(given[0])
            made = command(sqlite_url, "backup", copy)
            assert (made.returncode, made.stderr) == (0, "")
    whole = events(sqlite_url, built.competition_id)
    assert given[0] > before[-1], "nothing was written while the copies were made"
    for copy in copies:
        engine = connect(url_of(copy))
        check_whole(engine)
        with reading(engine) as session:
            revision = read_heads(session)[built.competition_id].revision
        kept = events(url_of(copy), built.competition_id)
        assert kept == [event for event in whole if event.revision <= revision]
        replayed = {(e.submission_id, e.judge_id, e.criterion_id): e.new for e in kept}
        assert held_in(engine, built.competition_id) == replayed
        engine.dispose()
        monkeypatch.setenv("DATABASE_URL", url_of(copy))
        monkeypatch.setattr("sys.argv", ["python -m db", "verify"])
        assert main() == 0
    assert [path.name for path in tmp_path.iterdir() if "part" in path.name] == []


def test_a_killed_backup_leaves_nothing_under_the_name_of_the_copy(
    sqlite_url: str, built: Contest, tmp_path: Path
) -> None:
    for number in range(rounds(1, 10)):
        copy = tmp_path / "folder" / f"{number}.db"
        copy.parent.mkdir(exist_ok=True)
        process = subprocess.Popen(
            [sys.executable, "-m", "db", "backup", str(copy)],
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": sqlite_url},
            stdout=subprocess.DEVNULL,
        )
        while process.poll() is None and not any(copy.parent.glob(f".{number}.db*")):
            pass  # a copy takes milliseconds: it is caught as its first file appears
        process.kill()
        process.wait()
        if copy.exists():
            engine = connect(url_of(copy))
            check_whole(engine)
            engine.dispose()
