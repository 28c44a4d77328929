"""The gate: until access is set up, what a client says of itself, which address is for whom."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Engine

from dashboard.access import HEADER
from dashboard.gate.body import FRAMING, SMALL
from dashboard.gate.doors import Door, door_of
from dashboard.gate.local import is_loopback, machine_user
from db.models import Role
from tests.dashboard.gate.house import HERE, LIMIT, OUTSIDE, Socket, card, gate, run

LOCAL_HOSTS = ["localhost", "localhost:8501", "127.0.0.1:8501", "[::1]:8501", "LOCALHOST:8501"]


@pytest.mark.parametrize("host", LOCAL_HOSTS)
def test_until_there_is_an_admin_this_machines_user_is_one(
    sqlite_engine: Engine, host: str
) -> None:
    async def story() -> None:
        async with gate(sqlite_engine) as house:
            for address in (HERE, "::1"):
                async with house.browser(address, host) as browser:
                    told = await house.who(browser)
                    assert told["role"] == "admin" and told["local"]
                    assert told["name"] == machine_user() and told["card_id"] is None

    run(story())


@pytest.mark.parametrize(
    ("address", "host", "headers"),
    [
        (OUTSIDE, "localhost", {}),
        ("192.168.1.5", "127.0.0.1:8501", {}),
        (HERE, "lomba.test", {}),
        (HERE, "localhost.evil.test", {}),
        (HERE, "127.0.0.1.nip.io:8501", {}),
        (HERE, "localhost", {"X-Forwarded-For": "127.0.0.1"}),
        (HERE, "localhost", {"x-FORWARDED-for": ""}),
        (HERE, "localhost", {"Forwarded": "for=127.0.0.1"}),
        (HERE, "localhost", {"X-Real-IP": "127.0.0.1"}),
        (HERE, "localhost", {"X-Forwarded-Host": "lomba.test"}),
        (HERE, "localhost", {"X-Forwarded-Proto": "https"}),
        (HERE, "localhost", {"Via": "1.1 proxy"}),
        ("testclient", "localhost", {}),
    ],
)
def test_until_then_everybody_else_is_told_how_to_set_access_up(
    sqlite_engine: Engine, address: str, host: str, headers: dict[str, str]
) -> None:
    card(sqlite_engine, Role.OPERATOR)

    async def story() -> None:
        async with gate(sqlite_engine) as house, house.browser(address, host) as browser:
            for path in ("/", "/judges", "/_stcore/host-config", "/media/x", "/_stcore/metrics"):
                answer = await browser.get(path, headers=headers)
                assert answer.status_code == 403
                assert "Akses belum diatur" in answer.text
                assert "Access has not been set up yet" in answer.text
                assert answer.text.index("Akses belum") < answer.text.index("Access has not")
                assert "<script" not in answer.text
                assert "--url http" in answer.text and "python -m db card issue" in answer.text
                assert answer.headers["cache-control"] == "no-store"
            for path in ("/_stcore/health", "/assets/fonts/x.woff2", "/static/js/index.js"):
                assert (await browser.get(path, headers=headers)).status_code == 200
            socket = Socket()
            told = {**{k.lower(): v for k, v in headers.items()}, "host": host}
            socket.serve(house.app, "/_stcore/stream", address, told)
            await socket.until_sent("websocket.close")
            assert [message["type"] for message in socket.sent] == ["websocket.close"]

    run(story())


def test_a_card_of_any_role_is_good_before_there_is_an_admin(sqlite_engine: Engine) -> None:
    token = card(sqlite_engine, Role.OPERATOR)

    async def story() -> None:
        async with gate(sqlite_engine) as house, house.browser() as browser:
            await browser.get(f"/kartu/{token}")
            assert (await house.who(browser))["role"] == "operator"

    run(story())


def test_once_there_is_an_admin_this_machine_is_nobody_special(engine: Engine) -> None:
    async def story() -> None:
        async with gate(engine) as house:
            async with house.browser(HERE, "localhost") as browser:
                assert (await house.who(browser))["role"] == "admin"
                card(engine, Role.ADMIN)
                await house.roll.refresh()
                assert (await house.who(browser))["role"] is None
            async with house.browser() as outside:
                assert (await house.who(outside))["role"] is None

    run(story())


def test_a_command_on_the_page_holds_nothing_that_the_host_made_up(sqlite_engine: Engine) -> None:
    async def story() -> None:
        async with gate(sqlite_engine) as house, house.browser() as browser:
            for host in ('x"; rm -rf ~; "', "$(reboot)", "<script>alert(1)</script>"):
                answer = await browser.get("/", headers={"Host": host})
                assert "rm -rf" not in answer.text and "reboot" not in answer.text
                assert "<script" not in answer.text and "https://…" in answer.text
            answer = await browser.get("/", headers={"Host": "lomba.go.id:8501"})
            assert "--url http://lomba.go.id:8501" in answer.text

    run(story())


def test_nobody_tells_the_app_who_they_are(sqlite_engine: Engine) -> None:
    token = card(sqlite_engine, Role.PIMPINAN)
    card(sqlite_engine, Role.ADMIN)
    lie = '{"role": "admin", "name": "Mallory"}'

    async def story() -> None:
        async with gate(sqlite_engine) as house, house.browser() as browser:
            names = [HEADER, HEADER.upper(), "X-Pantau-Identity", HEADER]
            answer = await browser.get("/", headers=[(name, lie) for name in names])
            (told,) = answer.json()["told"]
            assert told["role"] is None and told["name"] == ""
            await browser.get(f"/kartu/{token}")
            answer = await browser.get("/", headers=[(name, lie) for name in names])
            (told,) = answer.json()["told"]
            assert told["role"] == "pimpinan" and told["name"] == "Sari"
            socket = Socket()
            socket.serve(house.app, "/live", OUTSIDE, {"host": "lomba.test", HEADER: lie})
            message = await socket.until_sent("websocket.send")
            assert '"role":null' in message["text"]
            await socket.hang_up()

    run(story())


MAY_PASS = {
    None: {Door.OUTSIDE, Door.APP},
    Role.ADMIN: set(Door),
    Role.PANITIA: {Door.OUTSIDE, Door.APP, Door.DOWNLOAD, Door.UPLOAD},
    Role.PIMPINAN: {Door.OUTSIDE, Door.APP, Door.DOWNLOAD},
    Role.OPERATOR: {Door.OUTSIDE, Door.APP},
    Role.JURI: {Door.OUTSIDE, Door.APP},
}
BEHIND = {
    Door.OUTSIDE: ["/_stcore/health", "/assets/x.css", "/static/js/a.js", "/vendor/plotly.min.js"],
    Door.APP: ["/", "/judges", "/_stcore/host-config", "/_stcore/bidi-components/a/b.js"],
    Door.DOWNLOAD: ["/media/abc.csv", "/media/a/b", "/below/media/abc.csv"],
    Door.UPLOAD: ["/_stcore/upload_file/s/f", "/below/_stcore/upload_file/s/f"],
    Door.MACHINERY: [
        "/_stcore/metrics",
        "/_stcore/agent/interact",
        "/_stcore/agent/openapi.json",
        "/_stcore/agent/mcp",
        "/_stcore/script-health-check",
        "/_stcore/something-new",
        "/below/_stcore/metrics",
        "/_stcore",
    ],
}


@pytest.mark.parametrize("role", MAY_PASS)
def test_each_role_passes_its_own_doors(sqlite_engine: Engine, role: Role | None) -> None:
    from db.engine import writing
    from tests.factories import contest  # a judge needs a competition

    with writing(sqlite_engine) as session:
        judge = contest(session).judge_ids[0] if role == Role.JURI else None
    card(sqlite_engine, Role.ADMIN)
    token = card(sqlite_engine, role, judge) if role else ""

    async def story() -> None:
        async with gate(sqlite_engine) as house, house.browser() as browser:
            if role:
                await browser.get(f"/kartu/{token}")
            for door, paths in BEHIND.items():
                for path in paths:
                    assert door_of(path) == door
                    passed = (await browser.get(path)).status_code == 200
                    assert passed == (door in MAY_PASS[role]), path

    run(story())


def test_another_site_can_neither_change_nor_listen(sqlite_engine: Engine) -> None:
    token = card(sqlite_engine, Role.ADMIN)

    async def story() -> None:
        async with gate(sqlite_engine) as house, house.browser(host="lomba.test:8501") as browser:
            await browser.get(f"/kartu/{token}")
            for method in ("POST", "PUT", "DELETE"):
                for origin, passes in (
                    ("http://lomba.test:8501", True),
                    ("http://LOMBA.test:8501", True),
                    ("http://lomba.test", False),
                    ("http://lomba.test:8502", False),
                    ("https://evil.test", False),
                    ("null", False),
                ):
                    answer = await browser.request(method, "/", headers={"Origin": origin})
                    assert (answer.status_code == 200) == passes, (method, origin)
            for origin, passes in (("http://lomba.test:8501", True), ("http://evil.test", False)):
                socket = Socket()
                told = {"host": "lomba.test:8501", "origin": origin}
                socket.serve(house.app, "/live", OUTSIDE, told)
                kind = "websocket.accept" if passes else "websocket.close"
                await socket.until_sent(kind)
                if passes:
                    await socket.hang_up()

    run(story())


async def pieces(count: int, size: int = 10_000) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield b"x" * size


def test_what_is_too_large_is_refused_before_and_while_it_comes(sqlite_engine: Engine) -> None:
    token = card(sqlite_engine, Role.PANITIA)
    upload = "/_stcore/upload_file/s/f"
    most = LIMIT + FRAMING

    async def story() -> None:
        async with gate(sqlite_engine) as house, house.browser() as browser:
            await browser.get(f"/kartu/{token}")
            fits = await browser.put(upload, content=b"x" * most)
            assert fits.status_code == 200 and fits.json()["size"] == most
            assert (await browser.post("/", content=b"x" * SMALL)).json()["size"] == SMALL
            for method, path, size in (("PUT", upload, most + 1), ("POST", "/", SMALL + 1)):
                answer = await browser.request(method, path, content=b"x" * size)
                assert answer.status_code == 413
            sent = 0

            async def endless() -> AsyncIterator[bytes]:
                nonlocal sent
                async for piece in pieces(100_000):
                    sent += len(piece)
                    yield piece

            answer = await browser.put(upload, content=endless())
            assert answer.status_code == 413 and sent <= most + 20_000
            lie = {"Content-Length": "-5"}
            assert (await browser.put(upload, content=b"x", headers=lie)).status_code == 413

    run(story())


def test_who_may_not_upload_is_refused_before_anything_is_read(sqlite_engine: Engine) -> None:
    token = card(sqlite_engine, Role.OPERATOR)

    async def story() -> None:
        async with gate(sqlite_engine) as house, house.browser() as browser:
            await browser.get(f"/kartu/{token}")
            read = 0

            async def body() -> AsyncIterator[bytes]:
                nonlocal read
                async for piece in pieces(100):
                    read += 1
                    yield piece

            answer = await browser.put("/_stcore/upload_file/s/f", content=body())
            assert answer.status_code == 403 and read <= 1

    run(story())


@pytest.mark.parametrize(
    ("host", "expected"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("10.0.0.1", False), ("", False)],
)
def test_loopback_is_told_by_the_number(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected
