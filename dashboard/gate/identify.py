"""Who is asking: a card's holder, a member of the organisation, this machine's user, nobody."""

from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import Scope

from dashboard.access import NOBODY, Identity
from dashboard.gate import cookie
from dashboard.gate.local import is_local, machine_user
from dashboard.gate.roll import Roll
from dashboard.gate.sign_on import Signed
from db.models import Role
from db.rows import CardRow


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is asking, and what that rests on: until when, by which card, by which cookie."""

    who: Identity
    card: CardRow | None = None
    cookie: str = ""
    until: float | None = None


async def identify(scope: Scope, roll: Roll) -> Caller:
    """Find out who is asking. A card goes before a sign-in: its link was opened on purpose."""
    cookies = cookie_parser("; ".join(Headers(scope=scope).getlist("cookie")))
    if (value := cookies.get(cookie.NAME)) and (card := await roll.holder(value)):
        return Caller(of_card(card), card, value)
    if roll.sign_on is not None:
        signed = roll.sign_on(cookies)
        return Caller(NOBODY) if signed is None else of_signed(signed, roll)
    if roll.is_ready and not roll.has_admin and is_local(scope):
        return Caller(Identity(Role.ADMIN, machine_user(), local=True))
    return Caller(NOBODY)


def of_card(card: CardRow) -> Identity:
    """Whom a card lets in."""
    return Identity(card.role, card.holder, card.judge_id, card.competition_id, card.id)


def of_signed(signed: Signed, roll: Roll) -> Caller:
    """Whom a sign-in lets in. Without a role they are nobody, but one with a name."""
    who = Identity(signed.role, signed.email)
    if signed.role == Role.JURI:
        judge_id = roll.judge(signed.seat)
        home = signed.seat[0] if signed.seat and judge_id is not None else None
        who = Identity(
            signed.role if home is not None else None, signed.email, judge_id, competition_id=home
        )
    return Caller(who, None, signed.cookie, signed.until)
