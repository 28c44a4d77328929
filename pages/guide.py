"""Panduan: how to read each page."""

import streamlit as st

from dashboard import screen
from dashboard.view.guide import guide_text

st.markdown(guide_text(screen.now().words))
