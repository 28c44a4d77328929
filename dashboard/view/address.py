"""The browser's address, kept complete so that it can be copied as a link."""

import time
from collections.abc import Mapping

import streamlit as st

from dashboard.view.assets import source

_MOUNT = st.components.v2.component("pantau_address", js=source("address.js"))


def keep(names: Mapping[str, str | None], mark: str) -> None:
    """Write names with their values into an address without `mark`, which is one of them.

    None takes a name out; others stay.
    """
    # The browser's side runs where its data are new: at each run, also one of the same page.
    _MOUNT(key="address", data={"names": dict(names), "mark": mark, "run": time.monotonic_ns()})
