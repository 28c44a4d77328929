"""What Streamlit's sessions do otherwise here: no run's last words are lost, the theme is kept."""

from collections.abc import Callable
from typing import Protocol

from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequestType

Request = Callable[[AppSession, ClientState | None], None]
"""Asks a session for a run: it starts one, or leaves it to the run that is under way."""


class Fill(Protocol):
    """Writes a section of the theme into a message."""

    def __call__(self, msg: CustomThemeConfig, section: str = "theme") -> None:
        """Fill an empty message."""


def mend() -> None:
    """Let the sessions of the server that starts now do both."""
    AppSession.request_rerun = heard_out(AppSession.request_rerun)  # type: ignore[assignment,method-assign]
    app_session._populate_theme_msg = remembered(app_session._populate_theme_msg)


def heard_out(request: Request) -> Request:
    """`request`, which lets a run that has just ended be heard out before it starts the next.

    What a run says waits in the queue of the event loop. Streamlit throws away what waits there
    once another runner is under way (the comment in its `AppSession.request_rerun` tells), and then
    a form that was sent, or a board that changed, stays on the screen as it was.
    """

    def requested(session: AppSession, client_state: ClientState | None) -> None:
        runner = session._scriptrunner
        if runner is not None and runner._requests._state == ScriptRequestType.STOP:
            # All that it said is in the queue by now, and this comes after it.
            session._call_soon_on_event_loop(lambda: request(session, client_state))
        else:
            request(session, client_state)

    return requested


def remembered(fill: Fill) -> Fill:
    """`fill`, whose work for a section is done once and copied afterwards.

    Streamlit builds the theme anew for each run, a quarter of a redraw. Ours stands in
    `.streamlit/config.toml` and stays while the server runs.
    """
    filled: dict[str, CustomThemeConfig] = {}

    def copy(msg: CustomThemeConfig, section: str = "theme") -> None:
        if section not in filled:
            first = CustomThemeConfig()
            fill(first, section)
            filled[section] = first
        # Even an empty message counts as set once something was merged into it.
        if filled[section].ByteSize():
            msg.MergeFrom(filled[section])

    return copy
