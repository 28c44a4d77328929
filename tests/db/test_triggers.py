"""What the database itself keeps and refuses, whatever program writes to it in plain SQL."""

import select as ready
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import psycopg
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from db.engine import reading, writing
from db.ledger import differences, last_events
from db.queries import read_heads, read_scores
from db.rows import Head
from db.triggers import description
from tests.factories import Contest, contest

ON_SQLITE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
ON_POSTGRES = pytest.mark.parametrize(
    "engine", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)


@pytest.fixture
def built(engine: Engine) -> Contest:
    with writing(engine) as session:
        return contest(session, units=2, stages=2)


def run(engine: Engine, *statements: str) -> None:
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def refusal(engine: Engine, *statements: str) -> str:
    """What the database says when it refuses the last of the statements."""
    with pytest.raises(DBAPIError) as caught:
        run(engine, *statements)
    return str(caught.value.orig)


def give(key: tuple[int, int, int], value: object = 80) -> str:
    submission, judge, criterion = key
    return (
        "INSERT INTO score (submission_id, judge_id, criterion_id, value)"
        f" VALUES ({submission}, {judge}, {criterion}, {value})"
    )


def where(key: tuple[int, int, int]) -> str:
    return "submission_id = {} AND judge_id = {} AND criterion_id = {}".format(*key)


def head(engine: Engine, built: Contest) -> Head:
    with reading(engine) as session:
        return read_heads(session)[built.competition_id]


def test_a_mark_needs_a_criterion_a_judge_and_a_submission(engine: Engine, built: Contest) -> None:
    submission, judge, criterion = built.keys[0]
    if engine.dialect.name == "sqlite":
        assert "there is no criterion with the id 999" in refusal(
            engine, give((submission, judge, 999))
        )
        assert "there is no judge with the id 999" in refusal(
            engine, give((submission, 999, criterion))
        )
        assert "there is no submission with the id 999" in refusal(
            engine, give((999, judge, criterion))
        )
    else:  # the foreign keys speak first
        assert "Key (criterion_id)=(999)" in refusal(engine, give((submission, judge, 999)))
        assert "Key (judge_id)=(999)" in refusal(engine, give((submission, 999, criterion)))
        assert "Key (submission_id)=(999)" in refusal(engine, give((999, judge, criterion)))


def test_a_mark_may_not_mix_competitions(engine: Engine, built: Contest) -> None:
    with writing(engine) as session:
        other = contest(session)
    mixed = (built.submission_ids[1], other.judge_ids[0], built.criterion_ids[0])
    assert "criterion K1, judge J1 and submission 2 belong to different competitions" in refusal(
        engine, give(mixed)
    )


def test_only_an_entry_of_the_stage_is_marked(engine: Engine, built: Contest) -> None:
    key = built.keys[0]
    assert "submission 1 is not entered in stage Tahap 1, to which criterion K1 belongs" in refusal(
        engine,
        f"DELETE FROM stage_entry WHERE submission_id = {key[0]}"
        f" AND stage_id = {built.stage_ids[0]}",
        give(key),
    )


def test_only_a_judge_of_the_panel_marks(engine: Engine, built: Contest) -> None:
    key = built.keys[0]
    assert "judge J1 is not on the panel of stage Tahap 1, to which criterion K1" in refusal(
        engine,
        f"DELETE FROM panel WHERE judge_id = {key[1]} AND stage_id = {built.stage_ids[0]}",
        give(key),
    )


def test_a_recused_judge_does_not_mark(engine: Engine, built: Contest) -> None:
    key = built.keys[0]
    assert "judge J1 is recused from submission 1" in refusal(
        engine,
        f"INSERT INTO recusal (judge_id, submission_id) VALUES ({key[1]}, {key[0]})",
        give(key),
    )


@pytest.mark.parametrize("value", ["120", "-0.5", "100.01"])
def test_a_mark_stays_within_the_scale(engine: Engine, built: Contest, value: str) -> None:
    message = f"the mark {value} is outside the scale 0 to 100 of criterion K1"
    assert message in refusal(engine, give(built.keys[0], value))
    run(engine, give(built.keys[0]))
    assert message in refusal(
        engine, f"UPDATE score SET value = {value} WHERE {where(built.keys[0])}"
    )


