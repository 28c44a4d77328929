"""The pulse: notices a new revision in the database and tells every open screen."""

import asyncio
import contextlib
import json
import logging
import threading
import time
from collections.abc import Iterator
from typing import Any

import psycopg
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from dashboard.access import NOBODY, Identity, may_open
from dashboard.board import milliseconds
from dashboard.parts import OPEN_SCREENS
from db.engine import reading
from db.queries import list_competitions, read_heads
from db.rows import CompetitionRow, Head

log = logging.getLogger(__name__)

LOOK_EVERY = 0.05
"""Seconds between two looks at SQLite's change counter, which costs a few microseconds."""
LISTEN_FOR = 2.0
"""Seconds after which a PostgreSQL listener looks even if nobody told it: a removed competition is
not announced, and only asking shows that the connection is alive."""
RETRY_AFTER = 1.0
HEARTBEAT = 15.0
"""Seconds after which a screen is told that nothing has changed, so that silence means trouble."""
NOT_FOR_THEM = 4403
"""Code with which a screen is closed whose competition is not for its viewer, or not there."""
SPREAD = 4
"""Milliseconds per listening screen over which they ask for a new revision."""
PACE, LONGEST_PACE = 20, 4000
"""Milliseconds per listening screen, and at most, between two questions of one screen. A redraw
takes about 10 ms, so however many scores come in, up to 200 screens take about half a core."""

Message = dict[str, Any]


