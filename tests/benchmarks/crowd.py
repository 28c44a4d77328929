"""Many viewers at once, as browsers are: each keeps a screen up to date and notes when it was.

A viewer of the app speaks Streamlit's protocol and our live route; one of the rival lets its page
ask again every two seconds; the others listen to a plain socket or stream.
"""

import asyncio
import json
import math
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count

import numpy as np
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tests.benchmarks.viewer import Server

TRIGGER = "$$STREAMLIT_INTERNAL_KEY_{}__events"
"""The widget by which Streamlit's frontend tells that a component triggered something."""
PATIENCE = 120
"""Seconds after which a viewer that is not served counts as an error."""


@dataclass
class Screen:
    """What one viewer has on screen: the newest revision, and when each one appeared."""

    shown: int = 0
    appeared: dict[int, float] = field(default_factory=dict)

    def show(self, revision: int) -> None:
        """Note that this revision is on screen now."""
        if revision > self.shown:
            self.shown = revision
            self.appeared[revision] = time.perf_counter()


class Session:
    """One Streamlit session: runs its page, takes what comes, keeps what a browser keeps."""

    def __init__(self, server: Server, query: str = "") -> None:
        self._url = f"ws://127.0.0.1:{server.port}/_stcore/stream"
        self._query = query
        self._page = ""
        self._cached: list[str] = []
        self._finished = asyncio.Event()
        self.screen = Screen()

    async def open(self) -> None:
        """Connect and run the page once."""
        self.socket: ClientConnection = await connect(
            self._url,
            subprotocols=[Subprotocol("streamlit")],
            max_size=None,
            compression=None,
            open_timeout=PATIENCE,
            ping_interval=None,
        )
        self._reading = asyncio.create_task(self._read())
        await self.run(BackMsg())

    async def close(self) -> None:
        """Leave, as a closed tab does."""
        self._reading.cancel()
        await self.socket.close()

    async def run(self, message: BackMsg) -> None:
        """Ask for a rerun and wait until it has finished."""
        message.rerun_script.query_string = self._query
        message.rerun_script.page_script_hash = self._page
        message.rerun_script.cached_message_hashes.extend(self._cached)
        self._finished.clear()
        await self.socket.send(message.SerializeToString())
        await asyncio.wait_for(self._finished.wait(), PATIENCE)

    async def _read(self) -> None:
        async for data in self.socket:
            answer = ForwardMsg()
            answer.ParseFromString(bytes(data))  # type: ignore[arg-type]
            kind = answer.WhichOneof("type")
            if answer.metadata.cacheable and answer.hash:
                self._cached.append(answer.hash)
            if kind == "new_session":
                self._page = answer.new_session.page_script_hash
            elif kind == "delta":
                self.take(answer)
            elif kind == "auto_rerun":
                self.repeat(answer)
            elif kind == "script_finished":
                self._finished.set()

    def take(self, answer: ForwardMsg) -> None:
        """Look at an element that was drawn."""

    def repeat(self, answer: ForwardMsg) -> None:
        """Take in that a part of the page wants to run again by itself."""


class AppViewer(Session):
    """A viewer of our app: listens to the live route, takes the pieces of the page that come by it,
    and asks for the newest board where there are none.
    """

    def __init__(self, server: Server, query: str = "") -> None:
        super().__init__(server, query)
        self._pieces: dict[str, int] = {}

    def take(self, answer: ForwardMsg) -> None:
        """Find the strip: it says which revision the screen shows and where news come from."""
        element = answer.delta.new_element.bidi_component
        told = json.loads(element.json) if element.json else {}
        if "key" in told:
            self._pieces[told["key"]] = told["drawing"]
        if element.id.endswith("-strip"):
            self._strip, self._fragment = element.id, answer.delta.fragment_id
            self._live, self._drawing = told["path"], told["drawing"]
            self.screen.show(told["revision"])

    async def follow(self) -> None:
        """Keep the screen up to date until cancelled, as strip.js does."""
        host = self._url.removesuffix("/_stcore/stream")
        async with connect(
            host + self._live, compression=None, ping_interval=None, open_timeout=PATIENCE
        ) as live:
            asked = -math.inf
            async for data in live:
                news = json.loads(data)
                sent = {key: one["drawing"] for key, one in news.get("pieces", {}).items()}
                if "pieces" in news and sent == self._pieces:
                    self.screen.show(news["revision"])
                if (news["revision"] or 0) > self.screen.shown:
                    rest = asked + news["pace"] / 1000 - time.perf_counter()
                    await asyncio.sleep(max(random.random() * news["spread"] / 1000, rest))
                    asked = time.perf_counter()
                    await self.ask()

    async def ask(self) -> None:
        """Trigger what the strip triggers."""
        message = BackMsg()
        widget = message.rerun_script.widget_states.widgets.add()
        widget.id = TRIGGER.format(self._strip)
        widget.json_trigger_value = json.dumps([{"event": "behind", "value": self._drawing}])
        message.rerun_script.fragment_id = self._fragment
        await self.run(message)


