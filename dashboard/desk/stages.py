"""The stages of a competition."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dashboard.board import Board
from dashboard.desk.change import Edit
from dashboard.desk.criteria import refuse_tie_breakers
from dashboard.desk.door import Denied
from dashboard.desk.entered import entered, found, is_taken, merged, put
from dashboard.desk.marked import sheets_begun
from dashboard.view.words import message
from db.models import EntryStatus
from db.rows import EntryRow, PanelRow, StageRow, Structure
from db.rules import NOT_IN_A_STAGE, WHOLE_WEIGHT
from db.structure import next_id, without_stage

NAME_TAKEN = message("There is a stage of this name already.")
NO_SEMICOLON = message("A name of a stage holds no semicolon, which parts the names in a list.")
BELOW_ZERO = message("A weight is not below zero.")
HAS_MARKS = message(
    "The stage “%(stage)s” has %(count)s sheets already and cannot be removed. Give it no weight "
    "if it is not to count."
)


def add_stage(given: Mapping[str, Any]) -> Edit:
    """Add a stage at the end; `given`: name, weight, as typed. Into the first one comes everybody.

    A weight left empty: the stage is shown beside the result, save the first one, which is all.
    """

    def edit(board: Board) -> Structure:
        structure = board.structure
        name, weight = _read(given)
        if weight is None and not structure.stages:
            weight = WHOLE_WEIGHT
        new = StageRow(
            next_id(structure.stages),
            structure.competition.id,
            max((row.position for row in structure.stages), default=0) + 1,
            _free(structure, name, None),
            weight,
        )
        if not structure.stages:
            structure = replace(
                structure,
                panel=tuple(PanelRow(new.id, judge.id) for judge in structure.judges),
                entries=tuple(
                    EntryRow(new.id, row.id, None, None, EntryStatus.WAITING)
                    for row in structure.submissions
                ),
            )
        return replace(structure, stages=(*structure.stages, new))

    return edit


def edit_stage(stage_id: int, opened: Mapping[str, Any], given: Mapping[str, Any]) -> Edit:
    """Rename a stage or give it another weight."""

    def edit(board: Board) -> Structure:
        structure = board.structure
        name, weight = _read(given)
        row = found(structure.stages, stage_id)
        new = merged(row, opened, {"name": _free(structure, name, stage_id), "weight": weight})
        return replace(structure, stages=put(structure.stages, new))

    return edit


def move_stage(stage_id: int, by: int) -> Edit:
    """Let a stage change places with its neighbour: `by` -1 earlier, 1 later."""

    def edit(board: Board) -> Structure:
        rows = board.structure.stages
        at = rows.index(found(rows, stage_id))
        if not 0 <= at + by < len(rows):
            return board.structure
        one, other = rows[at], rows[at + by]
        rows = put(rows, replace(one, position=other.position))
        rows = put(rows, replace(other, position=one.position))
        return replace(board.structure, stages=rows)

    return edit


def remove_stage(stage_id: int) -> Edit:
    """Remove a stage that nobody has judged in, with its criteria and lists."""

    def edit(board: Board) -> Structure:
        row = found(board.structure.stages, stage_id)
        begun = sum(sheet.stage_id == stage_id for sheet in sheets_begun(board))
        if begun:
            raise Denied(HAS_MARKS, stage=row.name, count=begun)
        own = [one for one in board.structure.criteria if one.stage_id == stage_id]
        refuse_tie_breakers(board.structure, own)
        return without_stage(board.structure, stage_id)

    return edit


def _read(given: Mapping[str, Any]) -> tuple[str, int | None]:
    name = entered("stage", "name", given["name"], required=True)
    if NOT_IN_A_STAGE in name:
        raise Denied(NO_SEMICOLON, where="name")
    weight = entered("stage", "weight", given["weight"])
    if weight is not None and weight < 0:
        raise Denied(BELOW_ZERO, where="weight")
    return name, weight


def _free(structure: Structure, name: str, stage_id: int | None) -> str:
    if is_taken(name, [row.name for row in structure.stages if row.id != stage_id]):
        raise Denied(NAME_TAKEN, where="name")
    return name
