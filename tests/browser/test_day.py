"""A whole competition day as people live it, from an empty database to the published result.

The administrator sets everything up from the template's workbook and hands out cards; five judges
on phones and an operator enter 54 sheets while the committee and the leadership look on; one judge
is recused, one unit stays away, one mark is corrected, one sheet is opened again.
"""

import random
import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import Engine, select
from sqlmodel import col

from dashboard.reader import Reader
from db.changes import read_changes
from db.engine import connect, migrate, reading
from db.ledger import differences
from db.models import ScoreEvent
from tests.browser.conftest import ROOT, Serve
from tests.browser.navigation import choose_from, settle, visit
from tests.db.workbook.books import Sheets, write_xlsx

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESK = {"viewport": {"width": 1440, "height": 1000}}
ENTRIES, JUDGES, CRITERIA = 12, 5, 5
WEIGHTS = (20, 20, 15, 15, 30)
ABSENT, RECUSED = 9, (5, 3)
"""The entry that stays away; the judge who is recused, and from which entry."""
CORRECTED, UNLOCKED = (2, 4), (1, 1)
"""(judge, entry) of the mark that is corrected, and of the sheet that is opened again."""
ON_PAPER = (4, 5)
"""Judges whose sheets the operator keys in; the others use their phones."""


def workbook(folder: Path) -> Path:
    """What the committee fills in: everything but the marks."""
    sheets: Sheets = {
        "Lomba": [
            ["kunci", "nilai"],
            ["nama", "Lomba Inovasi Pelayanan Publik"],
            ["edisi", 2019],
            ["metode", "mean"],
            ["penentu_seri", "criteria"],
        ],
        "SKPD": [
            ["kode", "nama", "jenis"],
            *([f"D{n:02}", f"Dinas {n:02}", "dinas"] for n in range(1, 21)),
        ],
        "Tahap": [["nama", "bobot"], ["Presentasi", 100]],
        "Kriteria": [
            ["tahap", "kode", "nama", "bobot", "min", "maks", "langkah"],
            *(
                ["Presentasi", f"K{n}", f"Kriteria {n}", weight, 0, 100, 0.5]
                for n, weight in enumerate(WEIGHTS, 1)
            ),
        ],
        "Juri": [
            ["kode", "nama", "instansi", "tahap"],
            *([f"J{n}", f"Penilai {n}", "Undip", "Presentasi"] for n in range(1, JUDGES + 1)),
        ],
        "Peserta": [
            ["nomor", "skpd", "judul", "status", "urutan"],
            *([n, f"D{n:02}", f"Inovasi {n}", "terverifikasi", n] for n in range(1, ENTRIES + 1)),
        ],
    }
    return write_xlsx(folder / "lomba.xlsx", sheets)


def given_marks() -> dict[tuple[int, int], list[str]]:
    """What is written on each sheet, by (judge, entry): halves, as people write them."""
    chance = random.Random(2019)
    return {
        (judge, entry): [
            f"{chance.randint(130, 195) / 2:g}".replace(".", ",") for _ in range(CRITERIA)
        ]
        for entry in range(1, ENTRIES + 1)
        if entry != ABSENT
        for judge in range(1, JUDGES + 1)
        if (judge, entry) != RECUSED
    }


def order_by(marks: dict[tuple[int, int], list[str]]) -> list[tuple[int, Fraction]]:
    """The oracle: entries best first with their totals, by nothing but fractions."""

    def panel(entry: int) -> list[Fraction]:
        sheets = [values for (_, of), values in marks.items() if of == entry]
        return [
            sum((Fraction(sheet[k].replace(",", ".")) for sheet in sheets), Fraction())
            / len(sheets)
            for k in range(CRITERIA)
        ]

    entries = sorted({entry for _, entry in marks})
    scored = {entry: panel(entry) for entry in entries}
    totals = {
        entry: sum((w * p for w, p in zip(WEIGHTS, values, strict=True)), Fraction()) / 100
        for entry, values in scored.items()
    }
    ranked = sorted(entries, key=lambda e: [-totals[e], *(-value for value in scored[e])])
    return [(entry, totals[entry]) for entry in ranked]