class RivalViewer(Session):
    """A viewer of the tutorial's app: its page asks again by itself, changed or not."""

    def take(self, answer: ForwardMsg) -> None:
        """Read the revision from the figure that shows it."""
        metric = answer.delta.new_element.metric
        if metric.label == "Revisi":
            self.screen.show(int(metric.body.replace(",", "")))

    def repeat(self, answer: ForwardMsg) -> None:
        """Remember which part is to run again, and how often."""
        self._fragment, self._every = answer.auto_rerun.fragment_id, answer.auto_rerun.interval

    async def follow(self) -> None:
        """Run again at the interval until cancelled."""
        await asyncio.sleep(random.random() * self._every)
        while True:
            began = time.perf_counter()
            message = BackMsg()
            message.rerun_script.fragment_id = self._fragment
            message.rerun_script.is_auto_rerun = True
            await self.run(message)
            await asyncio.sleep(max(0.0, self._every - (time.perf_counter() - began)))


class SocketViewer:
    """A viewer of a plain socket whose messages say the revision they carry."""

    def __init__(self, server: Server, path: str) -> None:
        self._url = f"ws://127.0.0.1:{server.port}{path}"
        self.screen = Screen()

    async def open(self) -> None:
        """Connect."""
        self.socket: ClientConnection = await connect(
            self._url, compression=None, ping_interval=None, open_timeout=PATIENCE, max_size=None
        )

    async def close(self) -> None:
        """Leave."""
        await self.socket.close()

    async def follow(self) -> None:
        """Take in each board until cancelled."""
        async for data in self.socket:
            # Only what tells the revision is read: drawing is the browser's work, not the server's.
            start = data.index('"revision":' if isinstance(data, str) else b'"revision":') + 11  # type: ignore[arg-type]
            digits = data[start : start + 20]
            text = digits if isinstance(digits, str) else digits.decode()
            self.screen.show(int(text.strip().split(",")[0].split("}")[0]))


class StreamViewer:
    """A viewer of the broadcast: one plain connection on which finished boards arrive."""

    def __init__(self, server: Server, path: str) -> None:
        self._port, self._path = server.port, path
        self.screen = Screen()

    async def open(self) -> None:
        """Connect, and wait for the first board."""
        self._reader, self._writer = await asyncio.open_connection(
            "127.0.0.1", self._port, limit=2**22
        )
        request = f"GET {self._path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\n\r\n"
        self._writer.write(request.encode())
        await asyncio.wait_for(self._take(), PATIENCE)

    async def close(self) -> None:
        """Leave."""
        self._writer.close()

    async def follow(self) -> None:
        """Take in each board until cancelled."""
        while True:
            await self._take()

    async def _take(self) -> None:
        event = b""
        while b"data: {" not in event:  # the head of the answer, a sign of life
            event = await self._reader.readuntil(b"\n\n")
        start = event.index(b'"revision":') + len(b'"revision":')
        self.screen.show(int(event[start : event.index(b",", start)]))


Viewer = AppViewer | RivalViewer | SocketViewer | StreamViewer


@dataclass(frozen=True)
class Measured:
    """What a crowd saw and what it cost. Delays in seconds, CPU in seconds per viewer-minute."""

    viewers: int
    delays: Sequence[float]
    missed: int
    cpu: float
    bytes_per_viewer: float

    def quantile(self, share: float) -> float:
        """The delay that this share of all screens stayed under."""
        return float(np.quantile(self.delays, share)) if self.delays else float("nan")


@asynccontextmanager
async def crowd(
    make: Callable[[], Viewer], viewers: int, server: Server, at_once: int = 20
) -> AsyncIterator[list[Viewer]]:
    """So many viewers, all connected and drawn, who follow until the block ends."""
    people = [make() for _ in range(viewers)]
    for start in range(0, viewers, at_once):
        await asyncio.gather(*(one.open() for one in people[start : start + at_once]))
    following = [asyncio.create_task(one.follow()) for one in people]
    try:
        await asyncio.sleep(2)
        yield people
    finally:
        for task in following:
            task.cancel()
        outcomes = await asyncio.gather(*following, return_exceptions=True)
        await asyncio.gather(*(one.close() for one in people), return_exceptions=True)
        broken = [
            outcome
            for outcome in outcomes
            if isinstance(outcome, Exception) and not isinstance(outcome, asyncio.CancelledError)
        ]
        if broken:
            raise ExceptionGroup("viewers broke off", broken)


async def measure(
    make: Callable[[], Viewer],
    viewers: int,
    server: Server,
    write: Callable[[], Awaitable[int]],
    *,
    every: float,
    seconds: float,
) -> Measured:
    """Let a crowd watch while a score is written at an interval; `write` returns its revision.

    A revision counts as seen once the screen shows it or a later one.
    """
    before = server.memory()
    async with crowd(make, viewers, server) as people:
        held = server.memory() - before
        committed: dict[int, float] = {}
        spent, began = server.cpu_seconds(), time.perf_counter()
        for step in count():
            due = began + step * every
            if due - began >= seconds:
                break
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            revision = await write()
            committed[revision] = time.perf_counter()
        await asyncio.sleep(max(0.0, began + seconds - time.perf_counter()))
        took = time.perf_counter() - began
        cpu = server.cpu_seconds() - spent
        await asyncio.sleep(min(seconds, 3))
        delays, missed = [], 0
        for one in people:
            for revision, at in committed.items():
                seen = [when for shown, when in one.screen.appeared.items() if shown >= revision]
                if seen:
                    delays.append(max(0.0, min(seen) - at))
                else:
                    missed += 1
    return Measured(viewers, delays, missed, cpu / (viewers * took / 60), held / viewers)
