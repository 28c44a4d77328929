"""The running order at the desk: one presents at a time, every change is recorded."""

from collections.abc import Callable
from datetime import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, update

from dashboard.access import Identity
from dashboard.desk.door import Denied
from dashboard.desk.running_order import BEGUN, NOBODY_LEFT, RunningOrder
from db.changes import read_changes
from db.engine import connect, migrate, reading, writing
from db.models import EntryStatus, Role, StageEntry, Submission, SubmissionStatus
from db.queries import read_structure
from db.rows import EntryRow
from tests.factories import Contest, contest

OPERATOR = Identity(Role.OPERATOR, "Operator")
PANITIA = Identity(Role.PANITIA, "Panitia")


@pytest.fixture
def ids(engine: Engine) -> Contest:
    return waiting_contest(engine)


def waiting_contest(engine: Engine) -> Contest:
    with writing(engine) as session:
        built = contest(session, entries=4)
        session.execute(update(StageEntry).values(status=EntryStatus.WAITING))
    return built


def order_of(engine: Engine, ids: Contest, who: Identity = OPERATOR) -> RunningOrder:
    return RunningOrder(engine, who, ids.competition_id, ids.stage_ids[0])


def slots(engine: Engine, ids: Contest) -> list[EntryRow]:
    with reading(engine) as session:
        return list(read_structure(session, ids.competition_id).entries)


def statuses(engine: Engine, ids: Contest) -> list[str]:
    return [str(slot.status) for slot in slots(engine, ids)]


def test_calling_the_next_goes_through_the_order_to_its_end(engine: Engine, ids: Contest) -> None:
    running = order_of(engine, ids)
    running.set_status(ids.submission_ids[1], EntryStatus.ABSENT)
    running.call_next()
    assert statuses(engine, ids) == ["presenting", "absent", "waiting", "waiting"]
    running.call_next()
    assert statuses(engine, ids) == ["presented", "absent", "presenting", "waiting"]
    running.call_next()
    running.call_next()
    assert statuses(engine, ids) == ["presented", "absent", "presented", "presented"]
    with pytest.raises(Denied, match=NOBODY_LEFT):
        running.call_next()


def test_one_presents_at_a_time(engine: Engine, ids: Contest) -> None:
    running = order_of(engine, ids)
    for submission in ids.submission_ids[:3]:
        running.set_status(submission, EntryStatus.PRESENTING)
    assert statuses(engine, ids) == ["presented", "presented", "presenting", "waiting"]


def test_an_entry_moves_and_the_others_close_up(engine: Engine, ids: Contest) -> None:
    first, second, third, fourth = ids.submission_ids
    running = order_of(engine, ids)
    running.place(fourth, 1)
    assert [slot.submission_id for slot in slots(engine, ids)] == [fourth, first, second, third]
    running.place(fourth, 99)
    assert [slot.submission_id for slot in slots(engine, ids)] == [first, second, third, fourth]
    assert [slot.running_order for slot in slots(engine, ids)] == [1, 2, 3, 4]


def test_times_are_filled_for_those_who_wait(engine: Engine, ids: Contest) -> None:
    running = order_of(engine, ids)
    running.call_next()
    running.fill_times(time(8, 30), 20)
    assert [slot.slot_time for slot in slots(engine, ids)] == [
        None,
        time(8, 30),
        time(8, 50),
        time(9, 10),
    ]
    running.set_time(ids.submission_ids[1], None)
    assert slots(engine, ids)[1].slot_time is None


@pytest.mark.parametrize(("start", "minutes"), [(time(23, 30), 20), (time(8), 0), (time(8), 721)])
def test_times_that_make_no_sense_are_refused(
    engine: Engine, ids: Contest, start: time, minutes: int
) -> None:
    with pytest.raises(Denied):
        order_of(engine, ids).fill_times(start, minutes)
    assert {slot.slot_time for slot in slots(engine, ids)} == {None}


def test_lots_are_drawn_until_somebody_presents(engine: Engine, ids: Contest) -> None:
    running = order_of(engine, ids)
    orders = set()
    for _ in range(40):
        running.draw_lots()
        drawn = slots(engine, ids)
        assert [slot.running_order for slot in drawn] == [1, 2, 3, 4]
        orders.add(tuple(slot.submission_id for slot in drawn))
    assert len(orders) > 5
    running.call_next()
    with pytest.raises(Denied, match=BEGUN):
        running.draw_lots()


