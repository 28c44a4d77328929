"""How somebody without a role gets in: the organisation's sign-in, or an access card."""

import streamlit as st

from dashboard import oidc
from dashboard.screen import Screen


def signin(seen: Screen) -> None:
    """Buttons to sign in with, for nobody; nothing for everybody else.

    Who has signed in already but has no role is told so, and signs out in the frame's menu.
    """
    who, words = seen.who, seen.words
    if who.role is not None:
        return
    if who.name:
        st.info(
            words.text(
                "You have signed in, but this address has no access here yet. Ask the committee"
                " to give it a role."
            )
        )
        return
    providers = oidc.providers()
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for provider in providers:
            named = provider != oidc.DEFAULT
            label = words.text("Sign in with %(provider)s", provider=provider.capitalize())
            if st.button(
                label if named else words.text("Sign in"),
                icon=":material/login:",
                key=f"sign in {provider}",
            ):
                st.login(provider if named else None)
        if not providers:
            st.caption(words.text("Judges and committee: open the link on your access card."))
