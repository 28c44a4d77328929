"""Sheets as they are told to the browser, out of the board that all screens share."""

from collections.abc import Iterable
from typing import Any

from dashboard.access import Identity
from dashboard.analysis.marks import MISSING
from dashboard.analysis.sheets import SheetTotals, sheet_totals
from dashboard.board import Board
from dashboard.desk.sheet_rules import Hundredths, phase_denied, said, sheet_denied
from dashboard.view.words import Words
from db.models import Role
from db.rows import RecusalRow, SheetKey, SheetRow


def may_read(who: Identity, judge_id: int) -> bool:
    """Whether a judge's sheets are for them: a judge sees no other's."""
    return who.role != Role.JURI or who.judge_id == judge_id


def stages_of(board: Board, who: Identity) -> list[int]:
    """The stages, by index, whose sheets they may see: a judge those whose panel they are on."""
    return [
        index
        for index, axes in enumerate(board.axes)
        if who.role != Role.JURI or who.judge_id in axes.judges
    ]


def keys_of(board: Board, stage: int, *, judge: int | None, entry: int | None) -> list[SheetKey]:
    """The sheets of a stage in running order, of one judge or one submission or of all (None)."""
    key = board.structure.stages[stage].id
    submissions = [board.submission(index).id for index in board.slots[stage]]
    return [
        SheetKey(key, submission, seat)
        for submission in submissions
        for seat in board.axes[stage].judges
        if judge in (None, seat) and entry in (None, submission)
    ]


def sheets_json(board: Board, words: Words, keys: Iterable[SheetKey]) -> list[dict[str, Any]]:
    """What changes in sheets, as JSON can hold it; of what is not of the board, nothing.

    `marks` are by criterion (hundredths, None where there is none), `given` counts them; `total`
    and `reach` are texts: points of 100 gathered by the criteria given, and what those can give at
    most. `points` and `sum` (the plain sum of the marks) are hundredths, to be compared with what
    stands on paper. `closed` says why the sheet takes no marks, `locked` since when it is locked.
    """
    return [state for key in keys if (state := sheet_json(board, words, key))]


def sheet_json(board: Board, words: Words, key: SheetKey) -> dict[str, Any] | None:
    """One sheet; see `sheets_json`."""
    stages = [row.id for row in board.structure.stages]
    if key.stage_id not in stages or key.submission_id not in board.entry_of:
        return None
    stage, entry = stages.index(key.stage_id), board.entry_of[key.submission_id]
    axes, seat = board.axes[stage], board.axes[stage].judges.get(key.judge_id)
    if seat is None:
        return None
    row = _sheets(board).get((key.stage_id, key.submission_id, key.judge_id))
    locked = row.confirmed_at if row else None
    values = board.stages[stage].marks.values[entry, :, seat].tolist()
    return {
        "stage": key.stage_id,
        "submission": key.submission_id,
        "judge": key.judge_id,
        "marks": {
            str(criterion): None if values[column] == MISSING else values[column]
            for criterion, column in axes.criteria.items()
        },
        "remarks": row.remarks if row else "",
        "locked": words.clock(locked, board.competition.timezone) if locked else "",
        "closed": closed_text(board, words, stage, entry, key.judge_id),
        **_totals(board, words, stage, entry, seat),
    }


def closed_text(board: Board, words: Words, stage: int, entry: int, judge_id: int) -> str:
    """Why there is nothing to mark for this judge, whatever the phase; empty where there is."""
    submission, slot = board.submission(entry), board.slots[stage].get(entry)
    recusal = _recusals(board).get((judge_id, submission.id))
    denied = sheet_denied(
        submission.status,
        slot.status if slot else None,
        judge_id in board.axes[stage].judges,
        recusal.reason if recusal else None,
    )
    return said(denied, words) if denied else ""


def phase_text(board: Board, words: Words) -> str:
    """Why no sheet of the competition takes marks now; empty while they do."""
    denied = phase_denied(board.competition.phase)
    return said(denied, words) if denied else ""


def _totals(board: Board, words: Words, stage: int, entry: int, seat: int) -> dict[str, Any]:
    totals: SheetTotals = board.once(
        ("sheet totals", stage),
        lambda: sheet_totals(
            board.stages[stage].marks, board.stages[stage].criteria, board.settings
        ),
    )
    points = totals.points.fraction(entry, seat)
    reach = totals.reach.fraction(entry, seat)
    plain = int(totals.sums[entry, seat])
    weighted = totals.weighted
    return {
        "given": int(totals.given[entry, seat]),
        "total": words.number(points, 2) if weighted else "",
        "reach": words.number(reach, 0 if reach.denominator == 1 else 2),
        "points": int((points * 200 + 1) // 2) if weighted else None,
        "sum": plain,
        "plain": Hundredths(plain).text(words),
    }


def _sheets(board: Board) -> dict[tuple[int, int, int], SheetRow]:
    return board.once(
        "sheet rows",
        lambda: {
            (row.stage_id, row.submission_id, row.judge_id): row for row in board.structure.sheets
        },
    )


def _recusals(board: Board) -> dict[tuple[int, int], RecusalRow]:
    return board.once(
        "recusals",
        lambda: {(row.judge_id, row.submission_id): row for row in board.structure.recusals},
    )
