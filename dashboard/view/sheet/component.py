"""The score sheets as one component: it enters marks by itself, and follows the page's data."""

from typing import Any

import streamlit as st

from dashboard.view.assets import source

_MOUNT = st.components.v2.component(
    "pantau_sheets",
    html='<div class="host"\n></div>',
    css=source("sheet.css"),
    js=source(
        "sheet_fields.js",
        "sheet_sender.js",
        "sheet_parts.js",
        "sheet_one.js",
        "sheet_table.js",
        "sheet.js",
    ),
)


def sheets_view(data: dict[str, Any], *, key: str) -> None:
    """Show sheets; see `dashboard.forms.sheet.sheets_data` for what `data` holds.

    Another `key` is another desk: it is to name the competition and whoever sits there.
    """
    _MOUNT(key=key, data=data)
