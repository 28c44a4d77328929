"""The axes of figures that lay values out by criterion."""

import plotly.graph_objects as go

from dashboard.analysis.standings import Standings
from dashboard.view import theme
from dashboard.view.names import criterion_names
from dashboard.view.words import Words

NAME_WIDTH = 22


def criterion_axes(figure: go.Figure, words: Words, standings: Standings, below: float) -> None:
    """The criteria from top to bottom at 0, 1, 2 …, `below` of room under the last; values out of
    100 of each one's scale from left to right."""
    names = [theme.label(name, NAME_WIDTH) for name in criterion_names(standings)]
    figure.update_yaxes(
        tickvals=[*range(len(names))],
        ticktext=names,
        range=[len(names) - 1 + below, -0.6],
        showgrid=False,
        zeroline=False,
    )
    figure.update_xaxes(
        title={"text": words.text("Of 100 on the criterion's scale"), "standoff": 12},
        title_font_size=13,
        zeroline=False,
    )
