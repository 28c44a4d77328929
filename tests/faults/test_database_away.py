"""The database goes away while people look: they are told, keep what they see, and go on after."""

import http.client
import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import make_url, update

from db import sample
from db.engine import connect, reading, writing
from db.models import Sheet
from db.queries import read_heads, read_scores
from tests.browser.cable import Cable
from tests.browser.conftest import ROOT, Serve
from tests.conftest import SERVER, Copies
from tests.factories import set_first_mark
from tests.faults import rounds
from tests.faults.checks import check_whole, state_of

pytestmark = [pytest.mark.browser, pytest.mark.postgres]

CUT = 6.0
SLOW = 30_000
AWAY = "Basis data tidak terjangkau"


LATE = 8.0
"""Seconds after a server's start until its database answers."""


@dataclass(frozen=True)
class Site:
    """The address people use, the database behind its back, and the cable between the two."""

    url: str
    database: str
    cable: Cable

    def change_a_mark(self, value: int) -> int:
        """Write straight to the database; the revision afterwards."""
        engine = connect(self.database)
        set_first_mark(engine, value)
        with reading(engine) as session:
            revision = read_heads(session)[1].revision
        check_whole(engine)
        engine.dispose()
        return revision

    def save(self, value: int, expected: int | None) -> tuple[int, dict[str, object]]:
        """Save the mark that is in the second place, as a page does."""
        engine = connect(self.database)
        with reading(engine) as session:
            marks = read_scores(session, 1)
        engine.dispose()
        sheet = {
            "stage": 1,
            "submission": int(marks.submission_id[1]),
            "judge": int(marks.judge_id[1]),
            "marks": [
                {"criterion": int(marks.criterion_id[1]), "value": value, "expected": expected}
            ],
            "remarks": None,
        }
        line = http.client.HTTPConnection("127.0.0.1", int(self.url.rsplit(":", 1)[1]), timeout=20)
        line.request(
            "POST",
            "/sheets/save",
            json.dumps({"competition": 1, "sheets": [sheet]}),
            {"Content-Type": "application/json"},
        )
        answer = line.getresponse()
        told = json.loads(answer.read())
        line.close()
        return answer.status, told

    def held(self) -> int:
        """The mark that `save` saves."""
        engine = connect(self.database)
        with reading(engine) as session:
            value = int(read_scores(session, 1).value[1])
        engine.dispose()
        return value


@pytest.fixture(scope="module")
def database(postgres_copies: Copies) -> Iterator[str]:
    name = postgres_copies.take()
    address = make_url(SERVER).set(database=name).render_as_string(hide_password=False)
    engine = connect(address)
    with writing(engine) as session:
        sample.load(session)
        session.execute(update(Sheet).values(confirmed_at=None))
    engine.dispose()
    yield address
    postgres_copies.give_back(name)


@pytest.fixture(scope="module")
def cable() -> Iterator[Cable]:
    with Cable(make_url(SERVER).port or 5432) as cable:
        yield cable


@pytest.fixture(scope="module")
def behind(database: str, cable: Cable) -> str:
    """The database's address at the end of the cable."""
    address = make_url(database).set(host="127.0.0.1", port=cable.port)
    return address.render_as_string(hide_password=False)


@pytest.fixture(scope="module")
def site(database: str, behind: str, cable: Cable, serve: Serve) -> Site:
    return Site(serve(ROOT / "streamlit_app.py", {"DATABASE_URL": behind}), database, cable)


@pytest.fixture
def visit(chromium: Browser, site: Site) -> Iterator[Callable[[str], Page]]:
    """`visit(path)`: a page in a context of its own."""
    contexts = []

    def go(path: str) -> Page:
        contexts.append(chromium.new_context(locale="id-ID"))
        page = contexts[-1].new_page()
        page.goto(site.url + path)
        return page

    yield go
    site.cable.mend()
    for context in contexts:
        context.close()


def scores(page: Page) -> list[str]:
    return page.locator("tr[data-key] td.score").all_inner_texts()


def exceptions(page: Page) -> Locator:
    return page.get_by_test_id("stException")


