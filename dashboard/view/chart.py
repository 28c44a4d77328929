"""A live Plotly chart: new data are drawn into the same node by Plotly's own script."""

from typing import Any

import streamlit as st

from dashboard.view.assets import PLOTLY_URL, source

_MOUNT = st.components.v2.component(
    "pantau_chart",
    html="<div class='chart'\n role='img'></div>",
    css=".chart {\n  width: 100%;\n}",
    js=source("tokens.js", "pieces.js", "chart.js"),
    # Plotly puts its own style sheet into the document, where a shadow root would not see it.
    isolate_styles=False,
)


def chart(figure_json: str, *, key: str, alt: str, height: int) -> None:
    """Show a figure (`fig.to_json()` of one made by `theme.figure`) at a fixed height in px.

    The same `key` keeps the node, the zoom and the scroll over new data. Colours and the typeface
    in the figure are CSS variables, `var(--series-1)` or `var(--st-text-color)`, resolved when
    drawn. `alt` says in words what the figure shows: it is all that a screen reader gets.
    Needs the routes of `dashboard.view.assets`.
    """
    mount(chart_data(figure_json, alt, height), key)


def chart_data(figure_json: str, alt: str, height: int) -> dict[str, Any]:
    """What the component takes to show the same."""
    return {"figure": figure_json, "alt": alt, "height": height, "plotly": PLOTLY_URL}


def mount(data: dict[str, Any], key: str) -> None:
    """Show what `chart_data` says, as a piece of a page."""
    _MOUNT(key=key, data=data, height=data["height"])
