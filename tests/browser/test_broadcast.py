"""The broadcast board in a real browser: live without a session, readable without scripts."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from sqlalchemy import update

from dashboard.view.words import LANGUAGES
from db import sample
from db.engine import connect, writing
from db.models import Sheet
from tests.browser.conftest import ROOT, OpenPage, Serve
from tests.factories import set_first_mark

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("broadcast") / "pantau.db"
    engine = connect(f"sqlite:///{path}")
    sample.prepare(engine)
    with writing(engine) as session:
        sample.load(session)
        session.execute(update(Sheet).values(confirmed_at=None))
    engine.dispose()
    return path


@pytest.fixture(scope="module")
def url(serve: Serve, database: Path) -> str:
    return serve(ROOT / "streamlit_app.py", {"DATABASE_URL": f"sqlite:///{database}"})


def test_a_withdrawn_mark_is_seen_at_once(open_page: OpenPage, url: str, database: Path) -> None:
    page = open_page(f"{url}/siaran")
    expect(page.locator("#line")).to_have_attribute("data-state", "live")
    expect(page.get_by_text("55 dari 55 lembar nilai masuk")).to_be_visible()
    before = page.locator("#revision").inner_text()
    engine = connect(f"sqlite:///{database}")
    set_first_mark(engine, None)
    engine.dispose()
    expect(page.get_by_text("54 dari 55 lembar nilai masuk")).to_be_visible()
    assert page.locator("#revision").inner_text() != before


def test_without_scripts_the_board_is_there_and_comes_again(open_page: OpenPage, url: str) -> None:
    page = open_page(f"{url}/siaran?bahasa=en", java_script_enabled=False)
    assert "score sheets are in" in page.locator("main").inner_text()
    assert page.locator("table tbody tr[data-key]").count() >= 11
    assert '<noscript><meta http-equiv="refresh"' in page.content()


def test_the_page_is_small(open_page: OpenPage, url: str) -> None:
    page = open_page(f"{url}/siaran")
    assert len(page.request.get(f"{url}/siaran").body()) < 50_000


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440, 1920])
def test_everybody_can_read_it(
    open_page: OpenPage, url: str, language: str, scheme: str, width: int
) -> None:
    page = open_page(
        f"{url}/siaran?bahasa={language}",
        viewport={"width": width, "height": 1000},
        color_scheme=scheme,
    )
    expect(page.locator("#line")).to_have_attribute("data-state", "live")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found = Axe().run(page).response["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
    assert page.locator("html").get_attribute("lang") == language
