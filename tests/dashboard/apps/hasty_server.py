"""A server on which the next request comes in when a run has ended and was not yet delivered.

A run with a query is followed at once by a run of the fragment that it names.
"""

import os
from pathlib import Path

import streamlit as st
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.runtime.app_session import AppSession

from dashboard import sessions

if os.environ["MENDED"] == "yes":
    sessions.mend()
request = AppSession.request_rerun


def requested(session: AppSession, client_state: ClientState | None) -> None:
    """Hold up the event loop, and so delivery, until the run has ended; then ask for the next."""
    request(session, client_state)
    if client_state and client_state.query_string:
        assert session._scriptrunner and session._scriptrunner._script_thread
        session._scriptrunner._script_thread.join()
        request(session, ClientState(fragment_id=client_state.query_string))


AppSession.request_rerun = requested  # type: ignore[method-assign]
app = st.App(Path(__file__).with_name("hasty_script.py"))
