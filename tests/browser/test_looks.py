"""Every page on every screen, in both modes and languages: readable by all, nothing cut off."""

import functools

import pytest
from axe_playwright_python.sync_playwright import Axe
from babel.messages.pofile import read_po
from playwright.sync_api import Page

from dashboard.view.words import LANGUAGES, LOCALES
from tests.browser.conftest import ROOT, OpenPage, Serve
from tests.browser.navigation import settle, visit
from tests.browser.test_live import sample_database

pytestmark = pytest.mark.browser

SCREENS = {"desktop": (1440, 1000), "phone": (390, 844), "wall": (1920, 1080)}
PAGES = ["leaderboard", *sorted({p.stem for p in (ROOT / "pages").glob("*.py")} - {"leaderboard"})]
VIEWS = {
    "en": [("desktop", "light"), ("phone", "dark")],
    "id": [("desktop", "dark"), ("phone", "light"), ("wall", "dark")],
}
"""Each screen in both modes but the wall; all three together would take twice as long."""

# What Streamlit itself does and we cannot mend from outside, by axe rule: part of the selector.
STREAMLIT_S_OWN: dict[str, tuple[str, ...]] = {
    # The drawer of a phone lists pages under headings, which are no list items.
    "list": ("stSidebarNavItems",),
    "listitem": ('<li class="st-emotion',),
}

TEXT = """
() => {
  const texts = [];
  const walk = (node) => {
    if (node.nodeType === Node.TEXT_NODE) texts.push(node.textContent);
    if (node.nodeName === 'STYLE' || node.nodeName === 'SCRIPT') return;
    for (const child of node.shadowRoot ? node.shadowRoot.childNodes : []) walk(child);
    for (const child of node.childNodes) walk(child);
    if (node.getAttribute) for (const name of ['title', 'aria-label', 'placeholder', 'alt'])
      if (node.getAttribute(name)) texts.push(node.getAttribute(name));
  };
  walk(document.querySelector('[data-testid=stApp]'));
  return texts;
}
"""

BACKGROUND = """
() => Number(getComputedStyle(document.querySelector('[data-testid=stApp]'))
  .backgroundColor.match(/\\d+/)[0])
"""

# What sticks out of the window sideways, unless it stands in something that scrolls by itself.
OVERFLOWING = """
() => {
  const found = [];
  const scrolls = (element) => {
    for (let at = element; at; at = at.parentElement ?? at.getRootNode().host) {
      const style = getComputedStyle(at);
      const outer = ['stMain', 'stAppViewContainer'].includes(at.dataset?.testid);
      const clips = ['auto', 'scroll', 'hidden', 'clip'].includes(style.overflowX);
      if (clips && !outer && at !== document.body) return true;
    }
    return false;
  };
  const walk = (root) => {
    for (const element of root.querySelectorAll('*')) {
      if (element.shadowRoot) walk(element.shadowRoot);
      const box = element.getBoundingClientRect();
      if (box.width > 1 && box.height > 1 && box.right > innerWidth + 1 && !scrolls(element))
        found.push(`${element.tagName}.${element.className} ${Math.round(box.right)}`);
    }
  };
  walk(document.querySelector('[data-testid=stMain]'));
  return found.slice(0, 5);
}
"""


@pytest.fixture(scope="module")
def url(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> str:
    database = sample_database(tmp_path_factory)
    return serve(ROOT / "streamlit_app.py", {"DATABASE_URL": f"sqlite:///{database}"})


@functools.cache
def phrases(language: str) -> set[str]:
    """Messages of a language that nobody would write in another: two words or more, no places."""
    with (LOCALES / "id.po").open("rb") as file:
        catalogue = read_po(file, locale="id")
    pairs = [
        (str(message.id), str(message.string))
        for message in catalogue
        if message.id and isinstance(message.id, str) and message.id != message.string
    ]
    chosen = (pair[0] if language == "en" else pair[1] for pair in pairs)
    return {text for text in chosen if " " in text and "%(" not in text}


@pytest.mark.parametrize("language", VIEWS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_readable_by_all(open_page: OpenPage, url: str, name: str, language: str) -> None:
    page = open_page(f"{url}/?bahasa={language}", reduced_motion="reduce")
    settle(page)
    if name != "leaderboard":
        visit(page, name)
    other = next(code for code in LANGUAGES if code != language)
    for screen, scheme in VIEWS[language]:
        width, height = SCREENS[screen]
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)
        settle(page)
        found = {
            "sticks out": page.evaluate(OVERFLOWING),
            "in another language": {text.strip() for text in page.evaluate(TEXT)} & phrases(other),
            "not readable": violations(page),
        }
        assert {what: one for what, one in found.items() if one} == {}, (screen, scheme)
        assert (page.evaluate(BACKGROUND) < 128) is (scheme == "dark")


def violations(page: Page, part: str | None = None) -> list[str]:
    """What axe finds that is serious or critical, and not Streamlit's own; `part`: a selector."""
    found = Axe().run(page, context=part, options={"resultTypes": ["violations"]})
    return [
        f"{one['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
        for one in found.response["violations"]
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
        if not any(
            part in str(node["target"]) or part in node["html"]
            for part in STREAMLIT_S_OWN.get(one["id"], ())
        )
    ]
