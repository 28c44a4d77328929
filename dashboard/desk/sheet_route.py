"""The route of the score sheets: plain JSON, so that no mark depends on a Streamlit session.

`GET /sheets?competition=&stage=[&judge=][&entry=]` tells how sheets stand. `POST /sheets/save`
writes marks and remarks, `POST /sheets/confirm` locks a sheet, `POST /sheets/unlock` opens it.
Every answer holds the sheets that were asked for or touched, and the revision they are of.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.exc import OperationalError, SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from dashboard.access import NOBODY, Identity, may_open, may_see
from dashboard.board import Board
from dashboard.desk import sheet_lock, sheets
from dashboard.desk.door import GONE, NOT_ALLOWED, Denied
from dashboard.desk.sheet_answers import Answer
from dashboard.desk.sheet_body import (
    MalformedError,
    confirm_body,
    parsed,
    save_body,
    unlock_body,
)
from dashboard.desk.sheet_rules import said
from dashboard.desk.sheet_state import keys_of, may_read, sheets_json
from dashboard.reader import Reader
from dashboard.view.words import Words, message, words_in
from db.engine import is_full
from db.rows import SheetKey

log = logging.getLogger(__name__)

PAGE = "sheet"
LARGEST_BODY = 256 * 1024
READERS = 4
"""Threads that read and tell."""

FOREIGN = message("The request comes from another site and was not carried out.")
NOT_JSON = message("The request must be JSON.")
TOO_LARGE = message("The request is too large.")
MALFORMED = message("The request could not be understood.")
AWAY = message("The database cannot be reached. Nothing was saved; it will be tried again.")
FULL = message("The server has no space left. Nothing was saved; it will be tried again.")

Tell = Callable[[], dict[str, Any]]
"""Tells the outcome of what was done, as JSON can hold it."""
Work = Callable[[Identity, Words, Any], Tell]
"""Does what somebody asks for."""


class RefusedError(Exception):
    """A request that is answered with a status and a message, and nothing else."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status, self.text = status, text


