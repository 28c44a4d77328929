"""The chart of what each criterion adds to each total."""

from fractions import Fraction

from dashboard.board import Board
from dashboard.view import theme
from dashboard.view.leaderboard import View
from dashboard.view.names import unit_name
from dashboard.view.words import Words

CHARTED = 20
BAR_HEIGHT = 34


Drawn = tuple[str, str, int]
"""A figure, its description in words, its height in pixels."""


def contributions_json(board: Board, words: Words, view: View) -> Drawn | None:
    """The chart of what each criterion adds to each total; None while nobody has a place."""
    return board.once(
        ("contributions", view, words.language), lambda: _contributions_json(board, words, view)
    )


def _contributions_json(board: Board, words: Words, view: View) -> Drawn | None:
    standings = board.standings(view.stage)
    ranking = standings.provisional if view.provisional else standings.ranking
    entries = ranking.order[:CHARTED]
    if not len(entries):
        return None
    names = [
        f"{board.submission(entry).number}. {unit_name(board, entry)}" for entry in entries.tolist()
    ]
    figure = theme.figure(words)
    points = standings.contributions[entries]
    for column, (criterion, share) in enumerate(
        zip(standings.criteria, standings.shares, strict=True)
    ):
        figure.add_bar(
            orientation="h",
            x=points[:, column].round(4).tolist(),
            y=[theme.label(name) for name in names],
            name=f"{theme.label(criterion.name)} ({words.percent(Fraction(*share), 0)})",
            marker_color=theme.series(column + 1),
            hovertemplate="%{y}<br>%{fullData.name}: %{x:.2f}<extra></extra>",
        )
    figure.update_layout(barmode="stack", legend_traceorder="normal")
    figure.update_yaxes(autorange="reversed", showgrid=False)
    figure.update_xaxes(range=[0, 100])
    alt = words.text(
        "Bars: what each criterion adds to the total of %(count)s entries, best first: %(leader)s.",
        count=len(names),
        leader=names[0],
    )
    return figure.to_json(), alt, BAR_HEIGHT * len(names) + 90
