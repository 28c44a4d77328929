"""Forms on a phone."""

import streamlit as st

from dashboard.view.assets import STATIC


def for_thumbs() -> None:
    """Make the buttons and fields of this page high enough for a thumb."""
    st.html(STATIC / "touch.css")
