"""The page of participation in a real browser: it copies, downloads, and stays as it was left."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Browser, Page
from python_calamine import CalamineWorkbook

from tests.browser.conftest import ROOT, Serve
from tests.browser.test_live import sample_database

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(sample_database(tmp_path_factory))


@pytest.fixture(scope="module")
def url(serve: Serve, database: str) -> str:
    return serve(ROOT / "streamlit_app.py", {"DATABASE_URL": f"sqlite:///{database}"})


@pytest.fixture
def page(chromium: Browser, url: str) -> Iterator[Page]:
    # Not `open_page`: below a deep link Streamlit's own script asks in vain where its server is.
    with chromium.new_context(permissions=["clipboard-read", "clipboard-write"]) as context:
        opened = context.new_page()
        opened.goto(f"{url}/participation")
        opened.locator(".part-hero").wait_for()
        opened.locator(".strip[data-state=live]").wait_for()
        yield opened


def copied(page: Page) -> list[str]:
    page.locator("button[data-copy]").click()
    page.get_by_role("button", name="Tersalin").wait_for()
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text.splitlines()


def test_the_list_for_the_follow_up_is_copied_as_plain_text(page: Page) -> None:
    lines = copied(page)
    assert lines[0].startswith("28 SKPD belum mendaftar: Lomba Inovasi Pelayanan Publik")
    assert (len(lines), lines[1]) == (29, "1. Badan Kepegawaian")
    page.get_by_role("button", name="Salin daftar").wait_for()


def test_it_is_copied_without_the_clipboard_that_only_tls_gives(page: Page) -> None:
    page.evaluate(
        """() => {
          const real = navigator.clipboard;
          Object.defineProperty(navigator, "clipboard", { configurable: true, value: undefined });
          setTimeout(() => Object.defineProperty(navigator, "clipboard", { value: real }), 400);
        }"""
    )
    page.locator("button[data-copy]").click()
    page.get_by_role("button", name="Tersalin").wait_for()
    page.wait_for_timeout(500)
    assert len(page.evaluate("navigator.clipboard.readText()").splitlines()) == 29


def test_units_and_entries_are_downloaded_as_a_workbook(page: Page) -> None:
    with page.expect_download() as download:
        page.get_by_role("link", name="Unduh daftar").click()
    assert download.value.suggested_filename.startswith("partisipasi-1-")
    book = CalamineWorkbook.from_path(str(download.value.path()))
    assert [len(sheet.to_python()) for sheet in map(book.get_sheet_by_name, book.sheet_names)] == [
        41,
        13,
    ]


def test_what_is_unfolded_stays_so_when_a_commit_changes_the_page(
    page: Page, database: str
) -> None:
    page.locator("details[data-fold=registered] summary").click()
    with closing(sqlite3.connect(database, timeout=20)) as connection, connection:
        connection.execute("UPDATE stage_entry SET status = 'absent' WHERE submission_id = 2")
        connection.execute("DELETE FROM sheet WHERE submission_id = 2")
    page.locator(".part-stopped", has_text="2 tidak hadir").wait_for(timeout=10_000)
    assert page.locator("details[data-fold=registered]").get_attribute("open") is not None
    assert page.locator("details[open]").count() == 1
