"""The settings page: its sections, of which one is drawn, and the dialog that is open."""

import streamlit as st

from dashboard import screen
from dashboard.access import Action, may
from dashboard.desk.door import NOT_ALLOWED
from dashboard.forms.cards import cards
from dashboard.forms.settings import about, criteria, entries, jury, phases, roster, stages
from dashboard.forms.settings.dialogs import say_what_was_done, show_dialog
from dashboard.view.settings.values import START
from dashboard.view.touch import for_thumbs
from dashboard.view.words import message

SECTIONS = {
    "competition": (message("Competition"), about.show),
    "stages": (message("Stages"), stages.show),
    "criteria": (message("Criteria and weights"), criteria.show),
    "jury": (message("Judges"), jury.show),
    "roster": (message("Roster"), roster.show),
    "entries": (message("Entries"), entries.show),
    "phases": (message("Phase"), phases.show),
    "cards": (message("Access cards"), lambda: cards(screen.now())),
}
DIALOGS = {
    name: dialog
    for section in (about, stages, criteria, jury, roster, entries, phases)
    for name, dialog in section.DIALOGS.items()
}
ADDRESS, WRITTEN = "bagian", "settings address"
"""The section's name in the address, and what this page wrote there last."""


def settings() -> None:
    """Choose a section, show it, and draw the dialog that is open.

    Without a competition there are the access cards alone, of which the first is an admin's.
    """
    seen = screen.now()
    words = seen.words
    if not may(seen.who, Action.CONFIGURE):
        st.error(words.text(NOT_ALLOWED))
        return
    for_thumbs()
    if seen.competition_id is None:
        st.info(words.text(START))
        cards(seen)
        return
    say_what_was_done()
    SECTIONS[section_choice()][1]()
    show_dialog(DIALOGS)


def section_choice() -> str:
    """The section that is open: by a link or the browser's Back, by a button, or chosen here."""
    words, state, first = screen.now().words, st.session_state, next(iter(SECTIONS))
    key, named = f"settings section {words.language}", st.query_params.get(ADDRESS, first)
    if named != state.get(WRITTEN, first) and named in SECTIONS:
        state[key] = named
    state[key] = state.pop(phases.GO, None) or state.get(key) or state.get(WRITTEN, first)
    chosen = st.segmented_control(
        words.text("Section"),
        list(SECTIONS),
        format_func=lambda name: words.text(SECTIONS[name][0]),
        key=key,
        label_visibility="collapsed",
        required=True,
    )
    section = chosen if chosen in SECTIONS else first
    state[WRITTEN] = section
    if section != st.query_params.get(ADDRESS, first):
        st.query_params[ADDRESS] = section
    return section
