"""The whole app on a server that loses what the first run for a new revision says.

As a line does that breaks off at that moment; here it happens to every screen, once.
"""

from typing import TYPE_CHECKING, Any

import streamlit as st
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner import ScriptRunnerEvent

import streamlit_app

deliver = AppSession._handle_scriptrunner_event_on_event_loop
loses: dict[str, bool] = {}
"""By session: whether it loses what comes now; there once it has begun to draw parts alone."""


def lose(session: AppSession, sender: Any, event: ScriptRunnerEvent, *told: Any) -> None:
    """Deliver everything but the first drawings of the parts of a page alone."""
    message, _, _, _, fragments, *_ = told
    if event == ScriptRunnerEvent.SCRIPT_STARTED and fragments:
        loses.setdefault(session.id, True)
    elif event == ScriptRunnerEvent.FRAGMENT_STOPPED_WITH_SUCCESS:
        loses[session.id] = False
    elif message and message.WhichOneof("type") == "delta" and loses.get(session.id):
        return
    deliver(session, sender, event, *told)


AppSession._handle_scriptrunner_event_on_event_loop = lose  # type: ignore[method-assign]
if TYPE_CHECKING:
    app = st.App("")  # by such a line, which need not be run, Streamlit knows where an app is
app = streamlit_app.app
