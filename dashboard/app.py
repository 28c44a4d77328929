"""The frame around every page: language, competition, live strip, navigation."""

from pathlib import Path

import streamlit as st

from dashboard import live, screen
from dashboard.view.assets import STATIC
from dashboard.view.words import LANGUAGES, message, words_in

PAGES = Path(__file__).parents[1] / "pages"
NAVIGATION = [
    ("leaderboard", message("Leaderboard"), ":material/leaderboard:"),
]
"""Each page's file and address, its title, its icon; the app opens on the first."""


@live.part
def heading() -> None:
    """The competition's name, and whether what is shown is final."""
    seen = screen.now()
    competition, words = seen.board.competition, seen.words
    name = " ".join(part for part in (competition.name, competition.edition) if part)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"## {escape(name)}", width="content")
        if competition.is_sample:
            st.badge(words.text("sample data"), icon=":material/science:", color="gray")
        st.badge(words.text("Provisional"), icon=":material/hourglass_top:", color="orange")


def escape(text: str) -> str:
    """Text as it is, where Streamlit would read Markdown."""
    return "".join(f"\\{sign}" if sign in r"\`*_{}[]()#+-.!:$<>~|&" else sign for sign in text)


def choose_language() -> None:
    """Take over the language that was clicked."""
    st.query_params[screen.LANGUAGE] = st.session_state["language"]


st.set_page_config(page_title="Pantau Lomba", page_icon=str(STATIC / "icon.svg"), layout="wide")
live.begin()
seen = screen.begin()
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
    position="top",
)
if seen.competition_id is None:
    st.info(words.text("There is no competition yet. Load one: python -m db import FILE"))
else:
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        heading()
        st.segmented_control(
            words.text("Language"),
            LANGUAGES,
            format_func=lambda code: words_in(code).name,
            default=words.language,
            key="language",
            on_change=choose_language,
            label_visibility="collapsed",
            required=True,
        )
    live.strip()
    page.run()
