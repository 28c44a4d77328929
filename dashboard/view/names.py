"""What units, entries, criteria and judges are called on screen."""

from collections import Counter

from dashboard.analysis.standings import Standings
from dashboard.board import Board
from dashboard.view.words import Words


def unit_name(board: Board, entry: int) -> str:
    """The unit that entered."""
    name: str = board.unit_of[board.submission(entry).unit_id].name
    return name


def entrant_name(board: Board, entry: int) -> str:
    """The unit, and where it entered several times, with which entry."""
    entered = board.once("entries of units", lambda: _entries_of_units(board))
    unit, row = unit_name(board, entry), board.submission(entry)
    return f"{unit} ({row.title})" if entered[row.unit_id] > 1 else unit


def _entries_of_units(board: Board) -> Counter[int]:
    return Counter(row.unit_id for row in board.structure.submissions)


def judge_name(board: Board, words: Words, judge_id: int) -> str:
    """A judge by number, in the order of the list of judges; personal names stay off the boards."""
    numbers = {row.id: number for number, row in enumerate(board.structure.judges, 1)}
    return words.text("Judge %(number)s", number=numbers[judge_id])


def seat_name(board: Board, words: Words, stage: int, seat: int) -> str:
    """The judge on a seat of a stage's panel."""
    return judge_name(board, words, list(board.axes[stage].judges)[seat])


def entry_name(board: Board, entry: int) -> str:
    """An entry by its number and unit: a unit may have several."""
    return f"{board.submission(entry).number}. {unit_name(board, entry)}"


def criterion_names(standings: Standings) -> list[str]:
    """The names of a board's criteria; where two stages have the same one, with the stage's."""
    names = [criterion.name for criterion in standings.criteria]
    stages = [stage.name for stage in standings.stages for _ in stage.criteria]
    return [
        name if names.count(name) == 1 else f"{name} ({stage})"
        for name, stage in zip(names, stages, strict=True)
    ]
