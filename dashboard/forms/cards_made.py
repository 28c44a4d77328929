"""The cards made just now: their links and codes on screen and on paper, for the only time."""

from urllib.parse import urlsplit

import streamlit as st

from dashboard.screen import Screen
from dashboard.view.cards.enter import enter
from dashboard.view.cards.sheet import sheet_pdf
from dashboard.view.cards.shown import is_address, leads_here_only, made_html
from dashboard.view.criteria_controls import plain
from dashboard.view.panel import panel
from db.models import Role

MADE = "cards made"
"""Where a session keeps the cards it has made until their maker is done with them."""


def made(seen: Screen) -> None:
    """Show the cards made in this session, and offer them as PDF, until `done`."""
    words, cards = seen.words, st.session_state.get(MADE, [])
    if not cards:
        return
    with st.container(border=True):
        st.markdown("#### " + words.text("Made just now"))
        st.caption(
            words.text(
                "These links are shown only now: print or hand them out before you leave this page."
            )
        )
        base = st.text_input(
            words.text("Address of this program"),
            value=asked_at(),
            key="cards base",
            help=words.text("The links on the cards begin with it."),
        ).strip()
        if not is_address(base):
            st.error(
                words.text("This is no address. Expected something like https://example.go.id")
            )
            return
        if leads_here_only(base):
            st.warning(
                words.text(
                    "Links with this address open on this computer only. Enter the address by"
                    " which phones and other computers reach it."
                )
            )
        panel(made_html(cards, base, words), key="cards made panel")
        first = next((card for card in cards if card.role == Role.ADMIN), None)
        if seen.who.local and first is not None:
            enter(first.token)
            st.info(
                words.text(
                    "Access is set up. This browser goes on with the card of %(holder)s; other"
                    " browsers, also on this computer, need a card from now on.",
                    holder=plain(first.holder),
                )
            )
        with st.container(horizontal=True, gap="small"):
            st.download_button(
                words.text("Download the cards (PDF)"),
                data=lambda: sheet_pdf(cards, base, words),
                file_name=words.text("access-cards.pdf"),
                mime="application/pdf",
                icon=":material/print:",
                on_click="ignore",
                key="cards pdf",
            )
            st.button(words.text("Done, hide the links"), on_click=forget, key="cards done")


def forget() -> None:
    """Drop the links."""
    del st.session_state[MADE]


def asked_at() -> str:
    """The address by which this viewer reached the program."""
    parts = urlsplit(st.context.url or "")
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
