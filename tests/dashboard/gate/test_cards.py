"""The way in by a card: cookie, identity, revocation, wrong tokens, signing out."""

import asyncio
import logging
from datetime import timedelta

import httpx
import pytest
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import Engine, delete

from dashboard.gate import cookie
from dashboard.gate import roll as roll_module
from dashboard.gate.attempts import (
    ADDRESSES,
    FIRST,
    LONGEST,
    WAITING,
    WINDOW,
    Attempts,
    sender,
)
from dashboard.gate.cookie import MAX_AGE, NAME, Cookies
from dashboard.gate.middleware import GONE
from db.cards import find_card, list_cards, revoke_card
from db.engine import reading, writing
from db.models import AccessCard, Role
from tests.dashboard.gate.house import OUTSIDE, House, Socket, card, cookie_of, gate, run
from tests.factories import contest


def test_a_card_lets_its_holder_in_as_what_the_database_says(engine: Engine) -> None:
    with writing(engine) as session:
        ids = contest(session)
    token = card(engine, Role.JURI, ids.judge_ids[0], "Juri 1")

    async def story() -> None:
        async with gate(engine) as house, house.browser() as browser:
            answer = await browser.get(f"/kartu/{token}")
            assert (answer.status_code, answer.headers["location"]) == (303, "/")
            assert answer.headers["referrer-policy"] == "no-referrer"
            assert answer.headers["cache-control"] == "no-store"
            given = answer.headers["set-cookie"]
            assert "HttpOnly" in given and "SameSite=lax" in given and f"Max-Age={MAX_AGE}" in given
            assert "Secure" not in given and token not in given
            told = await house.who(browser)
            assert told["role"] == "juri" and told["name"] == "Juri 1"
            assert told["judge_id"] == ids.judge_ids[0]
            assert told["competition_id"] == ids.competition_id
        with reading(engine) as session:
            found = find_card(session, token)
        assert found is not None and found.last_used_at is not None

    run(story())


@pytest.mark.parametrize(
    ("scheme", "headers"), [("https", {}), ("http", {"X-Forwarded-Proto": "https"})]
)
def test_over_https_the_cookie_is_for_https_only(
    sqlite_engine: Engine, scheme: str, headers: dict[str, str]
) -> None:
    token = card(sqlite_engine, Role.PANITIA)

    async def story() -> None:
        async with gate(sqlite_engine) as house, house.browser(scheme=scheme) as browser:
            answer = await browser.get(f"/kartu/{token}", headers=headers)
            assert "Secure" in answer.headers["set-cookie"]

    run(story())


def test_a_card_made_a_moment_ago_by_another_process_is_good_at_once(engine: Engine) -> None:
    async def story() -> None:
        async with gate(engine) as one, gate(engine) as two:
            token = await asyncio.to_thread(card, engine, Role.ADMIN)
            async with one.browser() as browser:
                await browser.get(f"/kartu/{token}")
                value = cookie_of(browser)
            # The redirect may lead to another process, which has read the roll before.
            two.roll._read_at -= roll_module.SOONEST
            async with two.browser() as browser:
                browser.cookies[NAME] = value
                assert (await two.who(browser))["role"] == "admin"

    run(story())


