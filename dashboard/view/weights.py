"""Whether the weights decide the winner, and how firmly first place stands against each of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from dashboard.analysis.weights import (
    Flip,
    flips,
    is_linear,
    reweighted,
    shifted,
    smallest,
    sum_around,
    to_try,
    winners,
)
from dashboard.board import Board
from dashboard.view.names import criterion_names, entrant_name
from dashboard.view.template import render
from dashboard.view.words import Words, message

LEAST_DECIMALS, MOST_DECIMALS = 0, 6

CHANGES = {
    (True, True): message(
        "The winner changes once the weight of %(criterion)s rises from %(old)s to %(new)s or "
        "more; then %(winner)s wins."
    ),
    (False, True): message(
        "The winner changes once the weight of %(criterion)s falls from %(old)s to %(new)s or "
        "less; then %(winner)s wins."
    ),
    (True, False): message(
        "The winner changes once the weight of %(criterion)s rises from %(old)s to about %(new)s; "
        "then %(winner)s wins."
    ),
    (False, False): message(
        "The winner changes once the weight of %(criterion)s falls from %(old)s to about %(new)s; "
        "then %(winner)s wins."
    ),
}
"""By whether the weight rises, and whether the figure is calculated or found by trying."""


@dataclass(frozen=True)
class Turn:
    """A change of the winner as it is printed: the weight in points, and who wins there.

    What was found by trying is printed rounded, but told of the very weight that was tried.
    """

    flip: Flip
    weight: Fraction
    winners: tuple[int, ...]


def turns(board: Board, stage: int | None) -> tuple[Turn, ...]:
    """Every change of the winner by one weight, found once."""
    return board.once(("turns", stage), lambda: _turns(board, stage))


def _turns(board: Board, stage: int | None) -> tuple[Turn, ...]:
    standings, rules = board.standings(stage), (board.settings, board.competition.tie_break)
    found = []
    for flip in flips(standings, *rules):
        weight, _ = flip.printed
        at = (weight if flip.exact else flip.weight) * 100
        there = reweighted(standings, shifted(standings, flip.column, at), *rules)
        found.append(Turn(flip, weight, winners(there)))
    return tuple(found)


def smallest_turn(board: Board, stage: int | None) -> Turn | None:
    """The change of the winner that takes the least change of one weight."""
    found = turns(board, stage)
    least = smallest([turn.flip for turn in found])
    return next((turn for turn in found if turn.flip is least), None)


def smallest_text(board: Board, words: Words, stage: int | None) -> str:
    """The smallest change of one weight that changes the winner, in a sentence."""
    standings = board.standings(stage)
    if len(standings.ranking.order) < 2:
        return words.text("It takes two complete entries to say whether the weights decide.")
    turn = smallest_turn(board, stage)
    if turn is None:
        return words.text("No change of a single weight changes the winner.")
    return words.text(
        CHANGES[turn.flip.rises, turn.flip.exact],
        criterion=criterion_names(standings)[turn.flip.column],
        old=weight_text(words, turn.flip.official),
        new=weight_text(words, turn.weight),
        winner=names_of(board, words, turn.winners),
    )


def weights_to_try(board: Board, stage: int | None) -> tuple[int, ...] | None:
    """The weights, in hundredths, of the smallest change of the winner, where there is one."""
    turn = smallest_turn(board, stage)
    if turn is None:
        return None
    rules = board.settings, board.competition.tie_break
    return board.once(("to try", stage), lambda: to_try(board.standings(stage), turn.flip, *rules))


def names_of(board: Board, words: Words, entries: Sequence[int]) -> str:
    """The units of one or more entries in a sentence."""
    return words.join([entrant_name(board, entry) for entry in entries])


def weight_text(words: Words, points: Fraction) -> str:
    """A weight with as many decimals as it has."""
    decimals = LEAST_DECIMALS
    while decimals < MOST_DECIMALS and (points * 10**decimals).denominator != 1:
        decimals += 1
    return words.number(points, decimals)


@dataclass(frozen=True)
class Firmness:
    """How firm first place is against one weight: `start` to `end` is where the winner stays, `at`
    the official weight, in percent of the sum; the sentences say what comes before and after."""

    name: str
    weight: str
    start: float
    end: float
    at: float
    falls: str
    rises: str


def firmness_html(board: Board, words: Words, stage: int | None) -> str:
    """How far each weight can move before the winner changes, as a table."""
    key = ("firmness", stage, words.language)
    return board.once(key, lambda: _firmness_html(board, words, stage))


def _firmness_html(board: Board, words: Words, stage: int | None) -> str:
    standings = board.standings(stage)
    names = criterion_names(standings)
    found = {(turn.flip.column, turn.flip.rises): turn for turn in turns(board, stage)}
    rows = []
    for column, criterion in enumerate(standings.criteria):
        whole = Fraction(sum_around(standings, column), 100)
        falls, rises = found.get((column, False)), found.get((column, True))
        if not whole:
            continue
        rows.append(
            Firmness(
                names[column],
                weight_text(words, Fraction(criterion.weight, 100)),
                float((falls.flip.weight if falls else 0) / whole * 100),
                float((rises.flip.weight if rises else whole) / whole * 100),
                float(Fraction(criterion.weight, 100) / whole * 100),
                end_text(board, words, falls),
                end_text(board, words, rises),
            )
        )
    sums = [sum_around(standings, column) for column in range(len(standings.criteria))]
    return render(
        "criteria_weights.html",
        words,
        rows=rows if len(standings.ranking.order) > 1 else [],
        winner=names_of(board, words, winners(standings)),
        sum="" if len(standings.stages) > 1 else weight_text(words, Fraction(sums[0], 100)),
        exact=is_linear(board.settings),
        complete=len(standings.ranking.order),
        entered=int(standings.entered.sum()),
    )


def end_text(board: Board, words: Words, turn: Turn | None) -> str:
    """What happens at one end: the weight and who wins there."""
    if turn is None:
        return ""
    values = {
        "weight": weight_text(words, turn.weight),
        "winner": names_of(board, words, turn.winners),
    }
    if not turn.flip.exact:
        return words.text("%(winner)s at about %(weight)s", **values)
    if turn.flip.rises:
        return words.text("%(winner)s at %(weight)s or more", **values)
    return words.text("%(winner)s at %(weight)s or less", **values)
