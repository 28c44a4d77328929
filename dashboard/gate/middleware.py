"""The gate itself: each request passes with its identity, or is answered here."""

import asyncio
import contextlib
import time

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.access import HEADER, NOBODY
from dashboard.gate.body import FRAMING, SMALL, Counted, TooLarge, check_announced
from dashboard.gate.doors import Door, door_of, is_foreign, may_pass
from dashboard.gate.identify import Caller, identify
from dashboard.gate.notices import not_set_up
from dashboard.gate.roll import ROLL, Roll

GONE = 4401
"""Code with which an open socket is closed once its card is revoked or its sign-in is over."""
READS = {"GET", "HEAD", "OPTIONS"}


class Gate:
    """ASGI middleware: writes HEADER into each request, whatever the client sent under that name.

    Our own routes find the identity in `scope["state"]["identity"]`. `upload_limit` is the largest
    file in bytes.
    """

    def __init__(self, app: ASGIApp, upload_limit: int, roll: Roll = ROLL) -> None:
        self.app, self.roll = app, roll
        self.limit = upload_limit + FRAMING

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through with its identity, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        door = door_of(scope["path"])
        caller = Caller(NOBODY)
        if door != Door.OUTSIDE or scope["path"] == "/keluar":
            caller = await identify(scope, self.roll)
        name = HEADER.encode()
        kept = [(key, value) for key, value in scope["headers"] if key.lower() != name]
        scope["headers"] = [*kept, (name, caller.who.as_header().encode())]
        scope.setdefault("state", {}).update(identity=caller.who, caller=caller)
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send, caller, door)
        else:
            await self._request(scope, receive, send, caller, door)

    async def _request(
        self, scope: Scope, receive: Receive, send: Send, caller: Caller, door: Door
    ) -> None:
        headers = Headers(scope=scope)
        if not self._is_let_in(caller, door):
            await not_set_up(Request(scope))(scope, receive, send)
        elif not may_pass(caller.who, door):
            await _refusal("not allowed", 403)(scope, receive, send)
        elif scope["method"] not in READS and is_foreign(headers):
            await _refusal("sent by another site", 403)(scope, receive, send)
        else:
            limit = self.limit if door == Door.UPLOAD else SMALL
            await self._within(limit, scope, receive, send)

    async def _within(self, limit: int, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request that may carry `limit` bytes."""
        body, started = Counted(receive, limit), False

        async def send_unless_over(message: Message) -> None:
            nonlocal started
            if not body.is_over or started:
                started = True
                await send(message)

        try:
            check_announced(Headers(scope=scope), limit)
            await self.app(scope, body, send_unless_over)
        except TooLarge:
            if started:
                raise
        else:
            if not body.is_over or started:
                return
        await _refusal("too large", 413)(scope, receive, send)

    async def _socket(
        self, scope: Scope, receive: Receive, send: Send, caller: Caller, door: Door
    ) -> None:
        passes = self._is_let_in(caller, door) and may_pass(caller.who, door)
        if not passes or is_foreign(Headers(scope=scope)):
            await receive()
            await send({"type": "websocket.close", "code": 1008})  # before it opens: HTTP 403
            return
        if not caller.cookie:
            await self.app(scope, receive, send)
            return
        with self.roll.visit(caller.card, caller.cookie) as visit:
            await _serve_until(visit.over, caller.until, self.app, scope, receive, send)

    def _is_let_in(self, caller: Caller, door: Door) -> bool:
        """Until access is set up, nobody but this machine's user and card holders are."""
        return door == Door.OUTSIDE or self.roll.is_set_up or caller.who.role is not None


async def _serve_until(
    over: asyncio.Event,
    until: float | None,
    app: ASGIApp,
    scope: Scope,
    receive: Receive,
    send: Send,
) -> None:
    """Serve a socket until it closes, or is closed because `over` is set or `until` has come."""
    closed = False

    async def send_while_open(message: Message) -> None:
        nonlocal closed
        if closed:
            raise OSError("this socket has been closed by the gate")
        closed = message["type"] == "websocket.close"
        await send(message)

    serving = asyncio.ensure_future(app(scope, receive, send_while_open))
    leaving = asyncio.create_task(over.wait())
    seconds = None if until is None else max(until - time.time(), 0)
    try:
        await asyncio.wait({serving, leaving}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        if serving.done():
            serving.result()
        elif not closed:
            with contextlib.suppress(OSError, RuntimeError):  # it hung up at the same moment
                await send_while_open({"type": "websocket.close", "code": GONE})
    finally:
        leaving.cancel()
        if not serving.done():
            serving.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await serving


def _refusal(reason: str, status: int) -> PlainTextResponse:
    return PlainTextResponse(f"{reason}\n", status, {"Cache-Control": "no-store"})
