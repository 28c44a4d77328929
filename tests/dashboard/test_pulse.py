"""The pulse tells every screen of a commit, whoever made it, and outlives a lost database."""

import asyncio
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
import uvicorn
from sqlalchemy import Engine, text
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.types import Receive, Scope, Send
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from dashboard import pulse
from dashboard.access import NOBODY, Identity
from dashboard.parts import OpenScreen, OpenScreens, Part, Piece
from dashboard.pulse import NOT_FOR_THEM, Pulse
from dashboard.reader import Reader
from db.commands import record_scores, remove_competition
from db.engine import reading, writing
from db.models import Competition, Phase, Role
from db.queries import read_heads
from tests.factories import Contest, contest

Listen = Callable[[object], ClientConnection]
ADMIN = Identity(Role.ADMIN, "admin")


@pytest.fixture
def ids(engine: Engine) -> Contest:
    with writing(engine) as session:
        return contest(session)


@contextmanager
def running(engine: Engine, who: Identity = ADMIN) -> Iterator[str]:
    """A server with nothing but the live route, behind a gate that lets `who` in; its address."""
    beat = Pulse()

    @contextmanager
    def nothing() -> Iterator[None]:
        yield

    async def start() -> None:
        beat.start(engine, asyncio.get_running_loop())

    live = Starlette(routes=[WebSocketRoute("/live", beat.stream)])

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await live({**scope, "state": {"identity": who}}, receive, send)

    config = uvicorn.Config(
        app, port=0, log_level="warning", lifespan="off", ws="websockets-sansio"
    )
    server = uvicorn.Server(config)

    async def serve() -> None:
        await start()
        await server.serve()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"ws://127.0.0.1:{port}/live"
    finally:
        server.should_exit = True
        thread.join(10)
        beat.stop()


def heard(screen: ClientConnection, timeout: float = 30) -> dict[str, Any]:
    message: dict[str, Any] = json.loads(screen.recv(timeout=timeout))
    return message


def revision_of(engine: Engine, competition: int) -> int:
    with reading(engine) as session:
        return read_heads(session)[competition].revision


def give(engine: Engine, ids: Contest, value: int) -> None:
    with writing(engine) as session:
        record_scores(session, [(*ids.keys[0], value)], actor="test")


