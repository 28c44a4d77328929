"""A new competition: its name and date, and what it takes over from an earlier one."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import streamlit as st

from dashboard import screen
from dashboard.desk.data import start
from dashboard.desk.door import Denied
from dashboard.forms.redraw import redraw
from dashboard.view.words import Words
from db.starting import Beginning, Parts

STARTED = "competition started"
ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
"""WIB, WITA, WIT."""


@st.fragment
def beginning() -> None:
    """Ask for it and start it."""
    seen = screen.now()
    words = seen.words
    with st.expander(
        words.text("Start a new competition"),
        icon=":material/add_circle:",
        expanded=seen.competition_id is None,
    ):
        if (new := st.session_state.get(STARTED)) is not None:
            _show_started(words, new)
            return
        asked = _facts(words)
        source, parts = _source(words, seen)
        if st.button(words.text("Start the competition"), icon=":material/flag:", key="start now"):
            try:
                new = start(screen.reader().engine, seen.who, asked, source_id=source, parts=parts)
            except Denied as denied:
                st.error(denied.text(words))
                return
            st.session_state[STARTED] = new
            redraw()


def _facts(words: Words) -> Beginning:
    left, right = st.columns(2)
    with left:
        name = st.text_input(words.text("Name"), max_chars=200, key="start name")
        edition = st.text_input(
            words.text("Edition"), placeholder="2027", max_chars=60, key="start edition"
        )
        held_on = st.date_input(
            words.text("Date"), value=None, format="DD/MM/YYYY", key="start date"
        )
        term = st.text_input(
            words.text("Name for the units"), "SKPD", max_chars=30, key="start term"
        )
    with right:
        organiser = st.text_input(words.text("Organiser"), max_chars=200, key="start organiser")
        venue = st.text_input(words.text("Venue"), max_chars=200, key="start venue")
        target = st.number_input(
            words.text("Participation target (percent)"), 0, 100, 100, key="start target"
        )
        zone = st.selectbox(
            words.text("Time zone"), ZONES, format_func=_zone_name, key="start zone"
        )
    return Beginning(
        name=" ".join(name.split()),
        edition=" ".join(edition.split()),
        organiser=organiser.strip(),
        venue=venue.strip(),
        held_on=held_on,
        timezone=zone,
        unit_term=term.strip() or "SKPD",
        participation_target=int(target),
    )


def _zone_name(zone: str) -> str:
    return f"{datetime(2018, 1, 1, tzinfo=UTC).astimezone(ZoneInfo(zone)):%Z} ({zone})"


def _source(words: Words, seen: screen.Screen) -> tuple[int | None, Parts]:
    if not seen.competitions:
        return None, Parts()
    names = {row.id: row.full_name for row in seen.competitions}
    source = st.selectbox(
        words.text("Take over from an earlier competition"),
        [*names],
        index=None,
        placeholder=words.text("Start empty"),
        format_func=names.__getitem__,
        key="start source",
    )
    if source is None:
        return None, Parts()
    with st.container(horizontal=True, gap="medium"):
        parts = Parts(
            stages=st.checkbox(words.text("Stages"), True, key="start stages"),
            criteria=st.checkbox(
                words.text("Criteria, weights and scoring rules"), True, key="start criteria"
            ),
            judges=st.checkbox(words.text("Judges and panel"), True, key="start judges"),
            roster=st.checkbox(words.text("Units expected to take part"), True, key="start roster"),
        )
    st.caption(words.text("Entries, marks and access cards are never taken over."))
    return source, parts


def _show_started(words: Words, new: int) -> None:
    st.success(
        words.text("The competition was started. Entries come in by a workbook or the settings."),
        icon=":material/check_circle:",
    )
    with st.container(horizontal=True):
        if st.button(
            words.text("Open this competition"), icon=":material/open_in_new:", key="open started"
        ):
            screen.go(competition=new)
        if st.button(words.text("Start another one"), key="start another"):
            del st.session_state[STARTED]
            redraw()
