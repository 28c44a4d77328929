"""The result in plain data: what the command line prints and a final snapshot holds."""

import json
from fractions import Fraction

import numpy as np

from dashboard.analysis.exact import Exact
from dashboard.analysis.standings import Standings
from dashboard.board import Board


def result_of(board: Board) -> dict[str, object]:
    """The result of a competition: its name, its revision, and every entry with exact numbers."""
    return {
        "competition": board.competition.full_name,
        "revision": board.revision,
        "standings": standings_rows(board),
    }


def result_json(board: Board) -> str:
    """The result as text, always the same for the same board, so that it can be hashed."""
    return json.dumps(result_of(board), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def standings_rows(board: Board) -> list[dict[str, object]]:
    """Every entry, best first: complete ones, those judged in part, the rest."""
    result = board.standings()
    order = [*result.ranking.order, *result.partial, *result.waiting, *result.out]
    return [standings_row(board, result, int(entry)) for entry in order]


def standings_row(board: Board, result: Standings, entry: int) -> dict[str, object]:
    """One entry, with exact numbers as text."""
    submission = board.submission(entry)
    place = int(result.ranking.place[entry])
    total = result.total.fraction(entry) if result.scored[entry] else None
    step = result.tie_step(entry)
    tie = (
        "shared"
        if result.is_shared(entry)
        else None
        if step is None
        else result.criteria[step].code
    )
    return {
        "place": place or None,
        "number": submission.number,
        "unit": board.unit_of[submission.unit_id].name,
        "title": submission.title,
        "score": None if total is None else plain(total, int(result.digits[entry])),
        "exact": None if total is None else str(total),
        "complete": bool(result.complete[entry]),
        "sheets_in": int(result.sheets_in[entry]),
        "sheets_expected": int(result.sheets_due[entry]),
        "tie_break": tie,
        "criteria": {
            criterion.code: plain(result.panel.fraction(entry, column), result.decimals)
            for column, criterion in enumerate(result.criteria)
            if result.panel_known[entry, column]
        },
    }


def plain(value: Fraction, decimals: int) -> str:
    """A number with a decimal point, rounded half up."""
    whole = Exact(np.array([value.numerator], dtype=object), value.denominator)
    units = int(whole.rounded(decimals, "half_up").numerators[0])
    digits = f"{abs(units):0{decimals + 1}}"
    point = f".{digits[-decimals:]}" if decimals else ""
    return f"{'-' if units < 0 else ''}{digits[: len(digits) - decimals]}{point}"
