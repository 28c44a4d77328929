"""The phases of a competition, and the publication, which sets the result down."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import Engine, insert

from dashboard.access import Action, Identity
from dashboard.board import Board
from dashboard.desk.change import WHY, Edit, board_in, make
from dashboard.desk.door import Denied, at_desk
from dashboard.desk.readiness import COURSE, Weight, checks
from dashboard.result import result_json
from dashboard.view.words import message
from db.models import Phase, Snapshot, SnapshotKind
from db.rows import Structure

NOT_READY = message("Not everything is ready for this phase; see the list.")
MOVED_ALREADY = message("The phase has been changed meanwhile.")
ONE_AT_A_TIME = message("A competition goes forward one phase at a time.")


def go_to(phase: Phase, opened: Phase, reason: str = "") -> Edit:
    """Go over to a phase: the next one if it is ready, or an earlier one with a reason.

    `opened` is the phase from which it was decided.
    """

    def edit(board: Board) -> Structure:
        now = board.competition.phase
        if now is not opened:
            raise Denied(MOVED_ALREADY)
        steps = COURSE.index(phase) - COURSE.index(now)
        if steps > 1:
            raise Denied(ONE_AT_A_TIME)
        open_points = {check.weight for check in checks(board, phase)} if steps == 1 else set()
        if Weight.MUST in open_points:
            raise Denied(NOT_READY)
        explained = bool(reason.strip())
        if not explained and needs_reason(phase, now, open_points):
            raise Denied(WHY, where="reason")
        competition = replace(board.competition, phase=phase)
        return replace(board.structure, competition=competition)

    return edit


def needs_reason(phase: Phase, now: Phase, open_points: set[Weight]) -> bool:
    """Whether a change of phase asks for a reason: back, for publishing, with sheets out."""
    back = COURSE.index(phase) < COURSE.index(now)
    return back or phase is Phase.PUBLISHED or Weight.EXPLAIN in open_points


def change_phase(
    engine: Engine, who: Identity, competition_id: int, phase: Phase, opened: Phase, reason: str
) -> None:
    """Go over to a phase; see `go_to`. Publishing sets the result down in the same transaction.

    Raises:
        Denied: it is not ready, it needs a reason, the phase is another by now.
    """
    if phase is Phase.PUBLISHED:
        publish(engine, who, competition_id, opened, reason)
        return
    with at_desk(engine, who, Action.CONFIGURE, competition_id) as desk:
        make(desk, competition_id, go_to(phase, opened, reason), reason=reason)


def publish(engine: Engine, who: Identity, competition_id: int, opened: Phase, reason: str) -> None:
    """Publish the result, and keep it as it is at this very moment with the hash of its text.

    The competition is locked from before the phase changes until the snapshot is written, so no
    mark comes in between.

    Raises:
        Denied: see `change_phase`.
    """
    with at_desk(engine, who, Action.CONFIGURE, competition_id) as desk:
        make(desk, competition_id, go_to(Phase.PUBLISHED, opened, reason), reason=reason)
        board = board_in(desk.session, competition_id)
        content = result_json(board)
        desk.session.execute(
            insert(Snapshot).values(
                competition_id=competition_id,
                revision=board.revision,
                kind=SnapshotKind.FINAL,
                taken_at=datetime.now(UTC),
                taken_by=who.name,
                content=content,
                sha256=hashlib.sha256(content.encode()).hexdigest(),
            )
        )
