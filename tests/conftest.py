"""Databases for the tests: a fresh one for each test, on either engine."""

import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import URL, Engine, create_engine, make_url

from db.engine import connect, migrate

SERVER = os.environ.get("PANTAU_TEST_POSTGRES", "postgresql://root@127.0.0.1:5432/test")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest) -> Engine:
    """A migrated, empty database on each engine."""
    opened: Engine = request.getfixturevalue(f"{request.param}_engine")
    return opened


@pytest.fixture
def sqlite_engine(sqlite_url: str) -> Iterator[Engine]:
    """A migrated, empty SQLite file."""
    opened = connect(sqlite_url)
    yield opened
    opened.dispose()


@pytest.fixture
def postgres_engine(postgres_url: str) -> Iterator[Engine]:
    """A migrated, empty PostgreSQL database."""
    opened = connect(postgres_url)
    yield opened
    opened.dispose()


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a migrated SQLite file of this test's own."""
    path = tmp_path / "pantau.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url(postgres_copies: "Copies") -> Iterator[str]:
    """The address of a migrated PostgreSQL database of this test's own."""
    name = postgres_copies.take()
    yield _address(name)
    postgres_copies.give_back(name)


@pytest.fixture
def empty_postgres_url(postgres_server: None) -> Iterator[str]:
    """The address of a PostgreSQL database without any table."""
    name = f"pantau_test_{uuid4().hex}"
    _on_server(f"CREATE DATABASE {name}")
    yield _address(name)
    _on_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file to copy."""
    path = tmp_path_factory.mktemp("template") / "pantau.db"
    _migrated(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_server: None) -> Iterator[str]:
    """The name of a migrated database to copy, one for each worker."""
    name = f"pantau_template_{uuid4().hex}"
    _on_server(f"CREATE DATABASE {name}")
    _migrated(_address(name))
    yield name
    _on_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def postgres_copies(postgres_template: str) -> Iterator["Copies"]:
    """Copies of the migrated database, for this worker."""
    with Copies(postgres_template) as copies:
        yield copies


class Copies:
    """Copies of a database, each made and dropped while other tests run: each takes a while."""

    def __init__(self, template: str) -> None:
        self._template = template
        self._workers = ThreadPoolExecutor(2)
        self._next = self._workers.submit(self._make)

    def __enter__(self) -> "Copies":
        return self

    def __exit__(self, *_exception: object) -> None:
        self.give_back(self._next.result())
        self._workers.shutdown()

    def _make(self) -> str:
        name = f"pantau_test_{uuid4().hex}"
        _on_server(f"CREATE DATABASE {name} TEMPLATE {self._template}")
        return name

    def take(self) -> str:
        """A copy for one test."""
        taken, self._next = self._next, self._workers.submit(self._make)
        return taken.result()

    def give_back(self, name: str) -> None:
        """Drop a copy whose test is over."""
        self._workers.submit(_on_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def postgres_server() -> None:
    """Skip where no server answers; where CI is set that is a failure."""
    try:
        _on_server("SELECT 1")
    except psycopg.OperationalError as error:
        reason = f"no PostgreSQL at PANTAU_TEST_POSTGRES ({make_url(SERVER)!r}): {error}"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)


def _migrated(url: str) -> None:
    engine = connect(url)
    migrate(engine)
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.exec_driver_sql("SELECT 1")
    engine.dispose()


def _address(name: str) -> str:
    address: URL = make_url(SERVER).set(database=name)
    return address.render_as_string(hide_password=False)


def _on_server(statement: str) -> None:
    server = create_engine(SERVER, isolation_level="AUTOCOMMIT")
    try:
        with server.connect() as connection:
            connection.exec_driver_sql(statement)
    finally:
        server.dispose()
