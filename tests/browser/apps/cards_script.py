"""The panel of access cards alone, as the page Settings shows it."""

import streamlit as st

from dashboard import live, screen
from dashboard.forms.account import account
from dashboard.forms.cards import cards

st.set_page_config(page_title="Kartu")
seen = screen.begin()
live.begin()
account(seen)
cards(seen)