def test_steps_are_counted_from_the_minimum(engine: Engine, built: Contest) -> None:
    scale = (
        "UPDATE criterion SET minimum = 1, maximum = 5, step = 0.25"
        f" WHERE id = {built.criterion_ids[0]}"
    )
    run(engine, scale, give(built.keys[0], 3.75))
    assert (
        "the mark 3.8 is not on the scale of criterion K1, which goes from 1 to 5 in steps of 0.25"
        in refusal(engine, f"UPDATE score SET value = 3.8 WHERE {where(built.keys[0])}")
    )


@pytest.mark.parametrize("value", ["80.125", "'eighty'", "NULL"])
def test_a_mark_is_a_number_of_whole_hundredths(engine: Engine, built: Contest, value: str) -> None:
    refusal(engine, give(built.keys[0], value))


@ON_SQLITE
@pytest.mark.parametrize("value", ["x'3830'", "9e999"])
def test_sqlite_takes_neither_bytes_nor_infinity(
    engine: Engine, built: Contest, value: str
) -> None:
    refusal(engine, give(built.keys[0], value))


def test_the_marks_of_a_confirmed_sheet_are_locked(engine: Engine, built: Contest) -> None:
    key, missing = built.keys[0], built.keys[1]
    run(
        engine,
        give(key),
        "INSERT INTO sheet (stage_id, submission_id, judge_id, confirmed_at)"
        f" VALUES ({built.stage_ids[0]}, {key[0]}, {key[1]}, CURRENT_TIMESTAMP)",
    )
    before = head(engine, built)
    for statement in (
        give(missing),
        f"UPDATE score SET value = 81 WHERE {where(key)}",
        f"DELETE FROM score WHERE {where(key)}",
    ):
        assert (
            "the sheet of judge J1 for submission 1 in stage Tahap 1 is confirmed and locked"
            in refusal(engine, statement)
        )
    assert head(engine, built) == before
    run(engine, "UPDATE sheet SET confirmed_at = NULL", f"DELETE FROM score WHERE {where(key)}")


def test_one_bad_mark_refuses_the_whole_statement(engine: Engine, built: Contest) -> None:
    before = head(engine, built)
    good, bad = built.keys[:2]
    refusal(engine, f"{give(good)}, ({bad[0]}, {bad[1]}, {bad[2]}, 101)")
    assert head(engine, built) == before
    with reading(engine) as session:
        assert read_scores(session, built.competition_id).value.tolist() == []


@ON_SQLITE
def test_a_replaced_row_keeps_the_old_value(engine: Engine, built: Contest) -> None:
    key = built.keys[0]
    run(engine, give(key, 80), give(key, 90).replace("INSERT", "INSERT OR REPLACE"))
    with reading(engine) as session:
        event = last_events(session, built.competition_id, 1)[0]
    assert (event.old, event.new) == (8000, 9000)


def test_an_update_without_a_change_writes_nothing(engine: Engine, built: Contest) -> None:
    key = built.keys[0]
    run(engine, give(key))
    before = head(engine, built)
    run(
        engine,
        f"UPDATE score SET value = 80.00, entered_by = 'x' WHERE {where(key)}",
        f"{give(key)} ON CONFLICT (submission_id, judge_id, criterion_id)"
        " DO UPDATE SET value = excluded.value",
    )
    assert head(engine, built) == before


def test_the_key_of_a_mark_never_changes(engine: Engine, built: Contest) -> None:
    run(engine, give(built.keys[0]))
    other = built.judge_ids[1]
    assert "delete the mark and insert another" in refusal(
        engine, f"UPDATE score SET judge_id = {other}"
    )
    run(engine, "UPDATE score SET judge_id = judge_id, value = 81")


@pytest.mark.parametrize("table", ["judge", "submission", "stage"])
def test_what_the_ledger_speaks_of_stays_in_its_competition(
    engine: Engine, built: Contest, table: str
) -> None:
    with writing(engine) as session:
        other = contest(session)
    assert f"a {table} cannot change" in refusal(
        engine,
        f"UPDATE {table} SET competition_id = {other.competition_id}"
        f" WHERE competition_id = {built.competition_id}",
    )


def test_the_time_of_a_mark_is_kept_by_programs_that_do_not_set_it(
    engine: Engine, built: Contest
) -> None:
    old = "'2018-11-27 07:00:00'"
    key = built.keys[0]
    run(engine, give(key), f"UPDATE score SET updated_at = {old} WHERE {where(key)}")
    run(engine, f"UPDATE score SET value = 81 WHERE {where(key)}")
    with engine.connect() as connection:
        stamp = connection.execute(text("SELECT updated_at FROM score")).scalar_one()
    found = datetime.fromisoformat(str(stamp))
    now = datetime.now(UTC)
    assert abs((now - found.replace(tzinfo=found.tzinfo or UTC)).total_seconds()) < 30
    run(engine, f"UPDATE score SET value = 82, updated_at = {old} WHERE {where(key)}")
    with engine.connect() as connection:
        stamp = connection.execute(text("SELECT updated_at FROM score")).scalar_one()
    assert str(stamp).startswith("2018-11-27")


