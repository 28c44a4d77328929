"""Take the pictures of the README anew: `python -m tests.browser.pictures` writes docs/*.png.

The leaderboard is shown in the middle of the day, other pages on the whole sample.
"""

import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from db import sample
from db.engine import connect, migrate, writing
from tests.benchmarks.viewer import ROOT, Server, served
from tests.browser.conftest import CHROMIUM_ARGUMENTS, find_chromium

DOCS = ROOT / "docs"
DESKTOP, PHONE, WALL = (1440, 1000), (390, 844), (1920, 1080)
PAGES = ("participation", "criteria", "judges", "summary", "sheet", "settings")
LEFT_TO_SCORE = 3


def main() -> int:
    """Write every picture."""
    DOCS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        whole, midway = Path(folder) / "whole.db", Path(folder) / "midway.db"
        for path in (whole, midway):
            engine = connect(f"sqlite:///{path}")
            migrate(engine)
            with writing(engine) as session:
                sample.load(session)
            engine.dispose()
        turn_back(midway)
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=CHROMIUM_ARGUMENTS
        )
        with served(f"sqlite:///{midway}") as server:
            take(browser, server, "", "leaderboard", DESKTOP, ("light",))
            take(browser, server, "", "leaderboard-phone", PHONE, ("light",))
            take(browser, server, "", "leaderboard-wall", WALL, ("dark",), "&layar=1")
            take(browser, server, "", "why", DESKTOP, ("light",), open_row=True)
            take(browser, server, "siaran", "broadcast-phone", PHONE, ("light",))
        with served(f"sqlite:///{whole}") as server:
            for page in PAGES:
                take(browser, server, page, page, DESKTOP, ("light",))
        browser.close()
    return 0


def turn_back(path: Path) -> None:
    """Undo the last entries of the day: one is presenting, half marked; the rest wait."""
    with closing(sqlite3.connect(path)) as connection, connection:
        (last,) = connection.execute("SELECT max(id) FROM submission").fetchone()
        first = last - LEFT_TO_SCORE + 1
        connection.execute("UPDATE sheet SET confirmed_at = NULL WHERE submission_id >= ?", [first])
        connection.execute("DELETE FROM score WHERE submission_id > ?", [first])
        connection.execute("DELETE FROM score WHERE submission_id = ? AND judge_id > 3", [first])
        connection.execute(
            "UPDATE stage_entry SET status = 'waiting' WHERE submission_id > ?", [first]
        )
        connection.execute(
            "UPDATE stage_entry SET status = 'presenting' WHERE submission_id = ?", [first]
        )


def take(
    browser: Browser,
    server: Server,
    page: str,
    name: str,
    size: tuple[int, int],
    schemes: tuple[str, ...],
    query: str = "",
    *,
    open_row: bool = False,
) -> None:
    """One picture per colour scheme."""
    for scheme in schemes:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme=scheme,  # type: ignore[arg-type]
            reduced_motion="reduce",
        )
        shown = context.new_page()
        shown.goto(f"http://127.0.0.1:{server.port}/{page}?lomba=1{query}")
        settle(shown)
        if open_row:
            shown.locator("tr[data-key]").nth(1).locator("th").click()
            shown.locator(".account").wait_for()
        shown.screenshot(path=DOCS / f"{name}-{scheme}.png")
        context.close()


def settle(page: Page) -> None:
    """Wait until the page is drawn and still, the broadcast's or one of the app's."""
    page.locator("#line, [data-testid=stApp][data-test-script-state=notRunning]").first.wait_for()
    page.wait_for_timeout(2500)


if __name__ == "__main__":
    sys.exit(main())
