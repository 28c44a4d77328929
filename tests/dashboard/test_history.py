"""The history as the database finds it, held against the same filter written plainly."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from dashboard.history import KINDS, Cursor, Happening, Sifting, actors, read_all, read_page
from db.changes import read_changes, record_change
from db.commands import record_scores, set_score
from db.engine import reading, writing
from db.ledger import Event, events_after
from db.models import ChangeKind
from tests.factories import Contest, contest

NAMES = ("Juri 1", "Operator", "Panitia", "admin")


def happen(engine: Engine) -> Contest:
    """A day: marks given, changed and withdrawn by several, and changes of every kind between."""
    with writing(engine) as session:
        ids = contest(session, units=3, criteria=2, judges=2)
        other = contest(session)
    kinds = list(ChangeKind)
    for turn in range(34):
        with writing(engine) as session:
            submission, judge, criterion = ids.keys[turn * 5 % len(ids.keys)]
            actor = NAMES[turn % 3]
            if turn % 7 == 6:
                key = {"submission_id": submission, "judge_id": judge, "criterion_id": criterion}
                set_score(session, **key, value=None, actor=actor)
            else:
                mark = (submission, judge, criterion, 5000 + 100 * turn)
                record_scores(session, [mark], actor=actor)
            record_change(
                session,
                competition_id=None if turn % 9 == 8 else ids.competition_id,
                kind=kinds[turn % len(kinds)],
                actor=NAMES[turn % 4],
                subject=[
                    {"submission": 1 + turn % 3, "judge": f"J{1 + turn % 2}", "stage": "Tahap 1"},
                    {"criterion": f"K{1 + turn % 2}"},
                    {"card": turn, "holder": "1"},
                ][turn % 3],
                before={"name": "a"},
                after={"name": "b"},
            )
    with writing(engine) as session:
        record_scores(session, [(*other.keys[0], 7000)], actor="Orang lain")
        record_change(
            session,
            competition_id=other.competition_id,
            kind=ChangeKind.STAGE,
            actor="Orang lain",
            subject={"submission": 1},
        )
    return ids


def everything(engine: Engine, competition_id: int) -> list[Happening]:
    with reading(engine) as session:
        events = events_after(session, competition_id, 0)[::-1]
        own = read_changes(session, competition_id)
        changes = sorted([*own, *read_changes(session, None)], key=lambda row: -row.id)
    rows: list[Happening] = [*changes, *events]
    return sorted(rows, key=lambda row: row.at, reverse=True)


def is_sought(row: Happening, asked: Sifting) -> bool:
    if asked.actor is not None and row.actor != asked.actor:
        return False
    if asked.since is not None and row.at < asked.since:
        return False
    if asked.until is not None and row.at > asked.until:
        return False
    if isinstance(row, Event):
        return (
            (not asked.kinds or "marks" in asked.kinds)
            and asked.submission_id in (None, row.submission_id)
            and asked.judge_id in (None, row.judge_id)
            and asked.criterion_id in (None, row.criterion_id)
            and (not asked.corrections or row.old is not None)
        )
    if asked.corrections:
        return False
    kinds = {kind for name in asked.kinds for kind in KINDS[name]}
    return (
        (not asked.kinds or row.kind in kinds)
        and asked.number in (None, row.subject.get("submission"))
        and asked.judge in (None, row.subject.get("judge"))
        and asked.criterion in (None, row.subject.get("criterion"))
    )


def pages(engine: Engine, key: int, asked: Sifting, size: int) -> Iterator[list[Happening]]:
    cursor: Cursor | None = Cursor()
    while cursor is not None:
        page = read_page(engine, key, asked, cursor, size=size)
        assert len(page.rows) == size or page.next is None
        yield list(page.rows)
        cursor = page.next


@pytest.fixture
def day(engine: Engine) -> Contest:
    return happen(engine)


def test_all_of_it_comes_once_and_newest_first(engine: Engine, day: Contest) -> None:
    whole = everything(engine, day.competition_id)
    assert len(whole) > 60
    for size in (1, 7, 50, 500):
        found = [row for page in pages(engine, day.competition_id, Sifting(), size) for row in page]
        assert found == whole


@given(data=st.data())
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_search_finds_what_a_plain_filter_finds(
    engine: Engine, day: Contest, data: st.DataObject
) -> None:
    whole = everything(engine, day.competition_id)
    place = st.none() | st.integers(0, 1)
    entry, judge, criterion = data.draw(place), data.draw(place), data.draw(place)
    moments = st.none() | st.sampled_from([row.at for row in whole])
    asked = Sifting(
        kinds=data.draw(st.frozensets(st.sampled_from(sorted(KINDS)), max_size=3)),
        submission_id=None if entry is None else day.submission_ids[entry],
        number=None if entry is None else entry + 1,
        judge_id=None if judge is None else day.judge_ids[judge],
        judge=None if judge is None else f"J{judge + 1}",
        criterion_id=None if criterion is None else day.criterion_ids[criterion],
        criterion=None if criterion is None else f"K{criterion + 1}",
        actor=data.draw(st.none() | st.sampled_from([*NAMES, "x", "'; --"])),
        since=data.draw(moments),
        until=data.draw(moments),
        corrections=data.draw(st.booleans()),
    )
    size = data.draw(st.integers(1, 12))
    found = [row for page in pages(engine, day.competition_id, asked, size) for row in page]
    assert found == [row for row in whole if is_sought(row, asked)]


def test_a_search_begins_at_the_moment_it_says(engine: Engine, day: Contest) -> None:
    whole = everything(engine, day.competition_id)
    for event in [row for row in whole if isinstance(row, Event)][:8]:
        for late, is_found in ((-1, True), (0, True), (1, False), (900, False)):
            begin = event.at + timedelta(microseconds=late)
            asked = Sifting(kinds=frozenset({"marks"}), since=begin)
            found = [row for page in pages(engine, day.competition_id, asked, 99) for row in page]
            assert (event in found) is is_found


def test_what_comes_in_meanwhile_moves_no_older_page(engine: Engine, day: Contest) -> None:
    first = read_page(engine, day.competition_id, Sifting(), size=10)
    assert first.next is not None
    second = read_page(engine, day.competition_id, Sifting(), first.next, size=10)
    with writing(engine) as session:
        record_scores(session, [(*day.keys[0], 9900)], actor="Juri 1")
    assert read_page(engine, day.competition_id, Sifting(), first.next, size=10) == second


def test_a_file_ends_where_it_is_told_to(engine: Engine, day: Contest) -> None:
    whole = everything(engine, day.competition_id)
    for most in (0, 1, 10, 11):
        found = list(read_all(engine, day.competition_id, Sifting(), most=most, piece=4))
        assert found == whole[:most]


def test_everybody_who_did_something_is_listed_once(engine: Engine, day: Contest) -> None:
    assert actors(engine, day.competition_id) == sorted(NAMES)


def test_nothing_at_all_is_an_empty_page(engine: Engine) -> None:
    with writing(engine) as session:
        key = contest(session).competition_id
    page = read_page(engine, key, Sifting(), size=5)
    assert (page.rows, page.next) == ((), None)
