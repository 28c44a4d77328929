"""Who is looking, and the way out, in the frame."""

import streamlit as st

from dashboard.screen import Screen
from dashboard.view.account import NOT_IN_PRINT, account_html, short_name
from dashboard.view.panel import panel


def account(seen: Screen) -> None:
    """A small menu: whose access this is, what it is for, how to sign out.

    Nobody in particular has none. Until access is set up it says that this computer is special.
    """
    who, words = seen.who, seen.words
    if who.role is None and not who.name:
        return
    st.html(NOT_IN_PRINT)
    label = words.text("Opens on this computer only") if who.local else short_name(who)
    icon = ":material/lock_open:" if who.local else ":material/account_circle:"
    with st.popover(label, icon=icon, key="account"):
        panel(account_html(who, words), key="account content")
