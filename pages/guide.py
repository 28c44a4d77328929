"""Panduan: how to read each page, for those who have never seen it."""

import streamlit as st

from dashboard import screen
from dashboard.view.guide import contents, sections

words = screen.now().words
index, text = st.columns([1, 3], gap="large")
index.markdown(contents(words))
for section in sections(words):
    text.subheader(section.title, anchor=section.anchor)
    text.markdown(section.text)
