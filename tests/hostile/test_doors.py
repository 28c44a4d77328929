"""Every route of ours: whatever path, query, header and body come, a documented answer."""

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlmodel import select

from dashboard import screen
from db.cards import issue_card
from db.engine import connect, reading, writing
from db.models import AccessCard, Role
from tests.factories import Contest, contest
from tests.hostile.doors import Answer, Doors, Headers
from tests.hostile.texts import ANY, NAMES, clean, tries

ANSWERS = {200, 303, 400, 403, 404, 405, 413, 415, 422}
"""What the routes say of a request; 500 is never among them, nor 503 while the database is up."""
CLOSINGS = {0, 1000, 1008, 4400, 4403}
ROUTES = {
    "/siaran": ("lomba", "bahasa"),
    "/siaran/arus": ("lomba", "bahasa"),
    "/sheets": ("competition", "stage", "judge", "entry", "bahasa"),
    "/unduh/template.xlsx": ("bahasa",),
    "/unduh/lomba.xlsx": ("lomba", "bahasa"),
    "/unduh/rekap.xlsx": ("lomba", "bahasa"),
    "/unduh/tindak-lanjut.xlsx": ("lomba", "bahasa"),
    "/unduh/riwayat.csv": (
        "lomba", "bahasa", "jenis", "peserta", "juri", "kriteria", "oleh", "dari", "sampai",
        "koreksi",
    ),
    "/kartu/x": ("next",),
    "/keluar": ("next",),
}  # fmt: skip
"""Each address, and what it reads of the query."""
ODD = st.one_of(
    ANY,
    st.sampled_from(["1", "2", "en", "0001-01-01", "9999-12-31T23:59", "2018-11-27T25:61", "1_0"]),
)
HEADERS = ("origin", "referer", "cookie", "content-length", "content-type", "sec-fetch-site",
           "host", "x-forwarded-proto", "x-pantau-identity", "forwarded", "range")  # fmt: skip
VALUES = ("http://[", "http://lomba.test", "null", "²", "9" * 5000, "-1", "pantau_card=",
          "pantau_card=" + "A" * 5000, "pantau_card=WzFd.x.y", "bytes=0-99999999999", "[::1",
          "application/json", '{"role": "admin"}')  # fmt: skip


@dataclass
class House:
    doors: Doors
    ids: Contest
    tokens: dict[Role, str]
    cookies: dict[Role, str]

    def of(self, role: Role | None) -> Headers:
        return [] if role is None else [(b"cookie", self.cookies[role].encode())]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def house(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    url = request.getfixturevalue(f"{request.param}_url")
    monkeypatch.setenv("DATABASE_URL", url)
    engine = connect(url)
    with writing(engine) as session:
        ids = contest(session, stages=2)
        tokens = {
            role: issue_card(
                session,
                NAMES[0],
                role,
                ids.judge_ids[0] if role == Role.JURI else None,
                actor="test",
            )
            for role in (Role.ADMIN, Role.JURI, Role.OPERATOR)
        }
    doors = Doors(engine)
    cookies = {}
    for role, token in tokens.items():
        cookies[role] = doors.ask("GET", f"/kartu/{token}").headers["set-cookie"].split(";")[0]
    yield House(doors, ids, tokens, cookies)
    doors.close()
    engine.dispose()
    screen.reader().engine.dispose()


def sound(answer: Answer) -> None:
    assert answer.status in ANSWERS, answer
    assert answer.echoes() == []


WHO = st.sampled_from([None, Role.ADMIN, Role.JURI, Role.OPERATOR])


@tries(80)
@given(path=st.sampled_from(list(ROUTES)), who=WHO, data=st.data())
def test_any_query(house: House, path: str, who: Role | None, data: st.DataObject) -> None:
    asked = []
    for name in ROUTES[path]:
        if data.draw(st.booleans()):
            asked.append(f"{name}={quote(clean(data.draw(ODD)))}")
    if path != "/siaran/arus" and data.draw(st.booleans()):
        asked.insert(0, f"lomba={house.ids.competition_id}")
    asked += data.draw(st.lists(st.sampled_from(["&", "=", "%", "%zz", "%ff%fe", "lomba"])))
    if path == "/siaran/arus":  # a real competition is a stream without an end
        asked.insert(0, "lomba=0")
    sound(house.doors.ask("GET", path, "&".join(asked), house.of(who)))


@pytest.mark.parametrize("path", ["/siaran", "/siaran/arus", "/unduh/riwayat.csv", "/sheets"])
def test_every_parameter_takes_the_oddest_values(house: House, path: str) -> None:
    for odd in ("9" * 5000, "\0", "0001-01-01", "9999-12-31T23:59", *NAMES[:3]):
        for name in ROUTES[path]:
            query = f"{name}={quote(odd)}"
            if name != "lomba" and path != "/siaran/arus":
                query += f"&lomba={house.ids.competition_id}"
            sound(house.doors.ask("GET", path, query, house.of(Role.ADMIN)))


@tries(80)
@given(
    path=st.sampled_from(list(ROUTES)),
    method=st.sampled_from(["GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "X"]),
    who=WHO,
    headers=st.lists(
        st.tuples(
            st.sampled_from(HEADERS).map(str.encode),
            st.one_of(
                st.sampled_from(VALUES).map(lambda value: value.encode("latin-1")),
                st.binary(max_size=30),
            ),
        ),
        max_size=4,
    ),
)
@example("/sheets/save", "POST", Role.ADMIN, [(b"origin", b"http://[")])
@example("/sheets/save", "POST", Role.ADMIN, [(b"content-length", "²".encode("latin-1"))])
@example("/sheets/save", "POST", Role.ADMIN, [(b"content-length", b"9" * 5000)])
@example("/keluar", "GET", Role.ADMIN, [(b"referer", b"http://[")])
def test_any_header(
    house: House, path: str, method: str, who: Role | None, headers: Headers
) -> None:
    if path == "/siaran/arus":  # a real competition is a stream without an end
        path = "/siaran"
    sound(house.doors.ask(method, path, "", [*house.of(who), *headers], b"{}"))


FIELDS = (
    "competition", "sheets", "stage", "submission", "judge", "marks", "criterion", "value",
    "remarks", "text", "expected", "reason",
)  # fmt: skip
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), ANY.map(clean)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(FIELDS), inner, max_size=5),
    ),
    max_leaves=8,
)