@pytest.fixture
def engine(tmp_path: Path) -> Any:
    opened = connect(f"sqlite:///{tmp_path / 'pantau.db'}")
    migrate(opened)
    yield opened
    opened.dispose()


class Hall:
    """All who are there: each in a browser context of their own, watched for errors."""

    def __init__(self, chromium: Browser, url: str) -> None:
        self._chromium, self.url = chromium, url
        self.contexts: list[BrowserContext] = []
        self.errors: list[str] = []

    def enter(self, link: str, **context: Any) -> Page:
        """Open a link in a new browser."""
        self.contexts.append(self._chromium.new_context(locale="id-ID", **context))
        page = self.contexts[-1].new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.goto(link)
        return page


def set_up(admin: Page, folder: Path) -> None:
    """Import the workbook into the empty database."""
    expect(admin.get_by_text("Belum ada lomba")).to_be_visible(timeout=30_000)
    admin.get_by_test_id("stTopNavSection").first.click()
    admin.locator('a[href$="/data"]').first.click()
    admin.locator("input[type=file]").set_input_files(workbook(folder))
    admin.locator(".trial").wait_for()
    admin.get_by_role("button", name="Impor sekarang").click()
    expect(admin.get_by_text("Buku kerja sudah diimpor.")).to_be_visible(timeout=15_000)


def section(admin: Page, name: str) -> None:
    """Go to a section of the settings."""
    admin.get_by_test_id("stMain").get_by_role("radio", name=name, exact=True).click()
    settle(admin)


def open_judging(admin: Page) -> None:
    """Record the recusal, then open the judging."""
    visit(admin, "settings")
    section(admin, "Juri")
    admin.get_by_role("button", name="Catat juri berhalangan").click()
    dialog = admin.get_by_role("dialog")
    judge, entry = RECUSED
    for label, wanted in (("Juri", f"Penilai {judge}"), ("Peserta", f"{entry}. Dinas {entry:02}")):
        choose_from(dialog.get_by_role("combobox", name=re.compile(label)), wanted)
        settle(admin)
    dialog.get_by_label(re.compile("Alasan")).fill("Saudara kandung ketua tim")
    dialog.get_by_label(re.compile("Alasan")).press("Tab")
    settle(admin)
    dialog.get_by_role("button", name="Simpan").click()
    expect(dialog).to_have_count(0)
    section(admin, "Fase")
    admin.get_by_role("button", name="Masuk ke fase: Penjurian").click()
    admin.get_by_role("dialog").get_by_role("button", name="Masuk ke fase: Penjurian").click()
    expect(admin.get_by_role("dialog")).to_have_count(0)


def hand_out_cards(admin: Page) -> dict[str, str]:
    """Make everybody's card and print them; the links by holder."""
    section(admin, "Kartu akses")
    for role, holder in (
        ("Admin", "Ibu Ketua"),
        ("Panitia", "Panitia"),
        ("Pimpinan", "Pimpinan"),
        ("Operator", "Operator"),
    ):
        admin.get_by_role("radio", name=role, exact=True).click()
        settle(admin)
        admin.get_by_label("Pemegang").fill(holder)
        admin.get_by_label("Pemegang").press("Tab")
        settle(admin)
        made = admin.locator(".made li").count()
        admin.get_by_role("button", name="Buat kartu", exact=True).click()
        expect(admin.locator(".made li")).to_have_count(made + 1)
    admin.get_by_role("radio", name="Juri", exact=True).last.click()
    settle(admin)
    admin.get_by_role("button", name="Buat kartu untuk 5 juri").click()
    expect(admin.locator(".made li")).to_have_count(4 + JUDGES)
    with admin.expect_download() as download:
        admin.get_by_role("button", name="Unduh lembar kartu").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
    links = {}
    for card in admin.locator(".made li").all():
        links[card.inner_text()] = card.locator("code").inner_text()
    return {
        holder: next(link for text, link in links.items() if holder in text)
        for holder in (
            "Ibu Ketua", "Panitia", "Pimpinan", "Operator",
            *(f"Penilai {n}" for n in range(1, JUDGES + 1)),
        )
    }  # fmt: skip


