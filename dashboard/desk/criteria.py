"""The criteria of a stage: what is judged, on which scale, with what weight."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any

from dashboard.board import Board
from dashboard.desk.change import Edit
from dashboard.desk.door import Denied
from dashboard.desk.entered import Meanwhile, entered, found, is_taken, merged, put
from dashboard.desk.marked import Mark, marks_on
from dashboard.desk.presets import Preset
from dashboard.view.words import Words, message
from db.models import Phase
from db.rows import CriterionRow, Structure
from db.rules import NOT_IN_A_CODE, WHOLE_WEIGHT, chain_codes, is_on_scale, scale_faults
from db.structure import next_id
from db.workbook.words import same

FIELDS = ("code", "name", "description", "weight", "minimum", "maximum", "step")
NAMED = 5
"""So many marks are named where a new scale would break them."""

CODE_TAKEN = message(
    "The code %(value)s is that of another criterion; codes differ in the whole competition."
)
NO_COMMA = message("A code holds no comma and no semicolon, which part the codes in a list.")
SCALE_FAULTS = {
    "negative_weight": message("A weight is not below zero."),
    "bad_maximum": message("The highest mark is above zero."),
    "min_not_below_max": message("The lowest mark is below the highest."),
    "bad_step": message("The step is above zero."),
}
SUM_IS_FIXED = message(
    "While the judging is on, the weights of a stage come to 100 at every moment. Give a new "
    "criterion the weight 0, then change all weights at once."
)
HAS_MARKS = message(
    "The criterion %(code)s has %(count)s marks already and cannot be removed. Give it the weight "
    "0 if it is not to count."
)
BREAKS_TIES = message(
    "The criterion %(code)s settles ties by the rules of the competition. Change the rules first."
)
STAGE_HAS_MARKS = message("This stage has marks already; its criteria cannot be replaced.")


class BrokenMarks(Denied):
    """Marks that a new scale would not allow: their entries and judges, the first few of them."""

    def __init__(self, board: Board, marks: list[Mark]) -> None:
        super().__init__(
            message("Marks that were given do not fit the new scale: %(marks)s"),
            where="maximum",
            marks="",
        )
        judge = {row.id: row.code for row in board.structure.judges}
        self.count = len(marks)
        self.named = [
            (
                judge[mark.judge_id],
                board.submission(board.entry_of[mark.submission_id]).number,
                mark,
            )
            for mark in islice(marks, NAMED)
        ]

    def text(self, words: Words) -> str:
        """The marks in the reader's words."""
        listed = [
            words.text(
                "%(value)s of %(judge)s for entry %(number)s",
                value=words.hundredths(mark.value),
                judge=judge,
                number=number,
            )
            for judge, number, mark in self.named
        ]
        if self.count > len(listed):
            more = self.count - len(listed)
            listed.append(words.plural("%(count)s more", "%(count)s more", more))
        return words.text(self.message, marks=words.join(listed))


def add_criterion(stage_id: int, given: Mapping[str, Any]) -> Edit:
    """Add a criterion at the end of a stage; `given` by the names of FIELDS, as typed."""

    def edit(board: Board) -> Structure:
        structure = board.structure
        found(structure.stages, stage_id)
        values = _read(structure, None, given)
        position = max(
            (r.position for r in structure.criteria if r.stage_id == stage_id), default=0
        )
        new = CriterionRow(
            id=next_id(structure.criteria), stage_id=stage_id, position=position + 1, **values
        )
        after = replace(structure, criteria=(*structure.criteria, new))
        return _summed(structure, after, stage_id)

    return edit


def edit_criterion(criterion_id: int, opened: Mapping[str, Any], given: Mapping[str, Any]) -> Edit:
    """Change a criterion; marks that are given already must fit its new scale."""

    def edit(board: Board) -> Structure:
        structure = board.structure
        row = found(structure.criteria, criterion_id)
        new = merged(row, opened, _read(structure, criterion_id, given))
        _check_scale(new)
        scale = new.minimum, new.maximum, new.step
        broken = [m for m in marks_on(board, criterion_id) if not is_on_scale(m.value, scale)]
        if broken:
            raise BrokenMarks(board, broken)
        after = replace(structure, criteria=put(structure.criteria, new))
        if new.code != row.code:
            after = _recoded(after, row.code, new.code)
        return _summed(structure, after, row.stage_id)

    return edit


def set_weights(opened: Mapping[int, int], given: Mapping[int, Any]) -> Edit:
    """Change the weights of several criteria of one stage at once; by id, as typed."""

    def edit(board: Board) -> Structure:
        structure = after = board.structure
        both: dict[str, tuple[Any, Any]] = {}
        for key, raw in given.items():
            row = found(after.criteria, key)
            try:
                weight = entered("criterion", "weight", raw, required=True)
                if weight < 0:
                    raise Denied(SCALE_FAULTS["negative_weight"])
                new = merged(row, {"weight": opened.get(key, row.weight)}, {"weight": weight})
            except Meanwhile as denied:
                both[str(key)] = denied.both["weight"]
                continue
            except Denied as denied:
                raise Denied(denied.message, where=str(key), **denied.values) from denied
            after = replace(after, criteria=put(after.criteria, new))
        if both:
            raise Meanwhile(both)
        for stage_id in {found(structure.criteria, key).stage_id for key in given}:
            after = _summed(structure, after, stage_id)
        return after

    return edit


