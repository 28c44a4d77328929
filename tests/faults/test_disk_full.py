"""The disk is full: nothing is said to be saved, nothing is broken, and it goes on with space."""

import asyncio
import json
import logging
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine, event
from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from dashboard.access import Identity
from dashboard.desk.sheet_route import SheetRoute
from dashboard.reader import Reader
from db.engine import connect, migrate, writing
from db.models import Role
from tests.browser.conftest import ROOT
from tests.factories import Contest, contest
from tests.faults import rounds
from tests.faults.checks import check_whole, held_in, save_body, state_of, url_of

SMALL = 2_000_000
"""Bytes of a file system that can be filled."""


class Server:
    """The route of the sheets, asked by an operator."""

    def __init__(self, engine: Engine) -> None:
        route = SheetRoute()
        route.open(Reader(engine))
        self.app = Starlette(routes=route.routes())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("state", {})["identity"] = Identity(Role.OPERATOR, "Sari")
        await self.app(scope, receive, send)

    def save(self, body: dict[str, Any], language: str = "en") -> tuple[int, dict[str, Any]]:
        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(app=self)
            async with httpx.AsyncClient(transport=transport, base_url="http://lomba") as client:
                return await client.post(f"/sheets/save?bahasa={language}", json=body)

        answer = asyncio.run(send())
        return answer.status_code, json.loads(answer.content)


def fill_until_refused(
    server: Server, built: Contest, marks: Iterator[int]
) -> tuple[dict[str, Any], list[dict[str, Any]], dict[str, Any]]:
    """Save until the disk is full: the body that was refused, those that were not, the answer."""
    held: dict[Any, int] = {}
    saved = []
    for value in marks:
        cell = built.keys[value % len(built.keys)]
        body = save_body(built, cell, value, held.get(cell))
        status, told = server.save(body)
        if status != 200:
            assert status == 503  # which the page takes as: keep it, and try again
            return body, saved, told
        assert state_of(told) == "saved"
        held[cell] = value
        saved.append(body)
    raise AssertionError("it never was full")


def test_a_database_that_may_not_grow_takes_marks_again_once_it_may(
    sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    engine = connect(sqlite_url)
    room = [0]

    @event.listens_for(engine, "begin")
    def limit(connection: Any) -> None:
        if room[0]:
            connection.exec_driver_sql(f"PRAGMA max_page_count = {room[0]}")

    with writing(engine) as session:
        built = contest(session, units=3)
    server = Server(engine)
    values = iter(range(1, 10001))
    for _ in range(rounds(1, 10)):
        with engine.connect() as connection:
            room[0] = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        before = held_in(engine, built.competition_id)
        cell = built.keys[0]
        for value in values:
            body = save_body(built, cell, value, before.get(cell))
            status, told = server.save(body)
            if status != 200:
                break
            before[cell] = value
        assert (status, told) == (
            503,
            {"error": "The server has no space left. Nothing was saved; it will be tried again."},
        )
        assert "penuh" in server.save(body, "id")[1]["error"]
        assert held_in(engine, built.competition_id) == before
        check_whole(engine)
        room[0] += 1000
        status, told = server.save(body)
        assert (status, state_of(told)) == (200, "saved")
        assert held_in(engine, built.competition_id) == {**before, cell: value}
        check_whole(engine)
    assert all(record.exc_info is None for record in caplog.records)
    engine.dispose()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own that can be filled."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = shutil.which("mount")
    if os.geteuid() or mount is None:
        pytest.skip("only root can mount a small file system")
    mounted = subprocess.run(
        [mount, "-t", "tmpfs", "-o", f"size={SMALL}", "tmpfs", str(place)],
        capture_output=True,
        text=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip(f"no small file system can be mounted: {mounted.stderr.strip()}")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def fill(place: Path) -> Path:
    """Take all space that is left, to the last byte."""
    ballast = place / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (65536, 4096, 1):
            try:
                while file.write(b"x" * size):
                    pass
            except OSError:
                continue
    return ballast


def test_a_full_disk_takes_marks_again_once_it_has_space(
    disk: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    path = disk / "pantau.db"
    engine = connect(url_of(path))
    migrate(engine)
    with writing(engine) as session:
        built = contest(session, units=3)
    server = Server(engine)
    ballast = fill(disk)
    body, saved, told = fill_until_refused(server, built, iter(range(1, 10001)))
    assert set(told) == {"error"}
    acknowledged = {
        (s["submission"], s["judge"], s["marks"][0]["criterion"]): s["marks"][0]["value"]
        for one in saved
        for s in one["sheets"]
    }
    assert held_in(engine, built.competition_id) == acknowledged
    ballast.unlink()
    status, told = server.save(body)
    assert (status, state_of(told)) == (200, "saved")
    check_whole(engine)
    engine.dispose()
    again = connect(url_of(path))
    check_whole(again)
    again.dispose()
    assert all(record.exc_info is None for record in caplog.records)


def dump(url: str) -> list[str]:
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as source:
        return list(source.iterdump())


def test_a_backup_to_a_full_disk_says_so_and_leaves_no_half_copy(
    sqlite_url: str, disk: Path
) -> None:
    engine = connect(sqlite_url)
    with writing(engine) as session:
        built = contest(session, units=3)
    ballast = fill(disk)
    with ballast.open("r+b") as file:
        file.truncate(ballast.stat().st_size - 40960)  # so that the copy begins, and stops half way
    before = dump(sqlite_url)
    made = subprocess.run(
        [sys.executable, "-m", "db", "backup", str(disk / "copy.db")],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": sqlite_url},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (made.returncode, made.stdout) == (1, "")
    assert made.stderr == f"{disk / 'copy.db'} was not written: database or disk is full\n"
    assert [path.name for path in disk.iterdir()] == ["ballast"]
    assert dump(sqlite_url) == before
    check_whole(engine)
    assert held_in(engine, built.competition_id) == {}
    engine.dispose()
