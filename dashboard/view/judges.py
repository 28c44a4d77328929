"""The judges of a stage and their sheets, as all panels of their page see them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dashboard.analysis.marks import Marks
from dashboard.analysis.progress import Holding, holding, states
from dashboard.analysis.standings import JudgedStage
from dashboard.board import Board
from dashboard.view.leaderboard import View
from dashboard.view.names import seat_name
from dashboard.view.why import why_html
from dashboard.view.words import Words


@dataclass(frozen=True)
class Bench:
    """The judges of a stage and their sheets.

    `entries` are those of the running order, in that order; `found` the `State` of every sheet and
    `locked` whether it is confirmed, both [entry, seat]; `held` the sheets that are waited for.
    """

    index: int
    stage: JudgedStage
    entries: NDArray[np.int64]
    found: NDArray[np.int8]
    locked: NDArray[np.bool_]
    held: Holding

    @property
    def marks(self) -> Marks:
        """The stage's marks."""
        return self.stage.marks


def bench(board: Board, stage: int) -> Bench:
    """The judges of a stage and their sheets, found once for all panels."""
    return board.once(("bench", stage), lambda: _bench(board, stage))


def _bench(board: Board, stage: int) -> Bench:
    judged, slots, seats = board.stages[stage], board.slots[stage], board.axes[stage].judges
    status = np.full(len(board.structure.submissions), "", dtype="U10")
    for entry, slot in slots.items():
        status[entry] = slot.status
    locked = np.zeros(judged.marks.due.shape, dtype=bool)
    key = board.structure.stages[stage].id
    for sheet in board.structure.sheets:
        if sheet.stage_id == key and sheet.confirmed_at and sheet.judge_id in seats:
            locked[board.entry_of[sheet.submission_id], seats[sheet.judge_id]] = True
    return Bench(
        stage,
        judged,
        np.array(list(slots), dtype=np.int64),
        states(judged.marks),
        locked,
        holding(judged.marks, status == "presented", status == "presenting"),
    )


def judge_names(board: Board, words: Words, stage: int) -> list[str]:
    """What the judges of a stage are called, by seat."""
    return [seat_name(board, words, stage, seat) for seat in range(len(board.axes[stage].judges))]


def empty_text(board: Board, words: Words, stage: int) -> str:
    """What to do first where a stage cannot be judged yet; empty where it can."""
    if not board.stages or not board.stages[stage].criteria:
        return words.text(
            "There are no criteria yet. Fill the sheets Tahap and Kriteria of the workbook and "
            "import it on the page Data."
        )
    if not board.axes[stage].judges:
        return words.text(
            "There are no judges yet. Fill the sheet Juri of the workbook and import it "
            "on the page Data."
        )
    if not board.slots[stage]:
        return words.text(
            "There are no entries to judge yet. Fill the sheet Peserta of the workbook and import "
            "it on the page Data."
        )
    return ""


def opened_html(board: Board, words: Words, stage: int, asked: str | None) -> str:
    """The explanation of the entry whose row was opened: its key begins with the submission."""
    return why_html(board, words, View(stage), int(asked.split("-")[0])) if asked else ""
