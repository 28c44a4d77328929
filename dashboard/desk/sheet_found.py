"""A sheet as a transaction finds it, and why it may not be changed."""

from dataclasses import dataclass

from dashboard.access import Identity
from dashboard.desk.door import NOT_ALLOWED, Denied, Desk
from dashboard.desk.sheet_rules import REFUSED, phase_denied, sheet_denied
from db.commands import Refused
from db.models import Role
from db.rows import SheetKey
from db.sheets import SheetFound, find_sheet


@dataclass(frozen=True, slots=True)
class FoundSheet:
    """A sheet in the transaction. `phase` and `denied`: why it takes nothing, its lock apart."""

    desk: Desk
    competition_id: int
    key: SheetKey
    found: SheetFound
    phase: Denied | None
    denied: Denied | None


def find(desk: Desk, competition_id: int, key: SheetKey) -> FoundSheet | None:
    """Find a sheet; None where it is not of this competition."""
    found = find_sheet(desk.session, competition_id, key)
    if found is None or desk.competition is None:
        return None
    phase = phase_denied(desk.competition.phase)
    denied = sheet_denied(found.submission, found.entry, found.on_panel, found.recusal)
    return FoundSheet(desk, competition_id, key, found, phase, phase or denied)


def check_own(who: Identity, key: SheetKey) -> None:
    """Keep a judge to their own sheets.

    Raises:
        Denied: it is another judge's.
    """
    if who.role == Role.JURI and who.judge_id != key.judge_id:
        raise Denied(NOT_ALLOWED)


def from_database(refused: Refused) -> Denied:
    """What the database itself refuses, past all that was checked before: in its own words."""
    return Denied(REFUSED, reason="; ".join(refused.reasons))
