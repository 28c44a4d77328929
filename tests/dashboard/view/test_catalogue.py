"""Every word on screen is in every catalogue, and nothing else is."""

import pytest

from dashboard.view.catalogue import faults, used_messages
from dashboard.view.words import LOCALES

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'


@pytest.mark.parametrize("path", sorted(LOCALES.glob("*.po")), ids=lambda path: path.stem)
def test_the_catalogue_holds_exactly_the_messages_of_the_code(path):
    assert list(faults(used_messages(), path)) == []


def test_messages_are_found_in_code_and_templates(tmp_path):
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages/one.py").write_text(
        'TITLE = message("Title")\nst.title(words.text(TITLE))\n'
        'words.plural("one sheet", "%(count)s sheets", 3)\nother("not a message")\n'
    )
    (tmp_path / "dashboard/view/templates").mkdir(parents=True)
    (tmp_path / "dashboard/view/templates/board.html").write_text(
        '<th>{{ _("Place") }}</th>{{ ngettext("one judge", "%(count)s judges", n) }}'
    )
    assert [entry.id for entry in used_messages(tmp_path) if entry.id] == [
        "Title",
        ("one sheet", "%(count)s sheets"),
        "Place",
        ("one judge", "%(count)s judges"),
    ]


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ("", 'missing:\n#: pages/one.py:1\n#, python-format\nmsgid "%(a)s of %(b)s"\nmsgstr ""'),
        ('msgid "%(a)s of %(b)s"\nmsgstr ""', "not translated: '%(a)s of %(b)s'"),
        (
            'msgid "%(a)s of %(b)s"\nmsgstr "%(a)s dari %(c)s"',
            "other placeholders: '%(a)s of %(b)s' -> '%(a)s dari %(c)s'",
        ),
        (
            '#, fuzzy\nmsgid "%(a)s of %(b)s"\nmsgstr "%(a)s dari %(b)s"',
            "fuzzy: '%(a)s of %(b)s'",
        ),
        (
            'msgid "%(a)s of %(b)s"\nmsgstr "%(a)s dari %(b)s"\n\nmsgid "old"\nmsgstr "lama"',
            "unused: 'old'",
        ),
    ],
)
def test_each_kind_of_fault_is_named(tmp_path, entry, fault):
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages/one.py").write_text('words.text("%(a)s of %(b)s", a=1, b=2)\n')
    catalogue = tmp_path / "id.po"
    catalogue.write_text(HEADER + entry + "\n")
    assert list(faults(used_messages(tmp_path), catalogue)) == [fault]
