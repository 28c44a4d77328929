"""Two forms side by side that say how often they were drawn."""

import streamlit as st


def drawn(name: str) -> None:
    """Draw a form as long as a page of ours is."""
    st.session_state[name] = st.session_state.get(name, 0) + 1
    for line in range(50):
        st.text(f"{name} line {line} drawing {st.session_state[name]}")


st.fragment(drawn, key="left")("left")
st.fragment(drawn, key="right")("right")
