"""The sample, or a competition in which nothing was marked yet, is removed for good."""

import streamlit as st

from dashboard import screen
from dashboard.desk.data import removable, remove
from dashboard.desk.door import Denied
from dashboard.view.criteria_controls import plain


@st.fragment
def removal() -> None:
    """Ask which one, have its name typed, remove it."""
    seen, engine = screen.now(), screen.reader().engine
    words = seen.words
    known = {row.id: row for row in removable(engine)}
    if not known:
        return
    with st.expander(
        words.text("Remove the sample or an empty competition"), icon=":material/delete:"
    ):
        chosen = st.selectbox(
            words.text("Competition to remove"),
            [*known],
            format_func=lambda key: known[key].full_name if key in known else "",
            key="remove which",
        )
        if chosen is None:
            return
        name = plain(known[chosen].full_name)
        st.warning(
            words.text(
                "All of “%(name)s” goes, with entries, marks and history, and nothing brings it "
                "back. Units stay. A competition with real marks cannot be removed here.",
                name=name,
            ),
            icon=":material/warning:",
        )
        typed = st.text_input(
            words.text("Type the name to confirm: %(name)s", name=name), key=f"remove {chosen}"
        )
        if st.button(words.text("Remove for good"), icon=":material/delete:", key="remove now"):
            try:
                remove(engine, seen.who, chosen, typed)
            except Denied as denied:
                st.error(denied.text(words))
                return
            st.rerun(scope="app")
