"""A sheet confirmed and locked, and opened again for a reason; both are recorded."""

from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import Engine

from dashboard.access import Action, Identity
from dashboard.desk.door import Denied, at_desk
from dashboard.desk.sheet_found import FoundSheet, check_own, find, from_database
from dashboard.desk.sheet_rules import (
    CHANGED,
    LONGEST_REMARKS,
    NOT_FULL,
    REASON_NEEDED,
    TOO_LONG,
    UNKNOWN,
)
from db.commands import Refused, confirm_sheet
from db.models import ChangeKind
from db.rows import SheetKey


def confirm(
    engine: Engine,
    who: Identity,
    competition_id: int,
    key: SheetKey,
    seen: Mapping[int, int | None],
) -> datetime:
    """Lock a sheet whose marks are as `seen` (hundredths by criterion); when it was locked.

    A sheet that is locked already stays as it is.

    Raises:
        Denied: it may not be locked: marks are missing, or differ from those that were seen.
    """
    check_own(who, key)
    with at_desk(engine, who, Action.MARK, competition_id) as desk:
        sheet = find(desk, competition_id, key)
        if sheet is None or not sheet.found.scales:
            raise Denied(UNKNOWN)
        found = sheet.found
        if found.confirmed_at is not None:
            return found.confirmed_at
        if sheet.denied:
            raise sheet.denied
        missing = [row.name for key, row in found.scales.items() if key not in found.marks]
        if missing:
            raise Denied(NOT_FULL, criteria=", ".join(missing))
        if dict(seen) != dict(found.marks):
            raise Denied(CHANGED)
        now = datetime.now(UTC)
        _lock(sheet, now)
        desk.record(ChangeKind.LOCK, found.subject, _lock_fields(None), _lock_fields(now))
        return now


def unlock(engine: Engine, who: Identity, competition_id: int, key: SheetKey, reason: str) -> None:
    """Open a locked sheet again, for a reason that is kept; one that is open stays open.

    Raises:
        Denied: whoever asks may not do this, or gave no reason.
    """
    reason = reason.strip()
    if not reason:
        raise Denied(REASON_NEEDED, where="reason")
    if len(reason) > LONGEST_REMARKS:
        raise Denied(TOO_LONG, where="reason", count=LONGEST_REMARKS)
    with at_desk(engine, who, Action.UNLOCK, competition_id) as desk:
        sheet = find(desk, competition_id, key)
        if sheet is None:
            raise Denied(UNKNOWN)
        locked = sheet.found.confirmed_at
        if locked is None:
            return
        if sheet.phase:
            raise sheet.phase
        _lock(sheet, None)
        desk.record(
            ChangeKind.UNLOCK,
            sheet.found.subject,
            _lock_fields(locked),
            _lock_fields(None),
            reason,
        )


def _lock(sheet: FoundSheet, at: datetime | None) -> None:
    try:
        confirm_sheet(
            sheet.desk.session,
            stage_id=sheet.key.stage_id,
            submission_id=sheet.key.submission_id,
            judge_id=sheet.key.judge_id,
            at=at,
        )
    except Refused as refused:
        raise from_database(refused) from refused


def _lock_fields(at: datetime | None) -> dict[str, str | None]:
    return {"confirmed_at": None if at is None else at.isoformat(timespec="seconds")}
