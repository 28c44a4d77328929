"""Access cards at the desk: issue one, issue for a whole jury, replace, revoke."""

from sqlalchemy import Engine, select
from sqlmodel import col

from dashboard.access import Action, Identity, may
from dashboard.desk.door import NOT_ALLOWED, Denied, Desk, at_desk
from dashboard.view.words import message
from db import cards
from db.engine import reading
from db.models import Judge, Role
from db.rows import CardRow, IssuedCard

LONGEST_HOLDER = 200

NO_HOLDER = message("Say who the card is for.")
LONG_HOLDER = message("A name has at most %(most)s letters.")
NO_JUDGE = message("Choose the judge whom the card is for.")
NO_CARD = message("This card is not valid any more.")
LAST_ADMIN = message(
    "This is the only card of an administrator. Make another one first, else nobody could"
    " administer from another device."
)


def list_cards(engine: Engine, who: Identity) -> list[CardRow]:
    """All cards, the newest first.

    Raises:
        Denied: the role may not.
    """
    if not may(who, Action.ADMIT):
        raise Denied(NOT_ALLOWED)
    with reading(engine) as session:
        return cards.list_cards(session)


def issue(engine: Engine, who: Identity, holder: str, role: Role) -> IssuedCard:
    """Issue a card of a role that is not a judge's.

    Raises:
        Denied: the name is missing or too long, the role is a judge's, it is not allowed.
    """
    name = " ".join(holder.split())
    if not name:
        raise Denied(NO_HOLDER, where="holder")
    if len(name) > LONGEST_HOLDER:
        raise Denied(LONG_HOLDER, where="holder", most=LONGEST_HOLDER)
    if role == Role.JURI:
        raise Denied(NO_JUDGE, where="judge")
    with at_desk(engine, who, Action.ADMIT) as desk:
        return IssuedCard(name, role, cards.issue_card(desk.session, name, role, actor=who.name))


def issue_to_judge(
    engine: Engine, who: Identity, competition_id: int, judge_id: int | None
) -> IssuedCard:
    """Issue a judge's card, in place of the one he may have.

    Raises:
        Denied: no judge of this competition is named, it is not allowed.
    """
    with at_desk(engine, who, Action.ADMIT, competition_id) as desk:
        judge = None if judge_id is None else desk.session.get(Judge, judge_id)
        if judge is None or judge.competition_id != competition_id:
            raise Denied(NO_JUDGE, where="judge")
        return _to_judge(desk, judge)


def issue_to_jury(engine: Engine, who: Identity, competition_id: int) -> list[IssuedCard]:
    """Issue a card to each judge of a competition who has none, in the order of their codes.

    Raises:
        Denied: it is not allowed.
    """
    with at_desk(engine, who, Action.ADMIT, competition_id) as desk:
        held = {row.judge_id for row in cards.list_cards(desk.session) if row.revoked_at is None}
        judges = desk.session.scalars(
            select(Judge).where(col(Judge.competition_id) == competition_id).order_by(col(Judge.id))
        )
        return [_to_judge(desk, judge) for judge in judges.all() if judge.id not in held]


def replace(engine: Engine, who: Identity, card_id: int) -> IssuedCard:
    """Issue a card anew, for one that was lost or never printed, and revoke the old one.

    Raises:
        Denied: the card is not valid any more, it is not allowed.
    """
    row = _valid(engine, who, card_id)
    if row.competition_id is not None:
        return issue_to_judge(engine, who, row.competition_id, row.judge_id)
    with at_desk(engine, who, Action.ADMIT) as desk:
        if not cards.revoke_card(desk.session, card_id, actor=who.name):
            raise Denied(NO_CARD)
        token = cards.issue_card(desk.session, row.holder, row.role, actor=who.name)
        return IssuedCard(row.holder, row.role, token)


def revoke(engine: Engine, who: Identity, card_id: int) -> None:
    """Revoke a card: within seconds its holder's screens close.

    Raises:
        Denied: the card is not valid any more, is the last administrator's, it is not allowed.
    """
    row = _valid(engine, who, card_id)
    with at_desk(engine, who, Action.ADMIT, row.competition_id) as desk:
        if not cards.revoke_card(desk.session, card_id, actor=who.name):
            raise Denied(NO_CARD)
        by_card = who.card_id is not None
        if row.role == Role.ADMIN and by_card and not cards.has_admin(desk.session):
            raise Denied(LAST_ADMIN)


def _valid(engine: Engine, who: Identity, card_id: int) -> CardRow:
    for row in list_cards(engine, who):
        if row.id == card_id and row.revoked_at is None:
            return row
    raise Denied(NO_CARD)


def _to_judge(desk: Desk, judge: Judge) -> IssuedCard:
    assert desk.competition is not None
    token = cards.issue_card(desk.session, judge.name, Role.JURI, judge.id, actor=desk.who.name)
    competition = f"{desk.competition.name} {desk.competition.edition}".strip()
    return IssuedCard(judge.name, Role.JURI, token, competition, judge.code)
