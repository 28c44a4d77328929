"""Access cards: links with a random token that let their holders in; only the hash is kept."""

import hashlib
import secrets
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from db.changes import record_change
from db.commands import lock_competition
from db.models import AccessCard, ChangeKind, Judge, Role
from db.rows import CardRow

TOKEN_BYTES = 16
"""128 random bits: nobody guesses them, so a fast hash without salt is enough."""


def issue_card(
    session: Session, holder: str, role: Role, judge_id: int | None = None, *, actor: str
) -> str:
    """Issue a card and return its token, which is not kept and cannot be told again.

    A judge's card names the judge, and takes the place of those he had; a card of another role
    names none.

    Raises:
        LookupError: there is no such judge.
        ValueError: a judge's card without a judge, or another with one.
    """
    if (role == Role.JURI) != (judge_id is not None):
        raise ValueError("a judge's card names a judge, and no other card does")
    if judge_id is not None:
        judge = session.get(Judge, judge_id)
        if judge is None:
            raise LookupError(f"there is no judge with the id {judge_id}")
        lock_competition(session, judge.competition_id)
        for held in list_cards(session):
            if held.judge_id == judge_id and held.revoked_at is None:
                revoke_card(session, held.id, actor=actor)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    card = AccessCard(
        holder=holder,
        role=role,
        judge_id=judge_id,
        token_hash=hash_token(token),
        created_at=datetime.now(UTC),
    )
    session.add(card)
    session.flush()
    row = _one(session, col(AccessCard.id) == card.id)
    assert row is not None
    _record(session, row, None, {"role": row.role.value, "judge": row.judge_code}, actor)
    return token


def revoke_card(session: Session, card_id: int, *, actor: str) -> bool:
    """Revoke a card; False where it is not there or was revoked before."""
    now = datetime.now(UTC)
    revoked = session.execute(
        update(AccessCard)
        .where(col(AccessCard.id) == card_id, col(AccessCard.revoked_at).is_(None))
        .values(revoked_at=now)
        .execution_options(synchronize_session=False)
        .returning(col(AccessCard.id))
    ).first()
    row = _one(session, col(AccessCard.id) == card_id)
    if revoked is None or row is None:
        return False
    stamp = {"revoked_at": now.isoformat(timespec="seconds")}
    _record(session, row, {"revoked_at": None}, stamp, actor)
    return True


def find_card(session: Session, token: str) -> CardRow | None:
    """The card of this token, unless it was revoked. Wrong tokens cost as much work as right ones.

    The database compares hashes, so how long that takes tells nothing about a token.
    """
    valid = col(AccessCard.revoked_at).is_(None)
    return _one(session, col(AccessCard.token_hash) == hash_token(token), valid)


def mark_used(session: Session, card_id: int) -> None:
    """Write down that a card was used now."""
    session.execute(
        update(AccessCard)
        .where(col(AccessCard.id) == card_id)
        .values(last_used_at=datetime.now(UTC))
        .execution_options(synchronize_session=False)
    )


def list_cards(session: Session) -> list[CardRow]:
    """All cards, also the revoked ones, the newest first."""
    rows = session.execute(_cards().order_by(col(AccessCard.id).desc()))
    return [_row(row) for row in rows]


def has_admin(session: Session) -> bool:
    """Whether anybody holds a good administrator's card: from then on nobody is let in without."""
    valid = col(AccessCard.revoked_at).is_(None)
    return _one(session, col(AccessCard.role) == Role.ADMIN, valid) is not None


def is_valid(session: Session, card_id: int) -> bool:
    """Tell whether a card is still good."""
    valid = col(AccessCard.revoked_at).is_(None)
    return _one(session, col(AccessCard.id) == card_id, valid) is not None


def read_seats(session: Session) -> dict[tuple[int, str], int]:
    """All judges, by competition and code."""
    rows = session.execute(select(col(Judge.competition_id), col(Judge.code), col(Judge.id)))
    return {(competition, code): judge for competition, code, judge in rows if judge is not None}


def hash_token(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _cards() -> Select[Any]:
    own = ("id", "holder", "role", "judge_id")
    rest = ("token_hash", "created_at", "last_used_at", "revoked_at")
    table: Any = AccessCard
    return select(
        *(getattr(table, name) for name in own),
        col(Judge.competition_id),
        col(Judge.code),
        *(getattr(table, name) for name in rest),
    ).outerjoin(Judge, col(Judge.id) == col(AccessCard.judge_id))


def _one(session: Session, *wanted: Any) -> CardRow | None:
    row = session.execute(_cards().where(*wanted).limit(1)).first()
    return None if row is None else _row(row)


def _row(row: Any) -> CardRow:
    """SQLite gives times back without their zone, which is always UTC."""
    values: list[Any] = [
        value.replace(tzinfo=UTC) if isinstance(value, datetime) and value.tzinfo is None else value
        for value in row
    ]
    return CardRow(*values)


def _record(
    session: Session,
    card: CardRow,
    before: dict[str, Any] | None,
    after: dict[str, Any],
    actor: str,
) -> None:
    record_change(
        session,
        competition_id=card.competition_id,
        kind=ChangeKind.CARD,
        actor=actor,
        subject={"card": card.id, "holder": card.holder},
        before=before,
        after=after,
    )
