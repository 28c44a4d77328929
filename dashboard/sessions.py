"""What Streamlit's sessions do otherwise here: nothing a run said is lost, the theme is kept."""

from collections.abc import Callable
from typing import Protocol

from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequestType

Request = Callable[[AppSession, ClientState | None], None]
"""Asks a session for a run: it starts one, or leaves it to the run that is under way."""


Clear = Callable[[ForwardMsgQueue, bool, list[str] | None], None]
"""Takes out of a queue what is not to be sent: all, or what the next run, of these fragments or of
the whole page, is to say again."""


class Fill(Protocol):
    """Writes a section of the theme into a message."""

    def __call__(self, msg: CustomThemeConfig, section: str = "theme") -> None:
        """Fill an empty message."""


def mend() -> None:
    """Let the sessions of the server that starts now do all of it."""
    AppSession.request_rerun = begun(heard_out(AppSession.request_rerun))  # type: ignore[assignment,method-assign]
    ForwardMsgQueue.clear = in_order(ForwardMsgQueue.clear)  # type: ignore[assignment,method-assign]
    app_session._populate_theme_msg = remembered(app_session._populate_theme_msg)


def begun(request: Request) -> Request:
    """`request`, which runs the page where a session that is new is asked for a fragment of it.

    So asks a screen whose process died and that came over to another one. Streamlit ignores what is
    asked of a fragment that it does not know, and the screen would stay as it was for good.
    """

    def requested(session: AppSession, client_state: ClientState | None) -> None:
        if client_state and client_state.fragment_id and not session.page_script_hash:
            whole = ClientState()
            whole.CopyFrom(client_state)
            whole.fragment_id = ""
            client_state = whole
        request(session, client_state)

    return requested


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


def in_order(clear: Clear) -> Clear:
    """`clear`, which leaves the queue as it is where only some fragments of the page run next.

    Streamlit takes out what the run of the page said of these fragments, for they are drawn again,
    but leaves the word that the page is complete: the browser then removes the places of what it
    was not told of, is told to draw there, and goes blank ("Bad delta path index").
    """

    def cleared(
        queue: ForwardMsgQueue,
        retain_lifecycle_msgs: bool = False,
        fragment_ids_this_run: list[str] | None = None,
    ) -> None:
        if retain_lifecycle_msgs and fragment_ids_this_run:
            queue._delta_index_map = {}  # what comes now stands behind, not in the place of, that
        else:
            clear(queue, retain_lifecycle_msgs, fragment_ids_this_run)

    return cleared


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
