"""The guide: one Markdown file per language."""

from functools import cache
from pathlib import Path

from dashboard.view.words import Words

TEXTS = Path(__file__).parent / "guide"


@cache
def _text(path: Path) -> str:
    return path.read_text("utf-8")


def guide_text(words: Words) -> str:
    """The guide in the reader's language."""
    return _text(TEXTS / f"{words.language}.md")
