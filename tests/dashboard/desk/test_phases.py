"""The phases: what must be ready, what asks for a reason, and the result that publishing keeps."""

import hashlib
import json
import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, select

from dashboard.access import Identity
from dashboard.desk.change import WHY
from dashboard.desk.criteria import set_weights
from dashboard.desk.door import NOT_ALLOWED, Denied
from dashboard.desk.phases import (
    MOVED_ALREADY,
    NOT_READY,
    ONE_AT_A_TIME,
    change_phase,
    publish,
)
from dashboard.desk.readiness import Weight, checks, sheets_out
from dashboard.reader import Reader
from dashboard.result import result_json
from db.commands import confirm_sheet, record_scores, set_score
from db.engine import reading, writing
from db.models import Criterion, Method, Panel, Phase, Role, Snapshot, StageEntry
from tests.dashboard.desk.day import ADMIN, Day, begun

R, J, C, P = Phase


def go(day: Day, phase: Phase, reason: str = "", opened: Phase | None = None) -> None:
    now = opened or day.structure.competition.phase
    change_phase(day.engine, ADMIN, day.ids.competition_id, phase, now, reason)


def refused(day: Day, phase: Phase, message: str, reason: str = "") -> None:
    before = day.structure.competition.phase
    with pytest.raises(Denied) as denied:
        go(day, phase, reason)
    assert denied.value.message == message
    assert day.structure.competition.phase is before


def open_points(day: Day, phase: Phase) -> set[str]:
    return {
        check.message % (check.values | check.hundredths)
        for check in checks(day.board, phase)
        if check.weight is not Weight.DONE
    }


def test_a_day_goes_forward_step_by_step_and_is_recorded(engine: Engine) -> None:
    day = begun(engine)
    day.set(phase=R)
    go(day, J)
    go(day, C)
    go(day, P, "berita acara 12/2018")
    kept = [(c.kind.value, c.before, c.after, c.reason) for c in day.changes]
    assert kept == [
        ("phase", {"phase": "registration"}, {"phase": "judging"}, ""),
        ("phase", {"phase": "judging"}, {"phase": "closed"}, ""),
        ("phase", {"phase": "closed"}, {"phase": "published"}, "berita acara 12/2018"),
    ]


def test_weights_must_come_to_exactly_100(engine: Engine) -> None:
    day = begun(engine, marked=False)
    day.set(phase=R)
    first, second = day.ids.criterion_ids
    day.make(set_weights({}, {first: "33,33", second: "66,66"}))
    assert open_points(day, J) == {
        "The weights of the stage “Tahap 1” come to 9999: 1 are missing."
    }
    refused(day, J, NOT_READY)
    day.make(set_weights({}, {second: "66,67"}))
    go(day, J)


@pytest.mark.parametrize("table", [Panel, StageEntry, Criterion])
def test_judging_needs_criteria_judges_and_entries(engine: Engine, table: type) -> None:
    day = begun(engine, marked=False)
    day.set(phase=R)
    with writing(engine) as session:
        for row in session.scalars(select(table)).all():
            session.delete(row)
    assert open_points(day, J)
    refused(day, J, NOT_READY, "tetap saja")


def test_too_few_judges_to_trim_is_told_but_keeps_nobody(engine: Engine) -> None:
    day = begun(engine, marked=False)
    day.set(phase=R, method=Method.TRIMMED_MEAN, trim=1)
    assert [c.weight for c in checks(day.board, J) if c.weight is not Weight.DONE] == [
        Weight.ADVICE
    ]
    go(day, J)


def test_sheets_that_are_out_are_named_and_take_a_reason(engine: Engine) -> None:
    day = begun(engine)
    with writing(engine) as session:
        for submission, judge in ((0, 0), (2, 0), (1, 1)):
            set_score(
                session, submission_id=day.ids.submission_ids[submission],
                judge_id=day.ids.judge_ids[judge], criterion_id=day.ids.criterion_ids[0],
                value=None, actor="juri",
            )  # fmt: skip
    assert sheets_out(day.board) == {"J1": [1, 3], "J2": [2]}
    (point, *_) = checks(day.board, C)
    assert (point.weight, point.values) == (Weight.EXPLAIN, {"count": 3, "all": 6})
    refused(day, C, WHY)
    go(day, C, "juri J1 pulang lebih awal")
    assert day.changes[-1].reason == "juri J1 pulang lebih awal"


