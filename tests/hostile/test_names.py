"""A competition that is called what nobody kind would call it: on every page, and in every file."""

import asyncio
import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient, Response
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import Receive, Scope, Send
from streamlit.testing.v1 import AppTest

from dashboard import downloads, screen
from dashboard.access import Identity
from dashboard.broadcast import Broadcast
from dashboard.reader import Reader
from dashboard.view.words import LANGUAGES
from db.cards import issue_card
from db.changes import record_change
from db.commands import record_scores
from db.engine import connect, reading, writing
from db.models import (
    ChangeKind,
    Competition,
    Criterion,
    Judge,
    Phase,
    Recusal,
    Role,
    Sheet,
    Stage,
    Submission,
    Unit,
)
from db.workbook import export_workbook, import_workbook
from db.workbook.state import State, load_state
from tests.factories import Contest, contest
from tests.hostile.texts import MARKDOWN, NAMES
from tests.test_structure import ROOT

APP = str(ROOT / "dashboard" / "app.py")
PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))
LONG = ("panjang " * 1250).strip()
FORMULA = tuple("=+-@\t\r")
"""How a text begins that a spreadsheet takes for a formula."""
ACTORS = NAMES[:6]


def hostile(session: Session, texts: tuple[str, ...] = NAMES) -> Contest:
    """A judged competition of two stages in which everything bears one of the texts."""
    ids = contest(session, units=len(texts), criteria=3, judges=3, stages=2)
    home = ids.competition_id
    turn = cycle(texts)

    def name(table: type[Any], keys: tuple[int, ...], *fields: str) -> None:
        for place, key in enumerate(keys):
            row = session.get(table, key)
            for field in fields:
                # What has to differ from its like, does so at its end.
                setattr(row, field, f"{next(turn)} {place}")

    name(Competition, (home,), "name", "edition", "organiser", "venue", "unit_term")
    name(Unit, ids.unit_ids, "code", "name", "short_name", "kind")
    name(Stage, ids.stage_ids, "name")
    name(Criterion, ids.criterion_ids, "code", "name", "description")
    name(Judge, ids.judge_ids, "code", "name", "institution")
    name(Submission, ids.submission_ids, "title", "summary", "category")
    if MARKDOWN in texts:  # where it is shown most: stages and criteria are what one chooses from
        for table, key in ((Stage, ids.stage_ids[0]), (Criterion, ids.criterion_ids[0])):
            session.get(table, key).name = MARKDOWN
        session.get(Judge, ids.judge_ids[0]).code = MARKDOWN
        session.get(Criterion, ids.criterion_ids[0]).code = MARKDOWN
    # With these signs no list of them could be read, so the settings refuse them.
    for table, keys, field in (
        (Stage, ids.stage_ids, "name"),
        (Criterion, ids.criterion_ids, "code"),
    ):
        for key in keys:
            row = session.get(table, key)
            setattr(row, field, re.sub("[,;]", ".", getattr(row, field)))
    first, last = ids.submission_ids[0], ids.submission_ids[-1]
    session.add(Recusal(judge_id=ids.judge_ids[-1], submission_id=last, reason=texts[1]))
    for place, text in enumerate(texts[: len(ids.judge_ids)]):
        key = ids.stage_ids[0], first, ids.judge_ids[place]
        session.add(Sheet(stage_id=key[0], submission_id=key[1], judge_id=key[2], remarks=text))
    session.flush()
    marks = [(*key, 5000 + 100 * (place % 40)) for place, key in enumerate(ids.keys)]
    marks = [mark for mark in marks if mark[:2] != (last, ids.judge_ids[-1])]
    half = len(marks) // len(ACTORS)
    for place, actor in enumerate(ACTORS):
        record_scores(session, marks[place * half : (place + 1) * half], actor=actor)
    for text in texts:
        record_change(
            session,
            kind=ChangeKind.SUBMISSION,
            subject={"submission": 1, "judge": text},
            before={"title": text},
            after={"title": f"{text}{text}"},
            actor=text,
            reason=text,
            competition_id=home,
        )
        issue_card(session, text, Role.PANITIA, actor=text)
    return ids