class Pulse:
    """One watcher of the database for this process, and the screens that listen to it.

    A screen gets the current state at once when it connects, then one message for each change of
    its competition, always the newest: `{"revision": int | None, "reachable": bool, "now": ms,
    "spread": ms, "pace": ms}`, and, where nothing else of the screen has changed, what brings it up
    to date: `"newest": ms | None, "read": ms, "pieces": {key: {"drawing": int, "data": …}}`.
    """

    def __init__(self) -> None:
        self._engine: Engine | None = None
        self._revisions: dict[int, int] = {}
        self._competitions: dict[int, CompetitionRow] = {}
        self._structures: dict[int, int] = {}
        self._reachable = True
        self._listeners: dict[asyncio.Queue[None], int] = {}
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, engine: Engine, loop: asyncio.AbstractEventLoop) -> None:
        """Watch `engine` in a thread of its own until `stop`."""
        self._engine = engine
        watch = self._follow_sqlite if engine.dialect.name == "sqlite" else self._follow_postgres
        self._thread = threading.Thread(
            target=self._run, args=(engine, loop, watch), name="pulse", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """End the watching."""
        self._stop.set()
        if self._thread:
            self._thread.join(timeout=LISTEN_FOR + RETRY_AFTER)

    def _run(self, engine: Engine, loop: asyncio.AbstractEventLoop, watch: Any) -> None:
        """Look at the heads whenever `watch` says that something changed; outlive the database."""
        while not self._stop.is_set():
            try:
                with contextlib.closing(watch(engine)) as changes:
                    for _ in changes:
                        with reading(engine) as session:
                            heads = read_heads(session)
                            self._learn(session, heads)
                        revisions = {key: head.revision for key, head in heads.items()}
                        loop.call_soon_threadsafe(self._announce, revisions, True)
            except (DBAPIError, psycopg.Error, OSError) as error:
                if self._reachable:
                    log.warning("the database cannot be read: %s", error)
                loop.call_soon_threadsafe(self._announce, self._revisions, False)
                self._stop.wait(RETRY_AFTER)
            except RuntimeError:  # the loop is closed: the server is going down
                return

    def _follow_sqlite(self, engine: Engine) -> Iterator[None]:
        """Yield at the start and after each commit of another connection, in any process."""
        pooled = engine.raw_connection()
        try:
            cursor = pooled.cursor()
            seen = None
            while not self._stop.is_set():
                cursor.execute("PRAGMA data_version")
                version = cursor.fetchone()
                if version != seen:
                    seen = version
                    yield
                self._stop.wait(LOOK_EVERY)
        finally:
            pooled.close()

    def _follow_postgres(self, engine: Engine) -> Iterator[None]:
        """Yield at the start, after each notification, and now and then."""
        url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("LISTEN pantau")
            yield
            while not self._stop.is_set():
                for _ in connection.notifies(timeout=LISTEN_FOR, stop_after=1):
                    pass
                connection.execute("SELECT 1")
                yield

    def _learn(self, session: Session, heads: dict[int, Head]) -> None:
        """Read the competitions anew where one has changed: a phase decides who may look."""
        structures = {key: head.structure_revision for key, head in heads.items()}
        if structures != self._structures:
            self._competitions = {row.id: row for row in list_competitions(session)}
            self._structures = structures

    def _may_listen(self, who: Identity, competition: int) -> bool:
        row = self._competitions.get(competition)
        return row is not None and may_open(who, row)

    async def _admits(self, who: Identity, competition: int) -> bool:
        """Whether this competition is for them; one that we have not heard of is looked up."""
        known = competition in self._revisions and self._may_listen(who, competition)
        if not known and self._engine is not None:
            with contextlib.suppress(DBAPIError):
                for key, head in (await asyncio.to_thread(self._look, self._engine)).items():
                    self._revisions.setdefault(key, head.revision)  # what was told is newer
        return self._may_listen(who, competition)

    def _look(self, engine: Engine) -> dict[int, Head]:
        with reading(engine) as session:
            self._competitions = {row.id: row for row in list_competitions(session)}
            return read_heads(session)

    def _announce(self, revisions: dict[int, int], reachable: bool) -> None:
        """Wake the screens of the competitions that changed. Runs in the event loop."""
        everyone = reachable != self._reachable
        changed = {key for key in revisions if revisions[key] != self._revisions.get(key)}
        changed |= self._revisions.keys() - revisions.keys()
        self._revisions, self._reachable = revisions, reachable
        for queue, competition in self._listeners.items():
            if (everyone or competition in changed) and queue.empty():
                queue.put_nowait(None)

    @property
    def reachable(self) -> bool:
        """Whether the database could be read when it was last looked at."""
        return self._reachable

    def newest(self, competition: int) -> int | None:
        """The newest revision that this process has heard of, None for none."""
        return self._revisions.get(competition)

    def _message(self, competition: int) -> Message:
        return {
            "revision": self._revisions.get(competition),
            "reachable": self._reachable,
            "now": round(time.time() * 1000),
            "spread": min(SPREAD * len(self._listeners), 1000),
            "pace": min(PACE * len(self._listeners), LONGEST_PACE),
        }

    async def _finished(self, screen: str, who: Identity, competition: int, news: Message) -> str:
        """What brings a screen up to date, as the rest of the message about it; else nothing."""
        done = await run_in_threadpool(
            OPEN_SCREENS.finished, screen, who, competition, news["revision"]
        )
        if done is None:
            return ""
        news["revision"] = max(news["revision"], done.revision)
        news["newest"], news["read"] = (
            milliseconds(done.newest_score_at),
            milliseconds(done.read_at),
        )
        return f', "pieces": {done.pieces}'

    async def stream(self, socket: WebSocket) -> None:
        """The live route, `/live?competition=ID&screen=NAME`, for those who may open that one."""
        try:
            competition = int(socket.query_params.get("competition", ""))
        except ValueError:
            await socket.close(code=4400, reason="competition must be a number")
            return
        who: Identity = socket.scope.get("state", {}).get("identity", NOBODY)
        admitted = await self._admits(who, competition)
        await socket.accept()
        if not admitted:  # only after it was accepted does a browser learn the code
            await socket.close(NOT_FOR_THEM)
            return
        hung_up = asyncio.create_task(drain(socket))
        screen, told = socket.query_params.get("screen", ""), None
        try:
            with self.listening(competition) as queue:
                while not hung_up.done():
                    if not self._may_listen(who, competition):
                        await socket.close(NOT_FOR_THEM)
                        break
                    news = self._message(competition)
                    pieces = ""
                    if screen and news["revision"] not in (told, None):
                        told = news["revision"]
                        pieces = await self._finished(screen, who, competition, news)
                    await socket.send_text(json.dumps(news)[:-1] + pieces + "}")
                    change = asyncio.create_task(queue.get())
                    await asyncio.wait(
                        {change, hung_up}, timeout=HEARTBEAT, return_when=asyncio.FIRST_COMPLETED
                    )
                    change.cancel()
        except (WebSocketDisconnect, RuntimeError, OSError):
            log.debug("a screen went away while it was told")
        finally:
            hung_up.cancel()

    @contextlib.contextmanager
    def listening(self, competition: int) -> Iterator[asyncio.Queue[None]]:
        """A queue that gets an entry when the competition has changed since it was last read."""
        queue: asyncio.Queue[None] = asyncio.Queue(1)
        self._listeners[queue] = competition
        try:
            yield queue
        finally:
            del self._listeners[queue]


async def drain(socket: WebSocket) -> None:
    """Take in, and ignore, all that a screen says; returns when it hangs up."""
    while (await socket.receive())["type"] != "websocket.disconnect":
        pass


PULSE = Pulse()
ROUTES = [WebSocketRoute("/live", PULSE.stream)]
