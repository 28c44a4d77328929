"""The clock is set back between two marks: the order of the ledger is that of its revisions."""

import itertools
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, event

from dashboard.board import milliseconds
from dashboard.history import Cursor, Sifting, read_all, read_page
from dashboard.reader import Reader
from db.changes import record_change
from db.commands import set_score
from db.engine import connect, reading, writing
from db.ledger import Event, Sought, events_after, find_events, last_events, scores_at
from db.models import ChangeKind
from tests.browser.conftest import ROOT, OpenPage, Serve
from tests.factories import Contest, contest
from tests.faults import rounds
from tests.faults.checks import check_whole, held_in

HOUR = 3600

_FAKED = """
CREATE SCHEMA faked;
CREATE TABLE faked.clock (shift integer);
INSERT INTO faked.clock VALUES (0);
CREATE FUNCTION faked.clock_timestamp() RETURNS timestamptz LANGUAGE sql
  AS 'SELECT pg_catalog.clock_timestamp() + shift * interval ''1 second'' FROM faked.clock';
DO $$ DECLARE own regprocedure; BEGIN
  FOR own IN SELECT oid FROM pg_proc WHERE proname LIKE 'pantau%' LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = faked, public, pg_catalog', own);
  END LOOP;
END $$
"""
SetClock = Callable[[int], None]


@pytest.fixture
def set_clock(engine: Engine) -> Iterator[SetClock]:
    """`set_clock(seconds)`: by how much the database's clock is ahead of the true time."""
    if engine.dialect.name == "sqlite":
        yield faked_sqlite(engine)
        return
    with engine.begin() as connection:
        connection.exec_driver_sql(_FAKED, execution_options={"no_parameters": True})

    def shift(seconds: int) -> None:
        with engine.begin() as connection:
            connection.exec_driver_sql(f"UPDATE faked.clock SET shift = {int(seconds)}")

    yield shift


def faked_sqlite(engine: Engine) -> SetClock:
    """SQLite takes the time from a function, which each connection may have its own of."""
    ahead = [0]

    def strftime(form: str, what: str) -> str:
        assert (form, what) == ("%Y-%m-%d %H:%M:%f", "now")
        at = datetime.now(UTC) + timedelta(seconds=ahead[0])
        return at.strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]

    @event.listens_for(engine, "connect")
    def give_clock(connection: sqlite3.Connection, _record: object) -> None:
        connection.create_function("strftime", 2, strftime)

    engine.dispose()  # those that are open already have the true clock
    return lambda seconds: ahead.__setitem__(0, seconds)


@pytest.fixture
def built(engine: Engine) -> Contest:
    with writing(engine) as session:
        return contest(session, units=3)


def give(engine: Engine, built: Contest, place: int, value: int | None) -> int:
    """Give a mark; the revision afterwards."""
    submission, judge, criterion = built.keys[place]
    with writing(engine) as session:
        set_score(
            session,
            submission_id=submission,
            judge_id=judge,
            criterion_id=criterion,
            value=value,
            actor="Sari",
        )
    return Reader(engine).latest(built.competition_id).revision


def test_the_ledger_goes_by_revision_whatever_the_clock_says(
    engine: Engine, built: Contest, set_clock: SetClock
) -> None:
    reader = Reader(engine)
    reader.latest(built.competition_id)
    revisions = []
    for number in range(rounds(2, 20)):
        for shift, value in ((HOUR, 7000 + number), (0, 8000 + number), (-HOUR, None)):
            set_clock(shift)
            revisions.append(give(engine, built, 0, value))
            revisions.append(give(engine, built, 1, 5000 + number * 3 + shift // HOUR))
            followed = reader.latest(built.competition_id)
            anew = Reader(engine).latest(built.competition_id)
            assert followed.revision == anew.revision == revisions[-1]
            assert followed.newest_score_at == anew.newest_score_at
            assert [e.revision for e in followed.recent] == [e.revision for e in anew.recent]
            for mine, its in zip(followed.stages, anew.stages, strict=True):
                assert (mine.marks.values == its.marks.values).all()
    assert revisions == list(range(revisions[0], revisions[0] + len(revisions)))
    check_whole(engine)
    with reading(engine) as session:
        events = events_after(session, built.competition_id, 0)
        assert [e.revision for e in events] == revisions
        times = [e.at for e in events]
        assert times != sorted(times), "the clock was not set back"
        assert max(times) - min(times) > timedelta(seconds=1.9 * HOUR)
        assert last_events(session, built.competition_id, len(events)) == events
        newest = find_events(session, built.competition_id, Sought(), limit=len(events))
        assert newest == events[::-1]
        # What stood at a revision is what was given up to it, not up to its time.
        first = scores_at(session, built.competition_id, revisions[0])
        assert first.value.tolist() == [7000]
    assert built.keys[0] not in held_in(engine, built.competition_id)


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_history_shows_each_change_on_exactly_one_page(
    engine: Engine, built: Contest, set_clock: SetClock, size: int
) -> None:
    shifts = itertools.cycle((0, HOUR, -HOUR, 2 * HOUR))
    for number in range(12):
        shift = next(shifts)
        set_clock(shift)
        give(engine, built, number % 3, 5000 + number)
        if number % 2:
            with writing(engine) as session:
                record_change(
                    session,
                    competition_id=built.competition_id,
                    kind=ChangeKind.SUBMISSION,
                    actor="Sari",
                    subject={"number": number},
                    before=None,
                    after=None,
                )
    seen, cursor = [], Cursor()
    for _ in range(40):
        page = read_page(engine, built.competition_id, Sifting(), cursor, size=size)
        seen += list(page.rows)
        if page.next is None:
            break
        cursor = page.next
    assert page.next is None
    marks = [row.revision for row in seen if isinstance(row, Event)]
    others = [row.id for row in seen if not isinstance(row, Event)]
    assert len(marks) == len(set(marks)) == 12
    assert len(others) == len(set(others)) == 6
    assert marks == sorted(marks, reverse=True)
    assert others == sorted(others, reverse=True)
    whole = list(read_all(engine, built.competition_id, Sifting(), most=100, piece=size))
    assert len(whole) == 18


@pytest.mark.browser
def test_a_mark_of_the_future_is_no_negative_age(
    sqlite_url: str, serve: Serve, open_page: OpenPage
) -> None:
    engine = connect(sqlite_url)
    with writing(engine) as session:
        built = contest(session, units=3)
    set_clock = faked_sqlite(engine)
    set_clock(HOUR)
    give(engine, built, 0, 7000)
    at = Reader(engine).latest(built.competition_id).newest_score_at
    assert (milliseconds(at) or 0) / 1000 > time.time() + HOUR - 60
    page = open_page(serve(ROOT / "streamlit_app.py", {"DATABASE_URL": sqlite_url}) + "/?bahasa=en")
    page.locator(".strip[data-state=live]").wait_for(timeout=30_000)
    newest = page.locator("[data-part=newest]").inner_text()
    assert re.search(r"newest score \d\d:\d\d:\d\d WIB \((now|0 seconds ago)\)", newest), newest
    set_clock(0)
    revision = give(engine, built, 1, 8000)
    page.locator("[data-part=revision]", has_text=str(revision)).wait_for(timeout=10_000)
    newest = page.locator("[data-part=newest]").inner_text()
    assert re.search(r"\((\d+ seconds? ago|now)\)", newest), newest
    engine.dispose()
