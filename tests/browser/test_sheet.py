"""Score sheets in a real browser: by thumb, by keyboard, from paper, and without a connection."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from dashboard.view.words import LANGUAGES
from db.cards import issue_card
from db.changes import read_changes
from db.commands import set_score
from db.engine import connect, reading, writing
from db.ledger import differences
from db.models import Role
from db.queries import read_structure
from tests.browser.cable import Cable
from tests.browser.conftest import ROOT, OpenPage, Serve
from tests.browser.navigation import settle, visit
from tests.browser.sheets import Day, judging_day
from tests.browser.test_looks import OVERFLOWING, TEXT, phrases, violations

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
LAPTOP = {"viewport": {"width": 1366, "height": 850}}
Enter = Callable[..., Page]

FOCUSED = """
() => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at?.matches?.(SELECTOR) ?? false;
}
"""


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Day:
    return judging_day(tmp_path_factory.mktemp("day") / "pantau.db")


@pytest.fixture(scope="module")
def url(serve: Serve, day: Day) -> str:
    return serve(ROOT / "streamlit_app.py", {"DATABASE_URL": day.url})


@pytest.fixture
def enter(open_page: OpenPage, url: str) -> Enter:
    """Open the sheets as the holder of a card does."""

    def come_in(card: str, language: str = "id", **context: Any) -> Page:
        page = open_page(f"{url}/{card}", **context)
        settle(page)
        if not page.locator(".host .line").count():
            page.wait_for_load_state("networkidle")
            visit(page, "sheet")
        page.locator(".host .line").wait_for()
        if language != "id":
            page.get_by_text(language.upper(), exact=True).click()
            settle(page)
        return page

    return come_in


@pytest.fixture
def database(day: Day) -> Iterator[Any]:
    engine = connect(day.url)
    yield engine
    engine.dispose()


def go(page: Page, order: int) -> None:
    page.locator('.go[data-first="false"]').nth(order - 1).click()


def marks(page: Page) -> Locator:
    return page.locator(".mark input")


def line(page: Page) -> Locator:
    return page.locator(".host .line")


def held(engine: Any, submission: int, judge: int) -> list[float]:
    with closing(engine.raw_connection()) as raw:
        rows = raw.cursor().execute(
            "SELECT value FROM score WHERE submission_id = ? AND judge_id = ?"
            " ORDER BY criterion_id",
            (submission, judge),
        )
        return [value for (value,) in rows.fetchall()]


def change(engine: Any, submission: int, judge: int, criterion: int, value: int | None) -> None:
    """Another person's mark, in hundredths."""
    with writing(engine) as session:
        set_score(
            session,
            submission_id=submission,
            judge_id=judge,
            criterion_id=criterion,
            value=value,
            actor="Sari",
        )