def fetched(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode()


def test_everybody_is_told_keeps_what_they_see_and_goes_on_by_themselves(
    site: Site, visit: Callable[[str], Page]
) -> None:
    screen, wall, history = visit("/"), visit("/siaran"), visit("/history")
    for page in (screen, history):
        page.locator(".strip[data-state=live]").wait_for(timeout=SLOW)
    screen.locator("tr[data-key='1'] td.score").wait_for()
    history.get_by_role("table").first.wait_for()
    expect(wall.locator("#line")).to_have_attribute("data-state", "live")
    stay = (screen, wall)

    def show(revision: int) -> None:
        for page, place in zip(stay, ("[data-part=revision]", "#revision"), strict=True):
            page.locator(place, has_text=str(revision)).wait_for(timeout=10_000)

    for number in range(rounds(1, 5)):
        for page in stay:
            page.evaluate("window.loadedOnce = true")
        before, mark = (scores(screen), scores(wall)), site.held()
        assert len(before[0]) > 10
        cut_at = time.monotonic()
        site.cable.cut()
        strip = screen.locator(".strip[data-state=away]")
        strip.wait_for(timeout=10_000)
        assert AWAY in strip.inner_text()
        expect(wall.locator("#line")).to_have_attribute("data-state", "away")
        expect(wall.locator("#connection")).to_have_text(AWAY)
        read = strip.locator("[data-part=read]").inner_text()
        revision = site.change_a_mark(7100 + 100 * number)

        fresh = check_who_comes_meanwhile(site, visit, history)
        status, answer = site.save(mark - 100, mark)
        assert (status, str(answer["error"])[: len(AWAY)]) == (503, AWAY)
        assert site.held() == mark
        screen.wait_for_timeout(max(0, CUT - (time.monotonic() - cut_at)) * 1000)
        # A reading that is not renewed says of when it is.
        assert strip.locator("[data-part=read]").inner_text() == read
        assert (scores(screen), scores(wall)) == before
        expect(exceptions(screen)).to_have_count(0)

        site.cable.mend()
        screen.locator(".strip[data-state=live]").wait_for(timeout=10_000)
        show(revision)
        expect(wall.locator("#line")).to_have_attribute("data-state", "live")
        assert scores(screen) == scores(wall) != before[0]
        history.get_by_role("table").first.wait_for(timeout=SLOW)
        expect(history.get_by_test_id("stAlert")).to_have_count(0, timeout=SLOW)
        revision = site.change_a_mark(7150 + 100 * number)
        for page in (screen, fresh, history):
            page.locator("[data-part=revision]", has_text=str(revision)).wait_for(timeout=SLOW)
        for page in stay:
            assert page.evaluate("window.loadedOnce"), "it was loaded anew"
        status, answer = site.save(mark - 100, mark)
        assert (status, state_of(answer)) == (200, "saved")
        assert site.held() == mark - 100
        show(int(str(answer["revision"])))


def check_who_comes_meanwhile(site: Site, visit: Callable[[str], Page], history: Page) -> Page:
    """Fail unless all are told in words; a page that was opened while the database was away."""
    fresh = visit("/")
    fresh.locator(".strip[data-state=away]").wait_for(timeout=SLOW)
    assert len(scores(fresh)) > 10
    history.reload()
    notice = history.get_by_test_id("stAlert")
    expect(notice).to_contain_text(AWAY, timeout=SLOW)
    expect(notice).to_contain_text("berlanjut sendiri")
    for page in (fresh, history):
        expect(exceptions(page)).to_have_count(0)
    status, board = fetched(f"{site.url}/siaran")
    assert (status, "<td" in board) == (200, True)
    for path in ("/kartu/tidak-ada", "/unduh/riwayat.csv?lomba=1"):
        status, told = fetched(site.url + path)
        assert (status, AWAY in told, "Traceback" in told) == (503, True, False), path
    return fresh


def test_a_server_that_starts_first_waits_for_its_database(
    behind: str, cable: Cable, serve: Serve
) -> None:
    cable.cut()
    threading.Timer(LATE, cable.mend).start()
    began = time.monotonic()
    status, page = fetched(serve(ROOT / "streamlit_app.py", {"DATABASE_URL": behind}) + "/siaran")
    assert time.monotonic() - began >= LATE
    assert (status, "<td" in page) == (200, True)
