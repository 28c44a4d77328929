"""What a change of the rules does to the order, before it is made: places and scores then and now.

The marks stay as they are; only the structure is another. Nothing is written.
"""

import numpy as np

from dashboard.analysis.effect import Effect, board_effect
from dashboard.analysis.marks import MISSING
from dashboard.board import Board
from dashboard.reader import lay_out
from db.rows import Integers, Scores, Structure

RULES = ("method", "level", "trim", "rounding", "rounding_mode", "decimals", "tie_break")
"""The competition's columns that decide the result."""
SCALE = ("weight", "minimum", "maximum", "step", "position")
"""The columns of a criterion that decide the result."""


def proposed(board: Board, structure: Structure) -> Board:
    """The board with another structure and the same marks."""
    return lay_out(structure, board.revision, board.read_at, board, lambda: marks_of(board))


def marks_of(board: Board) -> Scores:
    """Every mark of a board, as they would be read from the database."""
    columns: list[list[Integers]] = [[np.zeros(0, dtype=np.int64)] for _ in range(4)]
    submissions = np.fromiter(board.entry_of, dtype=np.int64)
    for stage, axes in zip(board.stages, board.axes, strict=True):
        values = stage.marks.values
        entry, criterion, judge = np.nonzero(values != MISSING)
        columns[0].append(submissions[entry])
        columns[1].append(np.fromiter(axes.judges, dtype=np.int64)[judge])
        columns[2].append(np.fromiter(axes.criteria, dtype=np.int64)[criterion])
        columns[3].append(values[entry, criterion, judge])
    return Scores(*(np.concatenate(parts) for parts in columns))


def has_marks(board: Board) -> bool:
    """Whether any mark was given."""
    return any(bool((stage.marks.values != MISSING).any()) for stage in board.stages)


def touches_rules(before: Structure, after: Structure) -> bool:
    """Whether a rule that decides the result is another, whatever it does to the order now."""
    if any(getattr(before.competition, n) != getattr(after.competition, n) for n in RULES):
        return True
    stages = {row.id: (row.weight, row.position) for row in before.stages}
    if any(stages.get(row.id, (None, row.position)) != (row.weight, row.position)
           for row in after.stages):  # fmt: skip
        return True
    old, new = (
        {row.id: tuple(getattr(row, name) for name in SCALE) for row in structure.criteria}
        for structure in (before, after)
    )
    return old != new


def effect_of(before: Board, after: Board) -> Effect:
    """What differs between the boards of two structures with the same marks."""
    entries = before.entry_of, after.entry_of
    found = [board_effect(None, before.standings(), after.standings(), entries)]
    kept = {row.id: at for at, row in enumerate(after.structure.stages)}
    if len(before.structure.stages) > 1:
        for at, row in enumerate(before.structure.stages):
            if row.id in kept:
                old, new = before.standings(at), after.standings(kept[row.id])
                found.append(board_effect(row.id, old, new, entries))
    return Effect(tuple(found))
