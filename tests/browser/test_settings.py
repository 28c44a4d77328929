"""The settings page in a real browser: by keyboard alone, readable by all, and nothing half typed
is lost."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from db import sample
from db.engine import connect, migrate, writing
from db.models import Competition
from tests.browser.conftest import ROOT, OpenPage, Serve
from tests.browser.test_looks import OVERFLOWING, SCREENS, settle, violations

pytestmark = pytest.mark.browser

SECTIONS = {
    "competition": "Lomba",
    "stages": "Tahap",
    "criteria": "Kriteria",
    "jury": "Juri",
    "roster": "Daftar unit",
    "entries": "Peserta",
    "phases": "Fase",
    "cards": "Kartu akses",
}
DIALOGS = {
    "competition": ["Ubah", "Ubah aturan"],
    "stages": ["Tambah tahap", "1. Presentasi"],
    "criteria": [
        "Tambah kriteria", "Ubah semua bobot", "Ubah urutan", "Pakai daftar siap pakai",
        "K1 · Manfaat bagi publik",
    ],
    "jury": ["Tambah juri", "Catat juri berhalangan", "J1 · Juri 1"],
    "roster": ["Tempel daftar", "Tambah unit yang sudah dikenal", "Tambah unit baru",
               "Keluarkan unit"],
    "entries": ["Daftarkan peserta", "1. Apotek Antar"],
    "phases": ["Masuk ke fase: Ditutup", "Mundurkan fase"],
}  # fmt: skip
LOW = """
() => [...document.querySelectorAll('[data-testid=stMain] button, [role=dialog] button, ' +
    '[data-testid=stMain] input, [role=dialog] input')]
  .filter((one) => one.offsetParent && !one.closest('[data-testid=stHeader]'))
  .map((one) => [one.getAttribute('aria-label') || one.innerText, one.getBoundingClientRect()])
  .filter(([name, box]) => name !== 'Close' && box.width > 1 && box.height < 43.5)
  .map(([name, box]) => `${name} ${Math.round(box.height)}`)
"""

CUT_OFF = """
() => [...document.querySelectorAll('[role=dialog] *')]
  .map((one) => [one, one.getBoundingClientRect()])
  .filter(([one, box]) => box.width > 1 && box.right > one.closest('[role=dialog]')
    .getBoundingClientRect().right + 1)
  .map(([one, box]) => `${one.tagName} ${one.innerText?.slice(0, 40)} ${Math.round(box.right)}`)
