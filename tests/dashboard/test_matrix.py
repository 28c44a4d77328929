"""What each role may see: every page, route and live competition, asked for by hand at a server.

The lists here are the expectation, written out apart from dashboard/access.py. A page, a route or a
role that stands in none of them fails.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection
from websockets.sync.client import connect as open_socket

from dashboard.access import ACTIONS, NOBODY, PAGES, Action, Identity, may
from dashboard.pulse import NOT_FOR_THEM
from dashboard.view.words import words_in
from db.cards import issue_card
from db.engine import connect, writing
from db.models import Competition, Phase, Role
from tests.benchmarks.viewer import Server, served
from tests.factories import Contest, contest
from tests.protocol import Client
from tests.test_structure import ROOT

ADMIN, PANITIA, PIMPINAN, OPERATOR, JURI = Role
NOT_ALLOWED = words_in("id").text("Your access does not allow this.")
ROLES: tuple[Role | None, ...] = (*Role, None)

BAR: dict[Role | None, list[str]] = {
    ADMIN: [
        "leaderboard", "participation", "criteria", "judges", "summary",
        "sheet", "order", "data", "history", "settings", "result", "guide",
    ],
    PANITIA: [
        "leaderboard", "participation", "criteria", "judges", "summary",
        "sheet", "order", "data", "history", "result", "guide",
    ],
    PIMPINAN: ["leaderboard", "participation", "summary", "result", "guide"],
    OPERATOR: ["sheet", "order", "result", "guide"],
    JURI: ["sheet", "result", "guide"],
    None: ["result"],
}  # fmt: skip
"""The pages of each role, in the order of the bar; the first one is where the app opens."""

DOES: dict[Role | None, set[Action]] = {
    ADMIN: set(Action),
    PANITIA: {Action.MARK, Action.UNLOCK, Action.RUN, Action.WITHDRAW, Action.LOAD},
    PIMPINAN: set(),
    OPERATOR: {Action.MARK, Action.RUN},
    JURI: {Action.MARK},
    None: set(),
}

ALL: set[Role | None] = set(ROLES)
WATCHING: set[Role | None] = {ADMIN, PANITIA, PIMPINAN}
COMMITTEE: set[Role | None] = {ADMIN, PANITIA}
SHEETS: set[Role | None] = {ADMIN, PANITIA, OPERATOR, JURI}
ONLY_ADMIN: set[Role | None] = {ADMIN}

ROUTES: dict[str, tuple[str, str, set[Role | None]]] = {
    # ours
    "/kartu/{token}": ("POST", "/kartu/wrong", ALL),  # a GET with a wrong token would wait
    "/keluar": ("GET", "/keluar", ALL),
    "/vendor/plotly.min.js": ("GET", "/vendor/plotly.min.js", ALL),
    "/assets": ("GET", "/assets/icon.svg", ALL),
    "/live": ("WS", "/live", ALL),  # by competition: see LIVE
    "/sheets": ("GET", "/sheets", SHEETS),
    "/sheets/save": ("POST", "/sheets/save", SHEETS),
    "/sheets/confirm": ("POST", "/sheets/confirm", SHEETS),
    "/sheets/unlock": ("POST", "/sheets/unlock", SHEETS),  # which action is whose: see DOES
    "/siaran": ("GET", "/siaran", ALL),  # by competition: see BROADCAST
    "/siaran/arus": ("GET", "/siaran/arus?lomba=0", ALL),
    "/unduh/template.xlsx": ("GET", "/unduh/template.xlsx", ALL),  # by page: see FILES
    "/unduh/lomba.xlsx": ("GET", "/unduh/lomba.xlsx", ALL),
    "/unduh/rekap.xlsx": ("GET", "/unduh/rekap.xlsx", ALL),
    "/unduh/tindak-lanjut.xlsx": ("GET", "/unduh/tindak-lanjut.xlsx", ALL),
    "/unduh/riwayat.csv": ("GET", "/unduh/riwayat.csv", ALL),
    # Streamlit's
    "/_stcore/health": ("GET", "/_stcore/health", ALL),
    "/_stcore/metrics": ("GET", "/_stcore/metrics", ONLY_ADMIN),
    "/_stcore/host-config": ("GET", "/_stcore/host-config", ALL),
    "/media/{file_id:path}": ("GET", "/media/none.csv", WATCHING),
    "/_stcore/upload_file/{session_id}/{file_id}": (
        "PUT",
        "/_stcore/upload_file/none/none",
        COMMITTEE,
    ),
    "/component/{path:path}": ("GET", "/component/none/none.js", ALL),
    "/_stcore/bidi-components/{path:path}": ("GET", "/_stcore/bidi-components/none/x.js", ALL),
    "/_stcore/stream": ("WS", "/_stcore/stream", ALL),  # by page: see BAR
    "/auth/login": ("GET", "/auth/login", ALL),
    "/auth/logout": ("GET", "/auth/logout", ALL),
    "/oauth2callback": ("GET", "/oauth2callback", ALL),
    "/_stcore/agent/interact": ("POST", "/_stcore/agent/interact", ONLY_ADMIN),
    "/_stcore/agent/openapi.json": ("GET", "/_stcore/agent/openapi.json", ONLY_ADMIN),
    "/_stcore/agent/mcp": ("POST", "/_stcore/agent/mcp", ONLY_ADMIN),
    "": ("GET", "/index.html", ALL),  # the frontend's own files
}
"""By route: how and where it is asked for, and who is not refused."""

FILES: dict[str, set[Role | None]] = {
    "/unduh/template.xlsx": COMMITTEE,
    "/unduh/lomba.xlsx": COMMITTEE,
    "/unduh/rekap.xlsx": COMMITTEE,
    "/unduh/tindak-lanjut.xlsx": WATCHING,
    "/unduh/riwayat.csv": COMMITTEE,
}
"""Who gets each file, of any competition."""

LIVE: dict[Role | None, set[str]] = {
    ADMIN: {"judged", "other", "published"},
    PANITIA: {"judged", "other", "published"},
    PIMPINAN: {"judged", "other", "published"},
    OPERATOR: {"judged", "other", "published"},
    JURI: {"judged"},
    None: {"published"},
}
"""Which competitions each role follows live; the judge judges in the one called "judged"."""

BROADCAST: dict[Role | None, dict[str, str]] = {
    **dict.fromkeys(WATCHING, dict.fromkeys(("judged", "other", "published"), "live")),
    OPERATOR: {"published": "result"},
    JURI: {},
    None: {"published": "result"},
}
"""What the broadcast shows each role of each competition: the live board, the published result.

