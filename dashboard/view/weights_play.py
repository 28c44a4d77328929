"""The order that other weights would give, beside the official one; it touches nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from dashboard.analysis.standings import Standings, movement
from dashboard.analysis.weights import reweighted, winners
from dashboard.board import Board
from dashboard.view.leaderboard import PAGE_SIZE, matching
from dashboard.view.names import criterion_names, unit_name
from dashboard.view.template import render
from dashboard.view.weights import names_of
from dashboard.view.words import Words


@dataclass(frozen=True)
class Play:
    """What a viewer tries: a weight in hundredths for each criterion of a board."""

    stage: int | None
    weights: tuple[int, ...]
    search: str = ""
    page: int = 1


@dataclass(frozen=True)
class PlayRow:
    """One entry: its place and total with the tried weights, and the official ones."""

    key: int
    place: str
    moved: int
    unit: str
    title: str
    score: str
    official_place: str
    official_score: str


@dataclass(frozen=True)
class TriedWeight:
    """One criterion's part of the total: official and tried, in words and as bars (percent)."""

    name: str
    official: str
    tried: str
    official_bar: float
    tried_bar: float
    is_moved: bool


def official_weights(board: Board, stage: int | None) -> tuple[int, ...]:
    """The weights in force, in hundredths, criterion by criterion."""
    return tuple(criterion.weight for criterion in board.standings(stage).criteria)


def has_weight(board: Board, stage: int | None, weights: Sequence[int]) -> bool:
    """Whether each stage has any weight left: without one there is no total."""
    left = list(weights)
    for judged in board.standings(stage).stages:
        own, left = left[: len(judged.criteria)], left[len(judged.criteria) :]
        if not sum(own):
            return False
    return True


def play_board(board: Board, play: Play) -> Standings:
    """The board with the tried weights."""
    standings = board.standings(play.stage)
    if play.weights == official_weights(board, play.stage):
        return standings
    rules = board.settings, board.competition.tie_break
    return reweighted(standings, play.weights, *rules)


def play_entries(board: Board, play: Play, other: Standings) -> NDArray[np.int64]:
    """The entries with a place in the tried order that match the search."""
    return matching(board, other.ranking.order, play.search.casefold().strip())


def play_pages(board: Board, play: Play) -> int:
    """How many pages the tried order has."""
    found = matching(
        board, board.standings(play.stage).ranking.order, play.search.casefold().strip()
    )
    return max(1, -(-len(found) // PAGE_SIZE))


def play_html(board: Board, words: Words, play: Play) -> str:
    """The tried order beside the official one, as HTML.

    Kept for the official weights only: of others there is no end.
    """
    if play.weights == official_weights(board, play.stage):
        key = ("play", play, words.language)
        return board.once(key, lambda: _play_html(board, words, play))
    return _play_html(board, words, play)


def tried_html(board: Board, words: Words, play: Play) -> str:
    """What part of the total each criterion has, official and tried, as HTML."""
    if not has_weight(board, play.stage, play.weights):
        return ""
    standings, other = board.standings(play.stage), play_board(board, play)
    return render("criteria_tried.html", words, weights=tried_weights(words, standings, other))


def _play_html(board: Board, words: Words, play: Play) -> str:
    if not has_weight(board, play.stage, play.weights):
        empty = words.text("Give at least one criterion of each stage some weight.")
        return render("criteria_play.html", words, empty=empty)
    standings, other = board.standings(play.stage), play_board(board, play)
    entries = play_entries(board, play, other)
    return render(
        "criteria_play.html",
        words,
        empty="" if len(other.ranking.order) else words.text("No entry is complete yet."),
        term=board.competition.unit_term,
        sentences=sentences(board, words, play, standings, other),
        rows=play_rows(
            board, words, standings, other,
            entries[(play.page - 1) * PAGE_SIZE : play.page * PAGE_SIZE].tolist(),
        ),
    )  # fmt: skip


def sentences(
    board: Board, words: Words, play: Play, standings: Standings, other: Standings
) -> list[str]:
    """Who would win, and how many would change place."""
    if play.weights == official_weights(board, play.stage):
        return [words.text("These are the official weights. Move a slider to try others.")]
    official, tried = winners(standings), winners(other)
    if not tried:
        return []
    names = names_of(board, words, tried)
    first = (
        words.text("%(winner)s stays in first place.", winner=names)
        if official == tried
        else words.text(
            "First place would go to %(winner)s instead of %(official)s.",
            winner=names,
            official=names_of(board, words, official),
        )
    )
    moved = int((movement(other.ranking, standings.ranking) != 0).sum())
    count = words.number(len(other.ranking.order))
    return [
        first,
        words.plural(
            "%(count)s of %(all)s entries would change place.",
            "%(count)s of %(all)s entries would change place.",
            moved,
            all=count,
        )
        if moved
        else words.text("No entry would change place."),
    ]


def tried_weights(words: Words, standings: Standings, other: Standings) -> list[TriedWeight]:
    """Each criterion's part of the total, official and tried."""
    rows = []
    for name, old, new in zip(
        criterion_names(standings), standings.shares, other.shares, strict=True
    ):
        official, tried = Fraction(*old), Fraction(*new)
        rows.append(
            TriedWeight(
                name,
                words.percent(official, 1),
                words.percent(tried, 1),
                float(official * 100),
                float(tried * 100),
                official != tried,
            )
        )
    return rows


def play_rows(
    board: Board, words: Words, standings: Standings, other: Standings, entries: Sequence[int]
) -> list[PlayRow]:
    """Rows of the tried order in words."""
    moved = movement(other.ranking, standings.ranking)
    rows = []
    for entry in entries:
        official = int(standings.ranking.place[entry])
        rows.append(
            PlayRow(
                board.submission(entry).id,
                words.number(int(other.ranking.place[entry])),
                int(moved[entry]),
                unit_name(board, entry),
                board.submission(entry).title,
                words.number(other.total.fraction(entry), int(other.digits[entry])),
                words.number(official) if official else "–",
                words.number(standings.total.fraction(entry), int(standings.digits[entry])),
            )
        )
    return rows
