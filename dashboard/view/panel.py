"""A piece of a page as HTML from one of our templates, put in place without a blink."""

import streamlit as st

from dashboard.view.assets import source

_MOUNT = st.components.v2.component(
    "pantau_panel",
    html='<div class="host"\n></div>',
    css=source("panel.css"),
    js=source("tokens.js", "panel.js"),
)


def panel(html: str, *, key: str, opened: str | None = None, detail: str = "") -> None:
    """Show `html`; elements with `data-key` slide to their new place when the HTML changes.

    A click on a table row with a `data-key` opens it: `opened(key)` then names it at the next run,
    and `detail`, HTML as well, stands below the row that is named by `opened` here.
    """
    _MOUNT(
        key=key,
        data={"html": html, "open": opened, "detail": detail},
        on_open_change=lambda: None,
    )


def opened(key: str) -> str | None:
    """The `data-key` of the row that the viewer has opened in the panel `key`."""
    chosen: str | None = st.session_state.get(key, {}).get("open")
    return chosen
