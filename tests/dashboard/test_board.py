"""A board brought forward by the ledger is the board that is read anew."""

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from dashboard.board import Board
from dashboard.reader import Reader
from db.commands import confirm_sheet, record_scores, set_score
from db.engine import reading, writing
from db.models import (
    Criterion,
    Judge,
    Panel,
    Recusal,
    Snapshot,
    SnapshotKind,
    StageEntry,
    Submission,
    SubmissionStatus,
)
from db.queries import read_heads
from tests.factories import Contest, contest


def facts(board: Board) -> list[object]:
    """All that a screen could show of the result."""
    result = board.standings()
    entries = range(len(board.structure.submissions))
    return [
        board.revision,
        result.ranking.order.tolist(),
        result.ranking.place.tolist(),
        result.ranking.decided_by.tolist(),
        [result.total.fraction(entry) if result.scored[entry] else None for entry in entries],
        result.complete.tolist(),
        result.sheets_in.tolist(),
        result.sheets_due.tolist(),
        board.places_before().place.tolist(),
        [(event.revision, event.new) for event in board.recent],
        board.newest_score_at,
        [at.tolist() for at in board.touched],
    ]


def fill(engine: Engine, ids: Contest, value: int = 8000) -> None:
    with writing(engine) as session:
        record_scores(session, [(*key, value) for key in ids.keys], actor="test")


def test_a_board_knows_the_newest_revision(engine: Engine) -> None:
    with writing(engine) as session:
        ids = contest(session)
    reader = Reader(engine)
    before = reader.latest(ids.competition_id)
    fill(engine, ids)
    after = reader.latest(ids.competition_id)
    with reading(engine) as session:
        assert after.revision == read_heads(session)[ids.competition_id].revision
    assert after.revision == before.revision + len(ids.keys)
    assert facts(after) == facts(Reader(engine).latest(ids.competition_id))


def test_the_same_revision_is_the_same_board(engine: Engine) -> None:
    with writing(engine) as session:
        ids = contest(session)
    reader = Reader(engine)
    assert reader.latest(ids.competition_id) is reader.latest(ids.competition_id)


MARK = st.tuples(st.integers(0, 10**6), st.none() | st.integers(0, 100).map(lambda n: n * 100))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.lists(MARK, min_size=1, max_size=6), min_size=1, max_size=6))
def test_a_board_that_follows_the_ledger_equals_one_read_anew(
    engine: Engine, batches: list[list[tuple[int, int | None]]]
) -> None:
    with writing(engine) as session:
        ids = contest(session, units=4, stages=2, judges=3)
    follower = Reader(engine)
    follower.latest(ids.competition_id)
    keys = [key for key in ids.keys if key[2] in ids.criterion_ids]
    for batch in batches:
        with writing(engine) as session:
            for pick, value in batch:
                submission, judge, criterion = keys[pick % len(keys)]
                set_score(
                    session,
                    submission_id=submission,
                    judge_id=judge,
                    criterion_id=criterion,
                    value=value,
                    actor="test",
                )
        follower.latest(ids.competition_id)
    assert facts(follower.latest(ids.competition_id)) == facts(
        Reader(engine).latest(ids.competition_id)
    )


def test_sheet_times_survive_a_change_of_structure(engine: Engine) -> None:
    with writing(engine) as session:
        ids = contest(session, stages=2)
    reader = Reader(engine)

    def assert_up_to_date() -> None:
        kept, anew = (r.latest(ids.competition_id) for r in (reader, Reader(engine)))
        assert facts(kept) == facts(anew)

    fill(engine, ids)
    assert_up_to_date()
    fill(engine, ids, 8100)
    with writing(engine) as session:
        session.get_one(Criterion, ids.criterion_ids[0]).weight += 100
    assert_up_to_date()
    with writing(engine) as session:
        late = Judge(competition_id=ids.competition_id, code="J0", name="Juri 0")
        session.add(late)
        session.flush()
        session.add(Panel(stage_id=ids.stage_ids[1], judge_id=late.id))
    assert_up_to_date()