def move_criterion(criterion_id: int, by: int) -> Edit:
    """Let a criterion change places with its neighbour in the stage: `by` -1 up, 1 down."""

    def edit(board: Board) -> Structure:
        row = found(board.structure.criteria, criterion_id)
        rows = [one for one in board.structure.criteria if one.stage_id == row.stage_id]
        at = rows.index(row)
        if not 0 <= at + by < len(rows):
            return board.structure
        rows[at], rows[at + by] = rows[at + by], rows[at]
        criteria = board.structure.criteria
        for position, one in enumerate(rows, 1):  # imported positions may be equal
            criteria = put(criteria, replace(one, position=position))
        return replace(board.structure, criteria=criteria)

    return edit


def remove_criterion(criterion_id: int) -> Edit:
    """Remove a criterion that has no marks."""

    def edit(board: Board) -> Structure:
        structure = board.structure
        row = found(structure.criteria, criterion_id)
        count = sum(1 for _ in marks_on(board, criterion_id))
        if count:
            raise Denied(HAS_MARKS, code=row.code, count=count)
        refuse_tie_breakers(structure, [row])
        after = replace(structure, criteria=tuple(r for r in structure.criteria if r is not row))
        return _summed(structure, after, row.stage_id)

    return edit


def use_preset(stage_id: int, preset: Preset) -> Edit:
    """Give a stage the criteria of a preset instead of its own, while it has no marks."""

    def edit(board: Board) -> Structure:
        structure = board.structure
        found(structure.stages, stage_id)
        own = [row for row in structure.criteria if row.stage_id == stage_id]
        others = [row for row in structure.criteria if row.stage_id != stage_id]
        if any(True for row in own for _ in marks_on(board, row.id)):
            raise Denied(STAGE_HAS_MARKS)
        refuse_tie_breakers(structure, own)
        taken = {same(row.code) for row in others}
        codes = (f"K{number}" for number in range(1, 10_000) if f"k{number}" not in taken)
        first = next_id(structure.criteria)
        new = tuple(
            CriterionRow(
                first - at, stage_id, at + 1, code, one.name, one.description,
                one.weight, 0, 10_000, preset.step,
            )
            for at, (one, code) in enumerate(zip(preset.criteria, codes, strict=False))
        )  # fmt: skip
        after = replace(structure, criteria=(*others, *new))
        return _summed(structure, after, stage_id)

    return edit


def refuse_tie_breakers(structure: Structure, going: Iterable[CriterionRow]) -> None:
    """Refuse to let a criterion go by which the rules of the competition settle ties.

    Raises:
        Denied: one of these is such a criterion.
    """
    chain = set(map(same, chain_codes(structure.competition.tie_break)))
    for row in going:
        if same(row.code) in chain:
            raise Denied(BREAKS_TIES, code=row.code)


def weight_sum(structure: Structure, stage_id: int) -> int:
    """What the weights of a stage come to, in hundredths."""
    return sum(row.weight for row in structure.criteria if row.stage_id == stage_id)


def _summed(before: Structure, after: Structure, stage_id: int) -> Structure:
    """Past the preparations no change of weights leaves a stage at another sum than 100."""
    total = weight_sum(after, stage_id)
    preparing = before.competition.phase is Phase.REGISTRATION
    if not preparing and total not in (WHOLE_WEIGHT, weight_sum(before, stage_id)):
        raise Denied(SUM_IS_FIXED, where="weight")
    return after


def _read(structure: Structure, own: int | None, given: Mapping[str, Any]) -> dict[str, Any]:
    values = {
        name: entered("criterion", name, raw, required=name != "description")
        for name, raw in given.items()
    }
    values["description"] = values["description"] or ""
    code = values["code"]
    if set(NOT_IN_A_CODE) & set(code):
        raise Denied(NO_COMMA, where="code")
    if is_taken(code, [row.code for row in structure.criteria if row.id != own]):
        raise Denied(CODE_TAKEN, where="code", value=code)
    if own is None:
        for fault in scale_faults(*(values[name] for name in FIELDS[3:])):
            raise Denied(SCALE_FAULTS[fault.code], where=fault.field)
    return values


def _check_scale(row: CriterionRow) -> None:
    for fault in scale_faults(row.weight, row.minimum, row.maximum, row.step):
        raise Denied(SCALE_FAULTS[fault.code], where=fault.field)


def _recoded(structure: Structure, old: str, new: str) -> Structure:
    """The rule for ties names criteria by code: it follows."""
    codes = chain_codes(structure.competition.tie_break)
    if old not in codes:
        return structure
    chain = ",".join(new if code == old else code for code in codes)
    return replace(structure, competition=replace(structure.competition, tie_break=chain))
