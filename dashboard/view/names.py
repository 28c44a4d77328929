"""What units, entries and judges are called on screen."""

from dashboard.board import Board
from dashboard.view.words import Words


def unit_name(board: Board, entry: int) -> str:
    """The unit that entered."""
    name: str = board.unit_of[board.submission(entry).unit_id].name
    return name


def judge_name(board: Board, words: Words, judge_id: int) -> str:
    """A judge by number, in the order of the list of judges; personal names stay off the boards."""
    numbers = {row.id: number for number, row in enumerate(board.structure.judges, 1)}
    return words.text("Judge %(number)s", number=numbers[judge_id])


def seat_name(board: Board, words: Words, stage: int, seat: int) -> str:
    """The judge on a seat of a stage's panel."""
    return judge_name(board, words, list(board.axes[stage].judges)[seat])