CHANGES = {
    "weight": "UPDATE criterion SET weight = weight + 7 WHERE id = {criterion}",
    "recusal": "INSERT INTO recusal (judge_id, submission_id, reason)"
    " VALUES ({judge}, {submission}, 'keluarga')",
    "absence": "UPDATE stage_entry SET status = 'absent' WHERE submission_id = {submission}",
    "seat": "DELETE FROM panel WHERE judge_id = {judge} AND stage_id = {stage}",
    "withdrawal": "UPDATE submission SET status = 'withdrawn' WHERE id = {submission}",
    "name": "UPDATE unit SET name = 'Dinas Baru'",
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_board_that_follows_a_change_of_structure_equals_one_read_anew(
    engine: Engine, change: str
) -> None:
    with writing(engine) as session:
        ids = contest(session, units=4, stages=2, judges=3)
    fill(engine, ids)
    follower = Reader(engine)
    follower.latest(ids.competition_id)
    submission, judge, criterion = ids.keys[0]
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE score SET value = 12 WHERE submission_id = {submission}"))
        connection.execute(
            text(
                CHANGES[change].format(
                    submission=submission, judge=judge, criterion=criterion, stage=ids.stage_ids[0]
                )
            )
        )
        connection.execute(
            text(
                f"UPDATE score SET value = 34 WHERE submission_id = {ids.submission_ids[-1]}"
                f" AND judge_id = {ids.judge_ids[-1]}"
            )
        )
    assert facts(follower.latest(ids.competition_id)) == facts(
        Reader(engine).latest(ids.competition_id)
    )


def test_another_program_writing_plain_sql_moves_the_board(engine: Engine) -> None:
    with writing(engine) as session:
        ids = contest(session)
    reader = Reader(engine)
    before = reader.latest(ids.competition_id)
    submission, judge, criterion = ids.keys[0]
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO score (submission_id, judge_id, criterion_id, value)"
                f" VALUES ({submission}, {judge}, {criterion}, 81.25)"
            )
        )
    after = reader.latest(ids.competition_id)
    assert after.revision == before.revision + 1
    assert (after.recent[-1].new, after.recent[-1].actor) == (8125, None)
    assert not before.standings().scored.any()
    assert after.standings().scored.tolist() == [True, False, False]


def test_a_change_of_structure_is_read_anew(engine: Engine) -> None:
    with writing(engine) as session:
        ids = contest(session)
    fill(engine, ids)
    reader = Reader(engine)
    assert reader.latest(ids.competition_id).standings().complete.all()
    with writing(engine) as session:
        criterion = session.get_one(Criterion, ids.criterion_ids[0])
        criterion.weight = 7000
    board = reader.latest(ids.competition_id)
    assert board.standings().criteria[0].weight == 7000


def test_blank_recused_absent_and_zero_are_four_things(engine: Engine) -> None:
    with writing(engine) as session:
        ids = contest(session, units=4, criteria=1, judges=2)
        blank, recused, absent, zero = ids.submission_ids
        one, two = ids.judge_ids
        (criterion,) = ids.criterion_ids
        session.add(Recusal(judge_id=two, submission_id=recused, reason="keluarga"))
        session.get_one(StageEntry, (ids.stage_ids[0], absent)).status = "absent"
        session.flush()
        record_scores(
            session,
            [
                (blank, one, criterion, 9000),
                (recused, one, criterion, 8000),
                (zero, one, criterion, 9000),
                (zero, two, criterion, 0),
            ],
            actor="test",
        )
    result = Reader(engine).latest(ids.competition_id).standings()
    assert result.total.fraction(0) == 90
    assert result.complete.tolist() == [False, True, False, True]
    assert result.ranking.place.tolist() == [0, 1, 0, 2]
    assert (result.total.fraction(1), result.total.fraction(3)) == (80, 45)
    assert result.sheets_due.tolist() == [2, 1, 0, 2]
    assert result.partial.tolist() == [0]
    assert result.out.tolist() == [2]


