"""The sheet of cards: pages, what stands on a card, names of every kind."""

import io
import re

import pytest
from pypdf import PdfReader

from dashboard.view.cards.names import link
from dashboard.view.cards.qr import qr_svg
from dashboard.view.cards.sheet import breakable, sheet_pdf
from dashboard.view.words import words_in
from db.models import Role
from db.rows import IssuedCard

BASE = "https://lomba.kota.go.id/"
TOKEN = "abcdefghijklmnopqrstuv"


def card(holder: str = "Ibu Sari", role: Role = Role.PANITIA, **more: str) -> IssuedCard:
    return IssuedCard(holder, role, TOKEN, **more)


def pages(cards: list[IssuedCard]) -> list[str]:
    reader = PdfReader(io.BytesIO(sheet_pdf(cards, BASE, words_in("id"))))
    for page in reader.pages:
        assert [round(float(side) * 25.4 / 72) for side in page.mediabox[2:]] == [210, 297]
    return [re.sub(r"\s+", " ", page.extract_text().replace("\u200b", "")) for page in reader.pages]


def test_a_card_says_who_what_where_and_what_to_do() -> None:
    (text,) = pages([card("Juri 3", Role.JURI, competition="Lomba Inovasi 2018", judge_code="J3")])
    for said in ("Juri 3", "Juri · J3", "Lomba Inovasi 2018", "https://lomba.kota.go.id/kartu/"):
        assert said in text
    assert TOKEN in text
    assert "Pindai kode ini dengan kamera ponsel" in text
    assert "Scan the code with your phone" in text
    assert text.index("Pindai") < text.index("Scan")


@pytest.mark.parametrize(("count", "expected"), [(1, 1), (10, 1), (11, 2), (25, 3)])
def test_ten_cards_stand_on_a_page(count: int, expected: int) -> None:
    texts = pages([card(f"Juri {number:02}") for number in range(count)])
    assert len(texts) == expected
    for number in range(count):
        assert f"Juri {number:02}" in texts[number // 10]


@pytest.mark.parametrize(
    "holder",
    [
        "<b>Sari</b>",
        '=HYPERLINK("http://x")',
        '#panic("x") $x$ *a* _b_ @c <d> \\',
        "Ny. O'Neil & Co.",
        "José Núñez",
    ],
)
def test_no_name_is_read_as_markup(holder: str) -> None:
    (text,) = pages([card(holder)])
    assert holder in text


@pytest.mark.parametrize(
    "holder", ["x" * 200, "Dr. Ir. " * 25, "\u202eabc", "مرحبا بكم", "李小龍", "🎉"]
)
def test_any_name_leaves_its_card_whole(holder: str) -> None:
    (text,) = pages([card(holder, Role.JURI, competition="L" * 200, judge_code="J1"), card("Next")])
    assert text.count(TOKEN) == 2 and "Next" in text
    assert text.count("Scan the code") == 2


def test_the_pdf_is_tagged_and_has_a_title_and_a_language() -> None:
    reader = PdfReader(io.BytesIO(sheet_pdf([card()], BASE, words_in("en"))))
    assert reader.metadata is not None and reader.metadata.title == "Access cards"
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "en"


def test_a_link_begins_with_the_address_and_ends_with_the_token() -> None:
    assert link("https://x.id", "t") == link("https://x.id/", "t") == "https://x.id/kartu/t"


def test_a_code_is_svg_with_a_quiet_zone_and_no_text_of_its_own() -> None:
    drawn = qr_svg("https://x.id/kartu/t", title="<x>")
    assert drawn.startswith("<svg") and "&lt;x&gt;" in drawn
    size = int(re.findall(r'viewBox="0 0 (\d+) \d+"', drawn)[0])
    assert (size - 2 * 4 - 17) % 4 == 0


def test_long_words_can_be_broken() -> None:
    assert breakable("a bc") == "a bc"
    assert breakable("x" * 40).split("\u200b") == ["x" * 18, "x" * 18, "x" * 4]
