"""The summary on paper: one A4 page that holds all of it and nothing of the screen around it."""

import io
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page
from pypdf import PageObject, PdfReader
from sqlalchemy import Engine

from db import sample
from db.commands import record_scores
from db.engine import connect, migrate, writing
from db.models import Competition, Submission, Unit
from tests.browser.conftest import ROOT, Serve
from tests.factories import contest

pytestmark = pytest.mark.browser

SAMPLE, FULL, LONG = 1, 2, 3
A4 = (595, 842)
"""Points of 1/72 inch."""
INSIDE = 695
"""Pixels between the margins of the page, 184 mm."""
CHROME = ("Papan Peringkat", "Panduan", "Langsung", "dibaca", "Cetak", "ID", "EN")

# What the summary says, as a reader sees it, and what of it lies outside the page.
TEXT = "() => window.sheet().innerText"
OUTSIDE = """
() => [...window.sheet().querySelectorAll('*')].filter((element) => {
  const box = element.getBoundingClientRect();
  const clips = getComputedStyle(element).overflow !== 'visible';
  return box.width && (box.left < -1 || box.right > innerWidth + 1
    || clips && element.scrollWidth > element.clientWidth + 1);
}).map((element) => element.outerHTML.slice(0, 120))
"""
FIND = """
window.sheet = () => {
  for (const host of document.querySelectorAll('*')) {
    const found = host.shadowRoot?.querySelector('.summary');
    if (found) return found;
  }
}
"""


