"""Live, in a real browser: a commit changes the screen at once, in place, whoever wrote it."""

import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from db import sample
from db.engine import connect, migrate, writing
from tests.browser.cable import Cable
from tests.browser.conftest import ROOT, OpenPage, Serve
from tests.browser.navigation import settle, visit

pytestmark = pytest.mark.browser

COMMITS = 15
LIMIT = 0.4
"""Seconds from commit to changed screen that the median must stay under, for one viewer."""

# Follows every frame: when the score of the watched row changed, whether the chart was ever gone.
WATCH = """
() => {
  const find = (selector) => {
    for (const host of document.querySelectorAll('*')) {
      const found = host.shadowRoot?.querySelector(selector);
      if (found) return found;
    }
  };
  const score = () => find('tr[data-key="1"] td.score')?.textContent;
  const chart = () => document.querySelector('.chart .main-svg');
  window.seen = { changes: [], missing: 0, frames: 0, marker: {} };
  chart().closest('.chart').marker = window.seen.marker;
  let last = score();
  const look = () => {
    window.seen.frames += 1;
    if (!chart()) window.seen.missing += 1;
    const now = score();
    if (now !== last) { last = now; window.seen.changes.push([Date.now(), now]); }
    requestAnimationFrame(look);
  };
  look();
}
"""


