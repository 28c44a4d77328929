"""A client that speaks Streamlit's protocol by hand: what a browser gets, without a browser."""

from contextlib import ExitStack
from dataclasses import dataclass, field
from types import TracebackType

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol


@dataclass
class Shown:
    """One run: the pages in the bar, which one ran, whether another was asked for in vain.

    The page at "/" has no name here.
    """

    pages: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    page: str = ""
    not_found: bool = False
    content: bytes = b""
    """Everything that was sent, to look for what must not be in it."""
    errors: list[str] = field(default_factory=list)
    fragments: list[str] = field(default_factory=list)
    session: str = ""


class Client:
    """One session at a server, with these cookies; `session` is the id of one to take up again."""

    def __init__(
        self, port: int, cookie: str = "", *, host: str = "127.0.0.1", session: str = ""
    ) -> None:
        names = ("streamlit", "none", session) if session else ("streamlit",)
        self._open = ExitStack()
        self._connect = lambda: connect(
            f"ws://{host}:{port}/_stcore/stream",
            subprotocols=[Subprotocol(name) for name in names],
            additional_headers={"Cookie": cookie} if cookie else {},
            max_size=None,
        )

    def __enter__(self) -> "Client":
        self.socket: ClientConnection = self._open.enter_context(self._connect())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.close()

    def open(self, page: str = "", query: str = "", fragment: str = "") -> Shown:
        """Ask for a page by its address, or for one fragment again, and take in the whole run."""
        message = BackMsg()
        message.rerun_script.query_string = query
        message.rerun_script.page_name = page
        message.rerun_script.fragment_id = fragment
        self.socket.send(message.SerializeToString())
        return self.take()

    def take(self) -> Shown:
        """Take in a run until the server says that it has ended."""
        shown = Shown()
        while True:
            raw = bytes(self.socket.recv(timeout=60))
            answer = ForwardMsg()
            answer.ParseFromString(raw)
            shown.content += raw
            kind = answer.WhichOneof("type")
            if kind == "new_session":
                shown.session = answer.new_session.initialize.session_id
            elif kind == "navigation":
                pages = answer.navigation.app_pages
                shown.pages = [one.url_pathname for one in pages if not one.is_hidden]
                shown.hidden = [one.url_pathname for one in pages if one.is_hidden]
                chosen = answer.navigation.page_script_hash
                (shown.page,) = (o.url_pathname for o in pages if o.page_script_hash == chosen)
            elif kind == "page_not_found":
                shown.not_found = True
            elif kind == "delta":
                if answer.delta.fragment_id and answer.delta.fragment_id not in shown.fragments:
                    shown.fragments.append(answer.delta.fragment_id)
                element = answer.delta.new_element
                if element.WhichOneof("type") == "exception":
                    shown.errors.append(element.exception.message)
            elif kind == "script_finished":
                return shown
