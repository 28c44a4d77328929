"""What other weights would do: the board under them, and the least change that moves the winner.

One weight changes at a time and the others keep their proportions, so that their sum stays as it
is: where weights are parts of 100, a criterion that rises from 15 to 25 takes the ten points from
the others. (To raise the one number and leave the others gives the same orders, since weights count
in proportion, but the sheet would no longer add up.) With several stages the sum is that of the
criterion's own stage, and the stages keep their weights.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from dashboard.analysis.exact import Whole
from dashboard.analysis.scoring import HUNDREDTHS, Settings, score_stage
from dashboard.analysis.standings import Standings, board_of

STEPS, STEPS_OF_MANY, MANY = 100, 50, 1000
"""Where the winner cannot be calculated from the weight, so many parts of the sum are tried; fewer
where there are many entries, so that an answer takes no more than about a second."""
MOST_DECIMALS = 6


def reweighted(
    board: Standings, weights: Sequence[int], settings: Settings, tie_break: str
) -> Standings:
    """The board with other weights, one for each of its criteria, scored anew by the same rules."""
    left = list(weights)
    stages = []
    for stage in board.stages:
        own, left = left[: len(stage.criteria)], left[len(stage.criteria) :]
        criteria = tuple(
            replace(criterion, weight=weight)
            for criterion, weight in zip(stage.criteria, own, strict=True)
        )
        scores = score_stage(stage.marks, criteria, settings)
        stages.append(replace(stage, criteria=criteria, scores=scores))
    return board_of(stages, settings, tie_break)


def winners(board: Standings) -> tuple[int, ...]:
    """The entries in first place."""
    return tuple(np.flatnonzero(board.ranking.place == 1).tolist())


def sum_around(board: Standings, column: int) -> int:
    """The sum of the weights of a criterion's stage."""
    return sum(board.criteria[other].weight for other in stage_of(board, column))


def stage_of(board: Standings, column: int) -> range:
    """The columns of a criterion's stage."""
    start = 0
    for stage in board.stages:
        if column < start + len(stage.criteria):
            break
        start += len(stage.criteria)
    return range(start, start + len(stage.criteria))


def shifted(board: Standings, column: int, weight: Fraction) -> tuple[int, ...]:
    """All weights after one becomes `weight` and the others of its stage make room in proportion.

    They are whole numbers in the right proportion within each stage, of no particular scale.
    """
    weights = [criterion.weight for criterion in board.criteria]
    own, whole = weights[column], sum_around(board, column)
    top, bottom = weight.numerator, weight.denominator
    for other in stage_of(board, column):
        weights[other] *= whole * bottom - top
    weights[column] = top * (whole - own)
    shrink = math.gcd(*(weights[other] for other in stage_of(board, column))) or 1
    for other in stage_of(board, column):
        weights[other] //= shrink
    return tuple(weights)


@dataclass(frozen=True)
class Flip:
    """The first weight, up or down from the official one, at which first place is another's.

    `weight` and `official` are in points. `reached`: the winner differs at `weight` itself, and not
    only beyond it. `exact`: calculated; else found by trying weight after weight.
    """

    column: int
    official: Fraction
    weight: Fraction
    limit: Fraction
    rises: bool
    reached: bool
    exact: bool

    @property
    def change(self) -> Fraction:
        """How far the weight has to move."""
        return abs(self.weight - self.official)

    @property
    def printed(self) -> tuple[Fraction, int]:
        """The weight rounded away from the official one, and its decimals: there it has happened.

        As many decimals as it takes not to overstate the change by more than a tenth; a change of
        nothing at all shows as the least step that weights have.
        """
        decimals = 1 if self.change else 2
        while self.change and 10 * Fraction(1, 10**decimals) > self.change:
            if decimals == MOST_DECIMALS:
                break
            decimals += 1
        step = Fraction(1, 10**decimals)
        away = math.ceil(self.weight / step) if self.rises else math.floor(self.weight / step)
        value = away * step
        if value == self.weight and not self.reached:
            value += step if self.rises else -step
        if (value > self.limit) if self.rises else (value < self.limit):
            return self.limit, max(decimals, 2)
        return value, decimals


def is_linear(settings: Settings) -> bool:
    """Whether totals move evenly with a weight: not where they are rounded, nor where whole sheets
    are sorted or standardised."""
    return settings.rounding != "total" and (
        settings.level == "criterion" or settings.method == "mean"
    )


def flips(board: Standings, settings: Settings, tie_break: str) -> tuple[Flip, ...]:
    """For each criterion, the first change of the winner as its weight falls, and as it rises.

    Only complete entries compete; of fewer than two there is nothing to say. A criterion that has
    all the weight of its stage is left out: the others have no proportions to keep.
    """
    if len(board.ranking.order) < 2:
        return ()
    found: list[Flip] = []
    for column, criterion in enumerate(board.criteria):
        if criterion.weight == sum_around(board, column):
            continue
        if is_linear(settings):
            found += calculated(board, column, settings, tie_break)
        else:
            found += [
                flip
                for rises in (False, True)
                if (flip := tried(board, column, settings, tie_break, rises=rises))
            ]
    return tuple(found)


def smallest(found: Sequence[Flip]) -> Flip | None:
    """The flip that takes the least change; of equal ones that which is there at the weight itself,
    then the one listed first."""
    return min(found, key=lambda flip: (flip.change, not flip.reached), default=None)


