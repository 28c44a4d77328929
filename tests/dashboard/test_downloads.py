"""Files to take along: for whom they are, what they are called, and that nobody else gets them."""

import asyncio
import csv
import io
from collections.abc import Callable

import pytest
from httpx import ASGITransport, AsyncClient, Response
from python_calamine import CalamineWorkbook
from sqlalchemy import Engine
from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboard import downloads, screen
from dashboard.access import NOBODY, PAGES, Identity
from db import sample
from db.engine import writing
from db.models import Competition, Phase, Role
from db.workbook import import_workbook

Get = Callable[..., Response]

ALLOWED = {
    "/unduh/template.xlsx": {Role.ADMIN, Role.PANITIA},
    "/unduh/lomba.xlsx": {Role.ADMIN, Role.PANITIA},
    "/unduh/rekap.xlsx": {Role.ADMIN, Role.PANITIA},
    "/unduh/tindak-lanjut.xlsx": {Role.ADMIN, Role.PANITIA, Role.PIMPINAN},
    "/unduh/riwayat.csv": {Role.ADMIN, Role.PANITIA},
}


@pytest.fixture
def sampled(database: Engine) -> Engine:
    with writing(database) as session:
        sample.load(session)
    return database


def fetched(app: ASGIApp, path: str, query: dict[str, str]) -> Response:
    async def ask() -> Response:
        async with AsyncClient(transport=ASGITransport(app), base_url="http://x") as client:
            return await client.get(path, params=query)

    return asyncio.run(ask())


@pytest.fixture
def get(sampled: Engine) -> Get:
    def ask(path: str, role: Role | None = Role.ADMIN, **query: str) -> Response:
        who = Identity(role, "x", competition_id=1 if role is Role.JURI else None)

        def gate(app: ASGIApp) -> ASGIApp:
            async def through(scope: Scope, receive: Receive, send: Send) -> None:
                scope.setdefault("state", {})["identity"] = who if role else NOBODY
                await app(scope, receive, send)

            return through

        return fetched(gate(Starlette(routes=downloads.ROUTES)), path, {"lomba": "1", **query})

    return ask


def test_every_route_is_in_the_table_and_named_by_a_page() -> None:
    assert {route.path for route in downloads.ROUTES} == ALLOWED.keys()  # type: ignore[attr-defined]
    assert {page for page, _ in downloads.FILES.values()} <= PAGES.keys()


@pytest.mark.parametrize("role", [None, *Role])
@pytest.mark.parametrize("path", ALLOWED)
def test_a_file_is_for_the_roles_of_its_page(get: Get, path: str, role: Role | None) -> None:
    answer = get(path, role)
    if role in ALLOWED[path]:
        assert answer.status_code == 200
        assert "attachment" in answer.headers["content-disposition"]
        assert answer.headers["cache-control"] == "no-store"
    else:
        assert answer.status_code == 403
        assert "Berkas ini bukan untuk Anda." in answer.text
        assert "content-disposition" not in answer.headers


def test_without_a_gate_nobody_gets_anything(sampled: Engine) -> None:
    app = Starlette(routes=downloads.ROUTES)
    assert {fetched(app, path, {"lomba": "1"}).status_code for path in ALLOWED} == {403}


@pytest.mark.parametrize("odd", ["", "2", "-1", "abc", "1e9", "9" * 400, "1;DROP"])
@pytest.mark.parametrize("path", [path for path in ALLOWED if "template" not in path])
def test_a_competition_that_is_not_there_is_a_plain_page(get: Get, path: str, odd: str) -> None:
    answer = get(path, lomba=odd, bahasa="en")
    assert answer.status_code == 404
    assert "There is no such competition." in answer.text


def test_the_workbook_imports_back(get: Get) -> None:
    answer = get("/unduh/lomba.xlsx")
    file = io.BytesIO(answer.content)
    file.name = "a.xlsx"
    engine = screen.reader().engine
    report = import_workbook(engine, file, dry_run=True, actor="x")
    assert report.faults == ()
    assert {(one.new, one.changed) for one in report.counts.values()} == {(0, 0)}
    name = answer.headers["content-disposition"]
    assert "lomba-inovasi-pelayanan-publik-antar-skpd-2018-r405.xlsx" in name


def test_the_template_opens(get: Get) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(get("/unduh/template.xlsx").content))
    assert "Nilai" in book.sheet_names


def test_the_recap_speaks_the_readers_language(get: Get) -> None:
    names = [
        CalamineWorkbook.from_filelike(
            io.BytesIO(get("/unduh/rekap.xlsx", bahasa=language).content)
        ).sheet_names
        for language in ("id", "en")
    ]
    assert names == [
        ["Peringkat", "Rekap", "Partisipasi", "Aturan"],
        ["Ranking", "Recap", "Participation", "Rules"],
    ]


def rows(answer: Response, delimiter: str = ";") -> list[list[str]]:
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=delimiter))


def test_the_history_comes_as_it_was_asked_for(get: Get) -> None:
    header, *lines = rows(get("/unduh/riwayat.csv"))
    assert header[:2] == ["Waktu", "Revisi"]
    assert len(lines) == 275
    asked = {"peserta": "1", "juri": "2", "kriteria": "3", "jenis": "marks"}
    (line,) = rows(get("/unduh/riwayat.csv", **asked))[1:]
    assert line[3:8] == ["1. RSUD Kota", "J2 Juri 2 · K3 Aplikatif", "", "belum ada", line[7]]
    assert "," in line[7]
    english = rows(get("/unduh/riwayat.csv", bahasa="en", **asked), ",")
    assert english[1][6] == "none yet"
    assert rows(get("/unduh/riwayat.csv", koreksi="1"))[1:] == []


def test_the_history_is_cut_where_it_is_too_long(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "MOST_EVENTS", 7)
    monkeypatch.setattr(downloads, "PIECE", 3)
    assert len(rows(get("/unduh/riwayat.csv"))) == 8


def test_a_workbook_that_cannot_hold_it_is_told(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ValueError("too many rows")

    monkeypatch.setattr(downloads, "export_workbook", fail)
    answer = get("/unduh/lomba.xlsx")
    assert (answer.status_code, "terlalu besar" in answer.text) == (422, True)


def test_a_judge_of_another_competition_learns_nothing(sampled: Engine, get: Get) -> None:
    with writing(sampled) as session:
        session.add(Competition(name="Rahasia", phase=Phase.JUDGING))
    assert get("/unduh/rekap.xlsx", Role.JURI, lomba="2").status_code == 403
