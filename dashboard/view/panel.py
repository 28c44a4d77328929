"""A piece of a page as HTML from one of our templates, put in place without a blink."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from dashboard.view.assets import source

_MOUNT = st.components.v2.component(
    "pantau_panel",
    html='<div class="host"\n></div>',
    css=source("board.css", "panel.css", "result.css", "order.css", "access.css", "data.css"),
    js=source("tokens.js", "pieces.js", "panel.js"),
)


@dataclass(frozen=True)
class Act:
    """What a person did to an element with a `data-do`: its name, its `data-of`, its value."""

    name: str
    of: str
    value: str


def panel(
    html: str,
    *,
    key: str,
    opened: str | None = None,
    detail: str = "",
    on_act: Callable[[Act], None] | None = None,
) -> None:
    """Show `html`; elements with `data-key` slide to their new place when the HTML changes.

    A click on a table row with a `data-key` opens it: `opened(key)` then names it at the next run,
    and `detail`, HTML as well, stands below the row that is named by `opened` here. `on_act` is
    called when a button with a `data-do` is pressed or a field with one has a new value.
    """

    def act() -> None:
        asked = st.session_state[key].get("do")
        if on_act and asked:
            on_act(Act(str(asked.get("do")), str(asked.get("of")), str(asked.get("value"))))

    mount(panel_data(html, opened, detail), key, act)


def panel_data(html: str, opened: str | None = None, detail: str = "") -> dict[str, Any]:
    """What the component takes to show the same."""
    return {"html": html, "open": opened, "detail": detail}


def mount(data: dict[str, Any], key: str, act: Callable[[], None] = lambda: None) -> None:
    """Show what `panel_data` says, as a piece of a page."""
    _MOUNT(key=key, data=data, on_open_change=lambda: None, on_do_change=act)


def opened(key: str) -> str | None:
    """The `data-key` of the row that the viewer has opened in the panel `key`."""
    chosen: str | None = st.session_state.get(key, {}).get("open")
    return chosen