def test_withdrawing_asks_for_the_committee_and_a_reason(engine: Engine, ids: Contest) -> None:
    first, second, *_ = ids.submission_ids
    with pytest.raises(Denied):
        order_of(engine, ids).withdraw(first, "sakit")
    committee = order_of(engine, ids, PANITIA)
    with pytest.raises(Denied) as refused:
        committee.withdraw(first, "  ")
    assert refused.value.where == "reason"
    committee.withdraw(first, "sakit")
    with pytest.raises(Denied):
        committee.set_status(first, EntryStatus.PRESENTING)
    committee.call_next()
    assert [s.submission_id for s in slots(engine, ids) if s.status == "presenting"] == [second]
    committee.reinstate(first, "salah orang")
    with reading(engine) as session:
        status = read_structure(session, ids.competition_id).submissions[0].status
        changes = read_changes(session, ids.competition_id)
    assert status == SubmissionStatus.VERIFIED
    assert [change.reason for change in changes if change.reason] == ["salah orang", "sakit"]


def test_a_disqualified_entry_stays_out(engine: Engine, ids: Contest) -> None:
    first = ids.submission_ids[0]
    with writing(engine) as session:
        submission = session.get(Submission, first)
        assert submission is not None
        submission.status = SubmissionStatus.DISQUALIFIED
    committee = order_of(engine, ids, PANITIA)
    for change in (committee.reinstate, committee.withdraw):
        with pytest.raises(Denied):
            change(first, "salah orang")


@pytest.mark.parametrize(
    "act",
    [
        lambda running, other: running.set_status(other, EntryStatus.ABSENT),
        lambda running, other: running.place(other, 1),
        lambda running, other: running.set_time(other, time(9)),
    ],
)
def test_an_entry_of_another_competition_is_not_touched(
    engine: Engine, ids: Contest, act: Callable[[RunningOrder, int], None]
) -> None:
    other = waiting_contest(engine)
    before = slots(engine, other)
    with pytest.raises(Denied):
        act(order_of(engine, ids), other.submission_ids[0])
    with pytest.raises(Denied):
        act(
            RunningOrder(engine, OPERATOR, ids.competition_id, other.stage_ids[0]),
            other.submission_ids[0],
        )
    assert slots(engine, other) == before


@pytest.mark.parametrize("role", [None, Role.JURI, Role.PIMPINAN])
def test_others_do_not_touch_the_order(engine: Engine, ids: Contest, role: Role | None) -> None:
    with pytest.raises(Denied):
        order_of(engine, ids, Identity(role, "x")).call_next()


STEPS = st.one_of(
    st.tuples(st.just("set_status"), st.integers(0, 3), st.sampled_from(EntryStatus)),
    st.tuples(st.just("place"), st.integers(0, 3), st.integers(-1, 6)),
    st.tuples(st.just("call_next")),
)


@settings(max_examples=25, deadline=None)
@given(st.lists(STEPS, max_size=12))
def test_the_record_replayed_gives_the_order_as_it_stands(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, ...]]
) -> None:
    engine = connect(f"sqlite:///{tmp_path_factory.mktemp('order') / 'pantau.db'}")
    migrate(engine)
    ids = waiting_contest(engine)
    replayed = {
        number: {"status": "waiting", "running_order": number}
        for number in range(1, len(ids.submission_ids) + 1)
    }
    running = order_of(engine, ids)
    for name, *arguments in steps:
        if arguments:
            arguments[0] = ids.submission_ids[arguments[0]]  # type: ignore[index]
        try:
            getattr(running, name)(*arguments)
        except Denied as denied:
            assert denied.message == NOBODY_LEFT
    with reading(engine) as session:
        structure = read_structure(session, ids.competition_id)
        changes = read_changes(session, ids.competition_id)[::-1]
    engine.dispose()
    for change in changes:
        row = replayed[change.subject["submission"]]
        for field, value in (change.before or {}).items():
            assert row[field] == value
        row.update(change.after or {})
    numbers = {row.id: row.number for row in structure.submissions}
    assert replayed == {
        numbers[slot.submission_id]: {
            "status": str(slot.status),
            "running_order": slot.running_order,
        }
        for slot in structure.entries
    }
    assert sum(slot.status == "presenting" for slot in structure.entries) <= 1
