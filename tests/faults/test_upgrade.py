"""A database of the first version is brought up to date: every mark and its history stay."""

import re
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, inspect, text

from dashboard.reader import Reader
from db import triggers
from db.commands import set_score
from db.engine import _alembic, _choose_wal, connect, migrate, reading, writing
from db.ledger import events_after
from db.queries import read_heads
from tests.faults.checks import check_whole, held_in

FIRST, NEWEST = "0001", "0002"
LATER = re.compile(r"\bON (change|secret)\b")
"""Triggers on tables that came after the first version."""

UNITS, JUDGES, CRITERIA = 12, 4, 3


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def old(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """A database of the first version with a competition that was judged in it."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'old.db'}"
    else:
        url = request.getfixturevalue("empty_postgres_url")
    engine = connect(url)
    request.addfinalizer(engine.dispose)
    if request.param == "sqlite":
        _choose_wal(engine)
    with monkeypatch.context() as then:
        then.setattr(triggers, "install", install_first)
        with engine.begin() as connection:
            config = _alembic()
            config.attributes["connection"] = connection
            command.upgrade(config, FIRST)
    with engine.begin() as connection:
        judge_by_sql(connection)
        leave_a_trigger(connection)
    return engine


def install_first(connection: Connection) -> None:
    """The triggers, as far as the first version had the tables for them."""
    engine = triggers.sqlite if connection.dialect.name == "sqlite" else triggers.postgres
    for statement in engine.create():
        if not LATER.search(statement):
            connection.exec_driver_sql(statement, execution_options={"no_parameters": True})


def judge_by_sql(connection: Connection) -> None:
    """A competition with marks given, changed and withdrawn, in words that the schema had then."""

    def run(statement: str, *rows: dict[str, Any]) -> None:
        connection.execute(text(statement), list(rows) or None)

    units, judges, criteria = (range(1, n + 1) for n in (UNITS, JUDGES, CRITERIA))
    run("INSERT INTO competition (id, name, edition, phase) VALUES (1, 'Lomba', '2018', 'judging')")
    run(
        "INSERT INTO unit (id, code, name) VALUES (:n, :code, :name)",
        *({"n": n, "code": f"U{n}", "name": f"Dinas {n}"} for n in units),
    )
    run(
        "INSERT INTO eligible_unit (competition_id, unit_id) VALUES (1, :n)",
        *({"n": n} for n in units),
    )
    run("INSERT INTO stage (id, competition_id, position, name) VALUES (1, 1, 1, 'Final')")
    run(
        "INSERT INTO criterion (id, stage_id, position, code, name, weight)"
        " VALUES (:n, 1, :n, :code, :name, 25)",
        *({"n": n, "code": f"K{n}", "name": f"Kriteria {n}"} for n in criteria),
    )
    run(
        "INSERT INTO judge (id, competition_id, code, name) VALUES (:n, 1, :code, :name)",
        *({"n": n, "code": f"J{n}", "name": f"Juri {n}"} for n in judges),
    )
    run("INSERT INTO panel (stage_id, judge_id) VALUES (1, :n)", *({"n": n} for n in judges))
    run(
        "INSERT INTO submission (id, competition_id, number, unit_id, title, status)"
        " VALUES (:n, 1, :n, :n, :title, 'verified')",
        *({"n": n, "title": f"Inovasi {n}"} for n in units),
    )
    run(
        "INSERT INTO stage_entry (stage_id, submission_id, running_order, status)"
        " VALUES (1, :n, :n, 'presented')",
        *({"n": n} for n in units),
    )
    run(
        "INSERT INTO score (submission_id, judge_id, criterion_id, value, entered_by)"
        " VALUES (:s, :j, :c, :value, 'Sari')",
        *(
            {"s": s, "j": j, "c": c, "value": 60 + (7 * s + 3 * j + c) % 40 + 0.25}
            for s in units
            for j in judges
            for c in criteria
        ),
    )
    run(
        "UPDATE score SET value = value - 0.5, entered_by = 'Rina'"
        " WHERE submission_id = 2 AND judge_id = 3"
    )
    run("DELETE FROM score WHERE submission_id = 4 AND judge_id = 1 AND criterion_id = 2")
    run(
        "INSERT INTO sheet (stage_id, submission_id, judge_id, remarks, confirmed_at)"
        " VALUES (1, 1, 1, 'Bagus', '2018-11-27 03:00:00+00:00')"
        if connection.dialect.name == "postgresql"
        else "INSERT INTO sheet (stage_id, submission_id, judge_id, remarks, confirmed_at)"
        " VALUES (1, 1, 1, 'Bagus', '2018-11-27 03:00:00.000000')"
    )
    run(
        "INSERT INTO access_card (id, holder, role, token_hash, created_at)"
        " VALUES (1, 'Rina', 'panitia', 'x', '2018-11-01 00:00:00')"
    )


def leave_a_trigger(connection: Connection) -> None:
    """One that the newest version does not know: it must not stay."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(
            "CREATE TRIGGER pantau_of_old BEFORE UPDATE ON score"
            " BEGIN SELECT RAISE(ABORT, 'of old'); END"
        )
        return
    connection.exec_driver_sql(
        "CREATE FUNCTION pantau_of_old() RETURNS trigger LANGUAGE plpgsql"
        " AS $$ BEGIN RAISE EXCEPTION 'of old'; END $$"
    )
    connection.exec_driver_sql(
        "CREATE TRIGGER pantau_of_old BEFORE UPDATE ON score EXECUTE FUNCTION pantau_of_old()"
    )


