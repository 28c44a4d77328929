"""The wall in a real browser: it fits, can be read from ten metres, turns over and follows."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from db.commands import record_scores
from db.engine import connect, migrate, writing
from db.models import Competition, EntryStatus, Judge, Stage, StageEntry, Submission, Unit
from tests.browser.cable import Cable
from tests.browser.conftest import ROOT, OpenPage, Serve
from tests.factories import contest

pytestmark = pytest.mark.browser

SIZES = ((1920, 1080), (1280, 720))
ENTRIES = (3, 11, 40, 300)
STAGES = len(ENTRIES) + 1
"""The competition of two stages; the others are numbered as `ENTRIES` lists them."""
LEGIBLE = 0.022
"""The least size of type, as a part of the screen's height."""

NAMES = (
    "Dinas Penanaman Modal, Pelayanan Terpadu Satu Pintu, Tenaga Kerja dan Transmigrasi",
    "Dinas Kependudukan dan Pencatatan Sipil",
    "RSUD Kota",
    "Kecamatan Selatan",
)
TITLE = "SIMPELNAKER: Sistem Informasi Pelayanan Ketenagakerjaan Terpadu untuk Semua Warga"
PERSON = "Dr. Sri Wahyuningsih"

# Each piece of text that is seen, with its size, its box and the element that clips it, if any; the
# points where something lies on top of the wall and the strip; where the strip begins.
SEEN = """
() => {
  const roots = [...document.querySelectorAll('*')].map(e => e.shadowRoot).filter(Boolean);
  const find = selector => roots.map(root => root.querySelector(selector)).find(Boolean);
  const wall = find('.wall'), strip = find('.strip');
  const pieces = [];
  for (const host of [wall, strip]) {
    const walker = document.createTreeWalker(host, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const parent = walker.currentNode.parentElement;
      if (!walker.currentNode.textContent.trim() || parent.closest('.sr')) continue;
      if (!parent.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      const range = document.createRange();
      range.selectNodeContents(walker.currentNode);
      const { left, top, right, bottom } = range.getBoundingClientRect();
      const size = parseFloat(getComputedStyle(parent).fontSize);
      pieces.push({ text: walker.currentNode.textContent.trim(), host: host.className.split(' ')[0],
        size, left, top, right, bottom, clipped: clipped(parent) });
    }
  }
  function clipped(element) {
    for (let one = element; one; one = one.parentElement)
      if (getComputedStyle(one).overflow !== 'visible'
          && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1))
        return one.className;
    return null;
  }
  const strangers = [];
  for (let x = 5; x < innerWidth; x += 97) for (let y = 2; y < innerHeight; y += 71) {
    const top = document.elementFromPoint(x, y);
    if (![wall, strip].some(host => host.getRootNode().host === top)) strangers.push([x, y]);
  }
  return { pieces, strangers, edge: strip.getBoundingClientRect().top };
}
"""
SCENE = """
() => {
  for (const { shadowRoot } of document.querySelectorAll('*')) {
    const scene = shadowRoot?.querySelector('.scene:not([inert])');
    if (scene) return scene.dataset.scene;
  }
}
"""


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A file with a competition for each of `ENTRIES`, then one of two stages."""
    path = tmp_path_factory.mktemp("wall") / "pantau.db"
    engine = connect(f"sqlite:///{path}")
    migrate(engine)
    for competition, entries in enumerate((*ENTRIES, 12), 1):
        with writing(engine) as session:
            stages = 2 if competition == STAGES else 1
            ids = contest(session, units=max(3, entries - 1), entries=entries, stages=stages)
            assert ids.competition_id == competition
            session.get_one(Competition, competition).name = "Lomba Inovasi Pelayanan Publik"
            session.get_one(Competition, competition).edition = f"{entries}-{stages}"
            for number, unit in enumerate(ids.unit_ids, 1):
                session.get_one(Unit, unit).name = f"{NAMES[number % 4]} {number}"
                session.get_one(Unit, unit).kind = f"Jenis {number % 6}"
            for number, submission in enumerate(ids.submission_ids):
                if number % 3 == 0:
                    session.get_one(Submission, submission).title = TITLE
            for judge in ids.judge_ids:
                session.get_one(Judge, judge).name = PERSON
            for stage in ids.stage_ids:
                session.get_one(Stage, stage).weight = 5000
            last = (ids.stage_ids[-1], ids.submission_ids[-1])
            session.get_one(StageEntry, last).status = EntryStatus.PRESENTING
        # The last entry is on stage and has one judge's marks; the first is worth the most.
        marks = [
            (entry, judge, criterion, 9000 - 10 * (entry - ids.submission_ids[0]))
            for entry, judge, criterion in ids.keys
            if entry != last[1] or judge == ids.judge_ids[0]
        ]
        with writing(engine) as session:
            record_scores(session, marks, actor="test")
    engine.dispose()
    return str(path)


@pytest.fixture(scope="module")
def url(serve: Serve, database: str) -> str:
    return serve(ROOT / "streamlit_app.py", {"DATABASE_URL": f"sqlite:///{database}"})


@pytest.fixture
def hang(open_page: OpenPage, url: str) -> Callable[..., Page]:
    """`hang(competition, address, width, height, **context)`: a wall that is laid out."""

    def open_at(
        competition: int, address: str = "", width: int = 1280, height: int = 720, **context: object
    ) -> Page:
        page = open_page(
            f"{url}/?layar=1&lomba={competition}{address}",
            viewport={"width": width, "height": height},
            **context,
        )
        ready(page)
        return page

    return open_at


def ready(page: Page) -> None:
    page.locator(".scene:not([inert]) .head").wait_for()
    page.locator(".strip[data-state=live]").wait_for()
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(800)  # until the scene has faded in


def write(path: str | Path, statement: str) -> None:
    """Commit a statement as another program would."""
    with closing(sqlite3.connect(path, timeout=20)) as connection, connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(statement)


def faults(page: Page, width: int, height: int) -> list[object]:
    """Text that is cut off, out of the picture, under the strip or too small; what lies on top."""
    seen = page.evaluate(SEEN)
    found: list[object] = seen["strangers"]
    for piece in seen["pieces"]:
        floor = seen["edge"] + 1 if piece["host"] == "wall" else height
        inside = (
            piece["left"] >= 0
            and piece["top"] >= 0
            and piece["right"] <= width
            and piece["bottom"] <= floor
        )
        if not inside or piece["clipped"] or piece["size"] < LEGIBLE * height:
            found.append(piece)
    assert len(seen["pieces"]) > 20
    return found


@pytest.mark.parametrize("entries", ENTRIES)
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_nothing_is_cut_off_and_all_can_be_read_from_ten_metres(
    hang: Callable[..., Page], width: int, height: int, entries: int
) -> None:
    page = hang(ENTRIES.index(entries) + 1, "", width, height)
    assert faults(page, width, height) == []
    assert page.locator(".podium li").count() == min(3, entries - 1)


@pytest.mark.parametrize(("language", "scheme"), [("id", "dark"), ("en", "light")])
def test_every_scene_fits_in_either_language_and_theme(
    hang: Callable[..., Page], language: str, scheme: str
) -> None:
    page = hang(STAGES, f"&bahasa={language}&putar=5", color_scheme=scheme)
    shown = []
    for _ in range(4):
        shown.append(page.evaluate(SCENE))
        page.wait_for_timeout(700)  # until the scene before has faded out
        assert faults(page, 1280, 720) == []
        page.clock.fast_forward(5_000)
        page.wait_for_function(f"({SCENE})() !== '{shown[-1]}'")
    assert shown == ["leaderboard", "leaderboard-0", "leaderboard-1", "participation"]


def test_all_entries_come_by_page_after_page_below_the_same_podium(
    hang: Callable[..., Page],
) -> None:
    page = hang(ENTRIES.index(40) + 1)
    podium = page.locator(".podium").inner_text()
    units = set()
    turned = page.locator(".turned").inner_text()
    pages = int(turned.rsplit(" ", 1)[1])
    for number in range(1, pages + 1):
        page.locator(".turned", has_text=f"halaman {number} dari").wait_for()
        units |= {row.get_attribute("data-key") for row in page.locator(".paged .row").all()}
        assert page.locator(".podium").inner_text() == podium
        assert faults(page, 1280, 720) == []
        page.clock.fast_forward(10_000)
    assert len(units) == 40 - 3


def test_scenes_turn_over_without_a_navigation_and_start_again(hang: Callable[..., Page]) -> None:
    page = hang(1, "&putar=5")
    page.evaluate("window.loadedOnce = true")
    address = page.url
    for scene in ("participation", "leaderboard"):
        page.clock.fast_forward(5_000)
        page.wait_for_function(f"({SCENE})() === '{scene}'")
    assert page.url == address
    assert page.evaluate("window.loadedOnce")


def test_without_being_told_to_turn_the_scene_stays(hang: Callable[..., Page]) -> None:
    page = hang(1)
    assert page.locator(".scene").count() == 1


def test_a_commit_moves_an_entry_up_slowly_enough_to_follow(
    hang: Callable[..., Page], database: str
) -> None:
    page = hang(2)
    lowest = page.locator(".row.placed").last
    key = lowest.get_attribute("data-key")
    write(database, f"UPDATE score SET value = 99 WHERE submission_id = {key}")
    moved = page.locator(f".podium li[data-key='{key}'][data-place='1']")
    moved.wait_for(timeout=5_000)
    slides = moved.evaluate(
        "row => row.getAnimations().map(one => one.effect.getTiming().duration)"
    )
    assert min(slides) >= 1500
    assert "▲" in moved.inner_text()
    page.wait_for_timeout(2_000)
    assert faults(page, 1280, 720) == []


def test_a_burst_of_commits_leaves_the_same_one_scene(
    hang: Callable[..., Page], database: str
) -> None:
    page = hang(2)
    page.locator(".scene").evaluate("scene => { scene.marked = true }")
    for value in range(80, 95):
        write(database, f"UPDATE score SET value = {value} WHERE submission_id = 6")
    page.locator("[data-key='6'] .score", has_text="94,00").wait_for(timeout=10_000)
    assert page.locator(".scene").count() == 1
    assert page.locator(".scene").evaluate("scene => scene.marked")


def test_nothing_slides_for_a_viewer_who_asked_for_less_motion(
    hang: Callable[..., Page], database: str
) -> None:
    page = hang(2, reduced_motion="reduce")
    second = page.locator(".podium li").nth(1)
    key = second.get_attribute("data-key")
    write(database, f"UPDATE score SET value = 99.5 WHERE submission_id = {key}")
    moved = page.locator(f".podium li[data-key='{key}'][data-place='1']")
    moved.wait_for(timeout=5_000)
    moving = "row => row.getAnimations().flatMap(one => one.effect.getKeyframes())"
    assert [frame for frame in moved.evaluate(moving) if "transform" in frame] == []


def test_who_presents_what_is_in_and_that_it_is_not_final_are_named_and_no_judge_is(
    hang: Callable[..., Page],
) -> None:
    page = hang(2)
    assert "21 dari 22 lembar nilai masuk" in page.locator(".facts").inner_text()
    now = page.locator(".now").inner_text()
    assert now.startswith("Sedang tampil: ")
    assert page.locator(".chip").all_inner_texts() == ["Juri 2"]
    assert page.locator(".flag.open").inner_text() == "SEMENTARA"
    assert PERSON not in page.locator(".scene").inner_html()


def test_a_lost_connection_is_seen_from_ten_metres(chromium: Browser, url: str) -> None:
    with Cable(int(url.rsplit(":", 1)[1])) as cable, chromium.new_context() as context:
        page = context.new_page()
        page.set_viewport_size({"width": 1280, "height": 720})
        page.goto(f"http://127.0.0.1:{cable.port}/?layar=1&lomba=1")
        ready(page)
        above = {"x": 0, "y": 0, "width": 1280, "height": 660}
        before = page.screenshot(clip=above)
        cable.cut()
        lost = page.locator(".strip[data-state=lost]")
        lost.wait_for(timeout=10_000)
        page.get_by_role("dialog").wait_for()  # Streamlit's own, below the wall
        page.wait_for_timeout(1_000)
        assert page.screenshot(clip=above) == before
        band = lost.bounding_box()
        assert band is not None
        assert (band["width"], band["y"] + band["height"]) == (1280, 720)
        said = page.locator("[data-part=state]")
        assert said.inner_text() == "Sambungan terputus, mencoba lagi"
        assert float(said.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")) > 0.03 * 720
        cable.mend()
        page.locator(".strip[data-state=live]").wait_for(timeout=30_000)


def test_the_page_has_a_link_to_the_wall_that_keeps_what_is_shown(
    open_page: OpenPage, url: str
) -> None:
    page = open_page(f"{url}/?lomba=2&bahasa=en")
    link = page.get_by_role("link", name="Big screen")
    with page.context.expect_page() as opened:
        link.click()
    wall = opened.value
    ready(wall)
    assert wall.url == f"{url}/?lomba=2&bahasa=en&layar=1"
    assert wall.locator(".head h1").inner_text() == "Lomba Inovasi Pelayanan Publik 11-1"


@pytest.fixture(autouse=True)
def as_it_was(database: str) -> Iterator[None]:
    """Leave the marks as they were found."""
    with closing(sqlite3.connect(database)) as connection:
        before = connection.execute(
            "SELECT value, submission_id, judge_id, criterion_id FROM score"
        ).fetchall()
    yield
    with closing(sqlite3.connect(database, timeout=20)) as connection, connection:
        now = connection.execute(
            "SELECT value, submission_id, judge_id, criterion_id FROM score"
        ).fetchall()
        connection.executemany(
            "UPDATE score SET value = ? WHERE submission_id = ? AND judge_id = ?"
            " AND criterion_id = ?",
            set(before) - set(now),
        )
