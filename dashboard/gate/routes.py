"""The ways in and out: `/kartu/TOKEN` opens a card, `/keluar` signs out."""

import asyncio
import logging

from sqlalchemy import Engine
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from dashboard.gate import cookie, notices
from dashboard.gate.attempts import Attempts, sender
from dashboard.gate.identify import Caller
from dashboard.gate.roll import ROLL, Roll
from db.cards import find_card, mark_used
from db.engine import reading, writing
from db.rows import CardRow

log = logging.getLogger(__name__)


class Ways:
    """The routes of one roll. `attempts` remembers who sent wrong tokens."""

    def __init__(self, roll: Roll = ROLL) -> None:
        self.roll, self.attempts = roll, Attempts()

    @property
    def routes(self) -> list[BaseRoute]:
        """For `st.App(routes=…)`."""
        return [
            Route("/kartu/{token}", self.enter, methods=["GET"]),
            Route("/keluar", self.leave, methods=["GET", "POST"]),
        ]

    async def enter(self, request: Request) -> Response:
        """Let the holder of a card in. Only wrong tokens wait: a hall may share one address."""
        engine, cookies = self.roll.engine, self.roll.cookies
        if engine is None or cookies is None:
            return Response("starting", 503, {"Retry-After": "1"})
        card = await asyncio.to_thread(_open, engine, request.path_params["token"])
        if card is None:
            return await self._turn_away(request)
        await self.roll.refresh()
        answer = RedirectResponse("/", 303, notices.HEADERS)
        answer.set_cookie(
            cookie.NAME,
            cookies.make(card),
            max_age=cookie.MAX_AGE,
            httponly=True,
            samesite="lax",
            secure=notices.is_https(request),
        )
        return answer

    async def leave(self, request: Request) -> Response:
        """Sign this browser out, of its card or of its sign-in."""
        if request.method == "GET" and not comes_from_here(request):
            return notices.sign_out()
        caller: Caller = request.state.caller
        if caller.cookie:
            self.roll.leave(caller.cookie)
        signed_in = caller.card is None and bool(caller.cookie)
        answer: Response = notices.signed_out()
        if signed_in:
            answer = RedirectResponse("/auth/logout", 303, notices.HEADERS)
        answer.delete_cookie(cookie.NAME, httponly=True, samesite="lax")
        return answer

    async def _turn_away(self, request: Request) -> Response:
        address = sender(request.client.host if request.client else None)
        seconds = self.attempts.wrong(address)
        log.warning("wrong access card from %s, answered after %.2f s", address, seconds)
        self.attempts.waiting += 1
        try:
            await asyncio.sleep(seconds)
        finally:
            self.attempts.waiting -= 1
        return notices.wrong_card()


def comes_from_here(request: Request) -> bool:
    """Whether one of our own pages, or the person by hand, led here."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    referer = request.headers.get("referer", "")
    return referer.partition("://")[2].partition("/")[0] == request.headers.get("host")


def _open(engine: Engine, token: str) -> CardRow | None:
    """The card of a token, noting its use. Wrong tokens take no writer's place."""
    with reading(engine) as session:
        card = find_card(session, token)
    if card is not None:
        with writing(engine) as session:
            mark_used(session, card.id)
    return card


ROUTES = Ways().routes
