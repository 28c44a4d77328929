"""The judges, the stages they judge, and the entries that they do not judge."""

from collections.abc import Mapping, Set
from dataclasses import replace
from typing import Any

from dashboard.board import Board
from dashboard.desk.change import WHY, Edit
from dashboard.desk.door import Denied
from dashboard.desk.entered import entered, found, is_taken, merged, put
from dashboard.desk.marked import sheets_begun
from dashboard.view.words import message
from db.rows import JudgeRow, PanelRow, RecusalRow, Structure
from db.structure import next_id, without_judge

FIELDS = ("code", "name", "institution")

CODE_TAKEN = message("There is a judge with this code already.")
HAS_MARKS = message(
    "Judge %(judge)s has begun %(count)s sheets and cannot be removed. Withdraw the marks on the "
    "page Score sheets first, or leave the judge on the list."
)
HAS_MARKS_THERE = message(
    "Judge %(judge)s has begun %(count)s sheets of the stage “%(stage)s” and stays on its panel. "
    "Withdraw the marks on the page Score sheets first."
)
HAS_MARKED = message(
    "Judge %(judge)s has marked entry %(number)s already. Withdraw those marks on the page Score "
    "sheets first (and unlock the sheet, if it is locked)."
)
ALREADY = message("Judge %(judge)s does not judge entry %(number)s already.")
NOT_RECUSED = message("This recusal has been lifted meanwhile.")


def add_judge(given: Mapping[str, Any], stage_ids: Set[int]) -> Edit:
    """Add a judge to the list and to the panels of some stages; `given` by FIELDS, as typed."""

    def edit(board: Board) -> Structure:
        structure = board.structure
        new = JudgeRow(
            next_id(structure.judges), structure.competition.id, **_read(structure, None, given)
        )
        seats = tuple(
            PanelRow(found(structure.stages, key).id, new.id) for key in sorted(stage_ids)
        )
        return replace(structure, judges=(*structure.judges, new), panel=(*structure.panel, *seats))

    return edit


def edit_judge(
    judge_id: int,
    opened: Mapping[str, Any],
    given: Mapping[str, Any],
    opened_stages: Set[int],
    stage_ids: Set[int],
) -> Edit:
    """Change a judge and the stages judged."""

    def edit(board: Board) -> Structure:
        structure = board.structure
        row = found(structure.judges, judge_id)
        new = merged(row, opened, _read(structure, judge_id, given))
        stages = _merged_stages(structure, judge_id, opened_stages, stage_ids)
        for key in _stages(structure, judge_id) - stages:
            begun = sum(s.judge_id == judge_id and s.stage_id == key for s in sheets_begun(board))
            if begun:
                stage = found(structure.stages, key).name
                raise Denied(
                    HAS_MARKS_THERE, where="stages", judge=row.code, count=begun, stage=stage
                )
        others = tuple(seat for seat in structure.panel if seat.judge_id != judge_id)
        seats = tuple(PanelRow(key, judge_id) for key in sorted(stages))
        panel = tuple(sorted((*others, *seats), key=lambda seat: (seat.stage_id, seat.judge_id)))
        return replace(structure, judges=put(structure.judges, new), panel=panel)

    return edit


def remove_judge(judge_id: int) -> Edit:
    """Remove a judge who has begun no sheet."""

    def edit(board: Board) -> Structure:
        row = found(board.structure.judges, judge_id)
        begun = sum(sheet.judge_id == judge_id for sheet in sheets_begun(board))
        if begun:
            raise Denied(HAS_MARKS, judge=row.code, count=begun)
        return without_judge(board.structure, judge_id)

    return edit


def recuse(judge_id: int | None, submission_id: int | None, reason: str) -> Edit:
    """Set down that a judge does not judge an entry, and why."""

    def edit(board: Board) -> Structure:
        structure = board.structure
        judge_key = entered("judge", "code", judge_id, required=True)
        entry_key = entered("submission", "number", submission_id, required=True)
        why = entered("submission", "title", reason)
        if not why:
            raise Denied(WHY, where="reason")
        judge, entry = found(structure.judges, judge_key), found(structure.submissions, entry_key)
        named = {"judge": judge.code, "number": entry.number}
        if any((r.judge_id, r.submission_id) == (judge.id, entry.id) for r in structure.recusals):
            raise Denied(ALREADY, where="number", **named)
        if any((s.judge_id, s.submission_id) == (judge.id, entry.id) for s in sheets_begun(board)):
            raise Denied(HAS_MARKED, where="number", **named)
        new = RecusalRow(judge.id, entry.id, why)
        return replace(structure, recusals=(*structure.recusals, new))

    return edit


def lift_recusal(judge_id: int, submission_id: int, reason: str) -> Edit:
    """Let a judge judge an entry after all; the reason is for the record."""

    def edit(board: Board) -> Structure:
        if not reason.strip():
            raise Denied(WHY, where="reason")
        kept = tuple(
            row
            for row in board.structure.recusals
            if (row.judge_id, row.submission_id) != (judge_id, submission_id)
        )
        if len(kept) == len(board.structure.recusals):
            raise Denied(NOT_RECUSED)
        return replace(board.structure, recusals=kept)

    return edit


def _read(structure: Structure, own: int | None, given: Mapping[str, Any]) -> dict[str, Any]:
    values = {
        name: entered("judge", name, raw, required=name != "institution")
        for name, raw in given.items()
    }
    values["institution"] = values["institution"] or ""
    if is_taken(values["code"], [row.code for row in structure.judges if row.id != own]):
        raise Denied(CODE_TAKEN, where="code")
    return values


def _stages(structure: Structure, judge_id: int) -> set[int]:
    return {seat.stage_id for seat in structure.panel if seat.judge_id == judge_id}


def _merged_stages(
    structure: Structure, judge_id: int, opened: Set[int], wanted: Set[int]
) -> set[int]:
    """What was ticked or unticked in the form, on what holds now."""
    known = {row.id for row in structure.stages}
    return ((_stages(structure, judge_id) | (wanted - opened)) - (opened - wanted)) & known