def fill_by_thumb(phone: Page, entry: int, values: list[str]) -> None:
    """A judge opens the entry in the list, gives all marks and confirms."""
    phone.locator('.go[data-first="false"]').nth(entry - 1).tap()
    fields = phone.locator(".mark input")
    expect(fields).to_have_count(CRITERIA)
    for place, text in enumerate(values):
        fields.nth(place).fill(text)
    fields.last.press("Enter")
    expect(phone.locator(".host .line")).to_contain_text("Semua tersimpan", timeout=15_000)
    phone.get_by_role("button", name="Konfirmasi").tap()
    phone.get_by_role("dialog").get_by_role("button", name="Konfirmasi").tap()
    expect(phone.locator("footer")).to_contain_text("Hanya panitia", timeout=15_000)
    phone.get_by_role("button", name="Semua peserta").tap()


def key_in(desk: Page, judge: int, entry: int, values: list[str]) -> None:
    """The operator types a row from paper, compares the plain sums and confirms."""
    row = desk.locator(f"tr[data-sheet='1.{entry}.{judge}']")
    row.locator("input").first.focus()
    for text in values:
        desk.keyboard.type(text)
        desk.keyboard.press("Tab")
    total = sum(Fraction(text.replace(",", ".")) for text in values)
    desk.keyboard.type(f"{float(total):g}".replace(".", ","))
    expect(row.locator(".verdict")).to_have_text("cocok", timeout=15_000)
    row.get_by_role("button", name="Konfirmasi").click()
    expect(row).to_contain_text("terkunci", timeout=15_000)


def call(order: Page, committee: Page, unit: str) -> None:
    """Call the next entry."""
    order.get_by_role("button", name="Panggil berikutnya").click()
    expect(committee.get_by_text("Sedang tampil:")).to_contain_text(unit, timeout=15_000)


def choose_judge(desk: Page, judge: int) -> None:
    """Turn to the papers of another judge."""
    settle(desk)
    choose_from(desk.get_by_role("combobox", name="Juri"), f"Juri {judge}")
    desk.locator(f"tr[data-sheet='1.1.{judge}']").wait_for()


def shown_revision(page: Page) -> int:
    text = page.locator(".strip [data-part=revision]").inner_text()
    return int(re.sub(r"\D", "", text))


