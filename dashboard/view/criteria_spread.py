"""How the entries' values lie on each criterion, as a chart and in numbers."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from dashboard.analysis.criteria import Spread, extremes, of_scale
from dashboard.analysis.standings import Standings
from dashboard.board import Board
from dashboard.view import theme
from dashboard.view.criteria import deviation, field_spreads
from dashboard.view.criteria_axes import criterion_axes
from dashboard.view.names import criterion_names, entrant_name, entry_name
from dashboard.view.template import render
from dashboard.view.words import Words

CHARTED = 30
"""Entries drawn as dots, the best ones; the boxes are those of all."""
ROW_HEIGHT = 76
BINS = 60
DOT_RISE = 0.075


@dataclass(frozen=True)
class SpreadRow:
    """The spread of one criterion in words; `tag` where it is the widest or the narrowest."""

    name: str
    lowest: str
    median: str
    highest: str
    deviation: str
    share: str
    effect: str
    tag: str


def spread_html(board: Board, words: Words, stage: int | None) -> str:
    """The spread of each criterion in numbers."""
    key = ("spread", stage, words.language)
    return board.once(key, lambda: _spread_html(board, words, stage))


def _spread_html(board: Board, words: Words, stage: int | None) -> str:
    standings = board.standings(stage)
    found = field_spreads(board, stage)
    return render(
        "criteria_spread.html",
        words,
        rows=[
            row_of(words, standings, name, spread, tag)
            for name, spread, tag in zip(
                criterion_names(standings), found, tags(words, found), strict=False
            )
        ],
        first=entrant_name(board, int(standings.ranking.order[0])) if found else "",
        dots=words.plural(
            "One dot is the best entry.", "Dots are the %(count)s best entries.",
            min(CHARTED, len(standings.ranking.order)),
        ),
        all_dots=len(standings.ranking.order) <= CHARTED,
    )  # fmt: skip


def tags(words: Words, found: Sequence[Spread]) -> list[str]:
    """What to call the criterion that separates most, and the one that separates least."""
    said = ["" for _ in found]
    if found and (apart := extremes([spread.variance for spread in found])):
        said[apart[0]] = words.text("separates most")
        said[apart[1]] = words.text("separates least")
    return said


def row_of(words: Words, standings: Standings, name: str, spread: Spread, tag: str) -> SpreadRow:
    """The spread of one criterion in words."""
    decimals = standings.decimals
    return SpreadRow(
        name,
        words.number(spread.lowest, decimals),
        words.number(spread.median, decimals),
        words.number(spread.highest, decimals),
        deviation(words, spread),
        words.percent(spread.share, 1),
        words.number(Fraction(spread.effect), 2),
        tag,
    )


def spread_json(board: Board, words: Words, stage: int | None) -> tuple[str, str, int]:
    """The spread as boxes and dots: figure, its description, its height."""
    key = ("spread chart", stage, words.language)
    return board.once(key, lambda: _spread_json(board, words, stage))


def _spread_json(board: Board, words: Words, stage: int | None) -> tuple[str, str, int]:
    standings = board.standings(stage)
    found = field_spreads(board, stage)
    names = [theme.label(name) for name in criterion_names(standings)]
    order = standings.ranking.order
    figure = theme.figure(words)
    columns = range(len(found))
    labels = [theme.label(entry_name(board, entry)) for entry in order[:CHARTED].tolist()]
    for column, spread in zip(columns, found, strict=True):
        values = of_scale(standings, column)[order].floats()
        hue = theme.series(column + 1)
        figure.add_box(
            q1=[spread.quartiles[0]], q3=[spread.quartiles[1]], median=[float(np.median(values))],
            lowerfence=[float(values.min())], upperfence=[float(values.max())],
            y=[column - 0.14], width=0.26, orientation="h", line={"color": hue, "width": 2},
            fillcolor="rgba(0,0,0,0)", hoverinfo="skip", showlegend=False,
        )  # fmt: skip
        dots = values[:CHARTED]
        figure.add_scatter(
            x=dots.round(4).tolist(),
            y=[column + 0.14 + DOT_RISE * at for at in stacked(dots)],
            mode="markers",
            marker={"color": hue, "size": 8, "opacity": 0.75},
            text=labels,
            name=names[column],
            hovertemplate="%{text}<br>%{fullData.name}: %{x:.2f}<extra></extra>",
            showlegend=False,
        )
        figure.add_scatter(
            x=dots[:1].round(4).tolist(),
            y=[column - 0.14],
            mode="markers",
            marker={
                "symbol": "diamond", "color": theme.TEXT, "size": 11,
                "line": {"color": theme.SURFACE, "width": 1.5},
            },
            hoverinfo="skip",
            showlegend=False,
        )  # fmt: skip
    criterion_axes(figure, words, standings, below=0.6)
    alt = words.text(
        "Boxes: how the values of %(count)s complete entries lie on each criterion; "
        "the table below has the numbers.",
        count=words.number(len(order)),
    )
    return figure.to_json(), alt, ROW_HEIGHT * max(len(found), 1) + 90


def stacked(values: np.ndarray) -> list[int]:
    """For each value, how many near it were there before: what its dot stands on."""
    width = float(np.ptp(values)) / BINS or 1.0
    taken: Counter[int] = Counter()
    levels = []
    for place in np.rint(values / width).astype(int).tolist():
        levels.append(taken[place])
        taken[place] += 1
    return levels