class SheetRoute:
    """The routes, once `open` has told them where the boards are."""

    def __init__(self) -> None:
        self._reader: Reader | None = None
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="sheets read")
        # One after the other, in the order they came: the database has one writer of a competition
        # at a time, and threads that only wait for it would slow down the one that works.
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="sheets write")

    def open(self, reader: Reader) -> None:
        """Serve the sheets of this database from now on."""
        self._reader = reader

    @property
    def reader(self) -> Reader:
        """The boards.

        Raises:
            RefusedError: the server has not opened the database yet.
        """
        if self._reader is None:
            raise RefusedError(503, AWAY)
        return self._reader

    async def read(self, request: Request) -> Response:
        """Tell how the sheets of one judge, of one entry or of a whole stage stand."""
        return await self._answer(request, self._read, request.query_params)

    async def save(self, request: Request) -> Response:
        """Write marks and remarks."""
        return await self._change(request, self._save)

    async def confirm(self, request: Request) -> Response:
        """Lock a sheet."""
        return await self._change(request, self._confirm)

    async def unlock(self, request: Request) -> Response:
        """Open a locked sheet."""
        return await self._change(request, self._unlock)

    def routes(self) -> list[BaseRoute]:
        """What the server serves of this."""
        return [
            Route("/sheets", self.read, methods=["GET"]),
            Route("/sheets/save", self.save, methods=["POST"]),
            Route("/sheets/confirm", self.confirm, methods=["POST"]),
            Route("/sheets/unlock", self.unlock, methods=["POST"]),
        ]

    async def _change(self, request: Request, change: Work) -> Response:
        try:
            body = await body_of(request)
        except RefusedError as refused:
            return told(request, refused.status, refused.text)
        return await self._answer(request, change, body, self._writer)

    async def _answer(
        self, request: Request, work: Work, asked: Any, workers: ThreadPoolExecutor | None = None
    ) -> Response:
        """Do the work off the event loop, then tell its outcome; what it raises is told as well.

        The writer is free again before the outcome is told, and of many that wait to be told, one
        reading of the board serves all.
        """
        who: Identity = request.scope.get("state", {}).get("identity", NOBODY)
        words = words_of(request)
        if not may_see(who, PAGE):
            return told(request, 403, NOT_ALLOWED)
        loop = asyncio.get_running_loop()
        try:
            tell = await loop.run_in_executor(workers or self._readers, work, who, words, asked)
            outcome = await loop.run_in_executor(self._readers, tell)
        except RefusedError as refused:
            return told(request, refused.status, refused.text)
        except MalformedError:
            return told(request, 400, MALFORMED)
        except Denied as denied:
            return answered(403, {"error": said(denied, words), "where": denied.where})
        except LookupError:
            return told(request, 404, GONE)
        except OperationalError as error:  # away, busy, or without space: it comes again
            log.warning("sheets cannot be read or written for now: %s", error)
            return told(request, 503, FULL if is_full(error) else AWAY)
        except SQLAlchemyError:
            log.exception("sheets could not be read or written")
            return told(request, 503, AWAY)
        return answered(200, outcome)

    def _read(self, who: Identity, words: Words, asked: Any) -> Tell:
        competition, stage, judge, entry = (
            whole(asked.get(name)) for name in ("competition", "stage", "judge", "entry")
        )
        if competition is None or stage is None:
            raise MalformedError
        if judge is None:
            judge = who.judge_id
        if not may_read(who, judge or 0):
            raise Denied(NOT_ALLOWED)
        board = self.reader.latest(competition)
        if not may_open(who, board.competition):
            raise Denied(NOT_ALLOWED)
        stages = [row.id for row in board.structure.stages]
        if stage not in stages:
            raise LookupError("no such stage")
        keys = keys_of(board, stages.index(stage), judge=judge, entry=entry)
        return lambda: standing(board, words, keys)

    def _save(self, who: Identity, words: Words, body: bytes) -> Tell:
        competition, entered = save_body(parsed(body))
        saved = sheets.save(self.reader.engine, who, competition, entered)

        def tell() -> dict[str, Any]:
            board = self.reader.latest(competition, saved.revision)
            zone = board.competition.timezone
            return {
                "answers": [
                    {
                        "marks": [answer_json(mark, words, zone) for mark in one.marks],
                        "remarks": one.remarks and answer_json(one.remarks, words, zone),
                    }
                    for one in saved.sheets
                ],
                "clock": words.clock(datetime.now(UTC), zone),
                **standing(board, words, [one.key for one in entered]),
            }

        return tell

    def _confirm(self, who: Identity, words: Words, body: bytes) -> Tell:
        competition, key, seen = confirm_body(parsed(body))
        sheet_lock.confirm(self.reader.engine, who, competition, key, seen)
        return lambda: standing(self.reader.latest(competition), words, [key])

    def _unlock(self, who: Identity, words: Words, body: bytes) -> Tell:
        competition, key, reason = unlock_body(parsed(body))
        sheet_lock.unlock(self.reader.engine, who, competition, key, reason)
        return lambda: standing(self.reader.latest(competition), words, [key])


def standing(board: Board, words: Words, keys: Sequence[SheetKey]) -> dict[str, Any]:
    """How sheets stand, and at which revision."""
    return {"revision": board.revision, "sheets": sheets_json(board, words, keys)}


def answer_json(answer: Answer, words: Words, timezone: str) -> dict[str, Any]:
    """What became of one mark or of remarks."""
    return {
        "state": answer.state,
        "held": answer.held,
        "by": answer.by or "",
        "at": words.clock(answer.at, timezone) if answer.at else "",
        "reason": said(answer.denied, words) if answer.denied else "",
    }


async def body_of(request: Request) -> bytes:
    """The JSON that a request of our own pages brings, as it came.

    Raises:
        RefusedError: it comes from elsewhere, is something else, or is too large.
    """
    origin = request.headers.get("origin")
    if origin is not None and origin.partition("://")[2] != request.headers.get("host"):
        raise RefusedError(403, FOREIGN)
    if request.headers.get("content-type", "").split(";")[0].strip() != "application/json":
        raise RefusedError(415, NOT_JSON)
    taken = bytearray()
    async for chunk in request.stream():
        taken += chunk
        if len(taken) > LARGEST_BODY:
            raise RefusedError(413, TOO_LARGE)
    return bytes(taken)


def words_of(request: Request) -> Words:
    """The language that the asking page is in."""
    return words_in(request.query_params.get("bahasa"))


def whole(text: str | None) -> int | None:
    """A number in an address; None where there is none.

    Raises:
        MalformedError: there is something else.
    """
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise MalformedError
    return int(text)


def told(request: Request, status: int, text: str) -> Response:
    """An answer that is a message."""
    return answered(status, {"error": words_of(request).text(text)})


def answered(status: int, content: dict[str, Any]) -> Response:
    """An answer that nobody keeps."""
    return JSONResponse(content, status, headers={"Cache-Control": "no-store"})


SHEETS = SheetRoute()
ROUTES = SHEETS.routes()
