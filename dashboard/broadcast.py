"""Papan Siaran: the board as a plain page and a stream of finished boards, without a session.

One board is drawn per revision and language, whatever the number of screens; each screen then costs
one write to its connection.
"""

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import asdict, dataclass, field
from urllib.parse import urlencode

from sqlalchemy.exc import DBAPIError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from dashboard.access import Identity, may_open, may_see
from dashboard.gate import ROLL
from dashboard.gate.identify import Caller
from dashboard.pulse import HEARTBEAT, PULSE, RETRY_AFTER
from dashboard.reader import Reader
from dashboard.screen import number
from dashboard.view.broadcast import Shown, broadcast_page, shown
from dashboard.view.words import words_in
from db.models import Phase

log = logging.getLogger(__name__)

STREAM = "/siaran/arus"
ALIVE = b": alive\n\n"
OVER = b"event: over\ndata:\n\n"
"""Tells a screen that what it shows is no longer for it: it comes again and sees what is."""
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]


@dataclass(frozen=True)
class Channel:
    """What some screens show: a competition in a language, live or only what was published."""

    competition: int
    language: str
    published: bool


@dataclass(eq=False)
class Programme:
    """A channel that somebody watches, and its newest board."""

    board: bytes = b""
    news: asyncio.Event = field(default_factory=asyncio.Event)
    watching: int = 0
    drawing: "asyncio.Task[None] | None" = None

    def wake(self) -> None:
        """Wake all who watch: there is a new board, or it is time for a sign of life."""
        waiting, self.news = self.news, asyncio.Event()
        waiting.set()


class Broadcast:
    """All channels of this process, each drawn once for all who watch it."""

    def __init__(self) -> None:
        self._opened: Reader | None = None
        self._programmes: dict[Channel, Programme] = {}

    def start(self, reader: Reader) -> None:
        """Take the boards from here; before, there is nothing to show."""
        self._opened = reader

    @property
    def _reader(self) -> Reader:
        assert self._opened is not None, "the server has not started"
        return self._opened

    async def page(self, request: Request) -> HTMLResponse:
        """`/siaran?lomba=ID&bahasa=CODE`: the board as it stands."""
        who: Identity = request.scope["state"]["identity"]
        words = words_in(request.query_params.get("bahasa"))
        competition = await run_in_threadpool(self._chosen, who, request.query_params.get("lomba"))
        state, stream, query = None, "", ""
        if competition is not None:
            channel = Channel(competition, words.language, not may_see(who, "leaderboard"))
            with contextlib.suppress(LookupError):  # gone since it was looked up
                state = await run_in_threadpool(self._draw, channel)
            query = urlencode({"lomba": competition})
            stream = f"{STREAM}?{query}&bahasa={words.language}" if state else ""
        headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
        return HTMLResponse(broadcast_page(state, words, stream, query), headers=headers)

    async def stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        """`/siaran/arus?lomba=ID&bahasa=CODE`: the finished board at once, then at each change."""
        request = Request(scope)
        caller: Caller = scope["state"]["caller"]
        chosen = request.query_params.get("lomba")
        competition = await run_in_threadpool(self._chosen, caller.who, chosen)
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        if competition is None or str(competition) != chosen:
            await send({"type": "http.response.body", "body": OVER})
            return
        language = words_in(request.query_params.get("bahasa")).language
        channel = Channel(competition, language, not may_see(caller.who, "leaderboard"))
        with ROLL.visit(caller.card, caller.cookie) as visit:
            sending = asyncio.current_task()
            assert sending is not None
            leaving = asyncio.create_task(_gone(receive, visit.over))
            leaving.add_done_callback(lambda _: sending.cancel())
            with contextlib.suppress(asyncio.CancelledError):
                async with self._watched(channel) as programme:
                    sent = None
                    while (board := programme.board) != OVER:
                        news = programme.news
                        await send(_body(ALIVE if board is sent else board))
                        sent = board
                        await news.wait()
            leaving.cancel()
        await send({"type": "http.response.body", "body": OVER})

    def _chosen(self, who: Identity, asked: str | None) -> int | None:
        """The competition asked for, else the newest that is for them."""
        known = [row.id for row in self._reader.competitions() if may_open(who, row)]
        wanted = number(asked)
        return wanted if wanted in known else next(iter(known), None)

    def _draw(self, channel: Channel) -> Shown:
        reader = self._reader
        board = reader.latest(channel.competition, PULSE.newest(channel.competition))
        if channel.published and board.competition.phase != Phase.PUBLISHED:
            raise LookupError("it is published no longer")
        final = reader.final(channel.competition) if channel.published else None
        words = words_in(channel.language)
        return shown(board, final, words, published=channel.published)

    @contextlib.asynccontextmanager
    async def _watched(self, channel: Channel) -> AsyncIterator[Programme]:
        """The programme of a channel; it is drawn while somebody watches."""
        programme = self._programmes.setdefault(channel, Programme())
        programme.watching += 1
        try:
            if programme.drawing is None:
                programme.drawing = asyncio.create_task(self._follow(channel, programme))
            if not programme.board:
                await programme.news.wait()
            yield programme
        finally:
            programme.watching -= 1
            if not programme.watching and programme.drawing:
                programme.drawing.cancel()
                self._programmes.pop(channel, None)

    async def _follow(self, channel: Channel, programme: Programme) -> None:
        """Draw the board now and at each change; tell in between that the line is alive."""
        with PULSE.listening(channel.competition) as changed:
            while True:
                try:
                    state = await run_in_threadpool(self._draw, channel)
                    programme.board = _event(state, reachable=PULSE.reachable)
                except LookupError:
                    programme.board = OVER
                except DBAPIError as error:
                    log.warning("the board cannot be read for now: %s", error)
                    await asyncio.sleep(RETRY_AFTER)
                    continue
                programme.wake()
                if programme.board == OVER:
                    return
                while True:
                    try:
                        await asyncio.wait_for(changed.get(), HEARTBEAT)
                        break
                    except TimeoutError:
                        programme.wake()


def _event(state: Shown, *, reachable: bool) -> bytes:
    told = asdict(state) | {"reachable": reachable}
    return f"data: {json.dumps(told, separators=(',', ':'))}\n\n".encode()


def _body(event: bytes) -> Message:
    return {"type": "http.response.body", "body": event, "more_body": True}


async def _gone(receive: Receive, over: asyncio.Event) -> None:
    """Return when the screen hangs up or has to go."""
    hung_up = asyncio.ensure_future(_hung_up(receive))
    leaving = asyncio.create_task(over.wait())
    await asyncio.wait({hung_up, leaving}, return_when=asyncio.FIRST_COMPLETED)
    hung_up.cancel()
    leaving.cancel()


async def _hung_up(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


@dataclass(frozen=True)
class Streamed:
    """An ASGI application, which a route takes as such only if it is not a function."""

    serve: Callable[[Scope, Receive, Send], Awaitable[None]]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        await self.serve(scope, receive, send)


BROADCAST = Broadcast()
ROUTES = [Route("/siaran", BROADCAST.page), Route(STREAM, Streamed(BROADCAST.stream))]
