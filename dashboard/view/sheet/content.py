"""What the score sheets show apart from marks: entries, criteria, judges, in the reader's words."""

from fractions import Fraction
from typing import Any

from dashboard.board import Board
from dashboard.view.names import judge_name, unit_name
from dashboard.view.words import Words, message
from db.rows import CriterionRow, EntryRow

STATUS = {
    "waiting": message("not presented yet"),
    "presenting": message("presents now"),
    "presented": message("has presented"),
    "absent": message("absent"),
}


def criteria_json(board: Board, words: Words, stage: int) -> list[dict[str, Any]]:
    """The criteria of a stage: what a mark must be (hundredths), and how a judge reads it."""
    key = board.structure.stages[stage].id
    return [
        {
            "id": row.id,
            "code": row.code,
            "name": row.name,
            "description": row.description,
            "minimum": row.minimum,
            "maximum": row.maximum,
            "step": row.step,
            "rule": rule_text(words, row),
        }
        for row in board.structure.criteria
        if row.stage_id == key
    ]


def rule_text(words: Words, row: CriterionRow) -> str:
    """Scale, step and weight of a criterion in one line."""
    scale = f"{plain(words, row.minimum)}\N{EN DASH}{plain(words, row.maximum)}"
    step = words.text("steps of %(step)s", step=plain(words, row.step)) if row.step > 1 else ""
    weight = words.text("weight %(weight)s", weight=plain(words, row.weight))
    return " · ".join(part for part in (scale, step, weight) if part)


def plain(words: Words, hundredths: int) -> str:
    """A number of hundredths with no more places than it has."""
    places = 0 if hundredths % 100 == 0 else 1 if hundredths % 10 == 0 else 2
    return words.number(Fraction(hundredths, 100), places)


def entries_json(board: Board, words: Words, stage: int) -> list[dict[str, Any]]:
    """The entries of a stage in running order."""
    return [entry_json(board, words, entry, slot) for entry, slot in board.slots[stage].items()]


def entry_json(board: Board, words: Words, entry: int, slot: EntryRow) -> dict[str, Any]:
    """One entry of a running order: its place, slot, unit, title and status."""
    submission = board.submission(entry)
    order = slot.running_order
    return {
        "id": submission.id,
        "number": words.number(submission.number),
        "order": "" if order is None else words.number(order),
        "slot": f"{slot.slot_time:%H:%M}" if slot.slot_time else "",
        "unit": unit_name(board, entry),
        "title": submission.title,
        "status": slot.status,
        "said": words.text(STATUS[slot.status]),
        "search": f"{submission.number} {unit_name(board, entry)} {submission.title}".casefold(),
    }


def judges_json(board: Board, words: Words, stage: int) -> list[dict[str, Any]]:
    """The judges of a stage's panel."""
    return [
        {"id": judge, "name": desk_name(board, words, judge)} for judge in board.axes[stage].judges
    ]


def desk_name(board: Board, words: Words, judge_id: int) -> str:
    """A judge as the desk calls them: by number and, papers being signed, by name."""
    number = judge_name(board, words, judge_id)
    person = next(row.name for row in board.structure.judges if row.id == judge_id)
    return number if person == number else f"{number} · {person}"
