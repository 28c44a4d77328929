"""The cards on screen: escaped, in order, with addresses that are addresses."""

from datetime import UTC, datetime
from typing import Any

import pytest

from dashboard.access import Identity
from dashboard.view.account import account_html, short_name
from dashboard.view.cards.shown import (
    card_name,
    is_address,
    leads_here_only,
    made_html,
    moment,
    table_html,
)
from dashboard.view.words import LANGUAGES, words_in
from db.models import Role
from db.rows import CardRow, IssuedCard

AT = datetime(2018, 11, 27, 7, 3, tzinfo=UTC)
ID = words_in("id")


def row(key: int, holder: str = "Sari", **more: object) -> CardRow:
    values: dict[str, Any] = {
        "judge_id": None,
        "competition_id": None,
        "judge_code": None,
        "last_used_at": None,
        "revoked_at": None,
        **more,
    }
    return CardRow(
        id=key, holder=holder, role=Role.PANITIA, token_hash="h", created_at=AT, **values
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_are_never_markup(language: str) -> None:
    name = '<img src=x onerror="a">'
    html = table_html([row(1, name)], {}, words_in(language))
    html += made_html([IssuedCard(name, Role.ADMIN, "t")], "https://x.id", words_in(language))
    html += account_html(Identity(Role.ADMIN, name), words_in(language))
    assert "<img" not in html and "&lt;img" in html


def test_the_list_has_good_cards_first_and_tells_their_times() -> None:
    html = table_html(
        [row(1, "Satu", last_used_at=AT), row(2, "Dua", revoked_at=AT), row(3, "Tiga")], {}, ID
    )
    assert html.index("Tiga") < html.index("Satu") < html.index("Dua")
    assert "27 Nov 2018 14:03" in html and "dicabut 27 Nov 2018" in html and "belum" in html


def test_a_judges_card_tells_code_and_competition() -> None:
    card = row(1, "Juri 1", judge_id=5, competition_id=2, judge_code="J1")
    assert "Lomba 2018" in table_html([card], {2: "Lomba 2018"}, ID)
    assert card_name(card, ID) == "Juri 1 · Panitia · J1"
    assert moment(None, ID) == ""


def test_a_card_made_just_now_shows_its_code_and_link() -> None:
    html = made_html([IssuedCard("Sari", Role.ADMIN, "TOKEN")], "https://x.id", ID)
    assert "<svg" in html and "https://x.id/kartu/TOKEN" in html
    assert 'data-copy="https://x.id/kartu/TOKEN"' in html


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        ("https://lomba.go.id", True),
        ("http://192.168.1.5:8501/", True),
        ("http://[::1]:8501", True),
        ("lomba.go.id", False),
        ("", False),
        ("javascript:alert(1)", False),
        ("https://", False),
        ("https://x.id/?a=", False),
        ("https://x.id/#", True),
        ("https://u:p@x.id", False),
        ("https://x .id", False),
        ("https://[x", False),
    ],
)
def test_an_address_is_told_from_what_is_none(base: str, expected: bool) -> None:
    assert is_address(base) is expected


def test_an_address_of_this_machine_is_told() -> None:
    assert leads_here_only("http://localhost:8501") and leads_here_only("http://127.0.0.1")
    assert not leads_here_only("https://lomba.go.id")


def test_the_menu_tells_what_access_is_for_and_how_to_leave() -> None:
    html = account_html(Identity(Role.PIMPINAN, "Dewi"), ID)
    assert "Dewi" in html and "Pimpinan" in html and 'href="/keluar"' in html
    local = account_html(Identity(Role.ADMIN, "root", local=True), ID)
    assert "Belum ada kartu akses untuk admin" in local and "/keluar" not in local
    unknown = account_html(Identity(None, "x@y.id"), ID)
    assert "belum punya akses" in unknown and 'href="/keluar"' in unknown


def test_a_name_in_the_frame_is_short_and_plain() -> None:
    assert short_name(Identity(Role.ADMIN, "Sari")) == "Sari"
    assert short_name(Identity(Role.ADMIN, "x" * 200)) == "x" * 15 + "…"
    assert short_name(Identity(Role.ADMIN, ":red[x] **b**")) == "\\:red\\[x\\] \\*\\*b\\*\\*"
