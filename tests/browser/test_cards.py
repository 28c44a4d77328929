"""Access cards in real browsers: the first card, a judge's phone, revocation, the way out."""

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from db import sample
from db.cards import issue_card, list_cards, revoke_card
from db.engine import connect, writing
from db.models import Role
from tests.browser.conftest import APPS, ROOT, OpenPage, Serve
from tests.browser.navigation import settle
from tests.browser.test_looks import violations

pytestmark = pytest.mark.browser


def new_database(folder: Path) -> str:
    url = f"sqlite:///{folder / 'pantau.db'}"
    engine = connect(url)
    sample.prepare(engine)
    with writing(engine) as session:
        sample.load(session)
    engine.dispose()
    return url


def issue(url: str, role: Role, holder: str, judge: int | None = None) -> str:
    engine = connect(url)
    with writing(engine) as session:
        token = issue_card(session, holder, role, judge, actor="test")
    engine.dispose()
    return token


@pytest.fixture(scope="module")
def panel(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """The panel of cards alone, behind the gate, where access is not set up: address, database."""
    database = new_database(tmp_path_factory.mktemp("panel"))
    return serve(APPS / "cards_server.py", {"DATABASE_URL": database}), database


def test_the_first_card_is_made_on_this_machine_and_its_maker_stays_in(
    open_page: OpenPage, panel: tuple[str, str], chromium: Browser
) -> None:
    url, _ = panel
    page = open_page(url)
    expect(page.get_by_text("Hanya terbuka di komputer ini")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Buat kartu untuk 5 juri").click()
    expect(page.locator(".made li")).to_have_count(5)
    # By keyboard alone: the role, the name, the button.
    admin = page.get_by_role("radio", name="Admin")
    page.get_by_role("radio", name="Juri", exact=True).focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    expect(admin).to_be_focused()
    page.keyboard.press("Space")
    expect(admin).to_be_checked()
    holder = page.get_by_label("Pemegang")
    holder.fill("<b>Ibu</b> Sari =1+1")
    holder.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".made li")).to_have_count(6)
    expect(page.locator(".made li").last).to_contain_text("<b>Ibu</b> Sari =1+1")
    expect(page.get_by_text("Akses sudah diatur")).to_be_visible()
    assert violations(page) == []
    page.wait_for_timeout(2500)  # by now this machine is nobody special any more
    with page.expect_download() as download:
        page.get_by_role("button", name="Unduh lembar kartu").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
    link = page.locator(".made li").last.locator("code").inner_text()

    page.reload()
    expect(page.get_by_text("Kartu baru")).to_be_visible()
    expect(page.get_by_text("Hanya terbuka di komputer ini")).to_have_count(0)
    expect(page.locator(".made")).to_have_count(0)
    page.locator(".st-key-account button").click()
    expect(page.get_by_text("membuat kartu akses")).to_be_visible()

    stranger = chromium.new_context().new_page()
    stranger.goto(url)
    expect(stranger.get_by_text("Akses Anda tidak mengizinkan ini.")).to_be_visible()
    answer = stranger.goto(link)
    assert answer is not None and answer.status == 200 and stranger.url.rstrip("/") == url
    expect(stranger.get_by_text("Kartu baru")).to_be_visible()
    stranger.context.close()


@pytest.fixture(scope="module")
def place(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    database = new_database(tmp_path_factory.mktemp("cards"))
    issue(database, Role.ADMIN, "Ibu Sari")
    return serve(ROOT / "streamlit_app.py", {"DATABASE_URL": database}), database


PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


def answer_slowly(route: Route) -> None:
    answer = route.fetch()
    time.sleep(1)
    route.fulfill(response=answer)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_link_opens_the_roles_pages_and_leads_out_again(
    open_page: OpenPage, place: tuple[str, str], scheme: str
) -> None:
    url, database = place
    token = issue(database, Role.PIMPINAN, "Ibu Dewi Lestari Kusumaningrum")
    page = open_page(f"{url}/kartu/{token}", color_scheme=scheme, **PHONE)
    settle(page)
    assert token not in page.url
    menu = page.locator(".st-key-account button")
    expect(menu).to_contain_text("Ibu Dewi Lestar…")
    menu.click()
    way_out = page.get_by_role("link", name="Keluar")
    expect(way_out).to_be_visible()
    box = way_out.bounding_box()
    assert box is not None and box["height"] >= 44
    assert violations(page) == []
    page.route("**/keluar", answer_slowly)  # by then the screen knows that it has to close
    way_out.click()
    expect(page.get_by_role("heading", name="Anda sudah keluar di perangkat ini")).to_be_visible()
    assert violations(page) == []
    page.goto(url)
    expect(page.get_by_text("buka tautan pada kartu akses Anda")).to_be_visible()


def test_a_revoked_cards_screen_closes(open_page: OpenPage, place: tuple[str, str]) -> None:
    url, database = place
    token = issue(database, Role.PANITIA, "Pak Budi")
    page = open_page(f"{url}/kartu/{token}")
    settle(page)
    expect(page.get_by_role("link", name="Papan Peringkat")).to_be_visible()
    engine = connect(database)
    with writing(engine) as session:
        (card,) = (row for row in list_cards(session) if row.holder == "Pak Budi")
        revoke_card(session, card.id, actor="test")
    engine.dispose()
    expect(page.get_by_text("buka tautan pada kartu akses Anda")).to_be_visible(timeout=15_000)
    expect(page.get_by_role("link", name="Papan Peringkat")).to_have_count(0)
    expect(page.get_by_text("Akta Sekali Datang")).to_have_count(0)


def test_a_revoked_card_opens_nothing(chromium: Browser, place: tuple[str, str]) -> None:
    url, database = place
    token = issue(database, Role.PANITIA, "Bu Rini")
    engine = connect(database)
    with writing(engine) as session:
        (card,) = (row for row in list_cards(session) if row.holder == "Bu Rini")
        revoke_card(session, card.id, actor="test")
    engine.dispose()
    context = chromium.new_context(java_script_enabled=False, **PHONE)
    page: Page = context.new_page()
    answer = page.goto(f"{url}/kartu/{token}")
    assert answer is not None and answer.status == 404
    expect(page.get_by_role("heading", name="Kartu akses ini tidak berlaku")).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile("not valid"))).to_be_visible()
    assert context.cookies() == []
    context.close()


def test_how_to_set_access_up_is_read_without_scripts(
    chromium: Browser, panel: tuple[str, str], serve: Serve
) -> None:
    """What anybody else sees until then; here by a name that is not this machine's."""
    url = serve(ROOT / "streamlit_app.py")
    context = chromium.new_context(
        java_script_enabled=False, extra_http_headers={"X-Forwarded-For": "203.0.113.9"}, **PHONE
    )
    page = context.new_page()
    answer = page.goto(url)
    assert answer is not None and answer.status == 403
    first, second = page.get_by_role("heading").all()
    expect(first).to_have_text("Akses belum diatur")
    expect(second).to_have_text("Access has not been set up yet")
    expect(page.locator("code").first).to_contain_text("python -m db card issue --role admin")
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
    context.close()
