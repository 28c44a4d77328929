"""The ledger says what happened to every mark, whoever wrote it and however."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import IntegrityError

from db.commands import record_scores, set_score
from db.engine import reading, writing
from db.ledger import (
    Difference,
    Event,
    differences,
    events_after,
    last_events,
    scores_at,
    sheet_times,
)
from db.queries import read_heads, read_scores
from db.rows import Head, Scores
from tests.factories import Contest, contest

Key = tuple[int, int, int]
COLUMNS = "submission_id, judge_id, criterion_id"
WHERE = "submission_id = {} AND judge_id = {} AND criterion_id = {}"


def as_dict(scores: Scores) -> dict[Key, int]:
    columns = (scores.submission_id, scores.judge_id, scores.criterion_id)
    keys = zip(*(column.tolist() for column in columns), strict=True)
    return dict(zip(keys, scores.value.tolist(), strict=True))


def insert(
    connection: Connection, marks: dict[Key, int], head: str = "INSERT", tail: str = ""
) -> None:
    values = ", ".join(f"({s}, {j}, {c}, {v / 100})" for (s, j, c), v in marks.items())
    connection.execute(text(f"{head} INTO score ({COLUMNS}, value) VALUES {values} {tail}"))


def upsert(connection: Connection, marks: dict[Key, int]) -> None:
    insert(connection, marks, tail=f"ON CONFLICT ({COLUMNS}) DO UPDATE SET value = excluded.value")


def ignore(connection: Connection, marks: dict[Key, int]) -> None:
    if connection.dialect.name == "sqlite":
        insert(connection, marks, head="INSERT OR IGNORE")
    else:
        insert(connection, marks, tail="ON CONFLICT DO NOTHING")


def replace(connection: Connection, marks: dict[Key, int]) -> None:
    if connection.dialect.name == "sqlite":
        insert(connection, marks, head="INSERT OR REPLACE")
    else:
        delete(connection, marks)
        insert(connection, marks)


def replace_recursively(connection: Connection, marks: dict[Key, int]) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA recursive_triggers = ON")
    replace(connection, marks)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA recursive_triggers = OFF")


def update(connection: Connection, marks: dict[Key, int]) -> None:
    for key, value in marks.items():
        connection.execute(
            text(f"UPDATE score SET value = {value / 100} WHERE {WHERE.format(*key)}")
        )


def turn(connection: Connection, marks: dict[Key, int]) -> None:
    submissions = ", ".join(str(key[0]) for key in marks)
    connection.execute(
        text(f"UPDATE score SET value = 100 - value WHERE submission_id IN ({submissions})")
    )


def delete(connection: Connection, marks: dict[Key, int]) -> None:
    for key in marks:
        connection.execute(text(f"DELETE FROM score WHERE {WHERE.format(*key)}"))


def clear(connection: Connection, marks: dict[Key, int]) -> None:
    submissions = ", ".join(str(key[0]) for key in marks)
    connection.execute(text(f"DELETE FROM score WHERE submission_id IN ({submissions})"))


def retitle(connection: Connection, marks: dict[Key, int]) -> None:
    key = next(iter(marks))[0]
    connection.execute(text(f"UPDATE submission SET title = title || '!' WHERE id = {key}"))


PROGRAMS: list[Callable[[Connection, dict[Key, int]], None]] = [
    insert,
    upsert,
    ignore,
    replace,
    replace_recursively,
    update,
    turn,
    delete,
    clear,
    retitle,
]


def one_by_one(engine: Engine, marks: dict[Key, int]) -> None:
    with writing(engine) as session:
        for (submission, judge, criterion), value in marks.items():
            set_score(
                session,
                submission_id=submission,
                judge_id=judge,
                criterion_id=criterion,
                value=value if value % 3 else None,
                actor="operator",
            )


def in_bulk(engine: Engine, marks: dict[Key, int]) -> None:
    with writing(engine) as session:
        record_scores(session, [(*key, value) for key, value in marks.items()], actor="operator")


steps = st.lists(
    st.tuples(
        st.sampled_from([*PROGRAMS, one_by_one, in_bulk]),
        st.dictionaries(st.integers(0, 7), st.integers(0, 10000), min_size=1, max_size=5),
    ),
    max_size=14,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=steps)
@example(  # twice 100 less a float is the same mark with a tail
    steps=[(insert, {0: 1}), (turn, {0: 0}), (turn, {0: 0}), (upsert, {0: 1})]
)
def test_the_ledger_replays_to_every_state_the_table_ever_had(
    engine: Engine, steps: list[tuple[Callable[..., None], dict[int, int]]]
) -> None:
    with writing(engine) as session:
        built = contest(session, units=2)
    competition = built.competition_id
    states = [_state(engine, competition)]
    for step, drawn in steps:
        marks = {built.keys[index]: value for index, value in drawn.items()}
        if step in PROGRAMS:
            with suppress(IntegrityError), engine.begin() as connection:
                step(connection, marks)  # an insert of what is there already is refused
        else:
            step(engine, marks)
        states.append(_state(engine, competition))

    with reading(engine) as session:
        assert differences(session, competition) == []
        for head, table in states:
            assert as_dict(scores_at(session, competition, head.revision)) == table
        events = events_after(session, competition, 0)
    revisions = [event.revision for event in events]
    structure = {head.structure_revision for head, _ in states}
    first, last = states[0][0].revision, states[-1][0].revision
    assert revisions == sorted(set(range(first + 1, last + 1)) - structure)
    standing: dict[Key, int | None] = {}
    for event in events:
        key = (event.submission_id, event.judge_id, event.criterion_id)
        assert event.old == standing.get(key) != event.new
        standing[key] = event.new


def _state(engine: Engine, competition: int) -> tuple[Head, dict[Key, int]]:
    with reading(engine) as session:
        return read_heads(session)[competition], as_dict(read_scores(session, competition))


@pytest.fixture
def built(engine: Engine) -> Contest:
    with writing(engine) as session:
        return contest(session, units=2)


def test_an_event_says_what_changed_who_did_it_and_when(engine: Engine, built: Contest) -> None:
    submission, judge, criterion = key = built.keys[0]
    mark = {"submission_id": submission, "judge_id": judge, "criterion_id": criterion}
    with writing(engine) as session:
        start = read_heads(session)[built.competition_id].revision
        set_score(session, **mark, value=8825, actor="juri 1")
        set_score(session, **mark, value=8850, actor="operator")
        set_score(session, **mark, value=None, actor="panitia")
    with reading(engine) as session:
        events = events_after(session, built.competition_id, start)
    assert [(event.old, event.new, event.actor) for event in events] == [
        (None, 8825, "juri 1"),
        (8825, 8850, "operator"),
        (8850, None, "panitia"),
    ]
    assert [event.revision for event in events] == [start + 1, start + 2, start + 3]
    assert {(e.submission_id, e.judge_id, e.criterion_id) for e in events} == {key}
    for event in events:
        assert event.at.tzinfo is UTC
        assert abs(datetime.now(UTC) - event.at) < timedelta(seconds=30)


def test_a_program_that_names_nobody_leaves_the_actor_empty(engine: Engine, built: Contest) -> None:
    with engine.begin() as connection:
        insert(connection, {built.keys[0]: 8000})
    with reading(engine) as session:
        assert last_events(session, built.competition_id, 1)[0].actor is None


def test_events_after_a_revision_begin_with_the_next_one(engine: Engine, built: Contest) -> None:
    events = _five_events(engine, built)
    with reading(engine) as session:
        assert events_after(session, built.competition_id, events[2].revision) == events[3:]


def test_the_last_events_come_oldest_first(engine: Engine, built: Contest) -> None:
    events = _five_events(engine, built)
    with reading(engine) as session:
        assert last_events(session, built.competition_id, 2) == events[3:]
        assert last_events(session, built.competition_id, 99) == events


def test_a_sheet_changed_last_when_any_of_its_marks_did(engine: Engine) -> None:
    with writing(engine) as session:
        built = contest(session, stages=2)
    with writing(engine) as session:
        record_scores(session, [(*key, 8000) for key in built.keys], actor="juri")
    submission, judge, criterion = built.keys[5]
    with writing(engine) as session:
        set_score(
            session,
            submission_id=submission,
            judge_id=judge,
            criterion_id=criterion,
            value=None,
            actor="panitia",
        )
    home = dict(
        zip(built.criterion_ids, [s for s in built.stage_ids for _ in range(2)], strict=True)
    )
    with reading(engine) as session:
        events = events_after(session, built.competition_id, 0)
        for after in (0, events[-3].revision):
            times = sheet_times(session, built.competition_id, after)
            wanted: dict[Key, int] = {}
            for event in events:
                if event.revision > after:
                    moment = event.at - datetime(1970, 1, 1, tzinfo=UTC)
                    key = (event.submission_id, event.judge_id, home[event.criterion_id])
                    wanted[key] = max(wanted.get(key, 0), moment // timedelta(milliseconds=1))
            columns = (times.submission_id, times.judge_id, times.stage_id, times.at)
            rows = list(zip(*(column.tolist() for column in columns), strict=True))
            assert rows == sorted((*key, at) for key, at in wanted.items())


def test_a_ledger_that_the_table_contradicts_is_found_out(sqlite_url: str) -> None:
    from db.engine import connect

    engine = connect(sqlite_url)
    with writing(engine) as session:
        built = contest(session, units=2)
        record_scores(session, [(*built.keys[0], 8000), (*built.keys[1], 7000)], actor="juri")
    with engine.begin() as connection:  # somebody who takes the triggers away
        connection.exec_driver_sql("DROP TRIGGER pantau_score_update")
        update(connection, {built.keys[1]: 9900})
    with reading(engine) as session:
        assert differences(session, built.competition_id) == [
            Difference(*built.keys[1], in_ledger=7000, in_table=9900)
        ]
    engine.dispose()


def test_one_statement_over_two_competitions_is_numbered_in_each(engine: Engine) -> None:
    with writing(engine) as session:
        one, two = contest(session), contest(session)
        before = read_heads(session)
    with engine.begin() as connection:
        insert(connection, {one.keys[0]: 8000, two.keys[0]: 7000, one.keys[1]: 6000})
    with reading(engine) as session:
        for built, values in ((one, [8000, 6000]), (two, [7000])):
            start = before[built.competition_id].revision
            events = events_after(session, built.competition_id, start)
            assert [(event.revision - start, event.new) for event in events] == list(
                enumerate(values, 1)
            )


def _five_events(engine: Engine, built: Contest) -> list[Event]:
    with writing(engine) as session:
        rows = [(*key, 8000 + place) for place, key in enumerate(built.keys[:5])]
        record_scores(session, rows, actor="juri")
        return events_after(session, built.competition_id, 0)