"""


def prepared(folder: Path, *, full: bool) -> Path:
    path = folder / "pantau.db"
    engine = connect(f"sqlite:///{path}")
    migrate(engine)
    with writing(engine) as session:
        if full:
            sample.load(session)
        else:
            session.add(Competition(name="Lomba Inovasi", edition="2019"))
    engine.dispose()
    return path


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return prepared(tmp_path_factory.mktemp("sample"), full=True)


@pytest.fixture(scope="module")
def url(serve: Serve, database: Path) -> str:
    return serve(ROOT / "streamlit_app.py", {"DATABASE_URL": f"sqlite:///{database}"})


@pytest.fixture(scope="module")
def empty(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    path = prepared(tmp_path_factory.mktemp("empty"), full=False)
    return serve(ROOT / "streamlit_app.py", {"DATABASE_URL": f"sqlite:///{path}"}), path


def opened(open_page: OpenPage, url: str, section: str, screen: str, scheme: str) -> Page:
    width, height = SCREENS[screen]
    page = open_page(
        f"{url}/?lomba=1",
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    settle(page)
    link = page.locator('a[href$="/settings"]')
    if not link.count():  # in the bar it stands under a heading
        page.get_by_text("Kerja", exact=True).click()
        link.wait_for()
    link.evaluate("(one) => one.click()")
    page.wait_for_url("**/settings*")
    settle(page)
    go_to(page, section)
    return page


def go_to(page: Page, section: str) -> None:
    """Open a section by its own button."""
    page.get_by_test_id("stMain").get_by_role("radio", name=SECTIONS[section], exact=True).click()
    settle(page)


@pytest.mark.parametrize(("screen", "scheme"), [("desktop", "dark"), ("phone", "light")])
@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_and_its_dialogs_are_readable_by_all(
    open_page: OpenPage, url: str, section: str, screen: str, scheme: str
) -> None:
    page = opened(open_page, url, section, screen, scheme)
    found = {section: problems(page, screen)}
    for name in DIALOGS.get(section, []):
        page.get_by_role("button", name=name, exact=True).first.click()
        dialog = page.get_by_role("dialog")
        dialog.wait_for()
        settle(page)
        found[name] = problems(page, screen)
        page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)
        settle(page)
    assert {name: one for name, one in found.items() if one} == {}


def problems(page: Page, screen: str) -> list[Any]:
    low = page.evaluate(LOW) if screen == "phone" else []
    # The bar of pages is the frame's; what is behind a dialog was looked at before it.
    shown = page.get_by_role("dialog").count()
    own = violations(page, "[role=dialog]" if shown else "[data-testid=stMain]")
    return [*page.evaluate(OVERFLOWING), *page.evaluate(CUT_OFF), *own, *low]


def test_what_is_half_typed_outlives_the_revisions_of_others(
    open_page: OpenPage, url: str, database: Path
) -> None:
    page = opened(open_page, url, "competition", "desktop", "light")
    page.get_by_role("button", name="Ubah", exact=True).click()
    venue = page.get_by_role("dialog").get_by_label("Tempat")
    venue.fill("")
    venue.press_sequentially("Balai Ko")
    before = page.locator(".strip").inner_text()
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE competition SET organiser = 'Korpri' WHERE id = 1")
        connection.execute("UPDATE sheet SET confirmed_at = NULL WHERE judge_id = 1")
    expect(page.locator(".strip")).not_to_have_text(before)
    expect(page.get_by_text("Korpri", exact=True).first).to_be_visible()
    page.wait_for_timeout(500)
    expect(venue).to_have_value("Balai Ko")
    expect(venue).to_be_focused()
    venue.press_sequentially("ta")
    expect(venue).to_have_value("Balai Kota")
    tab_to(page, "Simpan")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_text("Balai Kota")).to_be_visible()


@pytest.mark.parametrize(("screen", "scheme"), [("desktop", "dark"), ("phone", "light")])
def test_the_effect_of_a_change_is_readable_by_all(
    open_page: OpenPage, url: str, screen: str, scheme: str
) -> None:
    page = opened(open_page, url, "criteria", screen, scheme)
    page.get_by_role("button", name="Ubah semua bobot").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("K1 · Manfaat bagi publik").fill("40")
    dialog.get_by_label("K5 · Potensi pengembangan").fill("10")
    dialog.get_by_role("button", name="Simpan").click()
    expect(dialog.get_by_text("peringkat 2 → 1", exact=False)).to_be_visible()
    settle(page)
    assert problems(page, screen) == []
    dialog.get_by_role("button", name="Terapkan perubahan").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Tulis alasannya")
    settle(page)
    assert problems(page, screen) == []


def test_back_leads_to_the_section_before(open_page: OpenPage, url: str) -> None:
    page = opened(open_page, url, "stages", "desktop", "light")
    go_to(page, "phases")
    expect(page.get_by_role("button", name="Tambah tahap")).to_have_count(0)
    page.go_back()
    expect(page.get_by_role("button", name="Tambah tahap")).to_be_visible()


def tab_to(page: Page, name: str, *, back: bool = False) -> None:
    """Press Tab until what is called `name` has the focus."""
    called = """
    () => { const at = document.activeElement; return at ? [
      at.getAttribute('aria-label') || '', at.innerText || '',
      ...[...(at.labels || [])].map((one) => one.innerText)] : [] }
    """
    for _ in range(90):
        if any(text.strip().endswith(name) for text in page.evaluate(called)):
            return
        page.keyboard.press("Shift+Tab" if back else "Tab")
    raise AssertionError(f"the keyboard does not reach {name}")


def use(page: Page, name: str) -> None:
    tab_to(page, name)
    page.keyboard.press("Enter")


def choose(page: Page, section: str) -> None:
    """Go to a section: its button is one of a group, in which the arrows move."""
    here = "() => document.activeElement.closest('[data-testid=stMain] [role=radio]')?.innerText"
    for _ in range(90):
        if page.evaluate(here) in SECTIONS.values():
            break
        page.keyboard.press("Tab")
    for _ in SECTIONS:
        if page.evaluate(here) == SECTIONS[section]:
            break
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    settle(page)
    expect(page.get_by_role("radio", name=SECTIONS[section], exact=True)).to_be_checked()


def write(page: Page, name: str, text: str) -> None:
    tab_to(page, name)
    page.keyboard.press("Control+A")
    page.keyboard.type(text)
    page.keyboard.press("Tab")
    settle(page)


def saved(page: Page) -> Locator:
    use(page, "Simpan")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_have_count(0)
    settle(page)
    return dialog


def test_a_competition_is_set_up_by_keyboard_alone(
    open_page: OpenPage, empty: tuple[str, Path]
) -> None:
    url, path = empty
    page = opened(open_page, url, "stages", "desktop", "light")
    use(page, "Tambah tahap")
    page.get_by_role("dialog").wait_for()
    write(page, "Nama", "Presentasi")
    saved(page)
    choose(page, "criteria")
    use(page, "Pakai daftar siap pakai")
    page.get_by_role("dialog").wait_for()
    use(page, "Pakai daftar ini")
    expect(page.get_by_role("dialog")).to_have_count(0)
    settle(page)
    use(page, "Ubah semua bobot")
    page.get_by_role("dialog").wait_for()
    write(page, "K1 · Manfaat bagi publik", "25")
    expect(page.get_by_text("Jumlah bobot: 105, lebih 5.")).to_be_visible()
    write(page, "K5 · Potensi pengembangan", "25")
    saved(page)
    expect(page.get_by_text("Jumlah bobot: 100.")).to_be_visible()
    choose(page, "jury")
    use(page, "Tambah juri")
    page.get_by_role("dialog").wait_for()
    write(page, "Nama", "Dr. Rini")
    saved(page)
    choose(page, "entries")
    use(page, "Daftarkan peserta")
    page.get_by_role("dialog").wait_for()
    tab_to(page, "Unit (nama baru menjadi unit baru)")
    page.keyboard.type("Dinas Kesehatan")
    page.keyboard.press("Enter")
    settle(page)
    write(page, "Judul inovasi", "Antrean Daring")
    saved(page)
    choose(page, "phases")
    use(page, "Masuk ke fase: Penjurian")
    page.get_by_role("dialog").wait_for()
    settle(page)
    use(page, "Masuk ke fase: Penjurian")
    expect(page.get_by_role("dialog")).to_have_count(0)
    with closing(sqlite3.connect(path)) as connection:
        ask = connection.execute
        assert ask("SELECT phase FROM competition").fetchone() == ("judging",)
        weights = ask("SELECT weight FROM criterion ORDER BY position").fetchall()
        assert [weight for (weight,) in weights] == [25, 20, 15, 15, 25]
        assert ask("SELECT name FROM judge").fetchall() == [("Dr. Rini",)]
        assert ask("SELECT title FROM submission").fetchall() == [("Antrean Daring",)]
        assert ask("SELECT count(*) FROM panel").fetchone() == (1,)
        assert ask("SELECT count(*) FROM stage_entry").fetchone() == (1,)
