"""The entries, and the stages they go through."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from dashboard.board import Board
from dashboard.desk.change import WHY, Edit
from dashboard.desk.door import Denied
from dashboard.desk.entered import MISSING, entered, found, merged, put
from dashboard.desk.marked import sheets_begun
from dashboard.desk.roster import on_a_free_id
from dashboard.view.words import message
from db.models import EntryStatus, SubmissionStatus
from db.rows import EntryRow, Structure, SubmissionRow, UnitRow
from db.structure import next_id, without_submission

TEXTS = frozenset({"summary", "category"})
FIELDS = ("number", "title", "category", "is_digital", "is_inclusive", "status")
BLANK = {"summary": "", "category": "", "is_digital": None, "is_inclusive": None}
OUT = (SubmissionStatus.WITHDRAWN, SubmissionStatus.DISQUALIFIED)
"""States that need a reason."""

NUMBER_TAKEN = message("There is an entry with the number %(value)s already.")
HAS_MARKS = message(
    "Entry %(number)s has %(count)s sheets already and cannot be removed. Set it to withdrawn or "
    "disqualified instead."
)
HAS_MARKS_THERE = message(
    "Entry %(number)s has been marked in the stage “%(stage)s” already and stays in it. Set it to "
    "withdrawn or disqualified if it is not to count."
)


def add_entry(given: Mapping[str, Any], unit: UnitRow | None, stage_ids: Set[int]) -> Edit:
    """Register an entry, now, at the end of the running order of its stages.

    `given` by FIELDS, as typed; a `unit` with an id below zero is new, and comes from outside the
    roster.
    """
    at = datetime.now(UTC)

    def edit(board: Board) -> Structure:
        structure = board.structure
        if unit is None:
            raise Denied(MISSING, where="unit")
        home = on_a_free_id(structure, unit)
        if home.id not in {row.id for row in structure.units}:
            structure = replace(structure, units=(*structure.units, home))
        new = SubmissionRow(
            **{
                "id": next_id(structure.submissions),
                "competition_id": structure.competition.id,
                "unit_id": home.id,
                "registered_at": at,
                **BLANK,
                **_read(structure, None, given),
            }
        )
        structure = replace(structure, submissions=(*structure.submissions, new))
        return _in_stages(structure, new, stage_ids)

    return edit


def edit_entry(
    submission_id: int,
    opened: Mapping[str, Any],
    given: Mapping[str, Any],
    opened_stages: Set[int],
    stage_ids: Set[int],
    reason: str = "",
) -> Edit:
    """Change an entry, its unit (`unit_id`, one of the structure's) and the stages it goes into."""

    def edit(board: Board) -> Structure:
        structure = board.structure
        row = found(structure.submissions, submission_id)
        values = _read(structure, submission_id, given)
        if "unit_id" in given:
            values["unit_id"] = found(structure.units, given["unit_id"]).id
        new = merged(row, opened, values)
        if new.status in OUT and new.status != row.status and not reason.strip():
            raise Denied(WHY, where="reason")
        now = {slot.stage_id for slot in structure.entries if slot.submission_id == submission_id}
        known = {stage.id for stage in structure.stages}
        wanted = ((now | (stage_ids - opened_stages)) - (opened_stages - stage_ids)) & known
        begun = {s.stage_id for s in sheets_begun(board) if s.submission_id == submission_id}
        for key in (now - wanted) & begun:
            stage = found(structure.stages, key).name
            raise Denied(HAS_MARKS_THERE, where="stages", number=row.number, stage=stage)
        structure = replace(structure, submissions=put(structure.submissions, new))
        return _in_stages(structure, new, wanted)

    return edit


def remove_entry(submission_id: int) -> Edit:
    """Remove an entry that nobody has begun to judge."""

    def edit(board: Board) -> Structure:
        row = found(board.structure.submissions, submission_id)
        begun = sum(sheet.submission_id == submission_id for sheet in sheets_begun(board))
        if begun:
            raise Denied(HAS_MARKS, number=row.number, count=begun)
        after = without_submission(board.structure, submission_id)
        kept = {*after.eligible_unit_ids, *(one.unit_id for one in after.submissions)}
        return replace(after, units=tuple(unit for unit in after.units if unit.id in kept))

    return edit


def enter_all(stage_id: int) -> Edit:
    """Let every entry that is neither withdrawn nor disqualified go into a stage."""

    def edit(board: Board) -> Structure:
        structure = board.structure
        found(structure.stages, stage_id)
        inside = {slot.submission_id for slot in structure.entries if slot.stage_id == stage_id}
        coming = [
            row.id
            for row in structure.submissions
            if row.id not in inside and row.status not in OUT
        ]
        return _placed(structure, coming, stage_id)

    return edit


def next_number(structure: Structure) -> int:
    """The number of the next entry."""
    return max((row.number for row in structure.submissions), default=0) + 1


def _read(structure: Structure, own: int | None, given: Mapping[str, Any]) -> dict[str, Any]:
    values = {
        name: entered("submission", name, raw, required=name in ("number", "title", "status"))
        for name, raw in given.items()
        if name != "unit_id"
    }
    for name in TEXTS & set(values):
        values[name] = values[name] or ""
    number = values["number"]
    if any(row.number == number and row.id != own for row in structure.submissions):
        raise Denied(NUMBER_TAKEN, where="number", value=number)
    return values


def _in_stages(structure: Structure, row: SubmissionRow, stage_ids: Set[int]) -> Structure:
    """The structure with the entry in exactly these stages."""
    kept = tuple(
        slot
        for slot in structure.entries
        if slot.submission_id != row.id or slot.stage_id in stage_ids
    )
    inside = {slot.stage_id for slot in kept if slot.submission_id == row.id}
    structure = replace(structure, entries=kept)
    for key in sorted(stage_ids - inside):
        structure = _placed(structure, [row.id], found(structure.stages, key).id)
    return structure


def _placed(structure: Structure, submission_ids: Sequence[int], stage_id: int) -> Structure:
    """The entries at the end of the running order; without one where the stage has none."""
    orders = [slot.running_order for slot in structure.entries if slot.stage_id == stage_id]
    given = [order for order in orders if order is not None]
    last = max(given) if given else None if orders else 0
    slots = tuple(
        EntryRow(stage_id, key, None if last is None else last + at, None, EntryStatus.WAITING)
        for at, key in enumerate(submission_ids, 1)
    )
    return replace(structure, entries=(*structure.entries, *slots))