def test_a_confirmed_sheet_moves_the_revision(engine: Engine) -> None:
    with writing(engine) as session:
        ids = contest(session)
    fill(engine, ids)
    reader = Reader(engine)
    before = reader.latest(ids.competition_id)
    with writing(engine) as session:
        confirm_sheet(
            session,
            stage_id=ids.stage_ids[0],
            submission_id=ids.submission_ids[0],
            judge_id=ids.judge_ids[0],
            at=datetime.now(UTC),
        )
    after = reader.latest(ids.competition_id)
    assert after.revision > before.revision
    assert after.stages[0].marks.values is before.stages[0].marks.values, (
        "the marks were read again"
    )
    assert np.array_equal(after.standings().ranking.place, before.standings().ranking.place)


def test_a_board_stays_while_the_database_is_away(sqlite_url: str, tmp_path: object) -> None:
    from db.engine import connect

    engine = connect(sqlite_url)
    with writing(engine) as session:
        ids = contest(session)
    reader = Reader(engine)
    board = reader.latest(ids.competition_id)
    engine.dispose()
    path = engine.url.database
    assert path is not None
    reader.engine = connect("sqlite:////no/such/folder/pantau.db")
    assert reader.latest(ids.competition_id) is board
    reader.engine.dispose()
    reader.engine = engine
    assert reader.latest(ids.competition_id) is board
    engine.dispose()


def test_a_competition_that_is_not_there_is_named(engine: Engine) -> None:
    with pytest.raises(LookupError, match="no competition 77"):
        Reader(engine).latest(77)


def seal(engine: Engine, ids: Contest, kind: SnapshotKind, revision: int) -> None:
    with writing(engine) as session:
        session.add(
            Snapshot(
                competition_id=ids.competition_id,
                revision=revision,
                kind=kind,
                taken_at=datetime.now(UTC),
                taken_by="test",
                content="{}",
                sha256="0" * 64,
            )
        )


def test_a_board_is_final_from_its_final_snapshot_until_a_score_changes(engine: Engine) -> None:
    with writing(engine) as session:
        ids = contest(session)
    fill(engine, ids)
    reader = Reader(engine)
    judged = reader.latest(ids.competition_id)
    assert (judged.structure.final_revision, judged.is_final) == (None, False)
    seal(engine, ids, SnapshotKind.FREEZE, judged.revision)
    assert not reader.latest(ids.competition_id).is_final
    seal(engine, ids, SnapshotKind.FINAL, judged.revision)
    sealed = reader.latest(ids.competition_id)
    assert (sealed.structure.final_revision, sealed.is_final) == (judged.revision, True)
    assert sealed.revision > judged.revision  # or no open screen would learn of it
    with writing(engine) as session:
        record_scores(session, [(*ids.keys[0], 7000)], actor="test")
    changed = reader.latest(ids.competition_id)
    assert not changed.is_final
    seal(engine, ids, SnapshotKind.FINAL, changed.revision)
    assert reader.latest(ids.competition_id).is_final


def test_a_board_tells_the_participation_in_all_competitions_as_it_is_now(engine: Engine) -> None:
    with writing(engine) as session:
        here, there = contest(session), contest(session, units=4)
    reader = Reader(engine)
    before = reader.latest(here.competition_id)
    assert [(row.id, row.joined, row.eligible) for row in before.editions] == [
        (here.competition_id, 3, 3),
        (there.competition_id, 4, 4),
    ]
    with writing(engine) as session:
        session.get_one(Submission, there.submission_ids[0]).status = SubmissionStatus.WITHDRAWN
    after = reader.latest(here.competition_id)
    assert (after.revision, after.editions[1].joined) == (before.revision, 3)
    fill(engine, here)
    assert reader.latest(here.competition_id).editions == after.editions
