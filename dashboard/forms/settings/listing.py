"""Lists of the settings: rows that open, a search and pages where there are many."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import streamlit as st

from dashboard.view.criteria_controls import plain
from dashboard.view.words import Words

R = TypeVar("R")

PAGE = 25
"""Rows at once."""


def listed(words: Words, rows: Sequence[R], text: Callable[[R], str], key: str) -> Sequence[R]:
    """The rows of the chosen page that match the search."""
    if len(rows) <= PAGE:
        return rows
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        wanted = st.text_input(words.text("Search"), key=f"{key} search").casefold().split()
        found = [row for row in rows if all(part in text(row).casefold() for part in wanted)]
        pages = -(-len(found) // PAGE)
        page = st.pagination(pages, key=f"{key} page") if pages > 1 else 1
    if not found:
        st.markdown(words.text("Nothing matches the search."))
    return found[(min(page, max(pages, 1)) - 1) * PAGE :][:PAGE]


def line(name: str, details: str, key: str) -> bool:
    """A row: a button with the name, which opens it, and what is told of it."""
    label, told = st.columns([2, 3], vertical_alignment="center", gap="xxsmall")
    opened = label.button(plain(name), icon=":material/edit:", type="tertiary", key=key)
    if details:
        told.markdown(f":small[:gray[{plain(details)}]]")
    return opened


def add_button(label: str, key: str, icon: str = ":material/add:") -> bool:
    """A button below or above a list."""
    return st.button(label, icon=icon, key=key)
