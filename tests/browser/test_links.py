"""The address is a link at every moment: it opens the same view anywhere, today and tomorrow."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine

from db import sample
from db.commands import record_scores
from db.engine import connect, migrate, writing
from db.models import Competition
from tests.browser.conftest import ROOT, Serve
from tests.browser.navigation import choose_from
from tests.factories import contest

pytestmark = pytest.mark.browser

OTHER = "Lomba Kelurahan"
HEADER = 160
"""Pixels that the header may take on a phone, badges, picker and all."""


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The sample (1), then one of two stages (2)."""
    engine = connect(f"sqlite:///{tmp_path_factory.mktemp('links') / 'pantau.db'}")
    migrate(engine)
    with writing(engine) as session:
        sample.load(session)
        ids = contest(session, stages=2)
        record_scores(session, [(*key, 8000) for key in ids.keys], actor="test")
        session.get_one(Competition, ids.competition_id).name = OTHER
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def url(serve: Serve, database: Engine) -> str:
    address = database.url.render_as_string(hide_password=False)
    return serve(ROOT / "streamlit_app.py", {"DATABASE_URL": address})


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """`visit(address)`: a browser that has never been here before.

    Not `open_page`: below a deep link Streamlit's own script asks in vain where its server is.
    """
    contexts = []

    def open_at(address: str, width: int = 1280) -> Page:
        contexts.append(chromium.new_context(viewport={"width": width, "height": 800}))
        page = contexts[-1].new_page()
        page.goto(address)
        settled(page)
        return page

    yield open_at
    for context in contexts:
        context.close()


def settled(page: Page) -> None:
    """Wait until the page is drawn and its address complete."""
    page.locator(".strip[data-state=live]").wait_for()
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.wait_for_url("**lomba=*")


def view(page: Page) -> tuple[str, str, str]:
    """What is looked at: competition, page, language."""
    settled(page)
    return (
        page.locator("h2").first.inner_text(),
        page.locator("[data-testid=stTopNavLinkContainer] [aria-current=page]")
        .inner_text()
        .split("\n")[-1],
        page.locator("[data-testid=stButtonGroup] [aria-checked=true]").first.inner_text(),
    )


def go_to(page: Page, name: str) -> None:
    page.get_by_role("link", name=name).click(delay=100)
    page.wait_for_url(lambda address: "lomba=" in address and "summary" in address)
    settled(page)


def pick(page: Page, name: str) -> None:
    """Go over to another competition."""
    choose_from(page.get_by_role("combobox"), name)
    expect(page.locator("h2").first).to_contain_text(name)
    settled(page)


def speak(page: Page, language: str) -> None:
    page.get_by_role("radio", name=language).click()
    expect(page.get_by_role("radio", name=language)).to_have_count(1)  # not the old one beside it
    settled(page)
    expect(page.get_by_role("radio", name=language)).to_be_checked()


def awaits(page: Page, names: str) -> None:
    """Wait until just this stands behind the address: it follows the screen by a moment."""
    page.wait_for_function("names => location.search.slice(1) === names", arg=names)


def test_the_competition_is_in_the_address_from_the_start(
    visit: Callable[..., Page], url: str
) -> None:
    page = visit(url)
    awaits(page, "lomba=2")


def test_the_address_opens_the_same_view_in_another_browser(
    visit: Callable[..., Page], url: str
) -> None:
    page = visit(url)
    pick(page, sample.NAME)
    speak(page, "EN")
    go_to(page, "Summary")
    awaits(page, "lomba=1&bahasa=en")
    assert view(page) == (f"{sample.NAME} {sample.EDITION}", "Summary", "EN")
    assert view(visit(page.url)) == view(page)


def test_a_page_change_keeps_the_view_and_is_one_step_back(
    visit: Callable[..., Page], url: str
) -> None:
    page = visit(f"{url}/?lomba=1&bahasa=en")
    before = page.url
    go_to(page, "Summary")
    awaits(page, "lomba=1&bahasa=en")
    page.go_back()
    page.wait_for_url(before)
    assert view(page) == (f"{sample.NAME} {sample.EDITION}", "Leaderboard", "EN")


def test_back_undoes_a_choice(visit: Callable[..., Page], url: str) -> None:
    page = visit(f"{url}/?lomba=1")
    speak(page, "EN")
    pick(page, OTHER)
    pick(page, sample.NAME)
    page.go_back()
    page.wait_for_url("**/?lomba=2&bahasa=en")
    expect(page.locator("h2").first).not_to_contain_text(sample.NAME)
    page.go_back()
    page.wait_for_url("**/?lomba=1&bahasa=en")
    expect(page.locator("h2").first).to_contain_text(sample.NAME)
    page.go_back()
    page.wait_for_url("**/?lomba=1")
    expect(page.get_by_role("radio", name="ID")).to_be_checked()


def test_the_first_language_is_left_out_of_the_address(
    visit: Callable[..., Page], url: str
) -> None:
    page = visit(f"{url}/?lomba=1&bahasa=en")
    speak(page, "ID")
    awaits(page, "lomba=1")
    go_to(page, "Ringkasan")
    awaits(page, "lomba=1")
    assert view(visit(f"{url}/?lomba=1&bahasa=id"))[2] == "ID"


def test_an_address_without_a_competition_keeps_its_language(
    visit: Callable[..., Page], url: str
) -> None:
    page = visit(f"{url}/?bahasa=en")
    assert view(page)[2] == "EN"
    page.wait_for_url("**/?bahasa=en&lomba=2")


def test_what_was_chosen_on_one_competition_is_forgotten_on_another(
    visit: Callable[..., Page], url: str
) -> None:
    page = visit(f"{url}/?lomba=2")
    page.get_by_role("radio", name="Tahap 1").click()
    expect(page.get_by_role("radio", name="Tahap 1")).to_be_checked()
    pick(page, sample.NAME)
    expect(page.locator("tbody.placed tr")).to_have_count(11)
    pick(page, OTHER)
    expect(page.get_by_role("radio", name="Tahap 2")).to_be_checked()


def test_the_header_leaves_a_phone_to_the_board(visit: Callable[..., Page], url: str) -> None:
    page = visit(f"{url}/?lomba=1", width=390)
    top = page.locator("h2").first.bounding_box()
    strip = page.locator(".strip").bounding_box()
    assert top and strip
    assert strip["y"] - top["y"] < HEADER


def test_a_link_shows_the_same_competition_when_there_is_a_newer_one(
    visit: Callable[..., Page], url: str, database: Engine
) -> None:
    link = visit(url).url
    before = view(visit(link))
    with writing(database) as session:
        session.add(Competition(name="Lomba Tahun Depan"))
    assert view(visit(link)) == before
    assert view(visit(url))[0] == "Lomba Tahun Depan"
