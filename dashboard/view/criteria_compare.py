"""Two to four entries side by side, criterion by criterion."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from dashboard.analysis.criteria import Profile, of_scale, profiles
from dashboard.analysis.standings import Standings
from dashboard.board import Board
from dashboard.view import theme
from dashboard.view.criteria_axes import criterion_axes
from dashboard.view.leaderboard import note
from dashboard.view.names import criterion_names, entrant_name, entry_name
from dashboard.view.template import render
from dashboard.view.words import Words

LEAST, MOST = 2, 4
ROW_HEIGHT = 54
MARKERS = (
    ("circle", theme.ACCENT),
    ("square", "var(--st-orange-color)"),
    ("diamond", "var(--st-green-color)"),
    ("triangle-up", "var(--st-violet-color)"),
)
"""Shape and colour of each entry; the hues of the series belong to the criteria."""


def compared(board: Board, stage: int | None, chosen: Sequence[int | None]) -> tuple[int, ...]:
    """The entries to show side by side: the submissions `chosen` that have a score, each once.

    In the first `LEAST` places, where none is chosen, stand the best of the others.
    """
    standings = board.standings(stage)
    scored = standings.scored & standings.entered
    slots: list[int | None] = []
    for key in chosen[:MOST]:
        entry = None if key is None else board.entry_of.get(key)
        known = entry is not None and scored[entry] and entry not in slots
        slots.append(entry if known else None)
    best = [*standings.ranking.order[: 2 * MOST].tolist(), *standings.partial[:LEAST].tolist()]
    others = (entry for entry in best if entry not in slots)
    filled = [
        next(others, None) if slot is None and at < LEAST else slot for at, slot in enumerate(slots)
    ]
    return tuple(entry for entry in filled if entry is not None)


@dataclass(frozen=True)
class Compared:
    """One entry's column: its name, place and total, with the difference to the first entry's."""

    name: str
    title: str
    place: str
    note: str
    total: str
    difference: str


@dataclass(frozen=True)
class Line:
    """One criterion: per entry the value, and from the second on its difference to the first."""

    name: str
    share: str
    values: Sequence[str]
    differences: Sequence[str]
    sides: Sequence[str]


def compare_html(board: Board, words: Words, stage: int | None, entries: tuple[int, ...]) -> str:
    """The values side by side as a table."""
    key = ("compare", stage, entries, words.language)
    return board.once(key, lambda: _compare_html(board, words, stage, entries))


def _compare_html(board: Board, words: Words, stage: int | None, entries: tuple[int, ...]) -> str:
    standings = board.standings(stage)
    names = criterion_names(standings)
    side_by_side = profiles(standings, entries)
    return render(
        "criteria_compare.html",
        words,
        enough=len(entries) >= LEAST,
        entries=[column_of(board, words, standings, entries, at) for at in range(len(entries))],
        lines=[
            Line(
                name,
                words.percent(Fraction(*share), 1),
                [number(words, value, standings.decimals) for value in profile.values],
                [signed(words, gap, standings.decimals) for gap in profile.differences],
                [side_of(gap) for gap in profile.differences],
            )
            for name, share, profile in zip(names, standings.shares, side_by_side, strict=True)
        ],
        sentences=sentences(board, words, standings, entries, side_by_side),
    )


def column_of(
    board: Board, words: Words, standings: Standings, entries: Sequence[int], at: int
) -> Compared:
    """The head and the foot of one entry's column."""
    entry, first = entries[at], entries[0]
    place = int(standings.ranking.place[entry])
    total = standings.total.fraction(entry)
    digits = int(max(standings.digits[entry], standings.digits[first]))
    gap = total - standings.total.fraction(first)
    return Compared(
        entry_name(board, entry),
        board.submission(entry).title,
        words.text("place %(place)s", place=words.number(place)) if place else "",
        note(board, words, standings, entry),
        words.number(total, int(standings.digits[entry])),
        words.signed(gap, digits),
    )


def number(words: Words, value: Fraction | None, decimals: int) -> str:
    """A value, or a dash where there is none."""
    return "–" if value is None else words.number(value, decimals)