STRUCTURE = {
    "competition": "UPDATE competition SET venue = 'Aula' WHERE id = {competition}",
    "unit": "UPDATE unit SET kind = 'Dinas' WHERE id = {unit}",
    "eligible_unit": "DELETE FROM eligible_unit WHERE unit_id = {unit}",
    "stage": "UPDATE stage SET weight = 60 WHERE id = {stage}",
    "criterion": "INSERT INTO criterion (stage_id, position, code, name, weight)"
    " VALUES ({stage}, 9, 'K9', 'Dampak', 10)",
    "judge": "UPDATE judge SET institution = 'Universitas' WHERE id = {judge}",
    "panel": "DELETE FROM panel WHERE stage_id = {stage} AND judge_id = {judge}",
    "submission": "UPDATE submission SET status = 'withdrawn' WHERE id = {submission}",
    "stage_entry": "UPDATE stage_entry SET status = 'absent'"
    " WHERE stage_id = {stage} AND submission_id = {submission}",
    "recusal": "INSERT INTO recusal (judge_id, submission_id) VALUES ({judge}, {submission})",
    "sheet": "INSERT INTO sheet (stage_id, submission_id, judge_id)"
    " VALUES ({stage}, {submission}, {judge})",
    "snapshot": "INSERT INTO snapshot"
    " (competition_id, revision, kind, taken_at, taken_by, content, sha256)"
    " VALUES ({competition}, 1, 'freeze', CURRENT_TIMESTAMP, 'admin', '', '')",
}


def test_every_table_of_the_structure_is_tried_here() -> None:
    assert set(STRUCTURE) == {"competition", *description.STRUCTURE}


@pytest.mark.parametrize("recursive", ["OFF", "ON"])
@pytest.mark.parametrize("table", STRUCTURE)
def test_a_change_of_structure_is_numbered_and_marked(
    engine: Engine, built: Contest, table: str, recursive: str
) -> None:
    with writing(engine) as session:
        other = contest(session)
    before, untouched = head(engine, built), head(engine, other)
    statement = STRUCTURE[table].format(
        competition=built.competition_id,
        unit=built.unit_ids[0],
        stage=built.stage_ids[0],
        judge=built.judge_ids[0],
        submission=built.submission_ids[0],
    )
    pragma = [f"PRAGMA recursive_triggers = {recursive}"] * (engine.dialect.name == "sqlite")
    run(engine, *pragma, statement)
    assert head(engine, built) == Head(before.revision + 1, before.revision + 1)
    assert head(engine, other) == untouched


def test_a_unit_that_stands_in_two_competitions_touches_both(
    engine: Engine, built: Contest
) -> None:
    with writing(engine) as session:
        other = contest(session)
    run(
        engine,
        "INSERT INTO eligible_unit (competition_id, unit_id)"
        f" VALUES ({other.competition_id}, {built.unit_ids[0]})",
    )
    before = [head(engine, built).revision, head(engine, other).revision]
    run(engine, f"UPDATE unit SET name = 'Dinas Baru' WHERE id = {built.unit_ids[0]}")
    after = [head(engine, one).structure_revision for one in (built, other)]
    assert after == [revision + 1 for revision in before]


def test_a_change_of_a_mark_is_no_change_of_structure(engine: Engine, built: Contest) -> None:
    before = head(engine, built)
    run(engine, give(built.keys[0]))
    assert head(engine, built) == Head(before.revision + 1, before.structure_revision)


def test_a_revision_never_goes_back(engine: Engine, built: Contest) -> None:
    assert "the revision of a competition never goes back" in refusal(
        engine, "UPDATE competition SET revision = 0"
    )


