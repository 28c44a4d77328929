"""Viewers without a browser: they speak Streamlit's protocol to a server of our own."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

ROOT = Path(__file__).parents[2]
TICKS = os.sysconf("SC_CLK_TCK")


class Server:
    """A running server and what it has cost so far."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int) -> None:
        self._process = process
        self.port = port

    def cpu_seconds(self) -> float:
        """User and system time since the start."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def kill(self) -> None:
        """End it at once, without a word."""
        self._process.kill()
        self._process.wait()

    def memory(self) -> int:
        """Bytes of memory that the server holds now (resident set)."""
        pages = Path(f"/proc/{self._process.pid}/statm").read_text().split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")


def free_port() -> int:
    """A port of 127.0.0.1 that nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(
    database_url: str,
    app: Path = ROOT / "streamlit_app.py",
    *options: str,
    settings_of_ours: bool = True,
) -> Iterator[Server]:
    """An app on a free port of 127.0.0.1, until the block ends; ours, unless said.

    `options` are Streamlit's. Without our settings it runs as Streamlit does out of the box.
    """
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(app), f"--server.port={port}"]
    command += ["--server.headless=true", "--browser.gatherUsageStats=false"]
    command += options
    environment = {**os.environ, "DATABASE_URL": database_url}
    with tempfile.TemporaryFile() as log, tempfile.TemporaryDirectory() as elsewhere:
        where = ROOT if settings_of_ours else Path(elsewhere)
        process = subprocess.Popen(command, cwd=where, env=environment, stdout=log, stderr=log)
        try:
            for _ in range(300):
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health").close()
                    break
                except OSError:
                    time.sleep(0.1)
            yield Server(process, port)
        finally:
            process.terminate()
            process.wait(20)


class Viewer:
    """One session on one page. A run ends when the server says that the script has finished."""

    def __init__(self, server: Server, page: str = "", query: str = "") -> None:
        self._url = f"ws://127.0.0.1:{server.port}/_stcore/stream"
        self._page, self._query = page, query
        self.errors: list[str] = []
        self.fragments: list[str] = []

    def __enter__(self) -> "Viewer":
        from websockets.typing import Subprotocol

        self._socket: ClientConnection = connect(
            self._url, subprotocols=[Subprotocol("streamlit")], max_size=None
        )
        self.run()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._socket.close()

    def run(self, fragment: str = "") -> float:
        """Run the whole page, or one fragment of it; the seconds until it has finished."""
        message = BackMsg()
        message.rerun_script.query_string = self._query
        message.rerun_script.page_name = self._page
        message.rerun_script.fragment_id = fragment
        began = time.perf_counter()
        self._socket.send(message.SerializeToString())
        while True:
            answer = ForwardMsg()
            answer.ParseFromString(bytes(self._socket.recv(timeout=60)))
            kind = answer.WhichOneof("type")
            if kind == "delta":
                self._take(answer)
            elif kind == "script_finished":
                return time.perf_counter() - began

    def _take(self, answer: ForwardMsg) -> None:
        if answer.delta.fragment_id and answer.delta.fragment_id not in self.fragments:
            self.fragments.append(answer.delta.fragment_id)
        element = answer.delta.new_element
        if element.WhichOneof("type") == "exception":
            self.errors.append(element.exception.message)
