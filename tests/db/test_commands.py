"""What changes the database, and what it refuses in the user's words."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, text
from sqlmodel import SQLModel

from db.commands import (
    Refused,
    confirm_sheet,
    record_scores,
    remove_competition,
    set_entry_status,
    set_score,
)
from db.engine import reading, writing
from db.ledger import differences, events_after, last_events
from db.models import EntryStatus
from db.queries import list_competitions, read_heads, read_scores, read_structure
from tests.factories import Contest, contest

NOON = datetime(2018, 11, 27, 5, 0, tzinfo=UTC)


@pytest.fixture
def built(engine: Engine) -> Contest:
    with writing(engine) as session:
        return contest(session, units=2)


def test_only_marks_that_differ_are_written(engine: Engine, built: Contest) -> None:
    rows = [(*key, 8000) for key in built.keys]
    with writing(engine) as session:
        assert record_scores(session, rows, actor="juri") == len(rows)
        revision = read_heads(session)[built.competition_id].revision
        assert record_scores(session, [*rows[1:], (*built.keys[0], 8100)], actor="operator") == 1
        events = events_after(session, built.competition_id, revision)
        assert [(event.old, event.new, event.actor) for event in events] == [
            (8000, 8100, "operator")
        ]


def test_of_several_marks_for_one_key_the_last_one_counts(engine: Engine, built: Contest) -> None:
    key = built.keys[0]
    with writing(engine) as session:
        assert record_scores(session, [(*key, 7000), (*key, 9000)], actor="juri") == 1
        assert [e.new for e in events_after(session, built.competition_id, 0)] == [9000]


def test_no_marks_change_nothing(engine: Engine) -> None:
    with writing(engine) as session:
        assert record_scores(session, [], actor="juri") == 0


def test_one_bad_mark_refuses_all_and_leaves_the_session_usable(
    engine: Engine, built: Contest
) -> None:
    with writing(engine) as session:
        record_scores(session, [(*built.keys[0], 7000)], actor="juri")
        with pytest.raises(Refused) as caught:
            record_scores(
                session,
                [(*built.keys[1], 5000), (*built.keys[2], 12000), (*built.keys[3], 6000)],
                actor="juri",
            )
        assert caught.value.reasons == (
            "the mark 120 is outside the scale 0 to 100 of criterion K1",
        )
        record_scores(session, [(*built.keys[3], 6000)], actor="juri")
    with reading(engine) as session:
        assert read_scores(session, built.competition_id).value.tolist() == [7000, 6000]


def test_names_with_quotes_come_through_in_a_refusal(engine: Engine, built: Contest) -> None:
    with writing(engine) as session:
        session.execute(text("UPDATE criterion SET code = 'Jum''at' WHERE code = 'K1'"))
        with pytest.raises(Refused, match="of criterion Jum'at"):
            record_scores(session, [(*built.keys[0], -100)], actor="juri")


def test_a_mark_for_something_unknown_is_refused(engine: Engine, built: Contest) -> None:
    with writing(engine) as session, pytest.raises(Refused):
        record_scores(session, [(999, *built.keys[0][1:], 8000)], actor="juri")


def test_withdrawing_a_mark_that_is_not_there_changes_nothing(
    engine: Engine, built: Contest
) -> None:
    submission, judge, criterion = built.keys[0]
    with writing(engine) as session:
        before = read_heads(session)
        set_score(
            session,
            submission_id=submission,
            judge_id=judge,
            criterion_id=criterion,
            value=None,
            actor="juri",
        )
        assert read_heads(session) == before


def test_the_status_of_an_entry_changes_the_structure(engine: Engine, built: Contest) -> None:
    stage, submission = built.stage_ids[0], built.submission_ids[0]
    with writing(engine) as session:
        before = read_heads(session)[built.competition_id]
        set_entry_status(
            session, stage_id=stage, submission_id=submission, status=EntryStatus.ABSENT
        )
        assert read_structure(session, built.competition_id).entries[0].status == "absent"
        assert read_heads(session)[built.competition_id].structure_revision == before.revision + 1


def test_the_status_of_an_entry_that_does_not_exist_is_refused(
    engine: Engine, built: Contest
) -> None:
    with (
        writing(engine) as session,
        pytest.raises(Refused, match="submission with the id 999 is not entered in stage Tahap 1"),
    ):
        set_entry_status(
            session, stage_id=built.stage_ids[0], submission_id=999, status=EntryStatus.ABSENT
        )


def test_a_confirmed_sheet_is_locked_until_it_is_opened(engine: Engine, built: Contest) -> None:
    submission, judge, criterion = built.keys[0]
    mark = {"submission_id": submission, "judge_id": judge, "criterion_id": criterion}
    sheet = {"stage_id": built.stage_ids[0], "submission_id": submission, "judge_id": judge}
    with writing(engine) as session:
        set_score(session, **mark, value=8000, actor="juri")
        confirm_sheet(session, **sheet, at=NOON)
        assert read_structure(session, built.competition_id).sheets[0].confirmed_at == NOON
        for value in (9000, None):
            with pytest.raises(Refused, match="is confirmed and locked"):
                set_score(session, **mark, value=value, actor="juri")
        assert last_events(session, built.competition_id, 1)[0].new == 8000
        confirm_sheet(session, **sheet, at=None)
        set_score(session, **mark, value=9000, actor="juri")
        assert read_scores(session, built.competition_id).value.tolist() == [9000]


def test_only_a_judge_of_the_entry_confirms_a_sheet(engine: Engine, built: Contest) -> None:
    stage, submission, judge = built.stage_ids[0], built.submission_ids[0], built.judge_ids[0]
    with writing(engine) as session:
        session.execute(
            text(f"INSERT INTO recusal (judge_id, submission_id) VALUES ({judge}, {submission})")
        )
        with pytest.raises(Refused, match="judge J1 is recused from submission 1"):
            confirm_sheet(
                session, stage_id=stage, submission_id=submission, judge_id=judge, at=NOON
            )
        with pytest.raises(Refused, match="judge with the id 999 is not on the panel of stage"):
            confirm_sheet(session, stage_id=stage, submission_id=submission, judge_id=999, at=NOON)


def test_a_competition_is_removed_with_everything_but_its_units(engine: Engine) -> None:
    with writing(engine) as session:
        built, other = contest(session), contest(session)
        for one in (built, other):
            record_scores(session, [(*key, 8000) for key in one.keys], actor="juri")
            confirm_sheet(
                session,
                stage_id=one.stage_ids[0],
                submission_id=one.submission_ids[0],
                judge_id=one.judge_ids[0],
                at=NOON,
            )
        kept = _counts(session)
    with writing(engine) as session:
        remove_competition(session, built.competition_id)
    with reading(engine) as session:
        assert [row.id for row in list_competitions(session)] == [other.competition_id]
        assert _counts(session) == {
            table: count if table == "unit" else count // 2 for table, count in kept.items()
        }
        assert differences(session, other.competition_id) == []


def test_a_competition_that_does_not_exist_cannot_be_removed(engine: Engine) -> None:
    with writing(engine) as session, pytest.raises(Refused, match="no competition with the id 7"):
        remove_competition(session, 7)


def _counts(session) -> dict[str, int]:  # type: ignore[no-untyped-def]
    return {
        table: session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
        for table in SQLModel.metadata.tables
    }