def until(screen: ClientConnection, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    while not wanted(message := heard(screen)):
        pass
    return message


def test_a_screen_hears_the_present_and_then_every_commit(engine: Engine, ids: Contest) -> None:
    with running(engine) as url, connect(f"{url}?competition={ids.competition_id}") as screen:
        now = revision_of(engine, ids.competition_id)
        until(screen, lambda message: message["revision"] == now)
        give(engine, ids, 7000)
        assert heard(screen)["revision"] == now + 1
        submission, judge, criterion = ids.keys[0]
        with engine.begin() as connection:
            connection.execute(
                text(
                    "UPDATE score SET value = 71.5 WHERE"
                    f" submission_id = {submission} AND judge_id = {judge}"
                    f" AND criterion_id = {criterion}"
                )
            )
        assert heard(screen)["revision"] == now + 2


def test_a_screen_is_left_alone_by_other_competitions(engine: Engine, ids: Contest) -> None:
    with writing(engine) as session:
        other = contest(session)
    with (
        running(engine) as url,
        connect(f"{url}?competition={ids.competition_id}") as screen,
        connect(f"{url}?competition={other.competition_id}") as elsewhere,
    ):
        until(screen, lambda message: message["revision"] is not None)
        until(elsewhere, lambda message: message["revision"] is not None)
        give(engine, ids, 7000)
        heard(screen)
        with pytest.raises(TimeoutError):
            elsewhere.recv(timeout=0.5)


def test_a_screen_that_is_known_gets_its_pieces_with_the_news(
    engine: Engine, ids: Contest, monkeypatch: pytest.MonkeyPatch
) -> None:
    screens, home = OpenScreens(), ids.competition_id
    reader = Reader(engine)
    screens.start(reader)
    monkeypatch.setattr(pulse, "OPEN_SCREENS", screens)
    before = reader.latest(home)
    part = Part(lambda board: None, None, 5, before.revision)
    part.pieces["panel"] = Piece(lambda board: {"html": f"r{board.revision}"}, ()), True
    mine = OpenScreen(ADMIN, home, parts={"part": part})
    screens.enter(mine)
    with (
        running(engine) as url,
        connect(f"{url}?competition={home}&screen={mine.name}") as screen,
        connect(f"{url}?competition={home}&screen=guessed") as guessing,
    ):
        for one in (screen, guessing):
            assert "pieces" not in until(one, lambda news: news["revision"] == before.revision)
        give(engine, ids, 7000)
        told = heard(screen)
        newest = before.revision + 1
        assert told["revision"] == newest
        assert told["pieces"] == {"panel": {"drawing": 5, "data": {"html": f"r{newest}"}}}
        assert told["newest"] <= told["read"]
        assert "pieces" not in heard(guessing)


def closing_code(screen: ClientConnection) -> int | None:
    with pytest.raises(ConnectionClosed) as closed:
        while True:
            screen.recv(timeout=30)
    assert closed.value.rcvd is not None
    return closed.value.rcvd.code


def phase(engine: Engine, ids: Contest, phase: Phase) -> None:
    with writing(engine) as session:
        competition = session.get(Competition, ids.competition_id)
        assert competition is not None
        competition.phase = phase


@pytest.mark.parametrize("who", [NOBODY, ADMIN, Identity(Role.JURI, "J", 1, 999)])
def test_a_competition_that_is_not_there_is_closed(engine: Engine, who: Identity) -> None:
    with running(engine, who) as url, connect(f"{url}?competition=998") as screen:
        assert closing_code(screen) == NOT_FOR_THEM


def test_what_is_not_for_them_is_closed_in_the_same_way(engine: Engine, ids: Contest) -> None:
    with writing(engine) as session:
        other = contest(session)
    judge = Identity(Role.JURI, "J1", ids.judge_ids[0], ids.competition_id)
    with running(engine, judge) as url:
        with connect(f"{url}?competition={other.competition_id}") as screen:
            assert closing_code(screen) == NOT_FOR_THEM
        with connect(f"{url}?competition={ids.competition_id}") as screen:
            assert heard(screen)["revision"] is not None
    with running(engine, NOBODY) as url, connect(f"{url}?competition={ids.competition_id}") as s:
        assert closing_code(s) == NOT_FOR_THEM


def test_nobody_listens_only_while_it_is_published(engine: Engine, ids: Contest) -> None:
    phase(engine, ids, Phase.PUBLISHED)
    with running(engine, NOBODY) as url, connect(f"{url}?competition={ids.competition_id}") as s:
        until(s, lambda message: message["revision"] is not None)
        phase(engine, ids, Phase.CLOSED)
        assert closing_code(s) == NOT_FOR_THEM


def test_the_more_screens_listen_the_more_room_they_leave_each_other(
    sqlite_engine: Engine,
) -> None:
    with writing(sqlite_engine) as session:
        ids = contest(session)
    with running(sqlite_engine) as url, ExitStack() as screens:
        for present in (1, 2, 3):
            screen = screens.enter_context(connect(f"{url}?competition={ids.competition_id}"))
            message = heard(screen)
            assert (message["pace"], message["spread"]) == (20 * present, 4 * present)


def test_what_is_new_is_heard_at_once(engine: Engine) -> None:
    with running(engine) as url:
        for _ in range(5):
            with writing(engine) as session:
                ids = contest(session)
            with connect(f"{url}?competition={ids.competition_id}") as screen:
                assert "revision" in heard(screen)


def test_a_removed_competition_is_closed(engine: Engine, ids: Contest) -> None:
    with running(engine) as url, connect(f"{url}?competition={ids.competition_id}") as screen:
        until(screen, lambda message: message["revision"] is not None)
        with writing(engine) as session:
            remove_competition(session, ids.competition_id)
        assert closing_code(screen) == NOT_FOR_THEM


@pytest.mark.parametrize("query", ["", "?competition=", "?competition=x", "?competition=1;2"])
def test_a_malformed_address_is_refused(sqlite_engine: Engine, query: str) -> None:
    with (
        running(sqlite_engine) as url,
        pytest.raises((ConnectionClosed, InvalidStatus)),
        connect(url + query) as screen,
    ):
        screen.recv(timeout=5)


def test_a_quiet_room_still_has_a_heartbeat(
    sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulse, "HEARTBEAT", 0.2)
    with writing(sqlite_engine) as session:
        ids = contest(session)
    with (
        running(sqlite_engine) as url,
        connect(f"{url}?competition={ids.competition_id}") as screen,
    ):
        now = revision_of(sqlite_engine, ids.competition_id)
        until(screen, lambda message: message["revision"] == now)
        assert heard(screen, timeout=5)["revision"] == now


@pytest.mark.postgres
def test_a_lost_database_is_told_and_found_again(postgres_engine: Engine) -> None:
    with writing(postgres_engine) as session:
        ids = contest(session)
    with (
        running(postgres_engine) as url,
        connect(f"{url}?competition={ids.competition_id}") as screen,
    ):
        until(screen, lambda message: message["revision"] is not None)
        time.sleep(0.5)  # until the listener listens
        with postgres_engine.begin() as connection:
            connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND query LIKE 'LISTEN%'"
                )
            )
        assert not until(screen, lambda message: not message["reachable"])["reachable"]
        assert until(screen, lambda message: message["reachable"])["reachable"]
        give(postgres_engine, ids, 7000)
        wanted = revision_of(postgres_engine, ids.competition_id)
        until(screen, lambda message: message["revision"] == wanted)