@tries(80)
@given(what=st.sampled_from(["save", "confirm", "unlock"]), who=WHO, data=st.data())
def test_any_body(house: House, what: str, who: Role | None, data: st.DataObject) -> None:
    ids = house.ids
    body: dict[str, Any] = {
        "competition": ids.competition_id,
        "stage": ids.stage_ids[0],
        "submission": ids.submission_ids[0],
        "judge": ids.judge_ids[0],
        "marks": [{"criterion": ids.criterion_ids[0], "value": 5, "expected": None}],
        "reason": data.draw(ANY.map(clean)),
        "remarks": {"text": data.draw(ANY.map(clean)), "expected": ""},
    }
    if what == "save":
        body = {"competition": body["competition"], "sheets": [body]}
    place = body
    if what == "save" and data.draw(st.booleans()):
        place = body["sheets"][0]
    name = data.draw(st.sampled_from(sorted(place)))
    if data.draw(st.booleans()):
        place[name] = data.draw(JSON)
    raw = json.dumps(body).encode()
    if data.draw(st.integers(0, 4)) == 0:
        raw = data.draw(st.one_of(st.binary(), st.just(b"[" * 100_000), JSON.map(_dumped)))
    headers = [*house.of(who), (b"content-type", b"application/json")]
    sound(house.doors.ask("POST", f"/sheets/{what}", "", headers, raw))


def _dumped(value: Any) -> bytes:
    return json.dumps(value).encode()


@tries(60)
@given(token=ANY)
@example("..%2f..%2fetc")
def test_no_text_is_a_token(house: House, caplog: pytest.LogCaptureFixture, token: str) -> None:
    caplog.set_level(logging.DEBUG)
    path = f"/kartu/{quote(clean(token), safe='')}"
    answer = house.doors.ask("GET", path)
    sound(answer)
    assert answer.status in (403, 404, 405)
    assert "set-cookie" not in answer.headers
    if len(token) > 8:
        assert clean(token) not in caplog.text


def test_no_near_miss_is_a_token_and_none_is_logged(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for token in house.tokens.values():
        for near in (token[:-1], token + "%00", token.swapcase(), "%20" + token, token + "%2f"):
            assert "set-cookie" not in house.doors.ask("GET", f"/kartu/{near}").headers
        assert house.doors.ask("GET", f"/kartu/{token}").status == 303
    for cookie in house.cookies.values():
        value = cookie.partition("=")[2]
        near = [(b"cookie", f"pantau_card={value[:-1]}".encode())]
        assert house.doors.ask("GET", "/unduh/lomba.xlsx", "", near).status == 403
    for secret in (*house.tokens.values(), *(c.split("=", 1)[1] for c in house.cookies.values())):
        assert secret not in caplog.text
    with reading(screen.reader().engine) as session:
        kept = session.scalars(select(AccessCard)).all()
        assert len(kept) == 3


@tries(60)
@given(asked=st.lists(ODD, max_size=2), name=ODD, who=WHO)
@example(asked=["9" * 5000], name="", who=Role.ADMIN)
@example(asked=["1"], name="9" * 5000, who=Role.ADMIN)
def test_the_live_route_tells_or_closes(
    house: House, asked: list[str], name: str, who: Role | None
) -> None:
    query = "&".join(f"competition={quote(clean(one))}" for one in asked)
    query += f"&screen={quote(clean(name))}"
    answer = house.doors.listen(query, house.of(who))
    assert answer.status in CLOSINGS
    assert not any(name.encode() in answer.body for name in NAMES)


@tries(20)
@given(origin=st.one_of(st.sampled_from(VALUES), st.text(max_size=10)))
def test_the_live_route_opens_to_no_odd_origin(house: House, origin: str) -> None:
    sent = origin.encode("latin-1", "replace")
    answer = house.doors.listen("competition=1", [*house.of(Role.ADMIN), (b"origin", sent)])
    assert answer.status == 1008 or sent == b"http://lomba.test"
