"""The board of each criterion: who leads on it alone, beside the place in the contest."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from dashboard.analysis.criteria import alone
from dashboard.analysis.ranking import Ranking
from dashboard.analysis.standings import Standings
from dashboard.board import Board
from dashboard.view.leaderboard import PAGE_SIZE, matching, note
from dashboard.view.names import criterion_names, unit_name
from dashboard.view.template import render
from dashboard.view.words import Words

TOP = 5
"""Entries shown of each criterion where all are side by side."""


@dataclass(frozen=True)
class AloneView:
    """What a viewer chose to see: `column` None puts the best of all criteria side by side."""

    stage: int | None = None
    column: int | None = None
    search: str = ""
    page: int = 1


@dataclass(frozen=True)
class AloneRow:
    """One entry on the board of one criterion; `filled` is its bar, in percent of the scale."""

    key: int
    place: str
    unit: str
    title: str
    note: str
    value: str
    filled: float
    overall: str


@dataclass(frozen=True)
class AloneBoard:
    """The board of one criterion, or the top of it; `more` entries are left out."""

    hue: int
    name: str
    share: str
    scale: str
    rows: Sequence[AloneRow]
    partial: Sequence[AloneRow]
    more: int


def ranking_of(board: Board, stage: int | None, column: int) -> Ranking:
    """The places by one criterion, computed once."""
    standings = board.standings(stage)
    return board.once(("alone", stage, column), lambda: alone(standings, column))


def entries_of(board: Board, view: AloneView) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Who has a place on the chosen criterion, best first, and who is judged in part, likewise."""
    standings, column = board.standings(view.stage), view.column or 0
    wanted = view.search.casefold().strip()
    partial = standings.partial[standings.panel_known[standings.partial, column]]
    values = standings.panel[partial, column].ascending()
    partial = partial[np.argsort(-values, kind="stable")]
    placed = ranking_of(board, view.stage, column).order
    return matching(board, placed, wanted), matching(board, partial, wanted)


def alone_pages(board: Board, view: AloneView) -> int:
    """How many pages the board of the chosen criterion has."""
    if view.column is None:
        return 1
    return max(1, -(-sum(map(len, entries_of(board, view))) // PAGE_SIZE))


def alone_html(board: Board, words: Words, view: AloneView) -> str:
    """The boards as HTML, made once for all who look at the same."""
    return board.once(("alone", view, words.language), lambda: _alone_html(board, words, view))


def _alone_html(board: Board, words: Words, view: AloneView) -> str:
    standings = board.standings(view.stage)
    columns = range(len(standings.criteria)) if view.column is None else [view.column]
    return render(
        "criteria_alone.html",
        words,
        term=board.competition.unit_term,
        side_by_side=view.column is None,
        boards=[
            top_of(board, words, view, column)
            if view.column is None
            else page_of(board, words, view, column)
            for column in columns
        ],
        complete=bool(len(standings.ranking.order)),
        searching=bool(view.search.strip()),
    )


def top_of(board: Board, words: Words, view: AloneView, column: int) -> AloneBoard:
    """The best entries of one criterion; all who share the last place shown are there."""
    ranking = ranking_of(board, view.stage, column)
    order, place = ranking.order, ranking.place
    count = int((place[order] <= place[order[TOP - 1]]).sum()) if len(order) > TOP else len(order)
    count = count if count <= 2 * TOP else TOP
    return laid_out(board, words, view, column, order[:count], order[:0], len(order) - count)


def page_of(board: Board, words: Words, view: AloneView, column: int) -> AloneBoard:
    """One page of the board of one criterion."""
    placed, partial = entries_of(board, view)
    start, end = (view.page - 1) * PAGE_SIZE, view.page * PAGE_SIZE
    rest = slice(max(start - len(placed), 0), max(end - len(placed), 0))
    return laid_out(board, words, view, column, placed[start:end], partial[rest], 0)


def laid_out(
    board: Board,
    words: Words,
    view: AloneView,
    column: int,
    placed: NDArray[np.int64],
    partial: NDArray[np.int64],
    more: int,
) -> AloneBoard:
    """A board of one criterion in words."""
    standings = board.standings(view.stage)
    ranking = ranking_of(board, view.stage, column)
    criterion = standings.criteria[column]
    scale = Fraction(criterion.maximum, 100)
    return AloneBoard(
        column % 10 + 1,
        criterion_names(standings)[column],
        words.percent(Fraction(*standings.shares[column]), 0),
        words.number(scale, 0 if scale.denominator == 1 else 2),
        [row_of(board, words, standings, ranking, column, entry) for entry in placed.tolist()],
        [row_of(board, words, standings, ranking, column, entry) for entry in partial.tolist()],
        more,
    )


def row_of(
    board: Board, words: Words, standings: Standings, ranking: Ranking, column: int, entry: int
) -> AloneRow:
    """One entry in words."""
    value = standings.panel.fraction(entry, column)
    place, overall = int(ranking.place[entry]), int(standings.ranking.place[entry])
    return AloneRow(
        key=board.submission(entry).id,
        place=words.number(place) if place else "–",
        unit=unit_name(board, entry),
        title=board.submission(entry).title,
        note=note(board, words, standings, entry),
        value=words.number(value, standings.decimals),
        filled=max(0.0, min(100.0, float(value * 10000 / standings.criteria[column].maximum))),
        overall=words.number(overall) if overall else "–",
    )
