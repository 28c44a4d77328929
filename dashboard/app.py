"""The frame around every page: language, competition, live strip, navigation."""

from html import escape
from pathlib import Path

import streamlit as st

from dashboard import live, screen
from dashboard.access import may_see
from dashboard.forms.account import account
from dashboard.forms.signin import signin
from dashboard.view import address, wall
from dashboard.view.assets import STATIC
from dashboard.view.words import LANGUAGES, message

PAGES = Path(__file__).parents[1] / "pages"
NAVIGATION = {
    "": [
        ("leaderboard", message("Leaderboard"), ":material/leaderboard:"),
        ("participation", message("Participation"), ":material/groups:"),
        ("criteria", message("Criteria"), ":material/grid_on:"),
        ("judges", message("Judges"), ":material/gavel:"),
        ("summary", message("Summary"), ":material/summarize:"),
    ],
    message("Work"): [
        ("sheet", message("Score sheets"), ":material/edit_note:"),
        ("order", message("Running order"), ":material/format_list_numbered:"),
        ("data", message("Data"), ":material/database:"),
        ("history", message("History"), ":material/history:"),
        ("settings", message("Settings"), ":material/settings:"),
    ],
    message("More"): [
        ("result", message("Published result"), ":material/emoji_events:"),
        ("guide", message("Guide"), ":material/help:"),
    ],
}
"""By heading: each page's file and address, its title, its icon.

The app opens on the first one that is for the viewer; what is under no heading stands in the bar.
"""
WITHOUT_COMPETITION = {"data", "settings", "result", "guide"}
"""Pages that have something to show before there is a competition."""

HOME = "awal"
"""What Streamlit is told that the page at "/" is called, so that its own name is free."""

TITLE = "<h2 style='margin:0;padding:0;font-size:1.45rem;line-height:1.25'>{}</h2>"
"""HTML, because a heading in Markdown brings space of its own that pushes it out of line."""


@live.part_of(lambda board: (board.competition.structure_revision, board.is_final))
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


def header_without_competition(seen: screen.Screen) -> None:
    """What the frame offers before there is a competition, or one that the viewer may see."""
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        choose_language(seen)
        st.space("stretch")
        account(seen)


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


def page_names(seen: screen.Screen) -> list[str]:
    """The pages for this viewer, in the order of the bar."""
    return [name for pages in NAVIGATION.values() for name, *_ in pages if may_see(seen.who, name)]


def pages_for(seen: screen.Screen) -> dict[str, list[st.Page]]:
    """The bar for this viewer. A page that is not for them is not there at all.

    The first one stands at "/"; at its own address, which others may have sent, it is there too,
    but not a second time in the bar.
    """
    first = page_names(seen)[0]
    bar = {
        seen.words.text(heading) if heading else "": [
            st.Page(
                PAGES / f"{name}.py",
                title=seen.words.text(title),
                icon=icon,
                url_path=HOME if name == first else name,
                default=name == first,
            )
            for name, title, icon in pages
            if may_see(seen.who, name)
        ]
        for heading, pages in NAVIGATION.items()
    }
    by_name = {name: title for pages in NAVIGATION.values() for name, title, _ in pages}
    title = seen.words.text(by_name[first])
    again = st.Page(PAGES / f"{first}.py", title=title, url_path=first, visibility="hidden")
    filled = {heading: pages for heading, pages in bar.items() if pages}
    filled[next(iter(filled))].append(again)
    return filled


st.set_page_config(page_title="Pantau Lomba", page_icon=str(STATIC / "icon.svg"), layout="wide")
seen = screen.begin()
live.begin()
words = seen.words
page = st.navigation(pages_for(seen), position="hidden" if seen.wall else "top")
name = page.url_path or page_names(seen)[0]
if seen.competition_id is not None:
    if not seen.wall:
        header()
        signin(seen)
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container(gap=None):
            address.keep(seen.address, screen.COMPETITION)
            live.strip()
        if not seen.wall and name in wall.PAGES:
            wall.wall_link(words, seen.wall_address)
        if not seen.wall:
            account(seen)
    page.run()
elif name in WITHOUT_COMPETITION:
    header_without_competition(seen)
    signin(seen)
    page.run()
else:
    header_without_competition(seen)
    st.info(words.text("There is no competition yet. It is started on the page Data."))
live.end()
