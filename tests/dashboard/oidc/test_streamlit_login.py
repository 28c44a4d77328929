"""Streamlit's private names that we lean on are where they were: an upgrade may move one.

If it does, see dashboard/oidc/streamlit_login.py, the only place that uses them.
"""

import json
import secrets

import pytest
from streamlit import config
from streamlit.auth_util import set_cookie_with_chunks
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from dashboard.oidc import streamlit_login

SECRET = "a secret of the tests"


@pytest.fixture(autouse=True)
def secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "streamlit.web.server.starlette.starlette_websocket.get_cookie_secret", lambda: SECRET
    )


def cookies(claims: dict[str, object], secret: str = SECRET) -> dict[str, str]:
    """What Streamlit writes at a sign-in, in as many cookies as it needs."""
    made: dict[str, str] = {}

    def sign(name: str, value: str) -> bytes:
        return create_signed_value(secret, name, value)

    def put(name: str, value: str) -> None:
        made[name] = sign(name, value).decode()

    set_cookie_with_chunks(put, sign, streamlit_login.COOKIE, claims, cookie_attr_size=60)
    return made


def test_what_streamlit_signs_is_read() -> None:
    claims = {"email": "a@x.id", "exp": 5, "is_logged_in": True}
    assert streamlit_login.signed_in(cookies(claims)) == claims


def test_a_long_sign_in_in_several_cookies_is_read() -> None:
    claims = {"email": "a@x.id", "groups": [secrets.token_hex(20) for _ in range(200)]}
    made = cookies(claims)
    assert len(made) > 2
    assert streamlit_login.signed_in(made) == claims
    made.popitem()
    assert streamlit_login.signed_in(made) is None


def test_what_others_sign_is_not() -> None:
    assert streamlit_login.signed_in({}) is None
    assert streamlit_login.signed_in(cookies({"email": "a@x.id"}, "another secret")) is None
    for value in ("", "x", "a.b.c", json.dumps({"email": "a@x.id"}), "\xe9"):
        assert streamlit_login.signed_in({streamlit_login.COOKIE: value}) is None


def test_a_session_is_bound_to_the_gates_header() -> None:
    """The option is hidden and experimental: dashboard/gate relies on it for reconnects."""
    from starlette.datastructures import Headers
    from streamlit.web.server.starlette.starlette_websocket import gather_user_info

    from dashboard.access import HEADER

    mapping = config.get_option("server.trustedUserHeaders")
    assert {name.lower() for name in mapping} == {HEADER}
    assert gather_user_info(Headers({HEADER: "who"})) == {"pantau": "who"}
