"""The roll: all good cards, held in memory and read anew every two seconds for all requests."""

import asyncio
import contextlib
import logging
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from dashboard.gate.cookie import Cookies, belongs
from dashboard.gate.sign_on import SignOn
from db.cards import list_cards, read_seats
from db.engine import reading
from db.models import Role
from db.rows import CardRow
from db.secrets import shared_secret

log = logging.getLogger(__name__)

REFRESH = 2.0
"""Seconds between two readings: so long may a revoked card still be good."""
SOONEST = 0.25
"""Seconds between two readings that unknown cards ask for."""


@dataclass(eq=False)
class Visit:
    """An open socket: of which card, let in by which cookie, and whether it has to go."""

    card: CardRow | None
    cookie: str
    over: asyncio.Event = field(default_factory=asyncio.Event)


class Roll:
    """Who holds a good card, and which sockets are open by one.

    Belongs to one event loop; only the reading itself happens in a thread.
    """

    def __init__(self) -> None:
        self.cookies: Cookies | None = None
        self.engine: Engine | None = None
        self.sign_on: SignOn | None = None
        self._cards: dict[int, CardRow] = {}
        self._seats: dict[tuple[int, str], int] = {}
        self._read_at = float("-inf")
        self._visits: set[Visit] = set()
        self._reading = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    async def start(self, engine: Engine, sign_on: SignOn | None = None) -> None:
        """Read the roll, and keep it up to date until `stop`.

        Where there is a single sign-on, `sign_on` reads it.
        """
        self.engine, self.sign_on = engine, sign_on
        key = os.environ.get("PANTAU_SECRET", "")
        self.cookies = Cookies(key or await asyncio.to_thread(shared_secret, engine, "cookie"))
        self._take(*await asyncio.to_thread(_read, engine))
        self._task = asyncio.create_task(self._keep(), name="roll")

    async def stop(self) -> None:
        """End the reading."""
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    @property
    def is_ready(self) -> bool:
        """Whether the roll has been read."""
        return self.cookies is not None and self._read_at > 0

    @property
    def is_set_up(self) -> bool:
        """Whether somebody can administer from anywhere, so that this machine is nobody special."""
        return self.has_admin or self.sign_on is not None

    @property
    def has_admin(self) -> bool:
        """Whether anybody holds an administrator's card."""
        return any(card.role == Role.ADMIN for card in self._cards.values())

    async def holder(self, cookie: str) -> CardRow | None:
        """The good card of this cookie."""
        content = self.cookies.read(cookie) if self.cookies else None
        if content is None:
            return None
        number, mark = content
        card = self._cards.get(number)
        if card is None:  # perhaps it was issued a moment ago, by another process
            await self.refresh(SOONEST)
            card = self._cards.get(number)
        return card if card is not None and belongs(mark, card) else None

    def judge(self, seat: tuple[int, str] | None) -> int | None:
        """The judge of this competition and code."""
        return None if seat is None else self._seats.get(seat)

    async def refresh(self, age: float = 0) -> None:
        """Read the roll anew, unless that was done within the last `age` seconds."""
        async with self._reading:
            if self.engine is None or time.monotonic() - self._read_at < age:
                return
            try:
                found = await asyncio.to_thread(_read, self.engine)
            except (DBAPIError, OSError) as error:
                log.warning("the access cards cannot be read: %s", error)
                self._read_at = time.monotonic()
            else:
                self._take(*found)

    @contextlib.contextmanager
    def visit(self, card: CardRow | None, cookie: str) -> Iterator[Visit]:
        """Count a socket as open; its `over` is set once it has to be closed."""
        visit = Visit(card, cookie)
        self._visits.add(visit)
        try:
            yield visit
        finally:
            self._visits.discard(visit)

    def leave(self, cookie: str) -> None:
        """Close the sockets that this cookie opened: its browser signs out."""
        for visit in self._visits:
            if visit.cookie == cookie:
                visit.over.set()

    def _take(self, cards: dict[int, CardRow], seats: dict[tuple[int, str], int]) -> None:
        self._cards, self._seats, self._read_at = cards, seats, time.monotonic()
        for visit in self._visits:
            if visit.card is not None and not self._is_good(visit.card):
                visit.over.set()

    def _is_good(self, card: CardRow) -> bool:
        held = self._cards.get(card.id)
        return held is not None and held.token_hash == card.token_hash

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(REFRESH)
            await self.refresh()


def _read(engine: Engine) -> tuple[dict[int, CardRow], dict[tuple[int, str], int]]:
    """The good cards by number, and the judges by competition and code."""
    with reading(engine) as session:
        good = {card.id: card for card in list_cards(session) if card.revoked_at is None}
        return good, read_seats(session)


ROLL = Roll()
