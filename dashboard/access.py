"""Who is asking, and what each role may see and do: the one table that every door asks."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from db.models import Phase, Role
from db.rows import CompetitionRow

HEADER = "x-pantau-identity"
"""The request header by which the gate tells the app who is asking; it strips what a client sends
under this name, so nobody else can."""


class Action(StrEnum):
    """What can be done at the desk."""

    MARK = "mark"
    """Give marks and remarks and confirm sheets; a judge his own, an operator anybody's."""
    UNLOCK = "unlock"
    """Open a confirmed sheet again."""
    RUN = "run"
    """Set the running order and who is presenting, absent, withdrawn."""
    WITHDRAW = "withdraw"
    """Take an entry out of the competition, and let it in again."""
    LOAD = "load"
    """Import a workbook, start a competition, remove the sample."""
    CONFIGURE = "configure"
    """Change competition, stages, criteria, judges, panel, recusals, roster, phase."""
    ADMIT = "admit"
    """Issue and revoke access cards."""


@dataclass(frozen=True)
class Identity:
    """Who is asking. Without a role: nobody in particular, for whom only published results are.

    `name` is what the ledger says of what they do. A judge has `judge_id` and sees
    `competition_id` only; both are None for everybody else. `card_id` is the access card that let
    them in, None where that was a single sign-on or the machine's own user; `local` is that user,
    who is let in only until access is set up. Somebody who signed in but has no role is nobody
    with a name.
    """

    role: Role | None = None
    name: str = ""
    judge_id: int | None = None
    competition_id: int | None = None
    card_id: int | None = None
    local: bool = False

    def as_header(self) -> str:
        """The identity as the value of HEADER."""
        return json.dumps(asdict(self))


NOBODY = Identity()

EVERYONE: frozenset[Role | None] = frozenset((*Role, None))
WATCHING = frozenset((Role.ADMIN, Role.PANITIA, Role.PIMPINAN))
COMMITTEE = frozenset((Role.ADMIN, Role.PANITIA))
DESK = frozenset((*COMMITTEE, Role.OPERATOR))

PAGES: Mapping[str, frozenset[Role | None]] = {
    "leaderboard": WATCHING,
    "participation": WATCHING,
    "criteria": COMMITTEE,
    "judges": COMMITTEE,
    "summary": WATCHING,
    "sheet": DESK | {Role.JURI},
    "order": DESK,
    "data": COMMITTEE,
    "history": COMMITTEE,
    "settings": frozenset({Role.ADMIN}),
    "result": EVERYONE,
    "guide": frozenset(Role),
}
"""Who sees which page. A page that is not listed is seen by nobody."""

DOWNLOADS = ("participation", "data")
UPLOADS = ("data",)
"""Pages from which files are taken and to which files are given."""

ACTIONS: Mapping[Action, frozenset[Role | None]] = {
    Action.MARK: DESK | {Role.JURI},
    Action.UNLOCK: COMMITTEE,
    Action.RUN: DESK,
    Action.WITHDRAW: COMMITTEE,
    Action.LOAD: COMMITTEE,
    Action.CONFIGURE: frozenset({Role.ADMIN}),
    Action.ADMIT: frozenset({Role.ADMIN}),
}


def identity_of(header: str | None) -> Identity:
    """The identity that the gate wrote into HEADER; nobody where it wrote none."""
    if not header:
        return NOBODY
    told: dict[str, Any] = json.loads(header)
    role = told.pop("role")
    return Identity(role=None if role is None else Role(role), **told)


def may_see(who: Identity, page: str) -> bool:
    """Whether this page is for them."""
    return who.role in PAGES.get(page, frozenset())


def may(who: Identity, action: Action) -> bool:
    """Whether they may do this."""
    return who.role in ACTIONS[action]


def may_open(who: Identity, competition: CompetitionRow) -> bool:
    """Whether they may look at this competition at all, on the pages that are for them."""
    if who.role is None:
        return competition.phase == Phase.PUBLISHED
    return who.competition_id in (None, competition.id)
