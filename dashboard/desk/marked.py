"""What judges have done already, which settings must leave alone: marks, remarks, locked sheets."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from dashboard.analysis.marks import MISSING
from dashboard.board import Board


class SheetKey(NamedTuple):
    """One judge's sheet for one entry in one stage."""

    stage_id: int
    submission_id: int
    judge_id: int


class Mark(NamedTuple):
    """One mark of a criterion; value in hundredths."""

    submission_id: int
    judge_id: int
    value: int


def sheets_begun(board: Board) -> set[SheetKey]:
    """The sheets that hold a mark or a remark, or are locked."""
    begun = {
        SheetKey(row.stage_id, row.submission_id, row.judge_id) for row in board.structure.sheets
    }
    return begun | sheets_marked(board)


def sheets_marked(board: Board) -> set[SheetKey]:
    """The sheets that hold a mark."""
    submissions = list(board.entry_of)
    found: set[SheetKey] = set()
    for row, stage, axes in zip(board.structure.stages, board.stages, board.axes, strict=True):
        judges = list(axes.judges)
        entries, seats = np.nonzero((stage.marks.values != MISSING).any(axis=1))
        found.update(
            SheetKey(row.id, submissions[entry], judges[seat])
            for entry, seat in zip(entries.tolist(), seats.tolist(), strict=True)
        )
    return found


def marks_on(board: Board, criterion_id: int) -> Iterator[Mark]:
    """The marks of one criterion, by entry."""
    submissions = list(board.entry_of)
    for stage, axes in zip(board.stages, board.axes, strict=True):
        if criterion_id in axes.criteria:
            judges = list(axes.judges)
            values = stage.marks.values[:, axes.criteria[criterion_id], :]
            for entry, seat in zip(*np.nonzero(values != MISSING), strict=True):
                yield Mark(submissions[entry], judges[seat], int(values[entry, seat]))
