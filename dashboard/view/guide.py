"""The guide: one Markdown file per language, its sections named alike in all of them."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from dashboard.view.words import Words

TEXTS = Path(__file__).parent / "guide"
_HEADING = re.compile(r"^## (?P<title>.+?) \{#(?P<anchor>[a-z]+)\}\n", re.MULTILINE)


@dataclass(frozen=True)
class Section:
    """A section: what links point to, its heading, its Markdown."""

    anchor: str
    title: str
    text: str


def sections(words: Words) -> tuple[Section, ...]:
    """The guide in the reader's language, section by section."""
    return _sections(words.language)


@cache
def _sections(language: str) -> tuple[Section, ...]:
    # Split by the two groups of the heading: what is before it, then title, anchor, text, ...
    _, *parts = _HEADING.split((TEXTS / f"{language}.md").read_text("utf-8"))
    return tuple(
        Section(anchor, title, text.strip())
        for title, anchor, text in zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    )


def contents(words: Words) -> str:
    """The table of contents as Markdown."""
    return "\n".join(f"- [{section.title}](#{section.anchor})" for section in sections(words))
