"""The route of the sheets: who is told what, and what is not taken at all."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine
from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from dashboard.access import NOBODY, Identity
from dashboard.desk.sheet_body import MOST_MARKS, MOST_SHEETS
from dashboard.desk.sheet_route import LARGEST_BODY, SheetRoute
from dashboard.reader import Reader
from db.engine import reading, writing
from db.models import Role
from db.queries import read_scores, read_structure
from tests.factories import Contest, contest

ADMIN = Identity(Role.ADMIN, "admin")
SARI = Identity(Role.OPERATOR, "Sari")
ORIGIN = "http://lomba.test"


class Server:
    """The routes behind a gate that believes what the test says."""

    def __init__(self, engine: Engine) -> None:
        route = SheetRoute()
        route.open(Reader(engine))
        self.app, self.who = Starlette(routes=route.routes()), SARI

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("state", {})["identity"] = self.who
        await self.app(scope, receive, send)

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(app=self)
            async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
                return await client.request(method, path, **options)

        return asyncio.run(send())

    def post(self, what: str, body: Any) -> httpx.Response:
        headers = {"Content-Type": "application/json"}
        return self.ask("POST", f"/sheets/{what}", content=json.dumps(body), headers=headers)


@pytest.fixture
def built(engine: Engine) -> Contest:
    with writing(engine) as session:
        return contest(session, units=2, stages=2)


@pytest.fixture
def server(engine: Engine, built: Contest) -> Iterator[Server]:
    yield Server(engine)


def judge(built: Contest, seat: int = 0) -> Identity:
    return Identity(Role.JURI, f"Juri {seat + 1}", built.judge_ids[seat], built.competition_id)


def sheet(built: Contest, *marks: dict[str, Any], seat: int = 0) -> dict[str, Any]:
    return {
        "stage": built.stage_ids[0],
        "submission": built.submission_ids[0],
        "judge": built.judge_ids[seat],
        "marks": list(marks),
        "remarks": None,
    }


def mark(built: Contest, column: int, value: Any, expected: Any = None) -> dict[str, Any]:
    return {"criterion": built.criterion_ids[column], "value": value, "expected": expected}


def body(built: Contest, *sheets: dict[str, Any]) -> dict[str, Any]:
    return {"competition": built.competition_id, "sheets": list(sheets)}


def held(engine: Engine, built: Contest) -> list[int]:
    with reading(engine) as session:
        return read_scores(session, built.competition_id).value.tolist()


def test_a_save_is_answered_mark_by_mark_with_the_sheet_as_it_stands(
    server: Server, built: Contest
) -> None:
    entered = sheet(built, mark(built, 0, 8850), mark(built, 1, 12000))
    answer = server.post("save?bahasa=id", body(built, entered))
    told = answer.json()
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    first, second = told["answers"][0]["marks"]
    assert (first["state"], second["state"]) == ("saved", "refused")
    assert "0 sampai 100" in second["reason"]
    (state,) = told["sheets"]
    assert state["marks"] == {
        str(built.criterion_ids[0]): 8850,
        str(built.criterion_ids[1]): None,
    }
    assert (state["given"], state["total"], state["reach"]) == (1, "44,25", "50")
    assert told["clock"].endswith("WIB")
    clash = server.post("save?bahasa=en", body(built, sheet(built, mark(built, 0, 9000, 8000))))
    told = clash.json()["answers"][0]["marks"][0]
    assert (told["state"], told["held"], told["by"]) == ("conflict", 8850, "Sari")


def test_remarks_lock_and_unlock_go_the_same_way(
    server: Server, built: Contest, engine: Engine
) -> None:
    entered = sheet(built, mark(built, 0, 8000), mark(built, 1, 9000))
    entered["remarks"] = {"text": "Bagus \ud800", "expected": ""}
    told = server.post("save", body(built, entered)).json()
    assert told["answers"][0]["remarks"]["state"] == "saved"
    assert told["sheets"][0]["remarks"] == "Bagus ?"
    key = {name: entered[name] for name in ("stage", "submission", "judge")}
    seen = [{"criterion": one, "value": None} for one in built.criterion_ids[:2]]
    home = {"competition": built.competition_id}
    assert server.post("confirm", {**home, **key, "marks": seen}).status_code == 403
    seen = [
        {"criterion": one, "value": value}
        for one, value in zip(built.criterion_ids[:2], (8000, 9000), strict=True)
    ]
    locked = server.post("confirm", {**home, **key, "marks": seen}).json()["sheets"][0]
    assert locked["locked"].endswith("WIB")
    assert server.post("unlock", {**home, **key, "reason": "salah"}).status_code == 403
    server.who = Identity(Role.PANITIA, "Rina")
    empty = server.post("unlock", {**home, **key, "reason": " "})
    assert (empty.status_code, empty.json()["where"]) == (403, "reason")
    assert (
        server.post("unlock", {**home, **key, "reason": "salah"}).json()["sheets"][0]["locked"]
        == ""
    )
    with reading(engine) as session:
        (row,) = read_structure(session, built.competition_id).sheets
    assert (row.remarks, row.confirmed_at) == ("Bagus ?", None)


def test_a_judge_is_told_of_no_other_judges_sheet(server: Server, built: Contest) -> None:
    server.post(
        "save",
        body(built, sheet(built, mark(built, 0, 7777)), sheet(built, mark(built, 0, 6666), seat=1)),
    )
    server.who = judge(built)
    where = f"/sheets?competition={built.competition_id}&stage={built.stage_ids[0]}"
    own = server.ask("GET", where)
    assert {one["judge"] for one in own.json()["sheets"]} == {built.judge_ids[0]}
    assert "7777" in own.text
    assert "6666" not in own.text
    by_entry = server.ask("GET", f"{where}&entry={built.submission_ids[0]}")
    assert {one["judge"] for one in by_entry.json()["sheets"]} == {built.judge_ids[0]}
    others = server.ask("GET", f"{where}&judge={built.judge_ids[1]}")
    assert others.status_code == 403
    assert "6666" not in others.text
    for what, asked in {
        "save": body(built, sheet(built, mark(built, 1, 1), seat=1)),
        "confirm": {**body(built), **sheet(built, seat=1)},
    }.items():
        assert server.post(what, asked).status_code == 403


@pytest.mark.parametrize("role", [None, *Role])
def test_only_those_at_the_desk_and_judges_are_told_anything(
    server: Server, built: Contest, engine: Engine, role: Role | None
) -> None:
    server.who = judge(built) if role == Role.JURI else Identity(role, "Seseorang")
    where = f"/sheets?competition={built.competition_id}&stage={built.stage_ids[0]}"
    allowed = role not in (None, Role.PIMPINAN)
    assert server.ask("GET", where).status_code == (200 if allowed else 403)
    saved = server.post("save", body(built, sheet(built, mark(built, 0, 8000))))
    assert saved.status_code == (200 if allowed else 403)
    assert held(engine, built) == ([8000] if allowed else [])


def test_a_judge_is_told_of_no_other_competition(
    server: Server, built: Contest, engine: Engine
) -> None:
    with writing(engine) as session:
        other = contest(session)
    server.who = judge(built)
    where = f"/sheets?competition={other.competition_id}&stage={other.stage_ids[0]}"
    assert server.ask("GET", where).status_code == 403
    assert server.post("save", body(other, sheet(other))).status_code == 403


def test_without_a_gate_nobody_is_let_in(server: Server, built: Contest) -> None:
    server.who = NOBODY
    assert server.post("save", body(built)).status_code == 403


@pytest.mark.parametrize("origin", ["http://jahat.test", "null", "http://lomba.test:8080"])
def test_another_site_writes_nothing(
    server: Server, built: Contest, engine: Engine, origin: str
) -> None:
    asked = body(built, sheet(built, mark(built, 0, 8000)))
    answer = server.ask("POST", "/sheets/save", json=asked, headers={"Origin": origin})
    assert answer.status_code == 403
    assert held(engine, built) == []
    own = server.ask("POST", "/sheets/save", json=asked, headers={"Origin": ORIGIN})
    assert own.status_code == 200


def test_a_form_of_another_site_cannot_pose_as_json(
    server: Server, built: Contest, engine: Engine
) -> None:
    content = json.dumps(body(built, sheet(built, mark(built, 0, 8000))))
    for kind in ("text/plain", "application/x-www-form-urlencoded", ""):
        headers = {"Content-Type": kind}
        answer = server.ask("POST", "/sheets/save", content=content, headers=headers)
        assert answer.status_code == 415
    assert held(engine, built) == []


def test_a_huge_body_is_refused_while_it_comes(server: Server, built: Contest) -> None:
    taken = 0

    async def endless() -> Any:
        nonlocal taken
        for _ in range(1000):
            taken += 65536
            yield b" " * 65536

    headers = {"Content-Type": "application/json"}
    answer = server.ask("POST", "/sheets/save", content=endless(), headers=headers)
    assert answer.status_code == 413
    # httpx hands the whole stream over before the app runs; the app itself stops taking.
    assert taken > LARGEST_BODY


ODD = {
    "no object": [],
    "nothing": {},
    "no sheets": {"competition": 1},
    "sheets no list": {"competition": 1, "sheets": {}},
    "a competition that is true": {"competition": True, "sheets": []},
    "a competition below one": {"competition": 0, "sheets": []},
    "an id too large": {"competition": 2**31, "sheets": []},
    "a sheet that is a number": {"competition": 1, "sheets": [1]},
    "a sheet without a judge": {
        "competition": 1,
        "sheets": [{"stage": 1, "submission": 1, "marks": [], "remarks": None}],
    },
    "too many sheets": {"competition": 1, "sheets": [{}] * (MOST_SHEETS + 1)},
}
ODD_MARKS = {
    "a fraction": {"criterion": 1, "value": 88.5, "expected": None},
    "a text": {"criterion": 1, "value": "88", "expected": None},
    "true": {"criterion": 1, "value": True, "expected": None},
    "too large": {"criterion": 1, "value": 2**40, "expected": None},
    "nothing expected": {"criterion": 1, "value": 1},
    "a list": [],
}


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_body_is_refused_in_words(server: Server, odd: str) -> None:
    answer = server.post("save?bahasa=id", ODD[odd])
    assert (answer.status_code, answer.json()["error"]) == (400, "Permintaan tidak dapat dipahami.")


@pytest.mark.parametrize("odd", ODD_MARKS)
def test_an_odd_mark_is_refused_with_all_the_others(
    server: Server, built: Contest, engine: Engine, odd: str
) -> None:
    entered = sheet(built, mark(built, 0, 8000), ODD_MARKS[odd])  # type: ignore[arg-type]
    assert server.post("save", body(built, entered)).status_code == 400
    assert held(engine, built) == []


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"nan"])
def test_what_is_no_json_is_refused(server: Server, content: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    answer = server.ask("POST", "/sheets/save", content=content, headers=headers)
    assert answer.status_code == 400


def test_too_many_marks_or_a_sheet_twice_are_refused(server: Server, built: Contest) -> None:
    many = sheet(built, *(mark(built, 0, 1) for _ in range(MOST_MARKS + 1)))
    assert server.post("save", body(built, many)).status_code == 400
    assert server.post("save", body(built, sheet(built), sheet(built))).status_code == 400


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("?competition=1", 400),
        ("?competition=x&stage=1", 400),
        ("?competition=1&stage=-1", 400),
        ("?competition=999&stage=1", 404),
        ("?competition=1&stage=999", 404),
    ],
)
def test_an_odd_address_is_answered(server: Server, query: str, status: int) -> None:
    assert server.ask("GET", f"/sheets{query}").status_code == status


def test_a_route_that_is_not_open_yet_says_try_again() -> None:
    server = Server.__new__(Server)
    server.app, server.who = Starlette(routes=SheetRoute().routes()), ADMIN
    assert server.ask("GET", "/sheets?competition=1&stage=1").status_code == 503