def test_a_forged_or_old_cookie_lets_nobody_in(
    sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = card(sqlite_engine, Role.ADMIN)

    async def story() -> None:
        async with gate(sqlite_engine) as house:
            async with house.browser() as browser:
                await browser.get(f"/kartu/{token}")
                good = cookie_of(browser)
                assert (await house.who(browser))["role"] == "admin"
            (row,) = roll_module._read(sqlite_engine)[0].values()
            other = Cookies("another key").make(row)
            mine = house.roll.cookies
            assert mine is not None
            wrong_mark = mine._serializer.dumps([row.id, "0" * 32])
            plain = URLSafeTimedSerializer("", salt=NAME).dumps([row.id, row.token_hash[:32]])
            strange = [mine._serializer.dumps(value) for value in ([], "x", [None, 1], {"a": 1})]
            head, stamp, signature = good.split(".")
            tampered = [f"{head}x.{stamp}.{signature}", f"{head}.{stamp}.", head, "", "\xe9"]
            for value in [other, wrong_mark, plain, *strange, *tampered]:
                async with house.browser() as browser:
                    told = await house.who(browser, cookie=f"{NAME}={value}".encode("latin-1"))
                    assert told["role"] is None, value
            monkeypatch.setattr(cookie, "MAX_AGE", -1)
            async with house.browser() as browser:
                assert (await house.who(browser, cookie=f"{NAME}={good}"))["role"] is None

    run(story())


def test_a_revoked_card_is_nobodys_and_its_sockets_close(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roll_module, "REFRESH", 0.05)
    token, other = card(engine, Role.PANITIA), card(engine, Role.ADMIN)

    async def story() -> None:
        async with gate(engine) as house, house.browser() as browser, house.browser() as admin:
            await browser.get(f"/kartu/{token}")
            await admin.get(f"/kartu/{other}")
            mine, theirs = Socket(), Socket()
            for socket, holder in ((mine, browser), (theirs, admin)):
                socket.serve(
                    house.app, "/_stcore/stream", OUTSIDE,
                    {"host": "lomba.test", "cookie": f"{NAME}={cookie_of(holder)}"},
                )  # fmt: skip
                await socket.until_sent("websocket.send")
            await asyncio.to_thread(revoke, engine, token)
            closed = await mine.until_sent("websocket.close")
            assert closed["code"] == GONE
            await mine.task
            assert (await house.who(browser))["role"] is None
            assert not theirs.task.done()
            await theirs.hang_up()
            assert all(message["type"] != "websocket.close" for message in theirs.sent)

    run(story())


def revoke(engine: Engine, token: str) -> None:
    with writing(engine) as session:
        found = find_card(session, token)
        assert found is not None
        assert revoke_card(session, found.id, actor="cli")


def test_the_number_of_a_deleted_card_is_worth_nothing(sqlite_engine: Engine) -> None:
    """SQLite gives it to the next card."""
    card(sqlite_engine, Role.ADMIN, holder="Admin")
    token = card(sqlite_engine, Role.OPERATOR)

    async def story() -> None:
        async with gate(sqlite_engine) as house, house.browser() as browser:
            await browser.get(f"/kartu/{token}")
            with writing(sqlite_engine) as session:
                number = list_cards(session)[0].id
                session.execute(delete(AccessCard).where(AccessCard.id == number))
            card(sqlite_engine, Role.ADMIN)
            with reading(sqlite_engine) as session:
                assert list_cards(session)[0].id == number
            await house.roll.refresh()
            assert (await house.who(browser))["role"] is None

    run(story())


def test_while_the_database_is_away_known_cards_stay_good(sqlite_engine: Engine) -> None:
    token = card(sqlite_engine, Role.ADMIN)

    async def story() -> None:
        async with gate(sqlite_engine) as house, house.browser() as browser:
            await browser.get(f"/kartu/{token}")
            with sqlite_engine.begin() as connection:
                connection.exec_driver_sql("ALTER TABLE access_card RENAME TO gone")
            await house.roll.refresh()
            assert (await house.who(browser))["role"] == "admin"

    run(story())


def test_a_wrong_token_is_turned_away_logged_and_slowed(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    token = card(engine, Role.ADMIN)
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    async def story() -> None:
        async with gate(engine) as house, house.browser() as browser:
            # The background reading sleeps as well, so only what the way in asks for is counted.
            monkeypatch.setattr("dashboard.gate.routes.asyncio", Slow(sleep))
            for _ in range(8):
                answer = await browser.get("/kartu/THIS-IS-NOT-A-TOKEN")
                assert answer.status_code == 404
                assert "set-cookie" not in answer.headers
                assert "Kartu akses ini tidak berlaku" in answer.text
                assert "This access card is not valid" in answer.text
                assert "<script" not in answer.text
            assert slept == [FIRST, 0.5, 1, 2, 4, LONGEST, LONGEST, LONGEST]
            right = await browser.get(f"/kartu/{token}")
            assert right.status_code == 303 and len(slept) == 8

    with caplog.at_level(logging.WARNING):
        run(story())
    assert caplog.text.count(OUTSIDE) == 8
    assert "NOT-A-TOKEN" not in caplog.text and token not in caplog.text


class Slow:
    """asyncio with another sleep."""

    def __init__(self, sleep: object) -> None:
        self.sleep, self.to_thread = sleep, asyncio.to_thread


def test_waiting_for_an_answer_is_bounded_and_forgotten() -> None:
    now = [0.0]
    attempts = Attempts(lambda: now[0])
    assert [attempts.wrong("a") for _ in range(3)] == [FIRST, 2 * FIRST, 4 * FIRST]
    assert attempts.wrong("b") == FIRST
    now[0] += WINDOW + 1
    assert attempts.wrong("a") == FIRST
    for number in range(3 * ADDRESSES):
        attempts.wrong(f"address {number}")
    assert len(attempts) == ADDRESSES
    attempts.waiting = WAITING
    assert attempts.wrong("a") == 0


def test_an_address_is_one_sender_and_never_a_text_of_the_senders() -> None:
    assert sender("203.0.113.9") == "203.0.113.9"
    assert sender("2001:db8:1:2:3::4") == sender("2001:db8:1:2:ffff::1") == "2001:db8:1:2::/64"
    assert sender("::ffff:203.0.113.9") == "203.0.113.9"
    assert sender("evil\nline") == sender(None) == "unknown"


async def entered(house: House, browser: httpx.AsyncClient, token: str) -> str:
    await browser.get(f"/kartu/{token}")
    return cookie_of(browser)


def test_signing_out_ends_the_cookie_and_the_sockets_of_this_browser_only(engine: Engine) -> None:
    token = card(engine, Role.PIMPINAN)
    card(engine, Role.ADMIN)

    async def story() -> None:
        async with gate(engine) as house, house.browser() as here, house.browser() as there:
            value = await entered(house, here, token)
            # A cookie tells the second it was made, so that two browsers never share one.
            while (other := await entered(house, there, token)) == value:
                await asyncio.sleep(timedelta(milliseconds=200).total_seconds())
            sockets = []
            for cookie_value in (value, other):
                sockets.append(Socket())
                headers = {"host": "lomba.test", "cookie": f"{NAME}={cookie_value}"}
                sockets[-1].serve(house.app, "/live", OUTSIDE, headers)
                await sockets[-1].until_sent("websocket.send")
            answer = await here.get("/keluar", headers={"Sec-Fetch-Site": "same-origin"})
            assert answer.status_code == 200 and "Anda sudah keluar" in answer.text
            assert NAME not in here.cookies
            assert (await sockets[0].until_sent("websocket.close"))["code"] == GONE
            assert (await house.who(here))["role"] is None
            assert (await house.who(there))["role"] == "pimpinan"
            await sockets[1].hang_up()

    run(story())


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Referer": "https://evil.test/"}, {}]
)
def test_a_link_of_another_site_signs_nobody_out(
    sqlite_engine: Engine, headers: dict[str, str]
) -> None:
    token = card(sqlite_engine, Role.PIMPINAN)

    async def story() -> None:
        async with gate(sqlite_engine) as house, house.browser() as browser:
            await entered(house, browser, token)
            answer = await browser.get("/keluar", headers=headers)
            assert answer.status_code == 200 and '<form method="post">' in answer.text
            assert NAME in browser.cookies
            foreign = await browser.post("/keluar", headers={"Origin": "https://evil.test"})
            assert foreign.status_code == 403 and NAME in browser.cookies
            await browser.post("/keluar", headers={"Origin": "http://lomba.test"})
            assert NAME not in browser.cookies

    run(story())
