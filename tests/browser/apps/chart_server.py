"""Serves chart_script.py with the routes the chart needs."""

from pathlib import Path

import streamlit as st

from dashboard.view.assets import ROUTES

app = st.App(Path(__file__).parent / "chart_script.py", routes=ROUTES)
