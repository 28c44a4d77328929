"""The chart in a real browser: it changes in place and stays on this machine."""

import base64
import io

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def url(serve):
    return serve("chart_server.py")


@pytest.fixture
def page(open_page, url):
    page = open_page(url, viewport={"width": 1100, "height": 760}, color_scheme="light")
    ready(page)
    return page


def ready(page: Page) -> None:
    for key in ("bars", "lines"):
        page.wait_for_selector(f".st-key-{key} .chart svg.main-svg")


def go_on(page: Page, step: int) -> None:
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_text(f"step {step} ·")).to_be_visible()


def layout_of(page: Page, key: str, path: str):
    return page.evaluate(
        "([key, path]) => path.split('.').reduce((value, name) => value[name],"
        " document.querySelector(`.st-key-${key} .chart`)._fullLayout)",
        [key, path],
    )


def fill_of(page: Page, position: int) -> str:
    return page.evaluate(
        "n => getComputedStyle(document.querySelectorAll("
        "'.st-key-bars .barlayer .trace')[n - 1].querySelector('path')).fill",
        position,
    )


def drag(page: Page, key: str) -> None:
    box = page.locator(f".st-key-{key} .nsewdrag").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 200, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 500, box["y"] + 150, steps=6)
    page.mouse.up()


def test_ten_changes_keep_the_node_and_the_zoom_and_no_frame_is_blank(page):
    page.evaluate("document.querySelectorAll('.chart').forEach(e => { e.marked = true })")
    drag(page, "lines")
    page.wait_for_function(
        "document.querySelector('.st-key-lines .chart')._fullLayout.xaxis.autorange === false"
    )
    zoom = layout_of(page, "lines", "xaxis.range")
    first = page.evaluate("document.querySelector('.st-key-lines .chart')._fullData[0].y[1]")
    box = page.locator(".st-key-bars .chart").bounding_box()
    assert box is not None

    frames: list[str] = []
    session = page.context.new_cdp_session(page)

    def keep(frame):
        frames.append(frame["data"])
        session.send("Page.screencastFrameAck", {"sessionId": frame["sessionId"]})

    session.on("Page.screencastFrame", keep)
    session.send("Page.startScreencast", {"format": "png", "everyNthFrame": 1})
    for step in range(1, 11):
        go_on(page, step)
        page.wait_for_timeout(250)
    session.send("Page.stopScreencast")
    session.detach()

    kept = page.evaluate("[...document.querySelectorAll('.chart')].map(e => e.marked === true)")
    assert kept == [True, True]
    assert layout_of(page, "lines", "xaxis.range") == zoom
    assert (
        page.evaluate("document.querySelector('.st-key-lines .chart')._fullData[0].y[1]") != first
    )
    painted = [painted_pixels(frame, box) for frame in frames]
    assert len(painted) >= 10
    assert min(painted) > 0.8 * max(painted)


def painted_pixels(frame: str, box) -> int:
    """How many pixels of the box are neither surface nor text: the bars."""
    with Image.open(io.BytesIO(base64.b64decode(frame))) as image:
        left, top = int(box["x"]), int(box["y"])
        part = image.convert("HSV").crop(
            (left, top, left + int(box["width"]), top + int(box["height"]))
        )
        return sum(part.getchannel("S").histogram()[70:])


def test_a_change_of_theme_recolours_the_same_figure(page):
    page.evaluate("document.querySelector('.st-key-bars .chart').marked = true")
    assert (fill_of(page, 1), fill_of(page, 10)) == ("rgb(48, 63, 162)", "rgb(105, 97, 108)")
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(
        """() => {
          const bars = document.querySelectorAll('.st-key-bars .barlayer .trace')
          const fill = n => getComputedStyle(bars[n - 1].querySelector('path')).fill
          return fill(1) === 'rgb(83, 106, 209)' && fill(10) === 'rgb(144, 145, 162)'
        }"""
    )
    assert layout_of(page, "bars", "font.color") == "#ECEAE4"
    assert page.evaluate("document.querySelector('.st-key-bars .chart').marked") is True


def test_the_chart_follows_the_width_of_its_container(page):
    before = layout_of(page, "bars", "width")
    page.set_viewport_size({"width": 700, "height": 760})
    page.wait_for_function(
        "before => document.querySelector('.st-key-bars .chart')._fullLayout.width < before - 200",
        arg=before,
    )
    box = page.locator(".st-key-bars .chart").bounding_box()
    assert box is not None
    assert layout_of(page, "bars", "width") == pytest.approx(box["width"], abs=1)
    assert layout_of(page, "bars", "height") == box["height"] == 320


def test_a_screen_reader_gets_the_words_and_nobody_a_mode_bar(page):
    expect(page.get_by_role("img", name="Nilai per kriteria")).to_have_count(1)
    expect(page.locator(".modebar")).to_have_count(0)
    assert layout_of(page, "bars", "separators") == ",."
    assert "88,24" in page.inner_text("body")


def test_motion_is_left_out_where_the_reader_asks_for_none(open_page, url):
    page = open_page(url, reduced_motion="reduce")
    ready(page)
    assert page.evaluate("'transition' in document.querySelector('.chart').layout") is False


def test_figures_of_every_weight_are_equally_wide(page):
    widths = page.evaluate(
        """async () => {
          const font = layout => getComputedStyle(layout).getPropertyValue('--st-font')
          const probe = document.createElement('span')
          document.body.append(probe)
          probe.style.cssText = 'position:absolute;font-size:40px;white-space:pre'
          probe.style.fontFamily = font(document.querySelector('.chart'))
          const widths = []
          for (const weight of [400, 600, 800]) {
            probe.style.fontWeight = weight
            const measured = [...'0123456789'].map(digit => {
              probe.textContent = `${digit}${digit},${digit}${digit}`
              return probe.getBoundingClientRect().width
            })
            widths.push([Math.min(...measured), Math.max(...measured)])
          }
          probe.remove()
          return [document.fonts.check('40px "Plus Jakarta Sans"'), widths]
        }"""
    )
    assert widths[0] is True
    assert all(narrow == wide for narrow, wide in widths[1])
