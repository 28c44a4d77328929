"""A server whose requests each come in when the run before has ended and was not yet delivered."""

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
    """Hold up the event loop, and so delivery, until the run under way has ended."""
    if session._scriptrunner is not None and session._scriptrunner._script_thread is not None:
        session._scriptrunner._script_thread.join()
    request(session, client_state)


AppSession.request_rerun = requested  # type: ignore[method-assign]
app = st.App(Path(__file__).with_name("hasty_script.py"))
