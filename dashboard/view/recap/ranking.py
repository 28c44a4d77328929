"""The ranking on paper: place, score, lead, and what settled a tie."""

from collections.abc import Iterator
from typing import Any

from dashboard.analysis.standings import Standings
from dashboard.board import Board
from dashboard.view.leaderboard import note, remarks, tie_text
from dashboard.view.names import criterion_names, unit_name
from dashboard.view.recap.paper import NOTHING, Cell, Number, Paper, Styles
from dashboard.view.words import Words


def ranking_paper(book: Any, styles: Styles, board: Board, words: Words, name: str) -> None:
    """Write the sheet: complete entries with their places, then those without one."""
    standings = board.standings()
    criteria = criterion_names(standings)
    widths = [10, 7, 34, 34, *[13] * len(criteria), 12, 11, 9, 26]
    paper = Paper(book, styles, board, words, name, widths)
    paper.title(words.text("Ranking"))
    for remark in remarks(board, words, standings):
        paper.line(remark, "quiet")
    paper.head(
        [
            words.text("Place"),
            words.text("No."),
            board.competition.unit_term,
            words.text("Title"),
            *criteria,
            words.text("Final score"),
            words.text("Behind the one above"),
            words.text("Sheets"),
            words.text("Remark"),
        ],
        repeats=True,
    )
    for cells, is_placed in ranking_rows(board, words, standings):
        paper.row(cells, strong=is_placed and cells[0] == Number(1))
    paper.signatures([(row.name, row.institution) for row in board.structure.judges], 2, 3)


def ranking_rows(
    board: Board, words: Words, standings: Standings
) -> Iterator[tuple[list[Cell], bool]]:
    """Every entry's line, best first, and whether it has a place."""
    order = standings.ranking.order.tolist()
    above: int | None = None
    for entry in order:
        gap = None
        if above is not None:
            gap = standings.total.fraction(above) - standings.total.fraction(entry)
        digits = int(standings.digits[entry])
        lead: Cell = None if gap is None else Number(gap, digits)
        yield line(board, words, standings, entry, lead), True
        above = entry
    for entry in (
        *standings.partial.tolist(),
        *standings.waiting.tolist(),
        *standings.out.tolist(),
    ):
        yield line(board, words, standings, entry, None), False


def line(board: Board, words: Words, standings: Standings, entry: int, lead: Cell) -> list[Cell]:
    """One entry: its place, its panel values, its score."""
    place, row = int(standings.ranking.place[entry]), board.submission(entry)
    decimals = max(standings.decimals, 2)
    entered = bool(standings.entered[entry])
    blank = NOTHING if entered else None
    values: list[Cell] = [
        Number(standings.panel.fraction(entry, column), decimals)
        if entered and standings.panel_known[entry, column]
        else blank
        for column in range(len(standings.criteria))
    ]
    scored = entered and bool(standings.scored[entry])
    due = int(standings.sheets_due[entry])
    return [
        Number(place) if place else blank,
        Number(row.number),
        unit_name(board, entry),
        row.title,
        *values,
        Number(standings.total.fraction(entry), int(standings.digits[entry])) if scored else blank,
        lead,
        f"{int(standings.sheets_in[entry])}/{due}" if due else None,
        remark(board, words, standings, entry),
    ]


def remark(board: Board, words: Words, standings: Standings, entry: int) -> str:
    """What settled the place, or why there is none."""
    if standings.ranking.place[entry]:
        shared = standings.is_shared(entry)
        return tie_text(words, standings, entry, shared=shared, provisional=False)
    if standings.entered[entry] and not standings.scored[entry]:
        return words.text("not scored yet")
    return note(board, words, standings, entry)
