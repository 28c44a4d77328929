"""The migrations: they build what the models say, once, whoever comes first."""

import logging
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect
from sqlmodel import SQLModel

import db.models  # noqa: F401  (fills the metadata)
from db import triggers
from db.engine import connect, migrate

ROOT = Path(__file__).parents[2]
HEAD = "0002"
MIGRATE = "import sys; from db.engine import *; e = connect(sys.argv[1]); migrate(e); e.dispose()"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new.db'}"
    url: str = request.getfixturevalue("empty_postgres_url")
    return url


def test_a_migrated_database_is_what_the_models_say(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_every_check_of_the_models_is_in_the_migrated_database(engine: Engine) -> None:
    with engine.connect() as connection:
        for name, table in SQLModel.metadata.tables.items():
            found = {check["name"] for check in inspect(connection).get_check_constraints(name)}
            wanted = {
                check.name
                for check in table.constraints
                if check.__visit_name__.endswith("check_constraint")
            }
            assert found == wanted


def test_four_processes_may_migrate_a_new_database_at_once(empty_url: str) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", MIGRATE, empty_url], cwd=ROOT, stderr=subprocess.PIPE
        )
        for _ in range(4)
    ]
    outcomes = [(process.communicate()[1], process.returncode) for process in processes]
    assert outcomes == [(b"", 0)] * 4


def test_four_threads_may_migrate_a_new_database_at_once(empty_url: str) -> None:
    engines = [connect(empty_url) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(migrate, engines))
    with engines[0].connect() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == HEAD
    for engine in engines:
        engine.dispose()


def test_migrating_again_changes_nothing(engine: Engine) -> None:
    migrate(engine)
    with engine.connect() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == HEAD


def test_installing_the_triggers_again_leaves_the_same_triggers(engine: Engine) -> None:
    with engine.begin() as connection:
        before = _triggers(connection)
        triggers.install(connection)
        assert _triggers(connection) == before


def test_migrating_leaves_the_logging_alone(tmp_path: Path) -> None:
    root = logging.getLogger()
    before = (root.level, list(root.handlers))
    engine = connect(f"sqlite:///{tmp_path / 'new.db'}")
    migrate(engine)
    engine.dispose()
    assert (root.level, list(root.handlers)) == before
    assert not logging.getLogger("alembic").disabled


def _triggers(connection):  # type: ignore[no-untyped-def]
    table = "sqlite_master WHERE type = 'trigger'"
    if connection.dialect.name == "postgresql":
        table = "(SELECT tgname AS name FROM pg_trigger WHERE NOT tgisinternal) AS t"
    return connection.exec_driver_sql(f"SELECT name FROM {table} ORDER BY name").scalars().all()
