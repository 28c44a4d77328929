"""How far the judges are: the state of every sheet, what is missing, the pace and when it ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from dashboard.analysis.marks import Marks

HOUR = 3_600_000
"""Milliseconds."""
LEAST_SHEETS = 4
LEAST_SPAN = HOUR // 12
"""A pace needs four full sheets over five minutes: less is a batch keyed in, or chance."""
LONGEST_GAP = HOUR
"""A longer pause between two sheets is a break or a night and does not count."""


class State(IntEnum):
    """How a judge's sheet for an entry stands."""

    OUT = 0
    """The entry stayed away, withdrew or was disqualified: nobody owes it anything."""
    RECUSED = 1
    EMPTY = 2
    PARTIAL = 3
    FULL = 4


def states(marks: Marks) -> NDArray[np.int8]:
    """[entry, seat]: the `State` of every sheet."""
    found = np.full(marks.due.shape, State.OUT, dtype=np.int8)
    found[marks.entered] = State.RECUSED
    found[marks.due] = State.EMPTY
    found[marks.given.any(axis=1)] = State.PARTIAL
    found[marks.sheet_full] = State.FULL
    return found


def is_missing(found: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Which of these states still owe something."""
    return np.asarray((found == State.EMPTY) | (found == State.PARTIAL))


def missing_criteria(marks: Marks, entry: int, seat: int) -> list[int]:
    """The columns that a sheet has no mark in."""
    return [int(column) for column in np.flatnonzero(~marks.given[entry, :, seat])]


@dataclass(frozen=True)
class Holding:
    """Sheets that are waited for, [entry, seat], of entries that could have had them by now."""

    sheets: NDArray[np.bool_]

    @property
    def sheet_count(self) -> int:
        """How many sheets."""
        return int(self.sheets.sum())

    @property
    def entry_count(self) -> int:
        """How many entries they keep from a place."""
        return int(self.sheets.any(axis=1).sum())


def holding(marks: Marks, presented: NDArray[np.bool_], presenting: NDArray[np.bool_]) -> Holding:
    """The sheets to ask for: those missing of entries that have presented.

    An entry that somebody has begun to mark counts as presented, and so does every entry where the
    running order is not kept at all (nobody was ever called, but marks are there). One that is
    presenting now is left in peace.
    """
    begun = marks.given.any(axis=(1, 2))
    if not (presented | presenting).any() and begun.any():
        begun = marks.entered
    due = (presented | begun) & ~presenting
    return Holding(is_missing(states(marks)) & due[:, None])


def pace(times: Sequence[int] | NDArray[np.int64]) -> Fraction | None:
    """Sheets an hour, from the moments (ms) of full sheets; None while that says nothing."""
    moments = np.sort(np.asarray(times, dtype=np.int64))
    gaps = np.diff(moments)
    gaps = gaps[gaps <= LONGEST_GAP]
    spent = int(gaps.sum())
    if len(gaps) < LEAST_SHEETS - 1 or spent < LEAST_SPAN:
        return None
    return Fraction(len(gaps) * HOUR, spent)


def finish(now: int, remaining: int, per_hour: Fraction | None) -> int | None:
    """When (ms) the remaining sheets will be in at this pace, without breaks; None: unknown."""
    if not remaining:
        return now
    return None if per_hour is None else now + round(remaining * HOUR / per_hour)


def agenda_end(slots: Sequence[int]) -> int | None:
    """When (ms) the last slot ends: it lasts as long as the slots usually do (their median)."""
    lengths = np.diff(np.unique(np.asarray(slots, dtype=np.int64)))
    return max(slots) + int(np.median(lengths)) if len(lengths) else None
