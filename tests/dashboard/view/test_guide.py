"""The guide says the same in every language, in the words of the screen, about every page."""

import ast
import re

import pytest
from babel.messages.pofile import read_po

from dashboard import screen
from dashboard.view.guide import TEXTS, contents, sections
from dashboard.view.words import LANGUAGES, LOCALES, SOURCE, words_in
from tests.test_structure import ROOT

TRANSLATIONS = sorted(LOCALES.glob("*.po"))


def navigation() -> dict[str, str]:
    """Every page of the navigation with the message of its title, without running the frame."""
    frame = ast.parse((ROOT / "dashboard" / "app.py").read_text("utf-8"))
    (listed,) = (
        node.value
        for node in frame.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "NAVIGATION"
    )
    assert isinstance(listed, ast.Dict)
    pages = {}
    for heading in listed.values:
        assert isinstance(heading, ast.List)
        for line in heading.elts:
            name, title = re.findall(r"'([^']+)'", ast.unparse(line))[:2]
            pages[name] = title
    return pages


def bold(text: str) -> set[str]:
    return {found.rstrip(".").casefold() for found in re.findall(r"\*\*(.+?)\*\*", text)}


def test_every_language_has_the_same_sections_in_the_same_order() -> None:
    anchors = {code: [one.anchor for one in sections(words_in(code))] for code in LANGUAGES}
    assert anchors == dict.fromkeys(LANGUAGES, anchors[SOURCE])
    assert len(set(anchors[SOURCE])) == len(anchors[SOURCE])


def test_every_page_has_a_section_under_its_own_name() -> None:
    pages = navigation()
    assert set(pages) == {path.stem for path in (ROOT / "pages").glob("*.py")}
    for code in LANGUAGES:
        words = words_in(code)
        titles = {one.anchor: one.title for one in sections(words)}
        expected = {name: words.text(title) for name, title in pages.items() if name != "guide"}
        assert {name: titles[name] for name in expected} == expected
        assert words.text(pages["guide"]).casefold() in titles["guide"].casefold()


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_section_is_lost_and_none_is_empty(code: str) -> None:
    source = (TEXTS / f"{code}.md").read_text("utf-8")
    found = sections(words_in(code))
    assert len(found) == source.count("\n## ") + 1
    assert [one.anchor for one in found if len(one.text) < 80 or "##" in one.text] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_link_leads_to_a_section(code: str) -> None:
    words = words_in(code)
    anchors = {one.anchor for one in sections(words)}
    text = contents(words) + "".join(one.text for one in sections(words))
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) == anchors
    assert re.findall(r"\]\((?!#)[^)]*\)", text) == []  # nothing is loaded from elsewhere


@pytest.mark.parametrize("path", TRANSLATIONS, ids=lambda path: path.stem)
def test_what_is_quoted_from_the_screen_is_quoted_in_its_words(path) -> None:
    with path.open("rb") as file:
        catalogue = read_po(file)
    texts = [
        {one.anchor: bold(one.text) for one in sections(words_in(code))}
        for code in (SOURCE, path.stem)
    ]
    # A label in bold in the source stands in bold, translated, in the same section.
    lacking = [
        (anchor, message.id, message.string)
        for message in catalogue
        if isinstance(message.id, str) and message.id
        for anchor, quoted in texts[0].items()
        if message.id.casefold() in quoted
        and str(message.string).casefold() not in texts[1][anchor]
    ]
    assert lacking == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_names_in_the_address_are_those_of_the_frame(code: str) -> None:
    text = "".join(one.text for one in sections(words_in(code)))
    named = set(re.findall(r"[`?&](\w+)=", text))
    assert named == {screen.COMPETITION, screen.LANGUAGE, screen.WALL, screen.TURN}