def test_sheets_that_are_not_locked_are_told(engine: Engine) -> None:
    day = begun(engine)
    with writing(engine) as session:
        confirm_sheet(
            session, stage_id=day.ids.stage_ids[0], submission_id=day.ids.submission_ids[0],
            judge_id=day.ids.judge_ids[0], at=datetime.now(UTC),
        )  # fmt: skip
    advice = [c.values for c in checks(day.board, C) if c.weight is Weight.ADVICE]
    assert advice == [{"count": 5}]


def test_back_takes_a_reason_and_may_be_far(engine: Engine) -> None:
    day = begun(engine)
    go(day, C)
    refused(day, R, WHY)
    go(day, R, "salah tekan")
    assert day.structure.competition.phase is R


def test_no_phase_is_passed_over(engine: Engine) -> None:
    day = begun(engine)
    refused(day, P, ONE_AT_A_TIME, "cepat")


def test_a_phase_that_was_changed_meanwhile_is_not_changed_again(engine: Engine) -> None:
    day = begun(engine)
    go(day, C)
    with pytest.raises(Denied) as denied:
        go(day, C, opened=J)
    assert denied.value.message == MOVED_ALREADY


def test_publishing_takes_its_basis(engine: Engine) -> None:
    day = begun(engine)
    go(day, C)
    refused(day, P, WHY)
    with reading(engine) as session:
        assert session.scalars(select(Snapshot)).all() == []


def test_publishing_keeps_the_result_of_that_moment_with_its_hash(engine: Engine) -> None:
    day = begun(engine)
    go(day, C)
    publish(engine, ADMIN, day.ids.competition_id, C, "berita acara")
    board = Reader(engine).latest(day.ids.competition_id)
    assert board.is_final
    with reading(engine) as session:
        (kept,) = session.scalars(select(Snapshot)).all()
    assert kept.taken_by == "Ibu Sari"
    assert kept.sha256 == hashlib.sha256(kept.content.encode()).hexdigest()
    told, now = json.loads(kept.content), json.loads(result_json(board))
    assert told["revision"] == kept.revision
    assert told["standings"] == now["standings"]
    assert len(told["standings"]) == len(day.ids.submission_ids)


def test_a_publication_that_is_taken_back_is_no_longer_final(engine: Engine) -> None:
    day, reader = begun(engine), Reader(engine)
    go(day, C)
    go(day, P, "berita acara")
    assert reader.latest(day.ids.competition_id).is_final
    go(day, C, "salah hitung")
    assert not reader.latest(day.ids.competition_id).is_final
    go(day, P, "berita acara kedua")
    assert reader.latest(day.ids.competition_id).is_final
    with reading(engine) as session:
        assert len(session.scalars(select(Snapshot)).all()) == 2


def test_no_mark_comes_between_publishing_and_what_is_kept(engine: Engine) -> None:
    day = begun(engine)
    go(day, C)
    submission, judge, criterion = day.ids.keys[0]
    stop = threading.Event()

    def keep_marking() -> None:
        value = 1
        while not stop.is_set():
            with writing(engine) as session:
                record_scores(session, [(submission, judge, criterion, value * 100)], actor="j")
            value = value % 99 + 1

    marking = threading.Thread(target=keep_marking)
    marking.start()
    try:
        publish(engine, ADMIN, day.ids.competition_id, C, "berita acara")
    finally:
        stop.set()
        marking.join()
    with reading(engine) as session:
        (kept,) = session.scalars(select(Snapshot)).all()
        value = ledger_at(session, kept.revision, (submission, judge, criterion))
    day.mark((submission, judge, criterion, value))
    told, now = json.loads(kept.content), json.loads(result_json(day.board))
    assert told["standings"] == now["standings"]


def ledger_at(session: object, revision: int, key: tuple[int, int, int]) -> int:
    """What a mark was at a revision, by the ledger."""
    from db.models import ScoreEvent

    rows = session.scalars(select(ScoreEvent)).all()  # type: ignore[attr-defined]
    mine = [
        row
        for row in rows
        if (row.submission_id, row.judge_id, row.criterion_id) == key and row.revision <= revision
    ]
    value = max(mine, key=lambda row: row.revision).new_value
    assert value is not None
    return int(value)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN] + [None])
def test_only_an_administrator_changes_the_phase(engine: Engine, role: Role | None) -> None:
    day = begun(engine)
    for act in (C, P):
        with pytest.raises(Denied) as denied:
            change_phase(engine, Identity(role, "x"), day.ids.competition_id, act, J, "x")
        assert denied.value.message == NOT_ALLOWED