@pytest.fixture
def database(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.setattr(screen, "asked_by", lambda: Identity(Role.ADMIN, NAMES[0]))
    engine = connect(sqlite_url)
    yield engine
    engine.dispose()
    screen.reader().engine.dispose()


class Markup(HTMLParser):
    """Notes every element that no template of ours has, and every script of an element."""

    def __init__(self) -> None:
        super().__init__()
        self.strange: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        scripts = [name for name, value in attrs if name.startswith("on")]
        scripts += [name for name, value in attrs if (value or "").strip().startswith("javascript")]
        sources = {value for name, value in attrs if name == "src"}
        if tag in ("iframe", "object") or scripts or sources & {"x"}:
            self.strange.append(self.get_starttag_text() or tag)
        self.inside = tag

    def handle_data(self, data: str) -> None:
        if getattr(self, "inside", "") == "script" and data.strip().startswith("alert(1)"):
            self.strange.append(f"<script>{data}")


def strange_in(html: str) -> list[str]:
    reader = Markup()
    reader.feed(html)
    reader.close()
    return reader.strange


def html_of(app: AppTest) -> list[str]:
    """Whatever the page hands to the browser as HTML: st.html, and the data of our components."""
    found: list[str] = []

    def walk(value: Any) -> None:
        if isinstance(value, str) and "<" in value:
            found.append(value)
        elif isinstance(value, dict):
            for name, inner in value.items():
                # These are HTML by their names; other texts are set as texts by the scripts.
                if name in ("html", "detail") or isinstance(inner, dict | list):
                    walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    for element in all_of(app._tree):
        proto = getattr(element, "proto", None)
        kind = type(proto).__name__
        if kind == "Html":
            found.append(proto.body)
        elif kind == "BidiComponent":
            data = proto.json or proto.mixed.json if hasattr(proto, "mixed") else proto.json
            if data:
                walk(json.loads(data))
        elif kind == "Markdown":
            assert not proto.allow_html or strange_in(proto.body) == []
    return found


def markdown_of(app: AppTest) -> list[str]:
    """The texts that Streamlit reads as Markdown and that hold a name as it came."""
    found = []
    for element in all_of(app._tree):
        proto = getattr(element, "proto", None)
        kind = type(proto).__name__
        texts = [getattr(proto, field, "") for field in ("body", "label", "caption", "help")]
        if kind == "ButtonGroup":
            texts += [option.content for option in proto.options]
        if kind == "Radio":
            texts += list(proto.options)
        if kind not in ("Html", "Code"):
            found += [f"{kind}: {text}" for text in texts if text and "![x](" in str(text)]
    return found


def all_of(node: Any) -> Iterator[Any]:
    yield node
    for child in getattr(node, "children", {}).values():
        yield from all_of(child)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_shows_the_names_as_texts(database: Engine, language: str) -> None:
    with writing(database) as session:
        hostile(session)
    app = AppTest.from_file(APP, default_timeout=30)
    app.query_params["bahasa"] = language
    app.run()
    seen = 0
    for page in PAGES:
        app.switch_page(str(ROOT / "pages" / f"{page}.py")).run()
        assert [error.value for error in app.exception] == [], page
        assert markdown_of(app) == [], page
        for html in html_of(app):
            seen += "&lt;script&gt;" in html
            assert strange_in(html) == [], page
    assert seen > 5  # the names were there to be seen


@pytest.mark.parametrize("page", PAGES)
def test_names_of_ten_thousand_signs_break_no_page(database: Engine, page: str) -> None:
    with writing(database) as session:
        hostile(session, (LONG, LONG[::-1]))
    app = AppTest.from_file(APP, default_timeout=30).run()
    app.switch_page(str(ROOT / "pages" / f"{page}.py")).run()
    assert [error.value for error in app.exception] == []
    assert sum(map(len, html_of(app))) < 20 * 2**20


def fetched(engine: Engine, path: str, **query: str) -> Response:
    broadcast = Broadcast()
    broadcast.start(Reader(engine))
    inner = Starlette(routes=[*downloads.ROUTES, Route("/siaran", broadcast.page)])

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("state", {})["identity"] = Identity(Role.ADMIN, NAMES[0])
        await inner(scope, receive, send)

    async def ask() -> Response:
        async with AsyncClient(transport=ASGITransport(app), base_url="http://x") as client:
            return await client.get(path, params={"lomba": "1", **query})

    return asyncio.run(ask())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("phase", [Phase.JUDGING, Phase.PUBLISHED])
def test_the_broadcast_shows_the_names_as_texts(
    database: Engine, language: str, phase: Phase
) -> None:
    with writing(database) as session:
        ids = hostile(session)
        row = session.get(Competition, ids.competition_id)
        assert row is not None
        row.phase = phase
    answer = fetched(database, "/siaran", bahasa=language)
    assert answer.status_code == 200
    assert strange_in(answer.text) == []
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in answer.text


XLSX = ["/unduh/template.xlsx", "/unduh/lomba.xlsx", "/unduh/rekap.xlsx",
        "/unduh/tindak-lanjut.xlsx"]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_workbook_holds_a_formula_made_of_a_name(database: Engine, language: str) -> None:
    with writing(database) as session:
        hostile(session)
    for path in XLSX:
        answer = fetched(database, path, bahasa=language)
        assert answer.status_code == 200, path
        assert "\n" not in answer.headers["content-disposition"]
        with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
            for part in book.namelist():
                xml = book.read(part).decode()
                if part.startswith("xl/worksheets/sheet"):
                    formulas = re.findall(r"<f>([^<]*)</f>", xml)
                    assert not [f for f in formulas if "cmd" in f or "SUM(A1:A9)" in f], part
                    assert "hyperlink" not in xml


def test_the_term_for_units_may_be_the_word_for_anything(database: Engine) -> None:
    for term in ("Peserta", "peserta", "Entries", "History", "'a'", "'" * 40, "[]", "a" * 10_000,
                 "😀" * 31, " "):  # fmt: skip
        with writing(database) as session:
            ids = contest(session)
            row = session.get(Competition, ids.competition_id)
            assert row is not None
            row.unit_term = term
        for language in LANGUAGES:
            for path in XLSX[2:]:
                answer = fetched(database, path, bahasa=language, lomba=str(ids.competition_id))
                assert answer.status_code == 200, (path, term)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_history_file_has_no_cell_that_begins_as_a_formula(
    database: Engine, language: str
) -> None:
    with writing(database) as session:
        hostile(session)
    answer = fetched(database, "/unduh/riwayat.csv", bahasa=language)
    delimiter = ";" if language == "id" else ","
    rows = list(csv.reader(io.StringIO(answer.text[1:], newline=""), delimiter=delimiter))
    assert len({len(row) for row in rows}) == 1
    cells = [cell for row in rows for cell in row]
    assert not [cell for cell in cells if cell.startswith(FORMULA)]
    assert any(cell.startswith("'=cmd") for cell in cells)


def loaded(engine: Engine, competition: int | None) -> State:
    with reading(engine) as session:
        return load_state(session, competition)[0].normal()


@pytest.mark.parametrize("form", ["keluar.xlsx", "keluar.ods", "keluar"])
@pytest.mark.parametrize("texts", [NAMES, (LONG, LONG[::-1])], ids=["hostile", "long"])
def test_what_goes_out_comes_back(
    sqlite_engine: Engine,
    sqlite_template: Path,
    tmp_path: Path,
    form: str,
    texts: tuple[str, ...],
) -> None:
    with writing(sqlite_engine) as session:
        home = hostile(session, texts).competition_id
    path = tmp_path / form
    export_workbook(sqlite_engine, path, home)
    if path.suffix:
        with zipfile.ZipFile(path) as book:
            for part in book.namelist():
                xml = book.read(part)
                assert b"<f>" not in xml and b"table:formula" not in xml, part
    else:
        for file in path.iterdir():
            with file.open(encoding="utf-8-sig", newline="") as opened:
                for row in csv.reader(opened, delimiter=";"):
                    assert not [cell for cell in row if cell.startswith(FORMULA)]
    (tmp_path / "ke.db").write_bytes(sqlite_template.read_bytes())
    target = connect(f"sqlite:///{tmp_path / 'ke.db'}")
    try:
        report = import_workbook(target, path, actor="test")
        assert report.faults == ()
        assert loaded(target, report.competition_id) == loaded(sqlite_engine, home)
    finally:
        target.dispose()
