"""The cards on screen: those made just now with their codes, and the list of all."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from markupsafe import Markup

from dashboard.view.cards.names import ROLES, link
from dashboard.view.cards.qr import qr_svg
from dashboard.view.template import render
from dashboard.view.words import Words
from db.rows import CardRow, IssuedCard


def made_html(cards: Sequence[IssuedCard], base: str, words: Words) -> str:
    """The cards made just now: who, code, link. Never again can they be shown."""
    rows = [
        {
            "holder": card.holder,
            "role": words.text(ROLES[card.role]),
            "code": card.judge_code,
            "link": link(base, card.token),
            "qr": Markup(qr_svg(link(base, card.token))),
        }
        for card in cards
    ]
    return render("cards_made.html", words, rows=rows)


def table_html(cards: Sequence[CardRow], competitions: dict[int, str], words: Words) -> str:
    """The list of all cards, the good ones first, the newest first. Times are the browser's.

    `competitions` are their names by id.
    """
    rows = [
        {
            "holder": card.holder,
            "role": words.text(ROLES[card.role]),
            "code": card.judge_code,
            "competition": competitions.get(card.competition_id or 0, ""),
            "made": moment(card.created_at, words),
            "used": moment(card.last_used_at, words),
            "revoked": moment(card.revoked_at, words),
        }
        for card in sorted(cards, key=lambda card: (card.revoked_at is not None, -card.id))
    ]
    return render("cards_table.html", words, rows=rows)


def moment(at: datetime | None, words: Words, timezone: str = "Asia/Jakarta") -> str:
    """Day and minute: "27 Nov 2018 14.03"; nothing for never."""
    if at is None:
        return ""
    local = at.astimezone(ZoneInfo(timezone))
    return format_datetime(local, "d MMM y HH:mm", locale=words.language)


def card_name(card: CardRow, words: Words) -> str:
    """A card in a list to choose from."""
    role = words.text(ROLES[card.role])
    return " · ".join(part for part in (card.holder, role, card.judge_code) if part)


def is_address(base: str) -> bool:
    """Whether links can begin with this: scheme and host, nothing that would change the rest."""
    try:
        parts = urlsplit(base.strip())
        return (
            parts.scheme in ("http", "https")
            and bool(parts.hostname)
            and not (parts.query or parts.fragment or parts.username or " " in base.strip())
        )
    except ValueError:
        return False


def leads_here_only(base: str) -> bool:
    """Whether an address is one by which only this machine finds itself."""
    return urlsplit(base).hostname in ("localhost", "127.0.0.1", "::1")
