"""What a change was about, in words; what is not there any more keeps its key."""

from collections.abc import Mapping
from typing import Any

from dashboard.board import Board
from dashboard.view.names import unit_name
from dashboard.view.words import Words


def entry_of_id(board: Board, words: Words, submission_id: int) -> str:
    """An entry of the ledger: "7. Dinas X", or what it was if it is gone."""
    entry = board.entry_of.get(submission_id)
    if entry is None:
        return words.text("entry #%(id)s (removed)", id=submission_id)
    return f"{board.submission(entry).number}. {unit_name(board, entry)}"


def judge_of_id(board: Board, words: Words, judge_id: int) -> str:
    """A judge of the ledger: code and name."""
    for row in board.structure.judges:
        if row.id == judge_id:
            return f"{row.code} {row.name}"
    return words.text("judge #%(id)s (removed)", id=judge_id)


def criterion_of_id(board: Board, words: Words, criterion_id: int) -> str:
    """A criterion of the ledger: code and name."""
    for row in board.structure.criteria:
        if row.id == criterion_id:
            return f"{row.code} {row.name}"
    return words.text("criterion #%(id)s (removed)", id=criterion_id)


def subject_texts(board: Board, words: Words, subject: Mapping[str, Any]) -> list[str]:
    """The things a recorded change was about, the main one first."""
    told = []
    for name, value in subject.items():
        if name == "submission":
            told.append(_entry(board, words, value))
        elif name == "judge":
            told.append(_coded(board.structure.judges, value))
        elif name == "criterion":
            told.append(_coded(board.structure.criteria, value))
        elif name == "unit":
            told.append(_coded(board.structure.units, value))
        elif name == "sha256":
            told.append(f"SHA-256 {str(value)[:12]}…")
        elif name != "card":
            told.append(str(value))
    return told


def _entry(board: Board, words: Words, number: object) -> str:
    for index, row in enumerate(board.structure.submissions):
        if row.number == number:
            return f"{row.number}. {unit_name(board, index)}"
    return words.text("entry %(number)s (removed)", number=number)


def _coded(rows: Any, code: object) -> str:
    """A thing by its code and its name of today, where it still has one."""
    return next((f"{row.code} {row.name}" for row in rows if row.code == code), str(code))