The judge's own competition is not published, so there is nothing for him.
"""


@dataclass(frozen=True)
class Place:
    """A running server, its competitions, and the cookie of each role."""

    server: Server
    contests: dict[str, Contest]
    cookies: dict[Role | None, str]

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server.port}"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    from db.sample import prepare

    url = f"sqlite:///{tmp_path_factory.mktemp('matrix') / 'pantau.db'}"
    engine = connect(url)
    prepare(engine)
    with writing(engine) as session:
        contests = {name: contest(session) for name in ("published", "other", "judged")}
        published = session.get(Competition, contests["published"].competition_id)
        assert published is not None
        published.phase = Phase.PUBLISHED
        tokens = {
            role: issue_card(
                session,
                f"Holder {role}",
                role,
                contests["judged"].judge_ids[0] if role == JURI else None,
                actor="test",
            )
            for role in Role
        }
    engine.dispose()
    with served(url) as server:
        cookies: dict[Role | None, str] = {None: ""}
        for role, token in tokens.items():
            with httpx.Client(base_url=f"http://127.0.0.1:{server.port}") as browser:
                assert browser.get(f"/kartu/{token}").status_code == 303
                cookies[role] = "; ".join(f"{k}={v}" for k, v in browser.cookies.items())
        yield Place(server, contests, cookies)


def there(role: Role | None) -> list[str]:
    """The pages of a role that have a file yet."""
    return [page for page in BAR[role] if (ROOT / "pages" / f"{page}.py").exists()]


def test_every_page_stands_in_the_lists() -> None:
    files = {path.stem for path in (ROOT / "pages").glob("*.py")}
    assert files <= set(BAR[ADMIN])
    assert {page for pages in BAR.values() for page in pages} == set(PAGES)
    for page, roles in PAGES.items():
        assert roles == {role for role in ROLES if page in BAR[role]}, page


def test_every_action_stands_in_the_lists() -> None:
    assert set(ACTIONS) == set(Action)
    for role in ROLES:
        who = NOBODY if role is None else Identity(role, "x")
        assert {action for action in Action if may(who, action)} == DOES[role], role


@pytest.mark.parametrize("role", ROLES)
def test_the_bar_holds_the_roles_pages_and_no_others(place: Place, role: Role | None) -> None:
    with Client(place.server.port, place.cookies[role]) as client:
        shown = client.open()
    first, *others = there(role)
    assert shown.pages == ["", *others] and shown.hidden == [first]
    assert shown.page == "" and not shown.errors


@pytest.mark.parametrize("role", ROLES)
def test_a_typed_address_opens_the_roles_pages_and_no_others(
    place: Place, role: Role | None
) -> None:
    for page in [*BAR[ADMIN], "app", "streamlit_app", "../dashboard/app", "nothing"]:
        with Client(place.server.port, place.cookies[role]) as client:
            shown = client.open(page)
        seen = page in there(role)
        assert shown.page == (page if seen else ""), page
        assert shown.not_found == (not seen), page
        assert not shown.errors, page


@pytest.mark.parametrize("role", ROLES)
def test_an_address_names_no_competition_that_is_not_for_the_role(
    place: Place, role: Role | None
) -> None:
    for name, ids in place.contests.items():
        page = there(role)[-1]
        with Client(place.server.port, place.cookies[role]) as client:
            shown = client.open(page, query=f"lomba={ids.competition_id}")
        followed = f"/live?competition={ids.competition_id}".encode() in shown.content
        assert followed == (name in LIVE[role]), name


def test_a_session_is_taken_up_again_only_by_its_owner(place: Place) -> None:
    """Else somebody who knows its id could draw its parts again as who owned it."""

    def session_of(role: Role | None, wanted: str = "") -> str:
        with Client(place.server.port, place.cookies[role], session=wanted) as client:
            return client.open().session

    admin = session_of(ADMIN)
    assert admin
    for role in (None, JURI, PANITIA):
        assert session_of(role, admin) not in ("", admin)
    assert session_of(ADMIN, admin) == admin


@pytest.fixture(scope="module")
def known_routes() -> list[str]:
    """All routes of the server, from a process of its own: a runtime stands once in a process."""
    script = (
        "import json, streamlit_app\n"
        "from streamlit.web.server.starlette.starlette_app import create_streamlit_routes\n"
        "app = streamlit_app.app\n"
        "routes = [*app._user_routes, *create_streamlit_routes(app._create_runtime())]\n"
        "print('ROUTES' + json.dumps([route.path for route in routes]))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    (line,) = [line for line in ran.stdout.splitlines() if line.startswith("ROUTES")]
    found: list[str] = json.loads(line.removeprefix("ROUTES"))
    return found


def test_every_route_stands_in_the_lists(known_routes: list[str]) -> None:
    assert set(known_routes) == set(ROUTES)


@pytest.mark.parametrize("role", ROLES)
def test_each_route_refuses_those_it_is_not_for(place: Place, role: Role | None) -> None:
    cookie = {"Cookie": place.cookies[role]} if role else {}
    with httpx.Client(base_url=f"http://{place.address}", headers=cookie) as browser:
        for path, (method, asked, roles) in ROUTES.items():
            if method == "WS":
                continue
            answer = browser.request(method, asked, json={} if method == "POST" else None)
            # Streamlit answers 403 as well, to whom may pass, where its own token is missing.
            by_us = answer.text == "not allowed\n" or NOT_ALLOWED in answer.text
            refused = answer.status_code == 403 and by_us
            assert refused == (role not in roles), (path, answer.status_code, answer.text)


@pytest.mark.parametrize("role", ROLES)
def test_each_file_is_for_those_it_is_for(place: Place, role: Role | None) -> None:
    assert FILES.keys() == {path for path in ROUTES if path.startswith("/unduh/")}
    cookie = {"Cookie": place.cookies[role]} if role else {}
    with httpx.Client(base_url=f"http://{place.address}", headers=cookie) as browser:
        for path, roles in FILES.items():
            for ids in place.contests.values():
                answer = browser.get(path, params={"lomba": ids.competition_id})
                attached = "attachment" in answer.headers.get("content-disposition", "")
                expected = (200, True) if role in roles else (403, False)
                assert (answer.status_code, attached) == expected, path


@contextmanager
def live(place: Place, role: Role | None, competition: int) -> Iterator[ClientConnection]:
    headers = {"Cookie": place.cookies[role]} if role else {}
    address = f"ws://{place.address}/live?competition={competition}"
    with open_socket(address, additional_headers=headers) as socket:
        yield socket


@pytest.mark.parametrize("role", ROLES)
def test_each_role_follows_its_own_competitions_live(place: Place, role: Role | None) -> None:
    asked = {name: ids.competition_id for name, ids in place.contests.items()}
    for name, competition in {**asked, "missing": 999_999}.items():
        with live(place, role, competition) as socket:
            if name in LIVE[role]:
                assert json.loads(socket.recv(timeout=10))["reachable"]
                continue
            with pytest.raises(ConnectionClosed) as closed:
                socket.recv(timeout=10)
            assert closed.value.rcvd is not None and closed.value.rcvd.code == NOT_FOR_THEM


@pytest.mark.parametrize("role", ROLES)
def test_the_broadcast_shows_each_role_what_is_for_it(place: Place, role: Role | None) -> None:
    cookie = {"Cookie": place.cookies[role]} if role else {}
    with httpx.Client(base_url=f"http://{place.address}", headers=cookie) as browser:
        for name, ids in place.contests.items():
            asked = {"lomba": ids.competition_id}
            expected = BROADCAST[role].get(name)
            page = browser.get("/siaran", params=asked)
            names_it = f'data-stream="/siaran/arus?lomba={ids.competition_id}&' in page.text
            with browser.stream("GET", "/siaran/arus", params=asked) as stream:
                first = next(line for line in stream.iter_lines() if line)
            if expected is None:
                assert first == "event: over", name
                assert not names_it, name
                continue
            html = json.loads(first.removeprefix("data: "))["html"]
            assert names_it and 'class="board' in page.text
            assert ("lembar nilai masuk" in html) == (expected == "live"), name
            assert ('class="board result"' in html) == (expected == "result"), name


@pytest.mark.parametrize("path", ["/live?competition=1", "/_stcore/stream"])
def test_another_site_cannot_open_a_socket_with_a_visitors_cookie(place: Place, path: str) -> None:
    for role in ROLES:
        headers = {"Origin": "https://evil.test"}
        if role:
            headers["Cookie"] = place.cookies[role]
        address = f"ws://{place.address}{path}"
        with (
            pytest.raises(InvalidStatus) as refused,
            open_socket(address, additional_headers=headers),
        ):
            pass
        assert refused.value.response.status_code == 403
