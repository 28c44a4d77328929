"""Urutan Tampil: who presents when, who is on now, who did not come."""

import streamlit as st

from dashboard import live, screen
from dashboard.forms.order import order, times_and_lots


@live.part
def running_order() -> None:
    """The running order as it stands, to work with."""
    order(screen.now())


@st.fragment
def preparing() -> None:
    """What is done before the day; apart, so that a new revision leaves it alone."""
    times_and_lots(screen.now())


running_order()
preparing()