def signed(words: Words, value: Fraction | None, decimals: int) -> str:
    """A difference, or a dash where there is none."""
    return "–" if value is None else words.signed(value, decimals)


def side_of(gap: Fraction | None) -> str:
    """The class of a difference."""
    return "" if not gap else "better" if gap > 0 else "worse"


def sentences(
    board: Board,
    words: Words,
    standings: Standings,
    entries: Sequence[int],
    side_by_side: Sequence[Profile],
) -> list[str]:
    """Where each further entry gains and loses most against the first, in points of the total."""
    names = criterion_names(standings)
    said = []
    for at, entry in enumerate(entries[1:], 1):
        gains = {
            column: gain
            for column, profile in enumerate(side_by_side)
            if (gain := profile.gains[at])
        }
        who = {"unit": entrant_name(board, entry), "first": entrant_name(board, entries[0])}
        if not gains:
            said.append(words.text("%(unit)s and %(first)s have the same values.", **who))
            continue
        best, worst = max(gains, key=gains.__getitem__), min(gains, key=gains.__getitem__)
        best_said = {"best": names[best], "gain": words.signed(gains[best], 2)}
        worst_said = {"worst": names[worst], "loss": words.signed(gains[worst], 2)}
        if gains[worst] > 0:
            said.append(
                words.text(
                    "%(unit)s is nowhere behind %(first)s and gains most on %(best)s "
                    "(%(gain)s points of the total).",
                    **who,
                    **best_said,
                )
            )
        elif gains[best] < 0:
            said.append(
                words.text(
                    "%(unit)s is nowhere ahead of %(first)s and loses most on %(worst)s "
                    "(%(loss)s points of the total).",
                    **who,
                    **worst_said,
                )
            )
        else:
            said.append(
                words.text(
                    "Against %(first)s, %(unit)s gains most on %(best)s (%(gain)s points of the "
                    "total) and loses most on %(worst)s (%(loss)s).",
                    **who,
                    **best_said,
                    **worst_said,
                )
            )
    return said


def compare_json(
    board: Board, words: Words, stage: int | None, entries: tuple[int, ...]
) -> tuple[str, str, int]:
    """The profiles as dots: figure, its description, its height."""
    key = ("profiles", stage, entries, words.language)
    return board.once(key, lambda: _compare_json(board, words, stage, entries))


def _compare_json(
    board: Board, words: Words, stage: int | None, entries: tuple[int, ...]
) -> tuple[str, str, int]:
    standings = board.standings(stage)
    names = [theme.label(name) for name in criterion_names(standings)]
    points = [
        [
            round(float(of_scale(standings, column).fraction(entry)), 4)
            if standings.panel_known[entry, column]
            else None
            for column in range(len(names))
        ]
        for entry in entries
    ]
    figure = theme.figure(words)
    for column in range(len(names)):
        there = [value for values in points if (value := values[column]) is not None]
        if there:
            figure.add_scatter(
                x=[min(there), max(there)],
                y=[column, column],
                mode="lines",
                line={"color": theme.BORDER, "width": 6},
                hoverinfo="skip",
                showlegend=False,
            )
    for entry, values, (symbol, colour) in zip(entries, points, MARKERS, strict=False):
        figure.add_scatter(
            x=values,
            y=[*range(len(names))],
            mode="markers",
            name=theme.label(entry_name(board, entry)),
            marker={
                "symbol": symbol,
                "color": colour,
                "size": 13,
                "line": {"color": theme.SURFACE, "width": 1.5},
            },
            customdata=names,
            hovertemplate="%{fullData.name}<br>%{customdata}: %{x:.2f}<extra></extra>",
        )
    criterion_axes(figure, words, standings, below=0.6)
    alt = words.text(
        "Dots: the values of %(entries)s on each criterion; the table below has the numbers.",
        entries=words.join([entry_name(board, entry) for entry in entries]),
    )
    return figure.to_json(), alt, ROW_HEIGHT * len(names) + 110
