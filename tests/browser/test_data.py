"""The pages Data and Riwayat in a real browser: a workbook in, files out, boards that follow."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from python_calamine import CalamineWorkbook

from tests.browser.conftest import ROOT, Serve
from tests.browser.navigation import choose_from, settle
from tests.browser.test_live import sample_database
from tests.browser.test_looks import OVERFLOWING, violations
from tests.db.workbook.books import Sheets, write_xlsx

pytestmark = pytest.mark.browser

SAMPLE = [
    ["kunci", "nilai"],
    ["nama", "Lomba Inovasi Pelayanan Publik antar SKPD"],
    ["edisi", 2018],
]
CHANGED: Sheets = {"Lomba": SAMPLE, "Nilai": [["peserta", "juri", "K1"], [12, "J1", 99.5]]}
FAULTY: Sheets = {
    "Lomba": SAMPLE,
    "Nilai": [["peserta", "juri", "K1"], *([99 + i, "J1", "banyak"] for i in range(30))],
}
SCREENS = {"desktop": (1440, 1000), "phone": (390, 844)}


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(sample_database(tmp_path_factory))


@pytest.fixture(scope="module")
def url(serve: Serve, database: Path) -> str:
    return serve(ROOT / "streamlit_app.py", {"DATABASE_URL": f"sqlite:///{database}"})


@pytest.fixture
def show(chromium: Browser, url: str) -> Iterator[Any]:
    contexts = []

    def open_at(page: str, **context: Any) -> Page:
        contexts.append(chromium.new_context(**context))
        opened = contexts[-1].new_page()
        opened.goto(f"{url}/{page}")
        opened.locator(".strip[data-state=live]").wait_for()
        settle(opened)
        return opened

    yield open_at
    for context in contexts:
        context.close()


def give(page: Page, folder: Path, sheets: Sheets) -> None:
    page.locator("input[type=file]").set_input_files(write_xlsx(folder / "lomba.xlsx", sheets))
    page.locator(".trial").wait_for()
    settle(page)


def test_a_workbook_is_tried_then_imported_and_every_board_follows(
    show: Any, tmp_path: Path
) -> None:
    board, past, page = show("leaderboard"), show("history"), show("data")
    revision = board.locator(".strip [data-part=revision]").inner_text()
    give(page, tmp_path, CHANGED)
    assert "1 nilai yang sudah ada akan berubah" in page.locator(".trial").inner_text()
    assert board.locator(".strip [data-part=revision]").inner_text() == revision
    page.get_by_role("button", name="Impor sekarang").click()
    page.get_by_text("isi alasannya").wait_for()
    page.get_by_label("Alasan perubahan").fill("salah ketik di lembar kertas")
    page.get_by_role("button", name="Impor sekarang").click()
    page.get_by_text("Buku kerja sudah diimpor.").wait_for()
    done = page.locator(".trial").filter(has_text="Diimpor ke")  # the trial goes a moment later
    assert "1 nilai diubah" in done.inner_text()
    after = board.locator(".strip [data-part=revision]")
    board.wait_for_timeout(200)
    deadline = time.monotonic() + 10
    while after.inner_text() == revision and time.monotonic() < deadline:
        board.wait_for_timeout(100)
    assert after.inner_text() != revision
    told = past.locator(".happened tbody tr")
    past.locator(".happened tr.correction").first.wait_for()
    assert "lomba.xlsx" in told.nth(0).inner_text()
    assert "salah ketik di lembar kertas" in told.nth(0).inner_text()
    assert "99,50" in told.nth(1).inner_text()


def test_a_faulty_workbook_is_told_line_by_line_and_searched(show: Any, tmp_path: Path) -> None:
    page = show("data")
    give(page, tmp_path, FAULTY)
    rows = page.locator(".trial .faults tbody tr")
    assert rows.count() == 60
    assert page.get_by_role("button", name="Impor sekarang").count() == 0
    page.get_by_label("Cari di daftar kesalahan").fill("peserta “105”")
    page.keyboard.press("Enter")
    page.wait_for_function(
        """() => [...document.querySelectorAll("*")].some((e) =>
          e.shadowRoot?.querySelectorAll(".faults tbody tr").length === 1)"""
    )


@pytest.mark.parametrize(
    ("name", "file", "sheets"),
    [
        ("Template (xlsx)", "template-lomba.xlsx", 11),
        ("Rekap untuk dicetak", "rekap-lomba-inovasi-pelayanan-publik-antar-skpd-2018", 4),
        ("Buku kerja yang dapat diimpor lagi", "lomba-inovasi-pelayanan-publik-antar-skpd", 8),
    ],
)
def test_a_download_really_downloads(show: Any, name: str, file: str, sheets: int) -> None:
    page = show("data")
    with page.expect_download() as download:
        page.get_by_role("link", name=name).click()
    assert download.value.suggested_filename.startswith(file)
    book = CalamineWorkbook.from_path(str(download.value.path()))
    assert len(book.sheet_names) == sheets


def test_the_history_is_searched_and_taken_along(show: Any) -> None:
    page = show("history")
    page.get_by_text("Cari menurut peserta").click()
    choose_from(page.get_by_label("Peserta", exact=True), "1. RSUD Kota")
    choose_from(page.get_by_label("Juri", exact=True), "J2 Juri 2")
    page.wait_for_function(
        """() => [...document.querySelectorAll("*")].some((e) =>
          e.shadowRoot?.querySelectorAll(".happened tbody tr").length === 5)"""
    )
    linked = show(page.url.removeprefix(page.url.split("/history")[0] + "/"))
    assert linked.locator(".happened tbody tr").count() == 5
    assert set(page.locator(".happened .what strong").all_inner_texts()) == {"1. RSUD Kota"}
    with page.expect_download() as download:
        page.get_by_role("link", name="Unduh riwayat ini").click()
    lines = Path(download.value.path()).read_text("utf-8-sig").splitlines()
    assert len(lines) == 6
    assert all("RSUD Kota" in line and "J2 Juri 2" in line for line in lines[1:])


def test_older_pages_and_back(show: Any) -> None:
    page = show("history")
    first = page.locator(".happened tbody tr").first.inner_text()
    for name, same in (("Lebih lama", False), ("Lebih baru", True)):
        page.get_by_role("button", name=name).click()
        settle(page)
        page.wait_for_timeout(300)
        assert (page.locator(".happened tbody tr").first.inner_text() == first) is same


@pytest.mark.parametrize(("screen", "scheme"), [("desktop", "dark"), ("phone", "light")])
@pytest.mark.parametrize("what", ["trial", "faults", "forms", "search"])
def test_everything_that_opens_is_readable_by_all(
    show: Any, tmp_path: Path, what: str, screen: str, scheme: str
) -> None:
    width, height = SCREENS[screen]
    page = show(
        "history" if what == "search" else "data",
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    if what in ("trial", "faults"):
        sheets = (
            FAULTY if what == "faults" else CHANGED | {"Kriteria": [["kode", "bobot"], ["K2", 1]]}
        )
        give(page, tmp_path, sheets)
    for summary in page.locator("[data-testid=stExpander] summary").all():
        if what in ("forms", "search"):
            summary.click()
    settle(page)
    assert page.evaluate(OVERFLOWING) == []
    assert violations(page) == []
    if screen == "phone":
        heights = page.locator("a.download").evaluate_all(
            "all => all.map((e) => e.getBoundingClientRect().height)"
        )
        assert min(heights) >= 44


def test_the_whole_page_works_by_keyboard(show: Any, tmp_path: Path) -> None:
    page = show("data")
    give(page, tmp_path, CHANGED)
    reached = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate(
                """() => { let at = document.activeElement;
                  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
                  return at?.textContent?.trim() ?? "" }"""
            )
        )
    for name in ("Template (xlsx)", "Impor sekarang", "Rekap untuk dicetak (xlsx)"):
        assert any(name in text for text in reached), reached
