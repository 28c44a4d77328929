"""Our own routes behind the real gate, and a way to knock with requests that no client sends."""

import asyncio
from dataclasses import dataclass
from urllib.parse import unquote

from sqlalchemy import Engine
from starlette.applications import Starlette
from starlette.routing import Route, WebSocketRoute
from starlette.types import Message, Scope

from dashboard import downloads
from dashboard.broadcast import STREAM, Broadcast, Streamed
from dashboard.desk.sheet_route import SheetRoute
from dashboard.gate.middleware import Gate
from dashboard.gate.roll import Roll
from dashboard.gate.routes import Ways
from dashboard.pulse import Pulse
from dashboard.reader import Reader
from tests.hostile.texts import NAMES

Headers = list[tuple[bytes, bytes]]
LIMIT = 100_000


@dataclass
class Answer:
    """What came back: a status, the headers, the body; of a socket its closing code."""

    status: int
    headers: dict[str, str]
    body: bytes

    def echoes(self) -> list[str]:
        """The texts that stand in an HTML body as they came, so that they would be markup."""
        if "html" not in self.headers.get("content-type", ""):
            return []
        return [name for name in NAMES if "<" in name and name.encode() in self.body]


class Doors:
    """All routes of a database behind its gate, on a loop of its own."""

    def __init__(self, engine: Engine) -> None:
        self.runner = asyncio.Runner()
        self.roll, self.pulse = Roll(), Pulse()
        self.ways, sheets, broadcast = Ways(self.roll), SheetRoute(), Broadcast()
        self.ways.attempts.waiting = 10**6  # so many wait already that no answer is held back
        sheets.open(Reader(engine))
        broadcast.start(Reader(engine))
        self.pulse._engine = engine  # looked up at each question: there is no watcher
        inside = Starlette(
            routes=[
                *self.ways.routes,
                *sheets.routes(),
                Route("/siaran", broadcast.page),
                Route(STREAM, Streamed(broadcast.stream)),
                *downloads.ROUTES,
                WebSocketRoute("/live", self.pulse.stream),
            ]
        )
        self.app = Gate(inside, LIMIT, self.roll)
        self.runner.run(self.roll.start(engine))

    def close(self) -> None:
        self.runner.run(self.roll.stop())
        self.runner.close()

    def ask(
        self, method: str, path: str, query: str = "", headers: Headers | None = None,
        body: bytes = b"",
    ) -> Answer:  # fmt: skip
        """One request; what the app raises is raised here."""
        return self.runner.run(self._ask(scope_of(method, path, query, headers or []), body))

    async def _ask(self, scope: Scope, body: bytes) -> Answer:
        pieces: list[Message] = [{"type": "http.request", "body": body}]
        sent: list[Message] = []

        async def receive() -> Message:
            if not pieces:  # who asks stays, or a streamed file would not be written
                await asyncio.Event().wait()
            return pieces.pop(0)

        async def send(message: Message) -> None:
            sent.append(message)

        await asyncio.wait_for(self.app(scope, receive, send), 10)
        start = sent[0]
        told = {k.decode("latin-1"): v.decode("latin-1") for k, v in start["headers"]}
        return Answer(start["status"], told, b"".join(m.get("body", b"") for m in sent[1:]))

    def listen(self, query: str, headers: Headers | None = None) -> Answer:
        """Open the live route and hang up; the status is the code it was closed with, or 0."""
        scope = scope_of("GET", "/live", query, headers or [])
        scope |= {"type": "websocket", "scheme": "ws", "subprotocols": []}
        return self.runner.run(self._listen(scope))

    async def _listen(self, scope: Scope) -> Answer:
        inbox: list[Message] = [
            {"type": "websocket.connect"},
            {"type": "websocket.disconnect", "code": 1001},
        ]
        sent: list[Message] = []

        async def receive() -> Message:
            if not inbox:
                await asyncio.Event().wait()
            return inbox.pop(0)

        async def send(message: Message) -> None:
            sent.append(message)

        await asyncio.wait_for(self.app(scope, receive, send), 10)
        closed = [m.get("code", 1000) for m in sent if m["type"] == "websocket.close"]
        said = "".join(m.get("text", "") for m in sent)
        return Answer(closed[0] if closed else 0, {}, said.encode())


def scope_of(method: str, path: str, query: str, headers: Headers) -> Scope:
    """A request as the server passes it on: the path decoded, the rest as it came."""
    return {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(b"host", b"lomba.test"), *headers],
        "client": ("203.0.113.9", 40000),
        "server": ("lomba.test", 80),
    }
