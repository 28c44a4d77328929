"""The frame around every page: language, competition, live strip, navigation."""

from html import escape
from pathlib import Path

import streamlit as st

from dashboard import live, screen
from dashboard.view import address, wall
from dashboard.view.assets import STATIC
from dashboard.view.words import LANGUAGES, message

PAGES = Path(__file__).parents[1] / "pages"
NAVIGATION = [
    ("leaderboard", message("Leaderboard"), ":material/leaderboard:"),
    ("participation", message("Participation"), ":material/groups:"),
    ("criteria", message("Criteria"), ":material/grid_on:"),
    ("judges", message("Judges"), ":material/gavel:"),
    ("summary", message("Summary"), ":material/summarize:"),
    ("guide", message("Guide"), ":material/help:"),
]
"""Each page's file and address, its title, its icon; the app opens on the first."""

TITLE = "<h2 style='margin:0;padding:0;font-size:1.45rem;line-height:1.25'>{}</h2>"
"""HTML, because a heading in Markdown brings space of its own that pushes it out of line."""


@live.part
def header() -> None:
    """The competition's name, whether what is shown is final, and what else there is to look at."""
    seen = screen.now()
    board, words = seen.board, seen.words
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        st.html(TITLE.format(escape(board.competition.full_name)), width="content")
        if board.competition.is_sample:
            st.badge(words.text("sample data"), icon=":material/science:", color="gray")
        if board.is_final:
            st.badge(words.text("Final"), icon=":material/verified:", color="green")
        else:
            st.badge(words.text("Provisional"), icon=":material/hourglass_top:", color="orange")
        st.space("stretch")
        choose_competition(seen)
        choose_language(seen)


def choose_competition(seen: screen.Screen) -> None:
    """Let the viewer go over to another competition, where there is one."""
    if len(seen.competitions) < 2:
        return
    # The edition first: it tells them apart where there is room for a few letters only.
    names = {
        row.id: " · ".join(part for part in (row.edition, row.name) if part)
        for row in seen.competitions
    }
    chosen = st.selectbox(
        seen.words.text("Competition"),
        [*names],
        format_func=names.__getitem__,
        index=[*names].index(seen.board.competition.id),
        key=f"competition {seen.choice}",
        label_visibility="collapsed",
        width=250,
    )
    if chosen != seen.competition_id:
        screen.go(competition=chosen)


def choose_language(seen: screen.Screen) -> None:
    """Let the viewer read in another language."""
    chosen = st.segmented_control(
        seen.words.text("Language"),
        LANGUAGES,
        format_func=str.upper,
        default=seen.language,
        key=f"language {seen.choice}",
        label_visibility="collapsed",
        required=True,
    )
    if chosen != seen.language:
        screen.go(language=chosen)


st.set_page_config(page_title="Pantau Lomba", page_icon=str(STATIC / "icon.svg"), layout="wide")
seen = screen.begin()
live.begin()
words = seen.words
page = st.navigation(
    [
        st.Page(
            PAGES / f"{name}.py",
            title=words.text(title),
            icon=icon,
            url_path=name,
            default=index == 0,
        )
        for index, (name, title, icon) in enumerate(NAVIGATION)
    ],
    position="hidden" if seen.wall else "top",
)
if seen.competition_id is None:
    st.info(words.text("There is no competition yet. Load one: python -m db import FILE"))
else:
    if not seen.wall:
        header()
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container(gap=None):
            address.keep(seen.address, screen.COMPETITION)
            live.strip()
        if not seen.wall and (page.url_path or NAVIGATION[0][0]) in wall.PAGES:
            wall.wall_link(words, seen.wall_address)
    page.run()
