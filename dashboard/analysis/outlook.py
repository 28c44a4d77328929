"""How sure a result is and what stands out in it: facts for sentences, None where there is none."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

import numpy as np

from dashboard.analysis.agreement import LEAST_ENTRIES, LEAST_JUDGES
from dashboard.analysis.scoring import Settings, weigh_sheets
from dashboard.analysis.standings import JudgedStage, Standings

LEAST_RACERS = 3
"""Of two entries the closest race is the only one, and the lead says it already."""


class First(StrEnum):
    """How sure first place is."""

    NONE = "none"
    """No entry is complete."""
    SHARED = "shared"
    """Several share it, because the whole chain leaves the tie."""
    CHALLENGED = "challenged"
    """An incomplete entry has a mean so far that is no lower."""
    OPEN = "open"
    """Something is missing, but nothing that is known so far is as high."""
    CLEAR = "clear"
    """Every entry that takes part is complete."""


def first_place(board: Standings) -> First:
    """How sure first place is; that it is shared says more than that sheets are missing."""
    order = board.ranking.order
    if not len(order):
        return First.NONE
    if board.is_shared(int(order[0])):
        return First.SHARED
    if bool(board.complete[board.entered].all()):
        return First.CLEAR
    return First.OPEN if challenger(board) is None else First.CHALLENGED


def challenger(board: Standings) -> int | None:
    """The best incomplete entry, if its mean so far is no lower than the total of the first."""
    if not len(board.partial) or not len(board.ranking.order):
        return None
    entry, first = int(board.partial[0]), int(board.ranking.order[0])
    return entry if board.total.numerators[entry] >= board.total.numerators[first] else None


@dataclass(frozen=True)
class Tie:
    """Complete entries with one total, best first.

    `steps` are the columns that set some of them apart, in the order of the chain; none where they
    all share `place`, which is that of the first.
    """

    place: int
    entries: tuple[int, ...]
    steps: tuple[int, ...]


def ties(board: Standings) -> tuple[Tie, ...]:
    """Every tie among the complete entries, in order: what was settled, then what is shared."""
    found = []
    order, place = board.ranking.order, board.ranking.place
    for level in runs(order, board.total.numerators[order]):
        steps = {step for entry in level if (step := board.tie_step(entry)) is not None}
        if steps:
            settled = tuple(column for column in board.chain if column in steps)
            found.append(Tie(int(place[level[0]]), level, settled))
        found += [Tie(int(place[same[0]]), same, ()) for same in runs(level, place[list(level)])]
    return tuple(found)


def runs(entries: Sequence[int] | np.ndarray, values: np.ndarray) -> list[tuple[int, ...]]:
    """The neighbours that have the same value, two or more at a time."""
    cuts = np.flatnonzero(values[1:] != values[:-1]) + 1
    groups = np.split(np.asarray(entries, dtype=np.int64), cuts)
    return [tuple(group.tolist()) for group in groups if len(group) > 1]


@dataclass(frozen=True)
class Race:
    """Two neighbours on the board and how far they are apart, in points."""

    above: int
    below: int
    gap: Fraction


def closest_race(board: Standings) -> Race | None:
    """The neighbours that are the least apart but not level; of equal ones the higher ones."""
    order = board.ranking.order
    if len(order) < LEAST_RACERS:
        return None
    totals = board.total.numerators[order]
    gaps = (totals[:-1] - totals[1:]).tolist()
    at = min((i for i, gap in enumerate(gaps) if gap), key=gaps.__getitem__, default=None)
    if at is None:
        return None
    gap = Fraction(gaps[at], board.total.denominator)
    return Race(int(order[at]), int(order[at + 1]), gap)


def led_by(board: Standings, entry: int) -> tuple[int, ...]:
    """The columns on which no complete entry has a higher value than this one."""
    values = board.panel.numerators[board.ranking.order]
    own = board.panel.numerators[entry]
    return tuple(np.flatnonzero((values <= own).all(axis=0)).tolist())


@dataclass(frozen=True)
class Dispute:
    """The entry whose sheets lie furthest apart: its lowest and highest sheet, out of 100."""

    entry: int
    lowest: Fraction
    highest: Fraction
    judges: int


def widest_dispute(stage: JudgedStage, settings: Settings) -> Dispute | None:
    """The entry that the judges of a stage disagree on most, of those with all their sheets in.

    It takes `LEAST_JUDGES` sheets an entry and `LEAST_ENTRIES` entries to say so; of equal ones the
    entry listed first; None where no sheets differ.
    """
    full, due = stage.marks.sheet_full, stage.marks.sheets_due
    rows = np.flatnonzero((stage.marks.sheets_in == due) & (due >= LEAST_JUDGES))
    sheets, unit = sheets_of(stage, settings)
    if len(rows) < LEAST_ENTRIES or not unit:
        return None
    spans = [[int(value) for value in sheets[row][full[row]]] for row in rows.tolist()]
    widths = [max(span) - min(span) for span in spans]
    widest = max(range(len(rows)), key=widths.__getitem__)
    if not widths[widest]:
        return None
    span = spans[widest]
    return Dispute(
        int(rows[widest]), Fraction(min(span), unit), Fraction(max(span), unit), len(span)
    )


def first_choices(board: Standings, settings: Settings) -> tuple[int, int] | None:
    """How many judges have the winner highest on their own sheets, and how many were asked.

    Asked are the judges with a full sheet of every complete entry, at least `LEAST_JUDGES`; only
    where one stage makes the result and one entry leads it over another.
    """
    order = board.ranking.order
    if len(board.stages) != 1 or len(order) < 2 or board.is_shared(int(order[0])):
        return None
    (stage,) = board.stages
    asked = np.flatnonzero(stage.marks.sheet_full[order].all(axis=0))
    sheets, unit = sheets_of(stage, settings)
    if len(asked) < LEAST_JUDGES or not unit:
        return None
    own = sheets[np.ix_(order, asked)]
    return int((own <= own[0]).all(axis=0).sum()), len(asked)


def sheets_of(stage: JudgedStage, settings: Settings) -> tuple[np.ndarray, int]:
    """[entry, seat]: every sheet by the rules, whole numbers over one unit; 0 without weights."""
    if not any(criterion.weight for criterion in stage.criteria):
        return np.zeros(stage.marks.due.shape, dtype=np.int64), 0
    sheets, unit = weigh_sheets(stage.marks.values, stage.criteria, settings)
    return sheets[:, 0], unit
