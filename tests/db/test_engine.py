"""Opening the database, reading one state of it, and writing in turn."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, text

from db import engine as door
from db.commands import set_score
from db.engine import connect, is_embedded, migrate, reading, writing
from db.models import Competition
from db.queries import list_competitions, read_scores
from tests.factories import contest


def test_without_an_address_the_embedded_file_is_opened(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr(door, "EMBEDDED", tmp_path / "data" / "pantau.db")
    engine = connect()
    migrate(engine)
    assert is_embedded(engine)
    assert (tmp_path / "data" / "pantau.db").exists()
    engine.dispose()


def test_an_address_from_the_environment_is_somebodys_choice(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'other.db'}")
    engine = connect()
    assert not is_embedded(engine)
    assert engine.url.database == str(tmp_path / "other.db")


def test_the_short_name_of_postgresql_is_understood() -> None:
    assert connect("postgres://someone@host/name").dialect.name == "postgresql"


def test_another_kind_of_database_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="'mysql'; expected sqlite:///FILE or postgresql://"):
        connect("mysql://host/name")


def test_sqlite_is_set_for_many_readers_and_one_writer(sqlite_url: str) -> None:
    engine = connect(sqlite_url)
    with engine.connect() as connection:
        settings = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "busy_timeout", "foreign_keys", "synchronous")
        ]
    engine.dispose()
    assert settings == ["wal", 10000, 1, 1]


def test_a_reader_sees_one_state_while_others_write(engine: Engine) -> None:
    with reading(engine) as reader:
        assert list_competitions(reader) == ()
        with writing(engine) as writer:
            writer.add(Competition(name="Lomba"))
        assert list_competitions(reader) == ()
    with reading(engine) as reader:
        assert [row.name for row in list_competitions(reader)] == ["Lomba"]


def test_an_error_undoes_everything_that_was_written(engine: Engine) -> None:
    with pytest.raises(RuntimeError), writing(engine) as session:
        session.add(Competition(name="Lomba"))
        session.flush()
        raise RuntimeError
    with reading(engine) as session:
        assert list_competitions(session) == ()


def test_nothing_can_be_kept_from_a_reading_session(engine: Engine) -> None:
    try:
        with reading(engine) as session:
            session.execute(text("INSERT INTO competition (name) VALUES ('Lomba')"))
    except Exception as error:
        assert "read-only transaction" in str(error)  # PostgreSQL refuses at once
    with reading(engine) as session:
        assert list_competitions(session) == ()


def test_many_writers_take_turns(engine: Engine) -> None:
    with writing(engine) as session:
        built = contest(session, units=4, judges=4, criteria=2)

    def mark(judge: int) -> None:
        for submission in built.submission_ids:
            for criterion in built.criterion_ids:
                with writing(engine) as session:
                    set_score(
                        session,
                        submission_id=submission,
                        judge_id=judge,
                        criterion_id=criterion,
                        value=8000,
                        actor="juri",
                    )

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(mark, built.judge_ids))
    with reading(engine) as session:
        assert len(read_scores(session, built.competition_id).value) == len(built.keys)


@pytest.mark.postgres
def test_a_silent_server_is_given_up(postgres_url: str) -> None:
    asked = connect(f"{postgres_url}?connect_timeout=9")
    with asked.connect() as connection:
        told = connection.connection.driver_connection
        assert isinstance(told, psycopg.Connection)
        parameters = told.info.get_parameters()
    asked.dispose()
    assert (parameters["connect_timeout"], parameters["tcp_user_timeout"]) == ("9", "10000")