@pytest.fixture(scope="module")
def url(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The sample, fifteen entries of units with long names, and fifteen with endless titles."""
    address = f"sqlite:///{tmp_path_factory.mktemp('print') / 'pantau.db'}"
    engine = connect(address)
    migrate(engine)
    with writing(engine) as session:
        sample.load(session)
    crowded(engine, "Sistem Antrean Terpadu bagi Penyandang Disabilitas")
    crowded(engine, "Judul yang tidak kunjung selesai " * 12)
    engine.dispose()
    return serve(ROOT / "streamlit_app.py", {"DATABASE_URL": address})


def crowded(engine: Engine, title: str) -> None:
    """A competition whose summary is as full as it gets."""
    with writing(engine) as session:
        ids = contest(session, units=20, entries=15, criteria=5, judges=5)
        home = session.get_one(Competition, ids.competition_id)
        home.name += " Inovasi Pelayanan Publik antar Perangkat Daerah Kota Pekalongan"
        home.organiser, home.venue = "Dewan Pengurus Korpri", "Ruang Amarta Sekretariat Daerah"
        for number, unit in enumerate(ids.unit_ids):
            row = session.get_one(Unit, unit)
            row.name = f"Dinas Penanaman Modal dan Pelayanan Terpadu {number}"
            row.kind = ("Dinas", "Badan", "Kecamatan")[number % 3]
        for number, entry in enumerate(ids.submission_ids, 1):
            session.get_one(Submission, entry).title = f"{title} {number}"
        record_scores(
            session,
            [
                (*key, 7000 + 100 * (ids.submission_ids.index(key[0]) // 2) + 37 * (i % 7))
                for i, key in enumerate(ids.keys)
            ],
            actor="test",
        )


@pytest.fixture
def visit(chromium: Browser, url: str) -> Iterator[Callable[..., Page]]:
    """`visit(competition)`: its summary on a screen.

    Not `open_page`: below a deep link Streamlit's own script asks in vain where its server is.
    """
    contexts = []

    def open_at(competition: int, query: str = "", **context: object) -> Page:
        contexts.append(chromium.new_context(**context))  # type: ignore[arg-type]
        page = contexts[-1].new_page()
        page.add_init_script(FIND)
        page.goto(f"{url}/summary?lomba={competition}{query}")
        page.locator(".strip[data-state=live]").wait_for()
        page.locator(".summary").wait_for()
        page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
        return page

    yield open_at
    for context in contexts:
        context.close()


def printed(page: Page, **options: bool) -> PdfReader:
    return PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True, **options)))


def plain(text: str) -> str:
    """Without what a line break, a ligature or a capital changes."""
    return "".join(text.replace("ﬁ", "fi").replace("ﬂ", "fl").casefold().split())


@pytest.mark.parametrize("competition", [SAMPLE, FULL])
@pytest.mark.parametrize("query", ["", "&bahasa=en"])
def test_the_summary_is_one_page_of_a4_with_all_that_it_says(
    visit: Callable[..., Page], competition: int, query: str
) -> None:
    page = visit(competition, query)
    paper = printed(page, print_background=True)
    assert len(paper.pages) == 1
    size = paper.pages[0].mediabox
    assert (round(size.width), round(size.height)) == A4
    page.emulate_media(media="print")
    said = plain(paper.pages[0].extract_text())
    assert [line for line in page.evaluate(TEXT).splitlines() if plain(line) not in said] == []


def test_nothing_of_the_screen_around_it_is_printed(visit: Callable[..., Page]) -> None:
    text = printed(visit(SAMPLE)).pages[0].extract_text()
    assert text.startswith("RINGKASAN PIMPINAN")
    assert [word for word in CHROME if word in text.split() or (" " in word and word in text)] == []
    assert text.rstrip().endswith("Data contoh: nilainya rekaan.")


@pytest.mark.parametrize("competition", [SAMPLE, FULL, LONG])
def test_nothing_is_cut_off_at_the_margins(visit: Callable[..., Page], competition: int) -> None:
    page = visit(competition, viewport={"width": INSIDE, "height": 1000})
    page.emulate_media(media="print")
    assert page.evaluate(OUTSIDE) == []


def test_an_explanation_that_is_open_stays_on_the_screen(visit: Callable[..., Page]) -> None:
    page = visit(SAMPLE)
    page.locator("tr[data-key='1'] th").click()
    page.locator("tr.detail .account").wait_for()
    assert "Bobot" not in printed(page).pages[0].extract_text().split()


def test_its_letters_are_in_the_file(visit: Callable[..., Page]) -> None:
    fonts = printed(visit(SAMPLE)).pages[0]["/Resources"]["/Font"]
    assert fonts
    for name in fonts:
        font = fonts[name].get_object()
        if font["/Subtype"] == "/Type3":  # a variable font: its outlines are procedures
            assert font["/CharProcs"]
        else:
            (inner,) = font["/DescendantFonts"]
            assert {"/FontFile2", "/FontFile3"} & set(inner.get_object()["/FontDescriptor"])


def test_from_a_dark_screen_it_is_black_on_white(visit: Callable[..., Page]) -> None:
    page = visit(SAMPLE, color_scheme="dark")
    ink = "() => getComputedStyle(window.sheet()).color"
    ground = "() => getComputedStyle(document.querySelector('.stApp')).backgroundColor"
    assert page.evaluate(ground) != "rgb(255, 255, 255)"
    page.emulate_media(media="print")
    assert (page.evaluate(ink), page.evaluate(ground)) == ("rgb(0, 0, 0)", "rgb(255, 255, 255)")


def test_what_takes_two_pages_breaks_between_the_rows(visit: Callable[..., Page]) -> None:
    paper = printed(visit(LONG))
    assert len(paper.pages) > 1
    pages = [plain(sheet.extract_text()) for sheet in paper.pages]
    title = plain("Judul yang tidak kunjung selesai " * 12)
    names = [f"dinaspenanamanmodaldanpelayananterpadu{n}{title}{n + 1}" for n in range(15)]
    assert [name for name in names if not any(name in page for page in pages)] == []
    assert sum("skpd·inovasi" in page for page in pages) > 1  # the heads of the columns come again
    heights = heights_of(paper.pages[-1])
    last_gap = min(height for text, height in heights.items() if text.startswith("−"))
    assert heights["Partisipasi"] < last_gap - 25  # below the whole row, which has six lines


def heights_of(sheet: PageObject) -> dict[str, float]:
    """How far above the foot of the page each text stands, in points; of equal texts the last."""
    found = {}

    def note(text: str, outer: list[float], inner: list[float], *_: object) -> None:
        if text.strip():
            found[text.strip()] = outer[5] + outer[3] * inner[5]

    sheet.extract_text(visitor_text=note)
    return found


def test_the_button_prints(visit: Callable[..., Page]) -> None:
    page = visit(SAMPLE)
    page.evaluate("window.print = () => { window.printed = true }")
    page.get_by_role("button", name="Cetak").click()
    assert page.evaluate("window.printed")


def test_other_pages_are_printed_as_they_were(visit: Callable[..., Page]) -> None:
    page = visit(SAMPLE)
    rules = "[...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])"
    a4 = f"() => {rules}.some((rule) => /^@page.*a4/i.test(rule.cssText))"
    assert page.evaluate(a4)
    page.get_by_role("link", name="Papan Peringkat").click(delay=100)
    page.locator("tr[data-key='1'] td.score").wait_for()
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    assert not page.evaluate(a4)
