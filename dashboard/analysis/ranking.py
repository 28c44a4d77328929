"""From exact totals to places: 1 2 2 4, ties settled by a declared chain, and by which step."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dashboard.analysis.exact import Exact

NOT_TIED = -1


@dataclass(frozen=True)
class Ranking:
    """Places of those who are ranked.

    `order`: entries, best first; a shared place keeps the entries' own order. `place[entry]`: 1 for
    the best, 0 for those not ranked. `decided_by[entry]`: `NOT_TIED`, or, for an entry whose total
    another one has too, the index of the step of the chain that set it apart from the entry above
    it (from the one below it, for the first of them); the length of the chain: nothing did, the
    place is shared.
    """

    order: NDArray[np.int64]
    place: NDArray[np.int64]
    decided_by: NDArray[np.int64]


def rank(total: Exact, ranked: NDArray[np.bool_], chain: Sequence[Exact]) -> Ranking:
    """Rank the entries where `ranked`, by total and then by the chain's values, highest first."""
    order = np.flatnonzero(ranked)
    order = order[np.argsort(-total[order].ascending(), kind="stable")]
    level = total[order].ascending()
    like_above = np.append(False, np.diff(level) == 0)[: len(order)]
    tied = np.flatnonzero(like_above | np.append(like_above[1:], False)[: len(order)])

    # Equal totals stand together, so sorting the tied ones within their level moves no one else.
    keys = [-step[order[tied]].ascending() for step in chain]
    sequence = np.lexsort([np.arange(len(tied)), *reversed(keys), -level[tied]])
    order[tied] = order[tied][sequence]

    step = np.full(len(order), NOT_TIED, dtype=np.int64)
    step[like_above] = len(chain)
    below = np.flatnonzero(like_above)
    for index in reversed(range(len(chain))):
        values = chain[index].numerators
        step[below[values[order[below]] != values[order[below - 1]]]] = index

    places = np.where(step == len(chain), 0, np.arange(1, len(order) + 1))
    first_of_tied = tied[~like_above[tied]]
    step[first_of_tied] = step[first_of_tied + 1]

    place = np.zeros(len(ranked), dtype=np.int64)
    place[order] = np.maximum.accumulate(places)
    decided_by = np.full(len(ranked), NOT_TIED, dtype=np.int64)
    decided_by[order] = step
    return Ranking(order, place, decided_by)


def digits_to_show(total: Exact, order: NDArray[np.int64], decimals: int) -> NDArray[np.int64]:
    """How many decimals each entry's total needs, so that different totals never print alike.

    `order` lists the entries that are printed one below another, sorted by total. Neighbours that
    differ but would print alike at `decimals` get as many more as it takes (at most nine more).
    """
    exact = total[order].ascending()
    group = np.concatenate([[0], np.cumsum(np.diff(exact) != 0)])[: len(order)]
    values = total[order[np.unique(group, return_index=True)[1]]]
    needed = np.full(len(values.numerators), decimals, dtype=np.int64)
    for tried in range(decimals, decimals + 9):
        printed = values.rounded(tried, "half_up").ascending()
        open_ = needed == tried
        alike = np.flatnonzero((np.diff(printed) == 0) & open_[1:] & open_[:-1])
        if not len(alike):
            break
        needed[alike] = needed[alike + 1] = tried + 1
    digits = np.full(len(total.numerators), decimals, dtype=np.int64)
    digits[order] = needed[group]
    return digits
