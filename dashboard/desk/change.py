"""How settings are changed: an edit makes another structure of a board, and the difference is made.

The same edit first shows what it would do (`preview`) and then does it (`change`), on the state of
that moment under the competition's lock. What is recorded is the difference itself, so that the
record can leave nothing out.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dashboard.access import Action, Identity
from dashboard.analysis.effect import Effect
from dashboard.board import Board
from dashboard.desk.door import Denied, Desk, at_desk
from dashboard.desk.effect import effect_of, has_marks, proposed, touches_rules
from dashboard.reader import lay_out
from dashboard.view.words import message
from db.changes import record_changes
from db.commands import Refused
from db.differences import differences
from db.models import Phase
from db.queries import read_editions, read_scores, read_structure
from db.rows import Structure
from db.structure import in_order, write_structure

log = logging.getLogger(__name__)

Edit = Callable[[Board], Structure]
"""What somebody wants: the structure that is to be, of a board as it is. Raises Denied."""

WHY = message("Say why. The reason is kept in the history.")
NOT_AS_SHOWN = message(
    "What this does to the order is not what was shown before. Look at it once more."
)
JUST_ENTERED = message("Somebody else has just entered the same. Look again.")
REFUSED = message("The database does not take this: %(reason)s")
IS_PUBLISHED = message(
    "The result is published. Whatever decides it can be changed only after the phase is set back."
)


@dataclass(frozen=True)
class Outcome:
    """What an edit would do. `needs_reason`: it bears on a result that there are marks for."""

    structure: Structure
    effect: Effect
    needs_reason: bool


def preview(board: Board, edit: Edit) -> Outcome:
    """What an edit would do to this board; nothing is written.

    Raises:
        Denied: it cannot be done.
    """
    return _outcome(board, edit(board))


def _outcome(board: Board, structure: Structure) -> Outcome:
    structure = in_order(structure)
    touched = touches_rules(board.structure, structure)
    effect = Effect()
    if has_marks(board):
        effect = effect_of(board, proposed(board, structure))
    if board.competition.phase is Phase.PUBLISHED and (touched or effect.is_changed):
        raise Denied(IS_PUBLISHED)
    return Outcome(structure, effect, has_marks(board) and (touched or effect.is_changed))


def change(
    engine: Engine,
    who: Identity,
    competition_id: int,
    edit: Edit,
    *,
    reason: str = "",
    shown: Effect | None = None,
) -> None:
    """Make an edit. `shown` is the effect that was looked at, where there was one.

    Raises:
        Denied: it cannot be done; it needs a reason; its effect on the order is not what was shown.
    """
    with at_desk(engine, who, Action.CONFIGURE, competition_id) as desk:
        make(desk, competition_id, edit, reason=reason, shown=shown)


def make(
    desk: Desk, competition_id: int, edit: Edit, *, reason: str = "", shown: Effect | None = None
) -> Structure:
    """Make an edit in a transaction that is open; see `change`. Returns what was before."""
    board = board_in(desk.session, competition_id)
    outcome = _outcome(board, edit(board))
    if outcome.needs_reason and not reason.strip():
        raise Denied(WHY, where="reason")
    if shown is not None and shown.moves != outcome.effect.moves:
        raise Denied(NOT_AS_SHOWN)
    try:
        write_structure(desk.session, board.structure, outcome.structure)
    except IntegrityError as error:  # of units, which all competitions share and nobody locks
        raise Denied(JUST_ENTERED) from error
    except Refused as refused:  # by a rule of the database that is not checked here
        log.warning("settings refused by the database: %s", refused)
        raise Denied(REFUSED, reason=str(refused)) from refused
    record_changes(
        desk.session,
        competition_id=competition_id,
        actor=desk.who.name,
        found=differences(board.structure, outcome.structure),
        reason=reason.strip(),
    )
    return board.structure


def board_in(session: Session, competition_id: int) -> Board:
    """The board as this transaction sees it."""
    structure = read_structure(session, competition_id)
    board = lay_out(
        structure,
        structure.competition.revision,
        datetime.now(UTC),
        None,
        lambda: read_scores(session, competition_id),
    )
    return replace(board, editions=read_editions(session))


def together(edits: Sequence[Edit]) -> Edit:
    """Several edits as one, each on what the one before it makes."""

    def edit(board: Board) -> Structure:
        for one in edits:
            board = replace(proposed(board, in_order(one(board))), editions=board.editions)
        return board.structure

    return edit
