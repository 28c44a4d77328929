"""The rules on paper: how marks become places, who judged what by which weights, who did not."""

from fractions import Fraction
from typing import Any

from dashboard.analysis.standings import Standings
from dashboard.board import Board
from dashboard.view.names import unit_name
from dashboard.view.recap.paper import Cell, Number, Paper, Styles
from dashboard.view.why import rule
from dashboard.view.words import Words


def rules_paper(book: Any, styles: Styles, board: Board, words: Words, name: str) -> None:
    """Write the sheet."""
    paper = Paper(book, styles, board, words, name, [22, 34, 34, 12, 12, 12, 12])
    paper.title(words.text("Rules"))
    paper.line(rule(words, board.settings))
    paper.line(chain_text(words, board.standings()))
    _criteria(paper, board, words)
    _judges(paper, board, words)
    if board.structure.recusals:
        _recusals(paper, board, words)


def chain_text(words: Words, standings: Standings) -> str:
    """What settles ties, in order."""
    names = [standings.criteria[column].name for column in standings.chain]
    if not names:
        return words.text("Equal totals share a place.")
    return words.text(
        "Equal totals are settled by, in this order: %(criteria)s; then the place is shared.",
        criteria=", ".join(names),
    )


def points(hundredths: int) -> Number:
    """Hundredths as a number with the decimals it needs."""
    value = Fraction(hundredths, 100)
    return Number(value, 0 if value.denominator == 1 else 2)


def _criteria(paper: Paper, board: Board, words: Words) -> None:
    paper.skip()
    paper.line(words.text("The criteria"), "heading")
    paper.head(
        [
            words.text("Stage"),
            words.text("Criterion"),
            words.text("Description"),
            words.text("Weight"),
            words.text("Lowest mark"),
            words.text("Highest mark"),
            words.text("Step"),
        ]
    )
    stages = {row.id: row for row in board.structure.stages}
    for row in board.structure.criteria:
        stage = stages[row.stage_id]
        told = stage.name
        if len(stages) > 1 and stage.weight is not None:
            weight = points(stage.weight)
            told = f"{stage.name} ({words.number(weight.value, weight.decimals)})"
        numbers: list[Cell] = [*map(points, (row.weight, row.minimum, row.maximum, row.step))]
        paper.row([told, f"{row.code} {row.name}", row.description, *numbers])


def _judges(paper: Paper, board: Board, words: Words) -> None:
    paper.skip()
    paper.line(words.text("The jury"), "heading")
    paper.head(
        [words.text("Code"), words.text("Name"), words.text("Institution"), words.text("Stage")]
    )
    for row in board.structure.judges:
        seats = [
            stage.name
            for stage, axes in zip(board.structure.stages, board.axes, strict=True)
            if row.id in axes.judges
        ]
        paper.row([row.code, row.name, row.institution, ", ".join(seats)])


def _recusals(paper: Paper, board: Board, words: Words) -> None:
    paper.skip()
    paper.line(words.text("Recused"), "heading")
    paper.head([words.text("Judge"), words.text("Entry"), words.text("Reason")])
    codes = {row.id: f"{row.code} {row.name}" for row in board.structure.judges}
    for row in board.structure.recusals:
        entry = board.entry_of[row.submission_id]
        number = board.submission(entry).number
        paper.row([codes[row.judge_id], f"{number}. {unit_name(board, entry)}", row.reason])
