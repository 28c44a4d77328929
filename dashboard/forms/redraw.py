"""Drawing a form anew after what it asked for was done."""

from typing import NoReturn

import streamlit as st
from streamlit.errors import StreamlitAPIException


def redraw() -> NoReturn:
    """Draw this fragment anew; the whole page where the click came in with a run of the page."""
    try:
        st.rerun(scope="fragment")
    except StreamlitAPIException:
        st.rerun()
