"""Signing in with a real provider at the real app: whom it lets in, and whom not."""

import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey
from websockets.exceptions import ConnectionClosed

from db.cards import issue_card
from db.engine import connect, writing
from db.models import Role
from db.sample import prepare
from tests.benchmarks.viewer import ROOT, served
from tests.dashboard.oidc.provider import Provider, provider
from tests.dashboard.test_matrix import there
from tests.factories import Contest, contest
from tests.protocol import Client, Shown

SECRET = "a secret of the tests, long enough for HS256"
SECRETS = """
[auth]
redirect_uri = "http://127.0.0.1:{{port}}/oauth2callback"
cookie_secret = "{secret}"
client_id = "pantau"
client_secret = "of the client"
server_metadata_url = "{provider}/.well-known/openid-configuration"

[access]
admin = ["sari@example.go.id"]
panitia = ["Budi@Example.go.id"]
pimpinan = ["dewi@example.go.id"]
operator = ["op@example.go.id"]

[access.juri]
"juri@example.go.id" = "{competition}:J2"
"lain@example.go.id" = "{competition}:J9"
"""


@dataclass
class Place:
    port: int
    provider: Provider
    contest: Contest
    card: str

    def browser(self) -> httpx.Client:
        return httpx.Client(base_url=f"http://127.0.0.1:{self.port}", follow_redirects=True)

    def sign_in(self, browser: httpx.Client, **claims: Any) -> httpx.Response:
        """What a click on "Masuk" does: Streamlit signs the name of the provider."""
        self.provider.claims = claims
        wanted = {"provider": "default", "exp": int(time.time()) + 60}
        token = jwt.encode({"alg": "HS256"}, wanted, OctKey.import_key(SECRET))
        return browser.get("/auth/login", params={"provider": token})

    def look(self, browser: httpx.Client) -> Shown:
        cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
        with Client(self.port, cookie) as client:
            return client.open()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("oidc")
    url = f"sqlite:///{folder / 'pantau.db'}"
    with closing(_Opened(url)) as opened, provider() as own:
        with writing(opened.engine) as session:
            ids = contest(session)
            token = issue_card(session, "Juri 1", Role.JURI, ids.judge_ids[0], actor="test")
        secrets = folder / "secrets.toml"
        secrets.write_text(
            SECRETS.format(secret=SECRET, provider=own.url, competition=ids.competition_id)
        )
        with served(url, ROOT / "streamlit_app.py", f"--secrets.files={secrets}") as server:
            yield Place(server.port, own, ids, token)


class _Opened:
    def __init__(self, url: str) -> None:
        self.engine = connect(url)
        prepare(self.engine)

    def close(self) -> None:
        self.engine.dispose()


def is_admin(browser: httpx.Client) -> bool:
    return browser.get("/_stcore/metrics").status_code == 200


@pytest.mark.parametrize(
    ("email", "role"),
    [
        ("sari@example.go.id", Role.ADMIN),
        ("SARI@EXAMPLE.GO.ID", Role.ADMIN),
        ("budi@example.go.id", Role.PANITIA),
        ("dewi@example.go.id", Role.PIMPINAN),
        ("op@example.go.id", Role.OPERATOR),
        ("juri@example.go.id", Role.JURI),
    ],
)
def test_a_sign_in_gives_the_role_of_its_address(place: Place, email: str, role: Role) -> None:
    with place.browser() as browser:
        answer = place.sign_in(browser, email=email, email_verified=True)
        assert answer.status_code == 200 and answer.url.path == "/"
        shown = place.look(browser)
        assert is_admin(browser) == (role == Role.ADMIN)
    assert shown.hidden + shown.pages[1:] == there(role) and not shown.errors
    assert email.encode() in shown.content


def test_a_judge_who_signs_in_sees_his_own_competition_only(place: Place) -> None:
    with place.browser() as browser:
        place.sign_in(browser, email="juri@example.go.id")
        shown = place.look(browser)
        assert f"/live?competition={place.contest.competition_id}".encode() in shown.content


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "nobody@example.go.id"},
        {"email": "lain@example.go.id"},  # of a judge who is not there
    ],
)
def test_an_address_without_a_role_is_nobody_and_told_so(
    place: Place, claims: dict[str, Any]
) -> None:
    with place.browser() as browser:
        place.sign_in(browser, **claims)
        shown = place.look(browser)
        assert shown.pages == [""] and shown.hidden == ["result"]
        assert b"alamat ini belum punya akses" in shown.content
        assert claims["email"].encode() in shown.content
        assert not is_admin(browser)


@pytest.mark.parametrize(
    ("claims", "lifetime"),
    [
        ({"email": "sari@example.go.id", "iss": "https://another.test"}, 3600),
        ({"email": "sari@example.go.id"}, -3600),
        ({"email": "sari@example.go.id", "aud": "another"}, 3600),
        ({"email": "sari@example.go.id", "email_verified": False}, 3600),
        ({"email": "sari@example.go.id", "nonce": "another"}, 3600),
        ({}, 3600),
        ({"email": ["sari@example.go.id"]}, 3600),
    ],
    ids=["issuer", "expired", "audience", "unverified", "nonce", "no address", "no text"],
)
def test_a_sign_in_that_does_not_hold_is_nobodys(
    place: Place, claims: dict[str, Any], lifetime: int
) -> None:
    place.provider.lifetime = lifetime
    try:
        with place.browser() as browser:
            place.sign_in(browser, **claims)
            shown = place.look(browser)
            assert shown.pages == [""] and shown.hidden == ["result"]
            assert not is_admin(browser)
    finally:
        place.provider.lifetime = 3600


def test_a_sign_in_ends_with_its_token_and_its_screen_closes(place: Place) -> None:
    place.provider.lifetime = 5
    try:
        with place.browser() as browser:
            place.sign_in(browser, email="sari@example.go.id")
            assert is_admin(browser)
            cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
            with Client(place.port, cookie) as client:
                with pytest.raises(ConnectionClosed) as closed:
                    while True:
                        client.socket.recv(timeout=20)
                assert closed.value.rcvd is not None and closed.value.rcvd.code == 4401
            assert not is_admin(browser)
    finally:
        place.provider.lifetime = 3600


def test_signing_out_signs_out_at_the_provider_too(place: Place) -> None:
    with place.browser() as browser:
        place.sign_in(browser, email="sari@example.go.id")
        assert is_admin(browser)
        answer = browser.get("/keluar", headers={"Sec-Fetch-Site": "same-origin"})
        assert f"{place.provider.url}/logout" in [str(r.url).split("?")[0] for r in answer.history]
        assert not is_admin(browser)
        assert "_streamlit_user" not in browser.cookies


def test_nobody_is_offered_the_sign_in_and_this_machine_is_nobody_special(place: Place) -> None:
    with place.browser() as browser:
        assert not is_admin(browser)
        shown = place.look(browser)
        assert b"Masuk" in shown.content


def test_a_card_goes_before_a_sign_in(place: Place) -> None:
    with place.browser() as browser:
        place.sign_in(browser, email="sari@example.go.id")
        browser.get(f"/kartu/{place.card}")
        assert not is_admin(browser)
        assert b"Juri 1" in place.look(browser).content