def test_the_ledger_can_be_neither_changed_nor_written_by_hand(
    engine: Engine, built: Contest
) -> None:
    run(engine, give(built.keys[0]))
    kept = "the ledger is never changed"
    assert kept in refusal(engine, "UPDATE score_event SET actor = 'someone'")
    assert kept in refusal(engine, "DELETE FROM score_event")
    now = head(engine, built).revision
    key = ", ".join(map(str, built.keys[0]))
    for revision in (now, now + 1, now + 5):
        for values in ("NULL, 80", "70, 80", "80, 90", "80, NULL"):
            assert "the ledger is written by the database alone" in refusal(
                engine,
                "INSERT INTO score_event (competition_id, revision, submission_id, judge_id,"
                " criterion_id, old_value, new_value, at) VALUES"
                f" ({built.competition_id}, {revision}, {key}, {values}, CURRENT_TIMESTAMP)",
            )
    run(engine, f"UPDATE score SET value = 81 WHERE {where(built.keys[0])}")


def test_a_mark_whose_judge_has_left_the_panel_can_still_be_taken_back(
    engine: Engine, built: Contest
) -> None:
    run(engine, give(built.keys[0]), "DELETE FROM panel", "DELETE FROM score")
    with reading(engine) as session:
        assert differences(session, built.competition_id) == []
        assert last_events(session, built.competition_id, 1)[0].new is None


def test_the_id_of_something_removed_is_not_given_again(engine: Engine, built: Contest) -> None:
    with engine.begin() as connection:
        last = built.judge_ids[-1]
        connection.execute(text(f"DELETE FROM judge WHERE id = {last}"))
        connection.execute(
            text(
                "INSERT INTO judge (competition_id, code, name)"
                f" VALUES ({built.competition_id}, 'J9', 'Juri 9')"
            )
        )
        assert connection.execute(text("SELECT max(id) FROM judge")).scalar_one() > last


@ON_POSTGRES
@pytest.mark.parametrize("table", ["score", "score_event", "panel", "competition CASCADE"])
def test_truncate_is_refused(engine: Engine, built: Contest, table: str) -> None:
    run(engine, give(built.keys[0]))
    assert "is refused because the ledger would not see it" in refusal(engine, f"TRUNCATE {table}")


@ON_POSTGRES
def test_postgresql_tells_listeners_the_new_revision(engine: Engine, built: Contest) -> None:
    address = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as listener:
        listener.execute("LISTEN pantau")
        run(engine, give(built.keys[0]))
        now = head(engine, built).revision
        assert ready.select([listener], [], [], 5)[0]
        heard = [notice.payload for notice in listener.notifies(timeout=0.1)]
    assert heard == [f"{built.competition_id}:{now}"]


def race(engine: Engine, first: str, second: str) -> None:
    """Run `second` while the transaction of `first` is open, and commit `first` meanwhile."""
    with engine.connect() as one, ThreadPoolExecutor(1) as pool:
        one.execute(text(first))
        late = pool.submit(run, engine, second)
        with pytest.raises(TimeoutError):
            late.result(timeout=0.3)
        one.commit()
        late.result(timeout=5)


@ON_POSTGRES
def test_on_postgresql_revisions_commit_in_order(engine: Engine, built: Contest) -> None:
    before = head(engine, built).revision
    race(engine, give(built.keys[0]), give(built.keys[1]))
    with reading(engine) as session:
        events = last_events(session, built.competition_id, 9)
    assert [(event.revision, event.criterion_id) for event in events] == [
        (before + 1, built.keys[0][2]),
        (before + 2, built.keys[1][2]),
    ]


@ON_POSTGRES
def test_a_mark_cannot_slip_in_while_its_sheet_is_being_confirmed(
    engine: Engine, built: Contest
) -> None:
    key = built.keys[0]
    confirm = (
        "INSERT INTO sheet (stage_id, submission_id, judge_id, confirmed_at)"
        f" VALUES ({built.stage_ids[0]}, {key[0]}, {key[1]}, CURRENT_TIMESTAMP)"
    )
    with pytest.raises(DBAPIError, match="is confirmed and locked"):
        race(engine, confirm, give(key))


@ON_POSTGRES
def test_the_right_to_write_scores_is_enough(engine: Engine, built: Contest) -> None:
    role = engine.url.database
    try:
        run(engine, f"CREATE ROLE {role}", f"GRANT INSERT ON score TO {role}")
        run(engine, f"SET LOCAL ROLE {role}", give(built.keys[0]))
        assert "permission denied" in refusal(
            engine, f"SET LOCAL ROLE {role}", "UPDATE competition SET revision = 99"
        )
    finally:
        run(engine, f"DROP OWNED BY {role}", f"DROP ROLE {role}")
    with reading(engine) as session:
        assert last_events(session, built.competition_id, 1)[0].new == 8000
