"""What is still missing before a competition can go over to its next phase."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from dashboard.board import Board
from dashboard.desk.criteria import weight_sum
from dashboard.view.words import message
from db.models import Method, Phase
from db.rules import WHOLE_WEIGHT, least_to_trim

COURSE = tuple(Phase)
"""The phases in their order."""


class Weight(StrEnum):
    """How much an open point weighs."""

    DONE = "done"
    MUST = "must"
    """Until it is done the phase cannot be entered."""
    EXPLAIN = "explain"
    """The phase can be entered with a reason."""
    ADVICE = "advice"
    """Worth knowing; it keeps nobody."""


@dataclass(frozen=True)
class Check:
    """One point of the list: a message with its values, where to put it right, what is open.

    `where` is a section of the settings or a page; `hundredths` among the values are written out
    by the reader's language; `sheets` are the sheets that are out: judge → entry numbers.
    """

    weight: Weight
    message: str
    where: str
    values: dict[str, object] = field(default_factory=dict)
    hundredths: dict[str, int] = field(default_factory=dict)
    sheets: dict[str, list[int]] = field(default_factory=dict)


NO_CRITERIA = message("No stage has criteria yet.")
SUM_RIGHT = message("The weights of the stage “%(stage)s” come to 100.")
SUM_SHORT = message("The weights of the stage “%(stage)s” come to %(sum)s: %(open)s are missing.")
SUM_OVER = message("The weights of the stage “%(stage)s” come to %(sum)s: %(open)s too many.")
HAS_JUDGES = message("The stage “%(stage)s” has judges: %(count)s.")
NO_JUDGES = message("The stage “%(stage)s” has no judge.")
HAS_ENTRIES = message("The stage “%(stage)s” has entries: %(count)s.")
NO_ENTRIES = message("No entry goes into the stage “%(stage)s”.")
BARE_STAGE = message("The stage “%(stage)s” counts in the result and has no criteria.")
SHARES = message("The weights of the stages come to %(sum)s; they count in proportion.")
FEW_TO_TRIM = message(
    "The stage “%(stage)s” has too few judges to leave out marks; it takes at least %(count)s."
)
ALL_IN = message("All score sheets are in.")
SHEETS_OUT = message("Score sheets are out: %(count)s of %(all)s.")
NOT_LOCKED = message("Complete sheets that are not confirmed yet: %(count)s.")
RANKED = message("Entries with a place: %(count)s.")
NOBODY_RANKED = message("No entry has a place yet: the result would be empty.")


def checks(board: Board, phase: Phase) -> list[Check]:
    """What stands between a competition and this phase, which is its next one."""
    made = {Phase.JUDGING: _to_judge, Phase.CLOSED: _to_close, Phase.PUBLISHED: _to_publish}
    return list(made[phase](board)) if phase in made else []


def _to_judge(board: Board) -> Iterator[Check]:
    structure = board.structure
    judged = {row.stage_id for row in structure.criteria}
    if not judged:
        yield Check(Weight.MUST, NO_CRITERIA, "criteria")
    for at, stage in enumerate(structure.stages):
        if stage.id not in judged:
            if stage.weight:
                yield Check(Weight.ADVICE, BARE_STAGE, "criteria", {"stage": stage.name})
            continue
        yield _sum_check(board, stage.id, stage.name)
        seats = len(board.axes[at].judges)
        named = {"stage": stage.name, "count": seats}
        done = Weight.DONE if seats else Weight.MUST
        yield Check(done, HAS_JUDGES if seats else NO_JUDGES, "jury", named)
        entered = int(board.stages[at].marks.entered.sum())
        named = {"stage": stage.name, "count": entered}
        done = Weight.DONE if entered else Weight.MUST
        yield Check(done, HAS_ENTRIES if entered else NO_ENTRIES, "entries", named)
        least = least_to_trim(board.competition.trim)
        if board.competition.method is Method.TRIMMED_MEAN and seats < least:
            values: dict[str, object] = {"stage": stage.name, "count": least}
            yield Check(Weight.ADVICE, FEW_TO_TRIM, "jury", values)
    shares = [stage.weight for stage in structure.stages if stage.weight is not None]
    if len(shares) > 1 and sum(shares) != WHOLE_WEIGHT:
        yield Check(Weight.ADVICE, SHARES, "stages", hundredths={"sum": sum(shares)})


def _sum_check(board: Board, stage_id: int, name: str) -> Check:
    total = weight_sum(board.structure, stage_id)
    if total == WHOLE_WEIGHT:
        return Check(Weight.DONE, SUM_RIGHT, "criteria", {"stage": name})
    said = SUM_SHORT if total < WHOLE_WEIGHT else SUM_OVER
    sums = {"sum": total, "open": abs(WHOLE_WEIGHT - total)}
    return Check(Weight.MUST, said, "criteria", {"stage": name}, sums)


def _to_close(board: Board) -> Iterator[Check]:
    out = sheets_out(board)
    due = sum(int(stage.marks.due.sum()) for stage in board.stages if stage.criteria)
    if not out:
        yield Check(Weight.DONE, ALL_IN, "judges")
    else:
        count = len(_sheets(board, full=False))
        values: dict[str, object] = {"count": count, "all": due}
        yield Check(Weight.EXPLAIN, SHEETS_OUT, "judges", values, sheets=out)
    locked = {
        (row.stage_id, row.submission_id, row.judge_id)
        for row in board.structure.sheets
        if row.confirmed_at
    }
    full = _sheets(board, full=True)
    if loose := len([key for key in full if key not in locked]):
        yield Check(Weight.ADVICE, NOT_LOCKED, "judges", {"count": loose})


def _to_publish(board: Board) -> Iterator[Check]:
    count = len(board.standings().ranking.order)
    if count:
        yield Check(Weight.DONE, RANKED, "leaderboard", {"count": count})
    else:
        yield Check(Weight.EXPLAIN, NOBODY_RANKED, "leaderboard")


def sheets_out(board: Board) -> dict[str, list[int]]:
    """The sheets that are due and not complete: by judge's code the numbers of the entries."""
    code = {row.id: row.code for row in board.structure.judges}
    number = {row.id: row.number for row in board.structure.submissions}
    out: dict[str, list[int]] = {}
    for _, submission, judge in _sheets(board, full=False):
        out.setdefault(code[judge], []).append(number[submission])
    return {judge: sorted(set(numbers)) for judge, numbers in sorted(out.items())}


def _sheets(board: Board, *, full: bool) -> list[tuple[int, int, int]]:
    submissions = list(board.entry_of)
    found: list[tuple[int, int, int]] = []
    for row, stage, axes in zip(board.structure.stages, board.stages, board.axes, strict=True):
        if not stage.criteria:
            continue
        judges = list(axes.judges)
        marks = stage.marks
        wanted = marks.sheet_full if full else marks.due & ~marks.sheet_full
        found += [
            (row.id, submissions[entry], judges[seat])
            for entry, seat in np.argwhere(wanted).tolist()
        ]
    return found
