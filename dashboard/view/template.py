"""HTML from templates: escaped, and with the reader's words at hand."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from dashboard.view.words import Words

TEMPLATES = Path(__file__).parent / "templates"


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(name: str, words: Words, **values: object) -> str:
    """The template `name` filled; inside, `_`, `ngettext` and `words` are the reader's words."""
    template = _environment().get_template(name)
    return template.render(_=words.text, ngettext=words.plural, words=words, **values)
