"""Compare the catalogues with the messages in the code: `python -m dashboard.view.catalogue`.

It prints, per language, what is missing (ready to paste into the .po file and translate) and what
is no longer used. Exit code 1 while anything is wrong; tests/dashboard/view/test_catalogue.py
holds the same.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import generate_po, read_po

from dashboard.view.words import LOCALES

ROOT = Path(__file__).parents[2]
_CODE = ("dashboard/**/*.py", "pages/*.py", "streamlit_app.py")
_TEMPLATES = ("dashboard/view/templates/**/*.html",)
_CODE_WORDS = {"text": None, "plural": (1, 2), "message": None}
_TEMPLATE_WORDS = {"_": None, "ngettext": (1, 2)}
_PLACE = re.compile(r"%\((\w+)\)s")


def used_messages(root: Path = ROOT) -> Catalog:
    """All messages of the code and the templates, each with the files that use it."""
    used = Catalog(fuzzy=False)
    for patterns, method, keywords in (
        (_CODE, "python", _CODE_WORDS),
        (_TEMPLATES, "jinja2", _TEMPLATE_WORDS),
    ):
        for path in sorted(path for pattern in patterns for path in root.glob(pattern)):
            place = path.relative_to(root).as_posix()
            with path.open("rb") as file:
                for line, found, _comments, _context in extract(method, file, keywords):
                    used.add(found, locations=[(place, line)])
    return used


def faults(used: Catalog, path: Path) -> Iterator[str]:
    """What is wrong with one catalogue, in the order of its messages."""
    with path.open("rb") as file:
        held = read_po(file, locale=path.stem, abort_invalid=True)
    for message in used:
        if message.id and message.id not in held:
            yield f"missing:\n{_entry(message)}"
    for message in held:
        if not message.id:
            continue
        if message.id not in used:
            yield f"unused: {message.id!r}"
        if message.fuzzy:
            yield f"fuzzy: {message.id!r}"
        forms = _forms(message.string)
        if not all(forms) or len(forms) != (held.num_plurals if message.pluralizable else 1):
            yield f"not translated: {message.id!r}"
        elif _places(forms) != _places(_forms(message.id)):
            yield f"other placeholders: {message.id!r} -> {message.string!r}"


def _forms(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ("",))


def _places(forms: tuple[str, ...]) -> frozenset[str]:
    return frozenset(place for form in forms for place in _PLACE.findall(form))


def _entry(message: Message) -> str:
    alone = Catalog(fuzzy=False, header_comment="")
    alone[message.id] = message
    return "".join(generate_po(alone, omit_header=True)).strip()


def main() -> int:
    """Print every fault of every catalogue; 1 if there is one."""
    used = used_messages()
    found = [
        f"{path.name}: {fault}"
        for path in sorted(LOCALES.glob("*.po"))
        for fault in faults(used, path)
    ]
    sys.stdout.write("\n".join([*found, f"{len(found)} faults, {len(used)} messages"]) + "\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
