"""The look of figures: colours by name, one hue per criterion, and the frame every figure shares.

The colours themselves stand in .streamlit/config.toml, once for light and once for dark; in figures
and CSS they are only named, so a figure is built once for both.
"""

import tomllib
from collections.abc import Sequence
from functools import cache
from html import escape
from pathlib import Path
from textwrap import wrap
from typing import Literal

import plotly.graph_objects as go

from dashboard.view.words import Words

Mode = Literal["light", "dark"]
Palette = Literal["series", "sequential", "diverging"]

CONFIG = Path(__file__).parents[2] / ".streamlit" / "config.toml"
SERIES = 10
"""Hues there are; the eleventh criterion shares the first one's."""

TEXT = "var(--st-text-color)"
MUTED = "var(--st-gray-text-color)"
SURFACE = "var(--st-background-color)"
PANEL = "var(--st-secondary-background-color)"
BORDER = "var(--st-border-color)"
ACCENT = "var(--st-primary-color)"
FONT = "var(--st-font)"

_KEYS: dict[Palette, str] = {
    "series": "chartCategoricalColors",
    "sequential": "chartSequentialColors",
    "diverging": "chartDivergingColors",
}


def variables(mode: Mode) -> str:
    """The theme as CSS custom properties, named as Streamlit names them for its components.

    For pages of ours that Streamlit does not draw; the palettes are spread as tokens.js does it.
    """
    theme = tomllib.loads(CONFIG.read_text("utf-8"))["theme"]
    told = {**{key: theme[key] for key in ("font", "baseRadius", "buttonRadius")}, **theme[mode]}
    named = {f"--st-{_kebab(key)}": value for key, value in told.items() if isinstance(value, str)}
    for palette, key in _KEYS.items():
        named |= {f"--{palette}-{place}": hue for place, hue in enumerate(told.get(key, ()), 1)}
    return "".join(f"{name}:{value};" for name, value in named.items())


def _kebab(key: str) -> str:
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in key)


def series(position: int) -> str:
    """The colour name of the criterion at a position counted from 1, the same on every page."""
    if position < 1:
        raise ValueError(f"positions count from 1, not {position}")
    return f"var(--series-{(position - 1) % SERIES + 1})"


def label(text: str, width: int = 0) -> str:
    """A name as a figure prints it: Plotly reads tags and entities in any text.

    With a `width` in characters it is broken into lines, so that on a phone the names along an axis
    leave room for what they name.
    """
    lines = wrap(text, width) if width else [text]
    return "<br>".join(escape(line, quote=False) for line in lines)


def scale(palette: Literal["sequential", "diverging"]) -> list[tuple[float, str]]:
    """A Plotly colour scale by name: low to high, or below to above a middle."""
    return [(step / 9, f"var(--{palette}-{step + 1})") for step in range(10)]


@cache
def colours(palette: Palette, mode: Mode) -> tuple[str, ...]:
    """The ten colours behind the names, as "#RRGGBB", for what is drawn without a browser."""
    theme = tomllib.loads(CONFIG.read_text("utf-8"))["theme"][mode]
    return tuple(theme[_KEYS[palette]])


def figure(words: Words, *, zoomable: bool = False) -> go.Figure:
    """An empty figure in the house style, with the decimal sign of the language.

    Without `zoomable` its axes are fixed, so that a finger on the chart scrolls the page.
    """
    axis = {
        "automargin": True,
        "fixedrange": not zoomable,
        "gridcolor": BORDER,
        "linecolor": BORDER,
        "zerolinecolor": BORDER,
        "tickfont": {"color": MUTED},
        "title": {"font": {"color": MUTED}},
    }
    return go.Figure(
        layout={
            "template": "none",
            "font": {"family": FONT, "size": 13, "color": TEXT},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "colorway": _names("series"),
            "margin": {"l": 0, "r": 0, "t": 8, "b": 0},
            "separators": words.separators,
            "hoverlabel": {
                "bgcolor": PANEL,
                "bordercolor": BORDER,
                "font": {"family": FONT, "color": TEXT},
            },
            "legend": {
                "orientation": "h",
                "traceorder": "normal",
                "x": 0,
                "y": 1,
                "yanchor": "bottom",
            },
            "dragmode": "zoom" if zoomable else False,
            "bargap": 0.35,
            "transition": {"duration": 400, "easing": "cubic-in-out"},
            "xaxis": axis,
            "yaxis": axis,
        }
    )


def _names(palette: Palette) -> Sequence[str]:
    return [f"var(--{palette}-{step})" for step in range(1, SERIES + 1)]
