"""The line to the server is cut, or the browser sleeps: afterwards the screen is up to date."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from sqlalchemy import update

from db import sample
from db.commands import set_score
from db.engine import connect, migrate, reading, writing
from db.models import Sheet
from db.queries import read_heads, read_scores
from tests.browser.cable import Cable
from tests.browser.conftest import ROOT, Serve
from tests.browser.navigation import visit as go_to
from tests.faults import is_full, rounds
from tests.faults.checks import check_whole

pytestmark = pytest.mark.browser

CUT = 60.0 if is_full() else 5.0
ASLEEP = 30.0 if is_full() else 2.0
SOON = 10_000
LATE = 30_000
"""Milliseconds: a screen that found no server tries again after 15 s at the latest, and a bit."""

HIDE = """(hidden) => {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    path: Path = tmp_path_factory.mktemp("line") / "pantau.db"
    engine = connect(f"sqlite:///{path}")
    migrate(engine)
    with writing(engine) as session:
        sample.load(session)
        session.execute(update(Sheet).values(confirmed_at=None))
    engine.dispose()
    return f"sqlite:///{path}"


@pytest.fixture(scope="module")
def cable(database: str, serve: Serve) -> Iterator[Cable]:
    url = serve(ROOT / "streamlit_app.py", {"DATABASE_URL": database})
    with Cable(int(url.rsplit(":", 1)[1])) as cable:
        yield cable


@pytest.fixture
def visit(chromium: Browser, cable: Cable) -> Iterator[Callable[[str], Page]]:
    """`visit(path)`: a page in a context of its own, at the far end of the cable."""
    contexts = []

    def go(path: str) -> Page:
        contexts.append(chromium.new_context())
        page = contexts[-1].new_page()
        page.goto(f"http://127.0.0.1:{cable.port}{path}")
        page.evaluate("window.loadedOnce = true")
        return page

    yield go
    cable.mend()
    for context in contexts:
        context.close()


def change_marks(database: str, value: int, count: int = 3) -> int:
    """Change a few marks; the revision afterwards."""
    engine = connect(database)
    with reading(engine) as session:
        marks = read_scores(session, 1)
    for place in range(count):
        with writing(engine) as session:
            set_score(
                session,
                submission_id=int(marks.submission_id[place]),
                judge_id=int(marks.judge_id[place]),
                criterion_id=int(marks.criterion_id[place]),
                value=value,
                actor="test",
            )
    with reading(engine) as session:
        revision = read_heads(session)[1].revision
    check_whole(engine)
    engine.dispose()
    return revision


def scores(page: Page) -> list[str]:
    return page.locator("tr[data-key] td.score").all_inner_texts()


def test_screens_catch_up_by_themselves_once_the_line_is_mended(
    cable: Cable, visit: Callable[[str], Page], database: str
) -> None:
    screen, wall = visit("/"), visit("/siaran")
    screen.locator(".strip[data-state=live]").wait_for(timeout=LATE)
    screen.locator("tr[data-key='1'] td.score").wait_for()
    expect(wall.locator("#line")).to_have_attribute("data-state", "live")
    for number in range(rounds(1, 2)):
        before = scores(screen)
        cut_at = time.monotonic()
        cable.cut()
        screen.locator(".strip[data-state=lost]").wait_for(timeout=SOON)
        expect(wall.locator("#line")).to_have_attribute("data-state", "lost", timeout=SOON)
        revision = change_marks(database, 6000 + 100 * number)
        screen.wait_for_timeout(max(0, CUT - (time.monotonic() - cut_at)) * 1000)
        assert scores(screen) == before
        assert screen.locator(".strip").get_attribute("data-state") == "lost"
        cable.mend()
        screen.locator(".strip[data-state=live]").wait_for(timeout=LATE)
        screen.locator("[data-part=revision]", has_text=str(revision)).wait_for(timeout=SOON)
        wall.locator("#revision", has_text=str(revision)).wait_for(timeout=LATE)
        expect(wall.locator("#line")).to_have_attribute("data-state", "live")
        expect(wall.locator("tr[data-key='1'] td.score")).to_have_text(
            screen.locator("tr[data-key='1'] td.score").inner_text()
        )
        assert scores(screen) != before
        for page in (screen, wall):
            assert page.evaluate("window.loadedOnce"), "it was loaded anew"


def test_a_broadcast_comes_again_after_an_answer_that_is_no_stream(
    chromium: Browser, cable: Cable, database: str
) -> None:
    with chromium.new_context() as context:
        page = context.new_page()
        refused = []

        def proxy_without_server(route: Route) -> None:
            refused.append(route.request.url)
            route.fulfill(status=502, body="Bad Gateway")

        page.route("**/siaran/arus**", proxy_without_server)
        page.goto(f"http://127.0.0.1:{cable.port}/siaran")
        page.evaluate("window.loadedOnce = true")
        expect(page.locator("#line")).to_have_attribute("data-state", "lost")
        page.unroute("**/siaran/arus**")
        expect(page.locator("#line")).to_have_attribute("data-state", "live", timeout=SOON)
        revision = change_marks(database, 7700, 1)
        page.locator("#revision", has_text=str(revision)).wait_for(timeout=SOON)
        assert refused
        assert page.evaluate("window.loadedOnce"), "it was loaded anew"


def test_a_browser_that_slept_or_was_hidden_is_up_to_date_soon_after(
    visit: Callable[[str], Page], cable: Cable, database: str
) -> None:
    page = visit("/")
    page.locator(".strip[data-state=live]").wait_for(timeout=LATE)
    page.locator("tr[data-key='1'] td.score").wait_for()
    devtools = page.context.new_cdp_session(page)
    for number in range(rounds(1, 2)):
        before = scores(page)
        devtools.send("Page.setWebLifecycleState", {"state": "frozen"})
        if number % 2 == 0:  # a notebook that sleeps loses its network as well
            cable.cut()
        revision = change_marks(database, 5000 + 100 * number)
        time.sleep(ASLEEP)
        cable.mend()
        devtools.send("Page.setWebLifecycleState", {"state": "active"})
        page.locator("[data-part=revision]", has_text=str(revision)).wait_for(timeout=SOON)
        page.locator(".strip[data-state=live]").wait_for(timeout=SOON)
        assert scores(page) != before
        assert page.evaluate("window.loadedOnce"), "it was loaded anew"

    # A tab that is only hidden keeps its line. What comes finished is put in place,
    before = scores(page)
    page.evaluate(HIDE, True)
    revision = change_marks(database, 8800)
    page.locator("[data-part=revision]", has_text=str(revision)).wait_for(timeout=SOON)
    assert scores(page) != before
    page.evaluate(HIDE, False)
    # and for the rest it asks once it is looked at.
    go_to(page, "history")
    newest = page.locator(".happened tbody tr").first
    before = newest.inner_text()
    page.evaluate(HIDE, True)
    revision = change_marks(database, 8900)
    page.wait_for_timeout(1000)
    assert newest.inner_text() == before
    page.evaluate(HIDE, False)
    page.locator("[data-part=revision]", has_text=str(revision)).wait_for(timeout=SOON)
    assert newest.inner_text() != before
