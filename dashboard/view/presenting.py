"""Who presents now, and which judges have not scored it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dashboard.analysis.standings import Standings
from dashboard.board import Board
from dashboard.view.names import seat_name, unit_name
from dashboard.view.words import Words


@dataclass(frozen=True)
class Presenting:
    """The entry on stage, and the judges whose sheets for it are not full; or who is next."""

    is_on: bool
    heading: str
    unit: str
    title: str
    position: str
    waiting_for: Sequence[str]


def presenting(board: Board, words: Words, standings: Standings) -> list[Presenting]:
    """Who presents now in each of the board's stages, else who is next."""
    shown = []
    for index, stage in board.stages_of(standings):
        slots = {
            entry: slot for entry, slot in board.slots[index].items() if stage.marks.entered[entry]
        }
        order = sorted(slots, key=lambda entry: (slots[entry].running_order or 10**6, entry))
        on = [entry for entry in order if slots[entry].status == "presenting"]
        coming = [entry for entry in order if slots[entry].status == "waiting"]
        if not on and not coming:
            continue
        entry = (on or coming)[0]
        submission = board.submission(entry)
        missing = np.flatnonzero(stage.marks.due[entry] & ~stage.marks.sheet_full[entry]).tolist()
        shown.append(
            Presenting(
                bool(on),
                words.text("Presenting now") if on else words.text("Next"),
                unit_name(board, entry),
                submission.title,
                words.text(
                    "%(position)s of %(total)s in the running order",
                    position=order.index(entry) + 1,
                    total=len(order),
                ),
                [seat_name(board, words, index, seat) for seat in missing] if on else [],
            )
        )
    return shown