def rows_of(engine: Engine) -> dict[str, list[Any]]:
    """Everything in the tables of the first version, in its columns."""
    columns = {
        "competition": "id, name, edition, phase, revision, structure_revision",
        "score": "submission_id, judge_id, criterion_id, value, entered_by, updated_at",
        "score_event": "competition_id, revision, submission_id, judge_id, criterion_id,"
        " old_value, new_value, actor, at",
        "sheet": "stage_id, submission_id, judge_id, remarks, confirmed_at",
        "access_card": "id, holder, role, token_hash, created_at",
    }
    with engine.connect() as connection:
        return {
            table: [
                tuple(row)
                for row in connection.exec_driver_sql(
                    f"SELECT {names} FROM {table} ORDER BY 1, 2, 3, 4"
                )
            ]
            for table, names in columns.items()
        }


def test_a_database_of_the_first_version_keeps_everything(old: Engine) -> None:
    tables = set(inspect(old).get_table_names())
    assert "score_event" in tables
    assert "change" not in tables
    before = rows_of(old)
    assert len(before["score"]) == UNITS * JUDGES * CRITERIA - 1
    assert len(before["score_event"]) == UNITS * JUDGES * CRITERIA + CRITERIA + 1

    migrate(old)

    with old.connect() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == NEWEST
    assert rows_of(old) == before
    check_whole(old)
    migrate(old)
    assert rows_of(old) == before

    reader = Reader(old)
    board = reader.latest(1)
    assert (board.competition.full_name, board.revision) == (
        "Lomba 2018",
        before["competition"][0][4],
    )
    (stage,) = board.stages
    marks = held_in(old, 1)
    assert stage.marks.values.shape == (UNITS, CRITERIA, JUDGES)
    assert int(stage.marks.values[4, 1, 2]) == marks[5, 3, 2]

    with writing(old) as session:
        set_score(session, submission_id=4, judge_id=1, criterion_id=2, value=9125, actor="Tono")
        set_score(session, submission_id=2, judge_id=3, criterion_id=1, value=7000, actor="Tono")
    with reading(old) as session:
        revision = read_heads(session)[1].revision
        events = events_after(session, 1, board.revision)
    assert revision == board.revision + 2
    assert [(event.old, event.new, event.actor) for event in events] == [
        (None, 9125, "Tono"),
        (marks[2, 3, 1], 7000, "Tono"),
    ]
    assert held_in(old, 1) == {**marks, (4, 1, 2): 9125, (2, 3, 1): 7000}
    assert reader.latest(1).revision == revision
    check_whole(old)