def test_a_whole_day_from_an_empty_database_to_the_published_result(
    chromium: Browser, serve: Serve, engine: Engine, tmp_path: Path
) -> None:
    url = serve(ROOT / "streamlit_app.py", {"DATABASE_URL": engine.url.render_as_string()})
    hall, marks = Hall(chromium, url), given_marks()
    admin = hall.enter(url, **DESK)
    set_up(admin, tmp_path)
    open_judging(admin)
    links = hand_out_cards(admin)
    committee = hall.enter(links["Panitia"], **DESK)
    settle(committee)
    leaders = hall.enter(links["Pimpinan"], **DESK)
    settle(leaders)
    visit(leaders, "summary")
    order = hall.enter(links["Panitia"], **DESK)
    settle(order)
    visit(order, "order")
    desk = hall.enter(links["Operator"], **DESK)
    phones = {
        judge: hall.enter(links[f"Penilai {judge}"], **PHONE) for judge in range(1, JUDGES + 1)
    }
    for page in (desk, *phones.values()):
        page.locator(".host .line").wait_for(timeout=30_000)
    desk.get_by_label("jumlah nilai tanpa bobot").check()

    order.get_by_label(f"Status Dinas {ABSENT:02}").select_option("absent")
    for entry in range(1, ENTRIES + 1):
        if entry == ABSENT:
            continue
        call(order, committee, f"Dinas {entry:02}")
        for judge in set(phones) - set(ON_PAPER):
            fill_by_thumb(phones[judge], entry, marks[judge, entry])
    for judge in ON_PAPER:
        choose_judge(desk, judge)
        for entry in range(1, ENTRIES + 1):
            if (judge, entry) in marks:
                key_in(desk, judge, entry, marks[judge, entry])
    order.get_by_role("button", name="Peserta terakhir selesai tampil").click()

    # The judge saw his mistake after he had confirmed: the committee opens the sheet again.
    for judge, entry in (CORRECTED, UNLOCKED):
        committee.bring_to_front()
        visit(committee, "sheet")
        choose_judge(committee, judge)
        row = committee.locator(f"tr[data-sheet='1.{entry}.{judge}']")
        row.get_by_role("button", name="Buka kunci").click()
        dialog = committee.get_by_role("dialog")
        dialog.get_by_label("Alasan").fill("Juri salah tulis")
        dialog.get_by_role("button", name="Buka kunci").click()
        expect(dialog).to_have_count(0)
        phone = phones[judge]
        phone.locator('.go[data-first="false"]').nth(entry - 1).tap()
        if (judge, entry) == CORRECTED:
            marks[judge, entry][0] = "97,5"
            phone.locator(".mark input").first.fill("97,5")
            phone.locator(".mark input").first.press("Enter")
            expect(phone.locator(".host .line")).to_contain_text("Semua tersimpan")
        phone.get_by_role("button", name="Konfirmasi").tap()
        phone.get_by_role("dialog").get_by_role("button", name="Konfirmasi").tap()
        expect(phone.locator("footer")).to_contain_text("Hanya panitia")

    expected = order_by(marks)
    board = Reader(engine).latest(1)
    result = board.standings()
    found = [(board.submission(int(e)).number, result.total.fraction(int(e)))
             for e in result.ranking.order]  # fmt: skip
    assert found == expected
    assert int(result.complete.sum()) == ENTRIES - 1
    for page in (committee, leaders, order, desk, *phones.values()):
        expect(page.locator(".strip [data-part=revision]")).to_contain_text(
            str(board.revision), timeout=15_000
        )
    with reading(engine) as session:
        assert differences(session, 1) == []
        events = session.scalars(
            select(ScoreEvent).where(col(ScoreEvent.competition_id) == 1)
        ).all()
        changes = read_changes(session, 1)
    assert len(events) == len(marks) * CRITERIA + 1
    assert {event.actor for event in events} == {
        "Operator", *(f"Penilai {n}" for n in set(phones) - set(ON_PAPER))
    }  # fmt: skip
    kinds = [change.kind for change in changes]
    assert kinds.count("lock") == len(marks) + 2
    assert kinds.count("unlock") == 2
    assert {change.reason for change in changes if change.kind == "unlock"} == {"Juri salah tulis"}

    expect(admin.locator(".strip [data-part=revision]")).to_contain_text(str(board.revision))
    publish(admin)
    visitor = hall.enter(url, **PHONE)
    expect(visitor.locator("table .entry strong")).to_have_count(ENTRIES - 1, timeout=30_000)
    listed = visitor.locator("table .entry strong").all_inner_texts()
    assert listed == [f"Dinas {entry:02}" for entry, _ in expected]
    assert visitor.get_by_test_id("stTopNavLink").count() <= 1
    assert hall.errors == []
    for context in hall.contexts:
        context.close()


def publish(admin: Page) -> None:
    """Close the judging and publish the result."""
    section(admin, "Fase")
    for phase, reason in (("Ditutup", ""), ("Hasil diumumkan", "Berita acara nomor 1 tahun 2019")):
        admin.get_by_role("button", name=f"Masuk ke fase: {phase}").click()
        dialog = admin.get_by_role("dialog")
        dialog.wait_for()
        settle(admin)
        if reason:
            dialog.get_by_role("textbox").fill(reason)
            dialog.get_by_role("textbox").press("Tab")
            settle(admin)
        dialog.get_by_role("button", name=f"Masuk ke fase: {phase}").click()
        expect(dialog).to_have_count(0, timeout=15_000)
        expect(admin.get_by_text(f"{phase} (sekarang)")).to_be_visible(timeout=15_000)
        settle(admin)