def sample_database(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The path of a new file with the sample in it."""
    path = tmp_path_factory.mktemp("sample") / "pantau.db"
    engine = connect(f"sqlite:///{path}")
    migrate(engine)
    with writing(engine) as session:
        sample.load(session)
    engine.dispose()
    return str(path)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A file with the sample in it, its sheets open."""
    path = sample_database(tmp_path_factory)
    write(path, "UPDATE sheet SET confirmed_at = NULL")
    return path


@pytest.fixture(scope="module")
def url(serve: Serve, database: str) -> str:
    return serve(ROOT / "streamlit_app.py", {"DATABASE_URL": f"sqlite:///{database}"})


@pytest.fixture
def board(open_page: OpenPage, url: str) -> Iterator[Page]:
    page = open_page(url, viewport={"width": 1280, "height": 700})
    page.locator("tr[data-key='1'] td.score").wait_for()
    page.locator(".chart .main-svg").first.wait_for()
    page.locator(".strip[data-state=live]").wait_for()
    yield page


def write(path: str | Path, statement: str) -> float:
    """Commit a statement as another program would; the time of the commit (seconds, epoch)."""
    with closing(sqlite3.connect(path, timeout=20)) as connection, connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(statement)
    return time.time()


def set_mark(path: str, value: float) -> float:
    return write(
        path,
        f"UPDATE score SET value = {value}, entered_by = 'sqlite3' WHERE submission_id = 1"
        " AND judge_id = 1 AND criterion_id = 1",
    )


def newest_revision(path: str) -> int:
    with closing(sqlite3.connect(path)) as connection:
        ((revision,),) = connection.execute("SELECT revision FROM competition").fetchall()
    return int(revision)


def shows_newest(page: Page, path: str) -> None:
    """Wait until the strip says that the page shows the newest revision."""
    shown = page.locator(".strip [data-part=revision]", has_text=str(newest_revision(path)))
    shown.wait_for(timeout=15_000)


def test_a_commit_is_on_the_screen_at_once_and_in_place(board: Page, database: str) -> None:
    board.evaluate(WATCH)
    board.evaluate("window.loadedOnce = true")
    main = board.locator("[data-testid=stMain]")
    main.evaluate("element => element.scrollTo(0, 300)")
    committed = []
    for number in range(COMMITS):
        committed.append(set_mark(database, 60 + number))
        board.wait_for_function(f"window.seen.changes.length > {number}", timeout=10_000)
        board.wait_for_timeout(150)
    seen = board.evaluate("window.seen")
    delays = [
        at / 1000 - commit for (at, _), commit in zip(seen["changes"], committed, strict=True)
    ]
    print(f"commit to screen: median {statistics.median(delays):.3f} s, worst {max(delays):.3f} s")
    assert statistics.median(delays) < LIMIT
    assert board.evaluate("window.loadedOnce")
    assert main.evaluate("element => element.scrollTop") == 300
    assert (seen["missing"], seen["frames"] > 30) == (0, True)
    assert board.evaluate("document.querySelector('.chart').marker === window.seen.marker"), (
        "the chart was mounted anew"
    )


def test_every_open_screen_shows_the_same_revision(
    board: Page, open_page: OpenPage, url: str, database: str
) -> None:
    others = [open_page(url), open_page(f"{url}/?bahasa=en")]
    for page in others:
        page.locator(".strip[data-state=live]").wait_for()
    set_mark(database, 88.5)
    for page in [board, *others]:
        shows_newest(page, database)
    scores = {
        page.locator("tr[data-key='1'] td.score").inner_text()[-2:] for page in [board, *others]
    }
    assert len(scores) == 1


def test_a_screen_shows_a_commit_though_the_server_lost_the_first_drawing(
    open_page: OpenPage, serve: Serve, database: str
) -> None:
    address = serve("losing_server.py", {"DATABASE_URL": f"sqlite:///{database}"})
    page = open_page(address)
    settle(page)
    visit(page, "history")  # it is drawn anew at each revision
    set_mark(database, 93.5)
    shows_newest(page, database)
    expect(page.locator(".happened tbody tr").first).to_contain_text("93,50")


def test_a_commit_costs_an_open_screen_no_run_of_its_page(board: Page, database: str) -> None:
    settle(board)
    sent: list[object] = []
    board.on("websocket", lambda one: one.on("framesent", lambda frame: sent.append(frame)))
    board.reload()
    board.locator(".strip[data-state=live]").wait_for()
    settle(board)
    board.wait_for_timeout(1000)
    asked = len(sent)
    assert asked, "the requests of the page itself are seen"
    for value in (81.5, 82.5):
        set_mark(database, value)
        shows_newest(board, database)
    board.wait_for_timeout(500)
    assert len(sent) == asked


@pytest.mark.parametrize(
    "trouble",
    [
        # Streamlit has drawn the piece anew, the message was for the drawing before.
        "piece.drawing = -1",
        # A drawing came that is older than what was sent meanwhile.
        "piece.revision = 1; dispatchEvent(new Event('pantau:piece'))",
    ],
)
def test_a_piece_that_was_overtaken_is_drawn_by_the_page(
    board: Page, database: str, trouble: str
) -> None:
    settle(board)
    set_mark(database, 83.5)
    shows_newest(board, database)
    number = board.evaluate(
        f"() => {{ const piece = pantauPieces.get('board'); {trouble}; return piece.drawing }}"
    )
    set_mark(database, 84.5)
    shows_newest(board, database)
    board.wait_for_function(f"pantauPieces.get('board').drawing > {number}")
    mark_shown = "() => [...pantauPieces.values()].every((one) => one.revision === %s)"
    board.wait_for_function(mark_shown % newest_revision(database))


def test_an_open_explanation_stays_open_and_follows_a_commit(board: Page, database: str) -> None:
    board.locator("tr[data-key='1'] th.entry").click()
    board.locator("tr.detail .account").wait_for()
    set_mark(database, 71.5)
    board.locator("tr.detail .account", has_text="71,50").wait_for()
    board.locator("tr[data-key='1'] th.entry").click()
    board.locator("tr.detail").wait_for(state="detached")


def test_a_screen_says_when_the_connection_is_lost_and_goes_on_by_itself(
    chromium: Browser, url: str, database: str
) -> None:
    with Cable(int(url.rsplit(":", 1)[1])) as cable, chromium.new_context() as context:
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{cable.port}")
        strip = page.locator(".strip")
        page.locator(".strip[data-state=live]").wait_for()
        cable.cut()
        page.locator(".strip[data-state=lost]").wait_for(timeout=5_000)
        assert "Sambungan terputus" in strip.inner_text()
        set_mark(database, 64.5)
        assert page.locator("tr[data-key='1'] td.score").is_visible()
        cable.mend()
        page.locator(".strip[data-state=live]").wait_for(timeout=30_000)
        shows_newest(page, database)


def test_a_simulated_day_is_followed_to_its_end(
    open_page: OpenPage, serve: Serve, tmp_path_factory: pytest.TempPathFactory
) -> None:
    address = f"sqlite:///{sample_database(tmp_path_factory)}"
    url = serve(ROOT / "streamlit_app.py", {"DATABASE_URL": address})
    page = open_page(url)
    page.locator("tr[data-key='1'] td.score").wait_for()
    day = subprocess.Popen(
        [sys.executable, "-m", "db", "simulate", "--speed", "2000"],
        cwd=ROOT,
        env={"DATABASE_URL": address, "PATH": ""},
        stdout=subprocess.DEVNULL,
    )
    page.locator(".status", has_text="Sedang tampil").wait_for(timeout=30_000)
    page.locator(".chip").first.wait_for(timeout=30_000)
    assert day.wait(timeout=90) == 0
    page.locator(".status", has_text="55 dari 55 lembar nilai masuk").wait_for(timeout=10_000)
    assert page.locator("tbody.placed tr").count() == 11
