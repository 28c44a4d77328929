"""The marks on paper: each judge's sheet of each entry, and what the panel makes of them."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from dashboard.analysis.marks import MISSING
from dashboard.analysis.standings import JudgedStage
from dashboard.board import Board
from dashboard.view.judges_grid import recusal_reason
from dashboard.view.leaderboard import note
from dashboard.view.names import unit_name
from dashboard.view.recap.paper import NOTHING, Cell, Number, Paper, Styles
from dashboard.view.words import Words


def marks_paper(
    book: Any, styles: Styles, board: Board, words: Words, name: str, index: int
) -> None:
    """Write the sheet of one stage, entries in their running order."""
    stage = board.stages[index]
    widths = [7, 30, 30, 26, *[12] * len(stage.criteria), 12, 30]
    paper = Paper(book, styles, board, words, name, widths)
    title = words.text("Recap of marks per entry and judge")
    paper.title(f"{title} · {stage.name}" if len(board.stages) > 1 else title)
    paper.head(
        [
            words.text("No."),
            board.competition.unit_term,
            words.text("Title"),
            words.text("Judge"),
            *(criterion_head(words, one.code, one.name, one.weight) for one in stage.criteria),
            words.text("Weighted total"),
            words.text("Remark"),
        ],
        repeats=True,
    )
    for cells, is_panel in marks_rows(board, words, index):
        paper.row(cells, strong=is_panel)
    seats = {row.id: row for row in board.structure.judges}
    judges = [seats[key] for key in board.axes[index].judges]
    paper.signatures([(row.name, row.institution) for row in judges], 1)


def criterion_head(words: Words, code: str, name: str, weight: int) -> str:
    """A criterion with its weight."""
    value = Fraction(weight, 100)
    shown = words.number(value, 0 if value.denominator == 1 else 2)
    return f"{code} {name} ({shown})"


def marks_rows(board: Board, words: Words, index: int) -> Iterator[tuple[list[Cell], bool]]:
    """The lines of a stage: one for each judge of an entry, then the panel's (True)."""
    stage = board.stages[index]
    slots = board.slots[index]
    for entry in slots:  # as the structure lists them: by running order, then number
        row = board.submission(entry)
        first: list[Cell] = [Number(row.number), unit_name(board, entry), row.title]
        if not stage.marks.entered[entry]:
            why = note(board, words, board.standings(index), entry)
            yield [*first, None, *[None] * len(stage.criteria), None, why], False
            continue
        for seat, judge in enumerate(board.axes[index].judges):
            yield [*first, *judge_cells(board, words, stage, entry, seat, judge)], False
            first = [Number(row.number), None, None]
        yield [*first, words.text("Panel"), *panel_cells(board, words, index, entry)], True


def judge_cells(
    board: Board, words: Words, stage: JudgedStage, entry: int, seat: int, judge: int
) -> list[Cell]:
    """One judge's sheet: name, marks, weighted total, and why something is missing."""
    person = next(row for row in board.structure.judges if row.id == judge)
    name = f"{person.code} {person.name}"
    columns = range(len(stage.criteria))
    if not stage.marks.due[entry, seat]:
        why = words.text("does not judge this entry")
        reason = recusal_reason(board, judge, entry)
        told = f"{why}: {reason}" if reason else why
        return [name, *[None] * len(columns), None, told]
    values = [int(stage.marks.values[entry, column, seat]) for column in columns]
    cells: list[Cell] = [
        NOTHING if value == MISSING else Number(Fraction(value, 100), 2) for value in values
    ]
    missing = sum(value == MISSING for value in values)
    told = ""
    if missing:
        told = words.text("not scored yet") if missing == len(values) else words.text("in part")
    total = None if missing else sheet_total(stage, values)
    return [name, *cells, NOTHING if total is None else Number(total, 2), told]


def sheet_total(stage: JudgedStage, values: list[int]) -> Fraction | None:
    """A full sheet's weighted total in points of 100; None where there is nothing to weigh by."""
    weights = sum(criterion.weight for criterion in stage.criteria)
    if not weights:
        return None
    parts = (
        criterion.weight * Fraction(value, criterion.maximum) * 100
        for criterion, value in zip(stage.criteria, values, strict=True)
    )
    return sum(parts, Fraction(0)) / weights


def panel_cells(board: Board, words: Words, index: int, entry: int) -> list[Cell]:
    """What the rule makes of the judges' marks."""
    scores, standings = board.stages[index].scores, board.standings(index)
    decimals = max(board.settings.decimals, 2)
    values: list[Cell] = [
        Number(scores.panel.fraction(entry, column), decimals)
        if scores.panel_known[entry, column]
        else NOTHING
        for column in range(len(board.stages[index].criteria))
    ]
    if not scores.scored[entry]:
        return [*values, NOTHING, words.text("not scored yet")]
    total = Number(scores.total.fraction(entry), int(standings.digits[entry]))
    return [*values, total, "" if scores.complete[entry] else words.text("provisional")]
