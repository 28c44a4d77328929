"""A gate before a small app that tells what reached it, for tests without a server."""

import asyncio
import json
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from sqlalchemy import Engine
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route, WebSocketRoute
from starlette.types import Message
from starlette.websockets import WebSocket

from dashboard.access import HEADER
from dashboard.gate.cookie import NAME
from dashboard.gate.middleware import Gate
from dashboard.gate.roll import Roll
from dashboard.gate.routes import Ways
from dashboard.gate.sign_on import SignOn
from db.cards import issue_card
from db.engine import writing
from db.models import Role

LIMIT = 100_000
OUTSIDE, HERE = "203.0.113.9", "127.0.0.1"


def run(story: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(story, 30))


def card(engine: Engine, role: Role, judge_id: int | None = None, holder: str = "Sari") -> str:
    with writing(engine) as session:
        return issue_card(session, holder, role, judge_id, actor="test")


async def tell(request: Request) -> JSONResponse:
    """What reached the app: every value of the identity's header, the size of the body."""
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
    told = request.headers.getlist(HEADER)
    return JSONResponse({"told": [json.loads(value) for value in told], "size": size})


async def listen(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_json(json.loads(socket.headers[HEADER]))
    while (await socket.receive())["type"] != "websocket.disconnect":
        pass


@dataclass
class House:
    """The gate of a test, and how to knock at it."""

    app: Gate
    roll: Roll
    ways: Ways

    def browser(
        self, address: str = OUTSIDE, host: str = "lomba.test", scheme: str = "http"
    ) -> httpx.AsyncClient:
        """Somebody at an address, who asks for a host and keeps cookies."""
        door = httpx.ASGITransport(app=self.app, client=(address, 40000))
        return httpx.AsyncClient(transport=door, base_url=f"{scheme}://{host}")

    async def who(self, browser: httpx.AsyncClient, **headers: str | bytes) -> dict[str, Any]:
        """Who the app is told that this browser is."""
        answer = await browser.get("/", headers=list(headers.items()))
        assert answer.status_code == 200, answer.text
        (told,) = answer.json()["told"]
        return dict(told)


@dataclass
class Socket:
    """A websocket at the gate."""

    sent: list[Message] = field(default_factory=list)
    inbox: "asyncio.Queue[Message]" = field(default_factory=asyncio.Queue)

    def serve(self, app: Gate, path: str, address: str, headers: dict[str, str]) -> None:
        scope = {
            "type": "websocket",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "root_path": "",
            "scheme": "ws",
            "client": (address, 40000),
            "server": ("lomba.test", 80),
            "subprotocols": [],
            "headers": [(k.encode(), v.encode()) for k, v in headers.items()],
        }
        self.inbox.put_nowait({"type": "websocket.connect"})

        async def send(message: Message) -> None:
            self.sent.append(message)

        self.task = asyncio.create_task(app(scope, self.inbox.get, send))

    async def until_sent(self, kind: str) -> Message:
        while True:
            for message in self.sent:
                if message["type"] == kind:
                    return message
            assert not self.task.done() or any(m["type"] == kind for m in self.sent), self.sent
            await asyncio.sleep(0.01)

    async def hang_up(self) -> None:
        self.inbox.put_nowait({"type": "websocket.disconnect", "code": 1001})
        await self.task


@asynccontextmanager
async def gate(engine: Engine, sign_on: SignOn | None = None) -> AsyncIterator[House]:
    roll = Roll()
    ways = Ways(roll)
    inside = Starlette(
        routes=[
            *ways.routes,
            WebSocketRoute("/{path:path}", listen),
            Route("/{path:path}", tell, methods=["GET", "POST", "PUT", "DELETE"]),
        ]
    )
    await roll.start(engine, sign_on)
    try:
        yield House(Gate(inside, LIMIT, roll), roll, ways)
    finally:
        await roll.stop()


def cookie_of(browser: httpx.AsyncClient) -> str:
    return browser.cookies[NAME]
