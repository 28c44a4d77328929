"""The sheet of cards as PDF: A4, ten cards a page, with lines to cut along."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import typst

from dashboard.view.cards.names import ROLES, link
from dashboard.view.cards.qr import qr_svg
from dashboard.view.words import DEFAULT, SOURCE, Words, message, words_in
from db.rows import IssuedCard

SOURCE_FILE = Path(__file__).with_name("sheet.typ")
LONGEST_WORD = 18
"""Letters after which a word may be broken: a name that is one long word stays on its card."""
LONGEST_LARGE, LONGEST_NAME = 40, 75
"""Letters of a name that fit in large print, and that fit at all."""
TOLD_IN = ((DEFAULT, 7.5, 0), (SOURCE, 6.5, 70))
"""Language, size in points, and grey of what to do."""
ZERO_WIDTH_SPACE = "\N{ZERO WIDTH SPACE}"
TELLS = (
    message("Scan the code with your phone's camera, or type the address."),
    message("This card is your key: do not lend it or photograph it. Lost? Tell the committee."),
)


def sheet_pdf(cards: Sequence[IssuedCard], base: str, words: Words) -> bytes:
    """The cards on as many pages as they need; `base` is the address of this server.

    What to do stands on each card in Indonesian and English, whatever the reader's language.
    """
    content = {
        "title": words.text("Access cards"),
        "language": words.language,
        "cut": words.text("Cut along the lines. Each card is for one person only."),
        "cards": [_card(card, base, words) for card in cards],
    }
    try:
        return _compiled(content, "ua-1")
    except typst.TypstError:  # a name holds a sign that no font has, which PDF/UA does not allow
        return _compiled(content, "1.7")


def _compiled(content: Mapping[str, object], standard: Literal["ua-1", "1.7"]) -> bytes:
    made = typst.compile(
        str(SOURCE_FILE),
        format="pdf",
        sys_inputs={"content": json.dumps(content)},
        pdf_standards=standard,
    )
    assert isinstance(made, bytes)
    return made


def _card(card: IssuedCard, base: str, words: Words) -> dict[str, object]:
    address = link(base, card.token)
    role = words.text(ROLES[card.role])
    return {
        "holder": breakable(shortened(card.holder, LONGEST_NAME)),
        "small": len(card.holder) > LONGEST_LARGE,
        "role": f"{role} · {card.judge_code}" if card.judge_code else role,
        "competition": breakable(shortened(card.competition, LONGEST_NAME)),
        "address": [breakable(address.removesuffix(card.token)), card.token],
        "qr": qr_svg(address),
        "alt": words.text("QR code that opens %(address)s", address=address),
        "tells": [
            [language, size, shade, " ".join(words_in(language).text(line) for line in TELLS)]
            for language, size, shade in TOLD_IN
        ],
    }


def shortened(text: str, longest: int) -> str:
    """A text that has at most so many letters."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def breakable(text: str) -> str:
    """Text that can be broken within very long words."""
    return " ".join(
        ZERO_WIDTH_SPACE.join(
            word[start : start + LONGEST_WORD] for start in range(0, len(word), LONGEST_WORD)
        )
        for word in text.split()
    )
