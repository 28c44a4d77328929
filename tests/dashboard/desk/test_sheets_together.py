"""Several who write the same marks: whatever the order, nothing acknowledged is lost unseen."""

import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from dashboard.access import Identity
from dashboard.desk.sheet_answers import Entered, Mark, State
from dashboard.desk.sheets import save
from db.engine import reading, writing
from db.ledger import differences, events_after
from db.models import Role
from db.queries import read_scores
from db.rows import SheetKey
from tests.factories import Contest, contest

WRITERS, CRITERIA = 3, 2
VALUES = st.one_of(st.none(), st.integers(0, 4).map(lambda n: 2500 * n))
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.integers(0, WRITERS - 1), st.integers(0, 1), VALUES),
        st.tuples(st.just("repeat"), st.integers(0, WRITERS - 1)),
        st.tuples(st.just("look"), st.integers(0, WRITERS - 1)),
    ),
    max_size=25,
)


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_any_order_of_writers_keeps_what_was_acknowledged(
    engine: Engine, steps: list[tuple[object, ...]]
) -> None:
    with writing(engine) as session:
        built = contest(session, units=1, judges=1, criteria=CRITERIA)
    table: dict[int, int | None] = dict.fromkeys(built.criterion_ids)
    seen = [dict(table) for _ in range(WRITERS)]
    last: list[Mark | None] = [None] * WRITERS
    accepted: list[tuple[str, int | None, int | None]] = []
    for what, who, *rest in steps:
        assert isinstance(who, int)
        if what == "look":
            seen[who] = dict(table)
            continue
        if what == "write":
            criterion, value = built.criterion_ids[rest[0]], rest[1]  # type: ignore[index]
            last[who] = Mark(criterion, value, seen[who][criterion])  # type: ignore[arg-type]
        mark = last[who]
        if mark is None:
            continue
        answer = write(engine, built, f"W{who}", mark)
        there = table[mark.criterion_id]
        if mark.value == there:
            assert answer == (State.SAME, there)
        elif mark.expected == there:
            assert answer == (State.SAVED, mark.value)
            accepted.append((f"W{who}", there, mark.value))
            table[mark.criterion_id] = mark.value
        else:
            assert answer == (State.CONFLICT, there)
        seen[who][mark.criterion_id] = table[mark.criterion_id]
    with reading(engine) as session:
        held = read_scores(session, built.competition_id)
        events = events_after(session, built.competition_id, 0)
        assert differences(session, built.competition_id) == []
    assert dict(zip(held.criterion_id.tolist(), held.value.tolist(), strict=True)) == {
        key: value for key, value in table.items() if value is not None
    }
    assert [(event.actor, event.old, event.new) for event in events] == accepted


def write(engine: Engine, built: Contest, name: str, mark: Mark) -> tuple[State, int | str | None]:
    key = SheetKey(built.stage_ids[0], built.submission_ids[0], built.judge_ids[0])
    who = Identity(Role.OPERATOR, name)
    saved = save(engine, who, built.competition_id, [Entered(key, [mark])])
    answer = saved.sheets[0].marks[0]
    return answer.state, answer.held


THREADS, TURNS = 8, 6


def test_of_many_at_the_same_moment_each_counts_on_from_the_other(engine: Engine) -> None:
    with writing(engine) as session:
        built = contest(session, units=1, judges=1, criteria=1)
    (criterion,) = built.criterion_ids
    faults: list[BaseException] = []

    def count_up(name: str) -> None:
        held: int | None = None
        try:
            for _ in range(TURNS):
                while True:
                    wanted = (held or 0) + 1
                    state, there = write(engine, built, name, Mark(criterion, wanted, held))
                    assert there is None or isinstance(there, int)
                    held = there
                    # "Same" was another's step: this one is still to be made.
                    if state == State.SAVED:
                        break
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=count_up, args=(f"W{n}",)) for n in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with reading(engine) as session:
        events = events_after(session, built.competition_id, 0)
        assert read_scores(session, built.competition_id).value.tolist() == [THREADS * TURNS]
    assert [event.new for event in events] == [*range(1, THREADS * TURNS + 1)]
    by_writer = [event.actor for event in events]
    assert {name: by_writer.count(name) for name in by_writer} == {
        f"W{n}": TURNS for n in range(THREADS)
    }


def test_a_sheet_entered_twice_in_one_request_is_a_fault_of_ours(engine: Engine) -> None:
    with writing(engine) as session:
        built = contest(session, units=1)
    key = SheetKey(built.stage_ids[0], built.submission_ids[0], built.judge_ids[0])
    entered = [Entered(key), Entered(key)]
    with pytest.raises(ValueError, match="twice"):
        save(engine, Identity(Role.OPERATOR, "Sari"), built.competition_id, entered)