def tab_to(page: Page, selector: str, most: int = 40) -> None:
    """Press Tab until the focus is on what `selector` names."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED.replace("SELECTOR", repr(selector))):
            return
    raise AssertionError(f"Tab never comes to {selector}")


def test_a_judge_fills_and_confirms_a_sheet_by_thumb(enter: Enter, day: Day, database: Any) -> None:
    page = enter(day.judges[0], **PHONE)
    expect(page.locator(".first")).to_contain_text("Sedang tampil")
    page.locator(".first .go").tap()
    expect(page.locator(".one h3")).to_have_text("Dinas Kependudukan dan Pencatatan Sipil")
    confirm = page.get_by_role("button", name="Konfirmasi")
    expect(confirm).to_be_disabled()
    small = page.evaluate(
        """() => [...document.querySelectorAll('*')].flatMap((host) => [...(host.shadowRoot
          ?.querySelectorAll('.one :is(button, input)') ?? [])])
          .filter((one) => one.getBoundingClientRect().height)
          .filter((one) => one.getBoundingClientRect().height < 43.5
            || (one.tagName === 'INPUT' && parseFloat(getComputedStyle(one).fontSize) < 16))
          .map((one) => one.outerHTML.slice(0, 80))"""
    )
    assert small == []
    for place, text in enumerate(["80,5", "81.5", "82", "83", "84"]):
        marks(page).nth(place).tap()
        marks(page).nth(place).fill(text)
    page.locator(".remarks textarea").tap()
    page.locator(".remarks textarea").fill("Layanan sudah berjalan.")
    page.locator(".one h3").tap()
    expect(line(page)).to_have_text(re.compile(r"Semua tersimpan \d\d:\d\d:\d\d WIB"))
    expect(marks(page).nth(1)).to_have_value("81,5")
    expect(page.locator(".sum")).to_have_text("82,35")
    assert page.evaluate(OVERFLOWING) == []
    confirm.tap()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("82,35")
    dialog.get_by_role("button", name="Konfirmasi").tap()
    expect(page.locator("footer")).to_contain_text("Hanya panitia yang dapat membukanya")
    expect(marks(page).nth(0)).to_have_attribute("readonly", "")
    page.get_by_role("button", name="Semua peserta").tap()
    expect(page.locator('.go[data-first="false"]').nth(6)).to_contain_text("dikonfirmasi")
    assert held(database, 7, 1) == [80.5, 81.5, 82, 83, 84]
    with reading(database) as session:
        (sheet,) = (
            row
            for row in read_structure(session, 1).sheets
            if (row.submission_id, row.judge_id) == (7, 1)
        )
        kinds = [(row.kind, row.actor) for row in read_changes(session, 1)[:2]]
    assert (sheet.remarks, bool(sheet.confirmed_at)) == ("Layanan sudah berjalan.", True)
    assert kinds == [("lock", "Juri 1"), ("remarks", "Juri 1")]


def test_a_whole_sheet_is_filled_and_confirmed_by_keyboard_alone(
    enter: Enter, day: Day, database: Any
) -> None:
    page = enter(day.judges[3], **LAPTOP)
    tab_to(page, '.go[data-first="true"]')
    page.keyboard.press("Enter")
    expect(marks(page).first).to_be_focused()
    for text in ("70", "71", "72,5", "73"):
        page.keyboard.type(text)
        page.keyboard.press("Enter")
    page.keyboard.type("74")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowDown")
    expect(marks(page).nth(4)).to_have_value("74")
    page.keyboard.press("Enter")
    expect(page.locator(".remarks textarea")).to_be_focused()
    expect(line(page)).to_contain_text("Semua tersimpan")
    tab_to(page, "footer .main", most=3)
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator("footer")).to_contain_text("Dikonfirmasi dan terkunci")
    assert held(database, 7, 4) == [70, 71, 72.5, 73, 74]


def test_what_is_no_mark_stays_in_the_field_with_its_reason(
    enter: Enter, day: Day, database: Any
) -> None:
    page = enter(day.judges[3], **LAPTOP)
    go(page, 10)
    expect(page.locator(".why")).to_contain_text("belum tampil")
    for text, reason in {
        "101": "dari 0 sampai 100",
        "88,25": "kelipatan 0,5",
        "1.000": "dua desimal",
        "baik": "dua desimal",
    }.items():
        marks(page).first.fill(text)
        marks(page).first.press("Tab")
        expect(page.locator(".mark .note").first).to_contain_text(reason)
        expect(marks(page).first).to_have_value(text)
        expect(marks(page).first).to_have_attribute("aria-invalid", "true")
    expect(line(page)).to_contain_text("1 isian belum tersimpan")
    page.reload()
    settle(page)
    expect(marks(page).first).to_have_value("baik")
    marks(page).first.press("Escape")
    expect(marks(page).first).to_have_value("")
    assert held(database, 10, 4) == []


def test_who_is_recused_reads_why_and_has_no_sheet(enter: Enter, day: Day) -> None:
    page = enter(day.judges[1], **PHONE)
    expect(page.locator('.go[data-first="false"]').nth(5)).to_contain_text("Atasan langsung")
    go(page, 6)
    expect(page.locator(".why")).to_contain_text("Juri berhalangan untuk peserta ini")
    expect(marks(page)).to_have_count(0)
    page.get_by_role("button", name="Semua peserta").click()
    expect(page.locator('.go[data-first="false"]').nth(8)).to_contain_text("tidak hadir")


@pytest.mark.parametrize("mine", [True, False])
def test_two_who_change_the_same_mark_both_see_it(
    enter: Enter, day: Day, database: Any, mine: bool
) -> None:
    entry = 10 if mine else 11
    change(database, entry, 3, 1, 6000)
    page = enter(day.judges[2], **LAPTOP)
    go(page, entry)
    expect(marks(page).first).to_have_value("60")
    marks(page).first.fill("75")
    change(database, entry, 3, 1, 6500)
    change(database, entry, 3, 2, 5500)
    expect(marks(page).nth(1)).to_have_value("55")
    expect(marks(page).first).to_have_value("75")
    marks(page).first.press("Enter")
    note = page.locator(".mark .note").first
    expect(note).to_contain_text("Tersimpan: 65 oleh Sari")
    expect(note).to_contain_text("Isian Anda: 75")
    assert held(database, entry, 3) == [65, 55]
    assert violations(page) == []
    if mine:
        note.get_by_role("button", name="Pakai isian saya: 75").click()
        expect(note).to_contain_text("tersimpan")
        assert held(database, entry, 3) == [75, 55]
    else:
        note.get_by_role("button", name="Biarkan 65").click()
        expect(marks(page).first).to_have_value("65")
        assert held(database, entry, 3) == [65, 55]
    expect(line(page)).not_to_contain_text("berbeda")


def test_what_is_entered_without_a_connection_is_kept_and_sent_later(
    chromium: Browser, url: str, day: Day, database: Any
) -> None:
    with (
        Cable(int(url.rsplit(":", 1)[1])) as cable,
        chromium.new_context(**PHONE) as context,
    ):
        page, address = context.new_page(), f"http://127.0.0.1:{cable.port}"
        page.goto(f"{address}/{day.judges[4]}")
        settle(page)
        go(page, 8)
        marks(page).nth(0).fill("60")
        marks(page).nth(0).press("Enter")
        expect(line(page)).to_contain_text("Semua tersimpan")
        cable.cut()
        for place, text in enumerate(["61,5", "62"], 1):
            marks(page).nth(place).fill(text)
            marks(page).nth(place).press("Enter")
        expect(line(page)).to_contain_text("2 nilai menunggu sambungan")
        expect(page.locator(".mark .note").nth(1)).to_contain_text("menunggu sambungan")
        page.get_by_role("button", name="Berikutnya ›").first.click()
        page.get_by_role("button", name="Berikutnya ›").first.click()
        expect(page.locator(".one h3")).to_contain_text("Perhubungan")
        marks(page).nth(0).fill("63")
        marks(page).nth(0).press("Enter")
        expect(line(page)).to_contain_text("3 nilai menunggu sambungan")
        marks(page).nth(1).fill("6")
        cable.mend()
        expect(line(page)).to_contain_text("Semua tersimpan", timeout=30_000)
        expect(marks(page).nth(1)).to_have_value("6")
        assert held(database, 8, 5) == [60, 61.5, 62]
        assert held(database, 10, 5) == [63]


def test_a_reload_without_a_connection_loses_nothing_and_tells_it_to_nobody_else(
    chromium: Browser, url: str, day: Day, database: Any
) -> None:
    with (
        Cable(int(url.rsplit(":", 1)[1])) as cable,
        chromium.new_context(**LAPTOP) as context,
    ):
        page, address = context.new_page(), f"http://127.0.0.1:{cable.port}"
        page.goto(f"{address}/{day.judges[4]}")
        settle(page)
        go(page, 12)
        cable.cut()
        marks(page).nth(0).fill("71")
        marks(page).nth(0).press("Enter")
        expect(line(page)).to_contain_text("1 nilai menunggu sambungan")
        marks(page).nth(1).fill("7")
        page.goto("about:blank")
        cable.mend()
        page.goto(f"{address}/{day.judges[3]}")
        settle(page)
        go(page, 12)
        expect(marks(page).nth(0)).to_have_value("")
        page.wait_for_timeout(500)
        assert held(database, 12, 5) == held(database, 12, 4) == []
        page.goto(f"{address}/{day.judges[4]}")
        settle(page)
        expect(marks(page).nth(0)).to_have_value("71")
        expect(marks(page).nth(1)).to_have_value("7")
        expect(line(page)).to_contain_text("1 isian diketik tetapi belum disimpan")
        expect(page.locator(".mark .note").nth(0)).to_contain_text("tersimpan")
        assert held(database, 12, 5) == [71]


def test_what_was_left_unsent_for_half_a_day_is_not_sent_unasked(
    chromium: Browser, url: str, day: Day, database: Any
) -> None:
    with chromium.new_context(**LAPTOP) as context:
        page = context.new_page()
        page.goto(f"{url}/{day.judges[2]}")
        settle(page)
        go(page, 12)
        page.route("**/sheets/save*", lambda route: route.abort())
        marks(page).nth(0).fill("66")
        marks(page).nth(0).press("Enter")
        expect(line(page)).to_contain_text("menunggu sambungan")
        kept = page.evaluate("() => ({ ...localStorage })")
        page.close()
        later = context.new_page()
        later.add_init_script(
            "for (const [key, value] of Object.entries(" + json.dumps(kept) + ")) {"
            " const one = JSON.parse(value); if (!one.want) continue;"
            " localStorage[key] = JSON.stringify({ ...one, at: Date.now() - 13 * 3600e3 }); }"
        )
        later.goto(url)
        settle(later)
        go(later, 12)
        note = later.locator(".mark .note").nth(0)
        expect(note).to_contain_text("lebih dari dua belas jam yang lalu")
        expect(marks(later).nth(0)).to_have_value("66")
        assert held(database, 12, 3) == []
        note.get_by_role("button", name="Kirim lagi").click()
        expect(line(later)).to_contain_text("Semua tersimpan")
        assert held(database, 12, 3) == [66]


def test_a_phone_that_wakes_up_asks_how_the_sheets_stand(enter: Enter, day: Day) -> None:
    page = enter(day.judges[0], **PHONE)
    with page.expect_response("**/sheets?*") as answer:
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    told = answer.value.json()
    assert {sheet["judge"] for sheet in told["sheets"]} == {1}


def test_a_card_revoked_meanwhile_keeps_what_was_typed(
    chromium: Browser, url: str, day: Day, database: Any
) -> None:
    with writing(database) as session:
        token = issue_card(session, "Sementara", Role.OPERATOR, actor="tes")
    with chromium.new_context(**LAPTOP) as context:
        page = context.new_page()
        page.goto(f"{url}/kartu/{token}")
        settle(page)
        cell = page.locator("tr[data-sheet='1.8.1'] input").first
        cell.wait_for()
        page.route(
            "**/sheets/save*",
            lambda route: route.fulfill(
                status=403,
                content_type="application/json",
                body=json.dumps({"error": "Kartu akses Anda telah dicabut."}),
            ),
        )
        cell.fill("77")
        cell.press("Tab")
        note = page.locator("tr[data-sheet='1.8.1'] .note").first
        expect(note).to_contain_text("Kartu akses Anda telah dicabut")
        expect(cell).to_have_value("77")
        page.unroute("**/sheets/save*")
        note.get_by_role("button", name="Kirim lagi").click()
        expect(line(page)).to_contain_text("Semua tersimpan")
    assert held(database, 8, 1)[:1] == [77]


def test_papers_are_keyed_in_row_by_row_and_their_totals_compared(
    enter: Enter, day: Day, database: Any
) -> None:
    page = enter(day.operator, **LAPTOP)
    row = page.locator("tr[data-sheet='1.10.1']")
    row.locator("input").first.focus()
    for text in ("80", "81", "82", "83", "84"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    expect(row.locator(".paper")).to_be_focused()
    page.keyboard.type("82,10")
    expect(row.locator(".verdict")).to_have_text("beda +0,05")
    confirm = row.get_by_role("button", name="Konfirmasi")
    expect(confirm).to_be_enabled()
    confirm.click()
    expect(page.get_by_role("dialog")).to_contain_text("Di kertas 82,1, di layar 82,15")
    page.get_by_role("button", name="Batal").click()
    page.get_by_label("jumlah nilai tanpa bobot").check()
    row.locator(".paper").fill("410")
    expect(row.locator(".verdict")).to_have_text("cocok")
    row.locator(".paper").press("Tab")
    expect(confirm).to_be_focused()
    page.keyboard.press("Enter")
    expect(row).to_contain_text("terkunci")
    below = page.locator("tr[data-sheet='1.11.1'] input").first
    expect(below).to_be_focused()
    page.keyboard.type("70")
    page.keyboard.press("Enter")
    expect(page.locator("tr[data-sheet='1.12.1'] input").first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(below).to_be_focused()
    expect(below).to_have_value("70")
    assert held(database, 10, 1) == [80, 81, 82, 83, 84]
    expect(page.locator("tr.closed")).to_contain_text("tidak hadir")
    assert row.get_by_role("button", name="Buka kunci").is_hidden()


def test_the_committee_opens_a_locked_sheet_for_a_reason(
    enter: Enter, day: Day, database: Any
) -> None:
    page = enter(day.panitia, **LAPTOP)
    row = page.locator("tr[data-sheet='1.2.1']")
    row.get_by_role("button", name="Buka kunci").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Alasan").fill("   ")  # what is asked for is not asked of the server
    dialog.get_by_role("button", name="Buka kunci").click()
    expect(dialog).to_contain_text("Alasan harus diisi")
    dialog.get_by_label("Alasan").fill("Angka di kertas salah dibaca")
    dialog.get_by_role("button", name="Buka kunci").click()
    expect(dialog).to_have_count(0)
    expect(row.locator("input").first).to_be_editable()
    with reading(database) as session:
        newest = read_changes(session, 1)[0]
        assert (newest.kind, newest.reason) == ("unlock", "Angka di kertas salah dibaca")
        assert differences(session, 1) == []
    page.get_by_text("Peserta", exact=True).first.click()
    expect(page.locator("thead .entry")).to_have_text("Juri")


@pytest.mark.parametrize(
    ("screen", "scheme", "language"),
    [
        ("phone", "light", "id"),
        ("phone", "dark", "en"),
        ("laptop", "light", "en"),
        ("laptop", "dark", "id"),
    ],
)
def test_every_view_and_dialog_is_readable_by_all(
    enter: Enter, day: Day, screen: str, scheme: str, language: str
) -> None:
    device = {**(PHONE if screen == "phone" else LAPTOP), "color_scheme": scheme}
    other = next(code for code in LANGUAGES if code != language)

    def check(page: Page) -> None:
        page.wait_for_timeout(200)
        assert violations(page) == []
        assert page.evaluate(OVERFLOWING) == []
        texts = {text.strip() for text in page.evaluate(TEXT)}
        assert texts & phrases(other) == set()

    page = enter(day.judges[1], language, **device)
    check(page)
    go(page, 4)
    page.locator("summary").first.click()
    check(page)
    marks(page).nth(0).fill("123")
    marks(page).nth(0).press("Enter")
    check(page)
    marks(page).nth(0).fill("")
    marks(page).nth(0).press("Escape")
    page.locator("footer .main").first.click()
    check(page)
    page.keyboard.press("Escape")
    desk = enter(day.panitia, language, **device)
    check(desk)
    if screen == "phone":
        go(desk, 1)
        desk.locator("footer button:not([hidden])").first.click()
    else:
        desk.locator("tr[data-sheet='1.1.1'] .end button:not([hidden])").first.click()
    expect(desk.get_by_role("dialog")).to_be_visible()
    check(desk)
