"""The door to the database: where it is, how transactions begin, migrations at start-up."""

import os
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import psycopg
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

EMBEDDED = Path(__file__).resolve().parent.parent / "data" / "pantau.db"
BUSY_SECONDS = 10
SILENCE = {"connect_timeout": "5", "tcp_user_timeout": "10000"}
"""After how many seconds, and milliseconds, a PostgreSQL that does not answer at all counts as away
(libpq, 34.1.2), unless the address says otherwise."""
MIGRATION_LOCK = 20181127  # any number that every process of ours agrees on

_migrating = threading.Lock()  # alembic keeps the running migration in module globals


class Turns:
    """A lock that is handed on in the order in which it was asked for.

    SQLite's own waiting is a lottery: of many writers an unlucky one finds the place taken each
    time it looks, until its patience ends.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[tuple[int, threading.Lock]] = deque()
        self._holder: int | None = None

    def __enter__(self) -> None:
        me, mine = threading.get_ident(), threading.Lock()
        with self._guard:
            if self._holder is None:
                self._holder = me
                return
            if self._holder == me:
                raise RuntimeError("a transaction that writes cannot be opened inside another one")
            mine.acquire()
            self._waiting.append((me, mine))
        mine.acquire()

    def __exit__(self, *_exception: object) -> None:
        with self._guard:
            # Handed on while it is held, so that nobody slips in between.
            self._holder, handed_on = self._waiting.popleft() if self._waiting else (None, None)
            if handed_on:
                handed_on.release()


_turns: dict[str, Turns] = {}
"""By SQLite file, the writers of this process; those of other processes wait as SQLite does."""


def connect(url: str | None = None) -> Engine:
    """Open the database at `url`, or at $DATABASE_URL, or the embedded SQLite file."""
    chosen = url or os.environ.get("DATABASE_URL")
    if chosen is None:
        EMBEDDED.parent.mkdir(parents=True, exist_ok=True)
        chosen = f"sqlite:///{EMBEDDED}"
        options = {"embedded": True}
    else:
        options = {}
    # "postgres://" is what many hosts still hand out; SQLAlchemy knows only the full name.
    address = make_url(chosen.replace("postgres://", "postgresql://", 1))
    if address.get_backend_name() not in ("sqlite", "postgresql"):
        raise ValueError(
            f"DATABASE_URL names the database '{address.get_backend_name()}'; "
            "expected sqlite:///FILE or postgresql://USER@HOST/NAME"
        )
    if address.get_backend_name() == "postgresql":
        address = address.set(query={**SILENCE, **address.query})
    engine = create_engine(address, pool_pre_ping=True, execution_options=options)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def is_embedded(engine: Engine) -> bool:
    """Tell whether this is the default file, which nobody chose."""
    return bool(engine.get_execution_options().get("embedded"))


def is_full(error: DBAPIError) -> bool:
    """Tell whether the database could not do something because its disk is full."""
    return (
        isinstance(error.orig, psycopg.errors.DiskFull)
        or getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
    )


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """Open a session that sees one state of the database, whatever others commit meanwhile."""
    options: dict[str, Any] = {}
    if engine.dialect.name == "postgresql":
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with Session(engine.execution_options(**options)) as session:
        yield session


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """Open a session whose changes are committed at the end, or all undone on an error.

    On SQLite it holds the only writer's place from the start, so that it never has to give up half
    way, and the writers of a process take turns; on PostgreSQL the commands lock the competition
    they change.
    """
    with (
        _turn(engine),
        Session(engine.execution_options(immediate=True)) as session,
        session.begin(),
    ):
        session.connection()
        yield session


def _turn(engine: Engine) -> AbstractContextManager[None]:
    if engine.dialect.name == "sqlite" and engine.url.database:
        return _turns.setdefault(engine.url.database, Turns())
    return nullcontext()


def migrate(engine: Engine) -> None:
    """Bring the tables up to date. Any number of processes may do so at the same moment."""
    with _migrating:
        config = _alembic()
        head = ScriptDirectory.from_config(config).get_current_head()
        with engine.connect() as connection:
            if MigrationContext.configure(connection).get_current_revision() == head:
                return
        if engine.dialect.name == "sqlite":
            _choose_wal(engine)
        # One transaction is the queue: whoever comes second finds the work done.
        with engine.execution_options(immediate=True).begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(text(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def _alembic() -> Config:
    config = Config()
    folder = str(Path(__file__).with_name("migrations"))
    config.set_main_option("script_location", folder.replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout = {BUSY_SECONDS * 1000}",
        "foreign_keys = ON",
        "synchronous = NORMAL",
        "cache_size = -16384",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("immediate")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _choose_wal(engine: Engine) -> None:
    """Set the journal mode, which the file remembers. SQLite does not wait for its lock here."""
    deadline = time.monotonic() + BUSY_SECONDS
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        while True:
            try:
                cursor.execute("PRAGMA journal_mode = WAL")
                break
            except sqlite3.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
        cursor.close()
    finally:
        raw.close()