@dataclass(frozen=True)
class Leads:
    """Of complete entries over the winner: their lead in the total with no weight and with all the
    weight on a criterion (one denominator), the sign of what the chain says between them, and
    whether they share first place."""

    without: Whole
    whole: Whole
    chain: NDArray[np.int64]
    first: NDArray[np.bool_]


def leads_over_winner(board: Standings, column: int, settings: Settings, tie_break: str) -> Leads:
    """The leads at both ends of a criterion's weight."""
    order = board.ranking.order
    ends = [
        reweighted(board, shifted(board, column, Fraction(end)), settings, tie_break).total[order]
        for end in (0, sum_around(board, column))
    ]
    common = math.lcm(*(end.denominator for end in ends))
    without, whole = (end.over(common) for end in ends)
    chain = np.zeros(len(order), dtype=np.int64)
    for step in board.tie_keys:
        values = step[order].ascending()
        chain = np.where(chain == 0, np.sign(values - values[0]), chain)
    return Leads(without - without[0], whole - whole[0], chain, board.ranking.place[order] == 1)


def calculated(board: Standings, column: int, settings: Settings, tie_break: str) -> Iterator[Flip]:
    """The flips of one criterion where every total is a straight line over its weight.

    An entry with lead a over the winner without the weight, and b with all of it, is level with it
    at the part a / (a - b) of the sum; the chain then tells whether first place changes there.
    """
    sum_of_stage, weight = sum_around(board, column), board.criteria[column].weight
    now = Fraction(weight, sum_of_stage)
    leads = leads_over_winner(board, column, settings, tie_break)
    for rises in (False, True):
        meetings = [
            (part, bool(leads.chain[entry] >= 0))
            for part, entry in first_meetings(leads, rises=rises)
        ]
        if (leads.without != leads.whole)[leads.first].any():
            meetings.append((now, False))  # those who share first place part at once
        if not meetings:
            continue
        part = (min if rises else max)(part for part, _ in meetings)
        reached = (part, True) in meetings
        if part == rises and not reached:
            continue
        unit = Fraction(sum_of_stage, HUNDREDTHS)
        yield Flip(column, now * unit, part * unit, rises * unit, rises, reached, exact=True)


def first_meetings(leads: Leads, *, rises: bool) -> list[tuple[Fraction, int]]:
    """The part of the sum at which the first entries draw level with the winner, and who does."""
    if rises:
        coming = (leads.whole > leads.without) & (leads.whole >= 0)
    else:
        coming = (leads.whole < leads.without) & (leads.without >= 0)
    entries = np.flatnonzero(coming & ~leads.first)
    if not len(entries):
        return []
    tops, bottoms = leads.without[entries], (leads.without - leads.whole)[entries]
    rough = (tops / bottoms).astype(np.float64)
    nearest = rough.min() if rises else rough.max()
    return [
        (Fraction(int(tops[i]), int(bottoms[i])), int(entries[i]))
        for i in np.flatnonzero(abs(rough - nearest) < 1e-9).tolist()
    ]


def tried(
    board: Standings, column: int, settings: Settings, tie_break: str, *, rises: bool
) -> Flip | None:
    """The flip of one criterion in one direction, by trial: part by part of the sum, then in tenths
    of the part in which the winner changes."""
    sum_of_stage, weight = sum_around(board, column), board.criteria[column].weight
    official, limit = Fraction(weight), Fraction(sum_of_stage * rises)
    parts = STEPS if len(board.ranking.order) <= MANY else STEPS_OF_MANY
    step = Fraction(sum_of_stage, parts) * (1 if rises else -1)
    first = winners(board)

    def differs(at: Fraction) -> bool:
        other = reweighted(board, shifted(board, column, at), settings, tie_break)
        return winners(other) != first

    def walk(start: Fraction, stride: Fraction) -> Fraction | None:
        at = start
        while at != limit:
            at = min(at + stride, limit) if rises else max(at + stride, limit)
            if differs(at):
                return at
        return None

    if (found := walk(official, step)) is None:
        return None
    before = max(found - step, official) if rises else min(found - step, official)
    found = walk(before, step / 10) or found
    return Flip(
        column, official / HUNDREDTHS, found / HUNDREDTHS, limit / HUNDREDTHS, rises, True, False
    )


def to_try(
    board: Standings, flip: Flip, settings: Settings, tie_break: str
) -> tuple[int, ...] | None:
    """Weights in whole hundredths, near those of `flip.printed`, that do have another winner.

    The others are rounded, which may undo a change by a hair; then the weight moves a little on.
    None where no such weights are near: the scale is too coarse.
    """
    weight, decimals = flip.printed
    sum_of_stage, own = sum_around(board, flip.column), board.criteria[flip.column].weight
    sign = 1 if flip.rises else -1
    for _ in range(STEPS):
        moved = math.ceil(weight * HUNDREDTHS * sign) * sign
        if not 0 <= moved <= sum_of_stage:
            return None
        weights = [criterion.weight for criterion in board.criteria]
        for other in stage_of(board, flip.column):
            weights[other] = round(
                Fraction(weights[other] * (sum_of_stage - moved), sum_of_stage - own)
            )
        weights[flip.column] = moved
        if winners(reweighted(board, weights, settings, tie_break)) != winners(board):
            return tuple(weights)
        weight += sign * Fraction(1, 10**decimals)
    return None
