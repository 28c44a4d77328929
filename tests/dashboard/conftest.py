"""Who is asking, and which database the app opens, in tests that run it without the gate."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from dashboard import screen
from dashboard.access import Identity
from db.engine import connect
from db.models import Role


@pytest.fixture(autouse=True)
def asking(monkeypatch: pytest.MonkeyPatch) -> list[Identity]:
    """Who opens the app: an administrator, unless a test puts somebody else into the list."""
    who = [Identity(Role.ADMIN, "admin")]
    monkeypatch.setattr(screen, "asked_by", lambda: who[0])
    return who


@pytest.fixture
def database(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """The database that the app opens in this test, migrated and empty."""
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    engine = connect(sqlite_url)
    yield engine
    engine.dispose()
    screen.reader().engine.dispose()
