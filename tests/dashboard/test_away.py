"""A database that is away is waited for, a file that cannot be opened is not."""

import asyncio
import sqlite3

import psycopg
import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from dashboard import away
from dashboard.reader import Reader


def test_a_server_is_waited_for(
    sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(away, "AGAIN", 0)
    tries = [OperationalError("", {}, psycopg.OperationalError("connection refused"))] * 2

    def opened() -> Reader:
        if tries:
            raise tries.pop()
        return Reader(sqlite_engine)

    assert asyncio.run(away.waited_for(opened)).engine is sqlite_engine
    assert caplog.messages == ["waiting for the database: connection refused"] * 2


def test_a_file_that_cannot_be_opened_is_told_at_once() -> None:
    def opened() -> Reader:
        raise OperationalError("", {}, sqlite3.OperationalError("unable to open database file"))

    with pytest.raises(OperationalError):
        asyncio.run(away.waited_for(opened))
