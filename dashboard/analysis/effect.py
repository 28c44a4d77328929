"""What another set of rules does to an order: the places and scores of two boards compared.

Entries are known by keys of their own, so that the two boards may list different ones.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from dashboard.analysis.standings import Standings


@dataclass(frozen=True)
class Standing:
    """Where an entry stands: its place (0: none) and its score, with the decimals it needs."""

    place: int
    score: Fraction | None
    digits: int


@dataclass(frozen=True)
class Move:
    """An entry whose place changes."""

    key: int
    before: Standing
    after: Standing


@dataclass(frozen=True)
class BoardEffect:
    """What happens on one board: of a stage, or (None) of the result.

    `moves` come by the new place, those without one last. `ties` are groups of entries that share
    a place after the change and did not before. `is_changed`: a score, a place or a completeness
    differs at all.
    """

    stage_id: int | None
    moves: tuple[Move, ...]
    ties: tuple[tuple[int, ...], ...]
    is_changed: bool


@dataclass(frozen=True)
class Effect:
    """What a change does to the result and, where there are several stages, to their boards."""

    boards: tuple[BoardEffect, ...] = ()

    @property
    def is_changed(self) -> bool:
        """Whether any score or place differs."""
        return any(board.is_changed for board in self.boards)

    @property
    def moves(self) -> tuple[tuple[int | None, int, int, int], ...]:
        """Who moves where: (stage, entry, place before, place after)."""
        return tuple(
            (board.stage_id, move.key, move.before.place, move.after.place)
            for board in self.boards
            for move in board.moves
        )


def board_effect(
    stage_id: int | None,
    old: Standings,
    new: Standings,
    entries: tuple[Mapping[int, int], Mapping[int, int]],
) -> BoardEffect:
    """What differs between two boards; `entries` are the entry indexes of each by key."""
    before, after = entries
    common = [key for key in before if key in after]
    was = np.array([before[key] for key in common], dtype=np.int64)
    now = np.array([after[key] for key in common], dtype=np.int64)
    places_were, places_are = old.ranking.place[was], new.ranking.place[now]
    moves = [
        Move(common[at], _standing(old, int(was[at])), _standing(new, int(now[at])))
        for at in np.flatnonzero(places_were != places_are).tolist()
    ]
    # Who is gone from the list altogether loses a place as well.
    moves += [
        Move(key, _standing(old, entry), Standing(0, None, 0))
        for key, entry in before.items()
        if key not in after and old.ranking.place[entry]
    ]
    moves.sort(key=lambda move: (not move.after.place, move.after.place, move.before.place))
    return BoardEffect(
        stage_id,
        tuple(moves),
        _new_ties(common, places_were, places_are),
        bool(moves) or _differs(old, new, was, now),
    )


def _differs(
    old: Standings, new: Standings, was: NDArray[np.int64], now: NDArray[np.int64]
) -> bool:
    known = old.scored[was]
    if (known != new.scored[now]).any() or (old.complete[was] != new.complete[now]).any():
        return True
    common = math.lcm(old.total.denominator, new.total.denominator)
    first, second = old.total[was[known]].over(common), new.total[now[known]].over(common)
    return bool((first != second).any())


def _standing(standings: Standings, entry: int) -> Standing:
    place = int(standings.ranking.place[entry])
    score = standings.total.fraction(entry) if standings.scored[entry] else None
    return Standing(place, score, int(standings.digits[entry]))


def _new_ties(
    keys: list[int], before: NDArray[np.int64], after: NDArray[np.int64]
) -> tuple[tuple[int, ...], ...]:
    were, are = _groups(keys, before), _groups(keys, after)
    return tuple(group for group in are.values() if group not in set(were.values()))


def _groups(keys: list[int], places: NDArray[np.int64]) -> Mapping[int, tuple[int, ...]]:
    """Entries that share a place, by that place."""
    shared, counts = np.unique(places[places > 0], return_counts=True)
    return {
        int(place): tuple(keys[at] for at in np.flatnonzero(places == place).tolist())
        for place in shared[counts > 1].tolist()
    }
