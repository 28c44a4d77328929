"""One chart of bars and one of lines whose data change at a click."""

from fractions import Fraction

import streamlit as st

from dashboard.view import theme
from dashboard.view.chart import chart
from dashboard.view.words import words_in

st.set_page_config(layout="wide")
words = words_in("id")


@st.fragment
def charts() -> None:
    if st.button("Next", key="next"):
        st.session_state["step"] = st.session_state.get("step", 0) + 1
    step = st.session_state.get("step", 0)
    st.text(f"step {step} · {words.number(Fraction(8824, 100) + step, 2)}")

    bars = theme.figure(words)
    for position in range(1, 11):
        bars.add_bar(
            x=[1.5 + (position * 7 + step * row) % 5 for row in range(1, 4)],
            y=["Dinas Kesehatan", "Dinas Kependudukan dan Pencatatan Sipil", "RSUD Kota"],
            name=f"Kriteria {position}",
            orientation="h",
            marker_color=theme.series(position),
        )
    bars.update_layout(barmode="stack")
    chart(bars.to_json(), key="bars", alt="Nilai per kriteria", height=320)

    lines = theme.figure(words, zoomable=True)
    lines.add_scatter(x=list(range(50)), y=[(x * x + step * 13) % 31 / 4 for x in range(50)])
    chart(lines.to_json(), key="lines", alt="Nilai sepanjang hari", height=240)


charts()
