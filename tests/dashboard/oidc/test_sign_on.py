"""What a sign-in is worth, by its claims; what the sections of secrets.toml may say."""

from collections.abc import Mapping
from typing import Any

import pytest

from dashboard.oidc import sign_on, streamlit_login
from dashboard.oidc.roles import Place, places
from dashboard.oidc.sign_on import Organisation
from db.models import Role

NOW = 1_000_000.0
CLAIMS = {
    "email": "Sari@Example.go.id",
    "iss": "https://id.test/realm",
    "provider": "default",
    "origin": "https://lomba.test",
    "is_logged_in": True,
    "iat": NOW - 60,
    "exp": NOW + 60,
}
PLACES = {"sari@example.go.id": Place(Role.JURI, (3, "J2"))}


@pytest.fixture
def cookie(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The claims in the cookie, whose signature holds."""
    claims = dict(CLAIMS)
    monkeypatch.setattr(streamlit_login, "signed_in", lambda _cookies: claims or None)
    return claims


def organisation(hours: float | None = None) -> Organisation:
    issuers = {"default": "https://id.test/realm"}
    return Organisation(issuers, PLACES, "https://lomba.test", hours, lambda: NOW)


COOKIES = {streamlit_login.COOKIE: "value"}


def test_a_sign_in_that_holds_has_role_seat_and_end(cookie: dict[str, Any]) -> None:
    signed = organisation()(COOKIES)
    assert signed is not None
    assert (signed.email, signed.role, signed.seat) == ("Sari@Example.go.id", Role.JURI, (3, "J2"))
    assert (signed.until, signed.cookie) == (NOW + 60, "value")


@pytest.mark.parametrize(
    "change",
    [
        {"exp": NOW},
        {"exp": NOW - 1},
        {"exp": None},
        {"exp": "2000000"},
        {"exp": True},
        {"iss": "https://id.test/other"},
        {"iss": None},
        {"provider": "another", "iss": ""},
        {"provider": None},
        {"origin": "http://lomba.test"},
        {"is_logged_in": False},
        {"is_logged_in": "yes"},
        {"email": None},
        {"email": 5},
        {"email_verified": False},
        {"email_verified": "false"},
        {"email_verified": None},
    ],
)
def test_a_sign_in_that_does_not_hold_is_nobodys(
    cookie: dict[str, Any], change: dict[str, Any]
) -> None:
    cookie.update(change)
    assert organisation()(COOKIES) is None


@pytest.mark.parametrize(
    "change", [{"email_verified": True}, {"email_verified": "true"}, {"iss": CLAIMS["iss"] + "/"}]
)
def test_what_providers_write_differently_holds_as_well(
    cookie: dict[str, Any], change: dict[str, Any]
) -> None:
    cookie.update(change)
    assert organisation()(COOKIES) is not None


def test_with_hours_a_sign_in_holds_for_so_long(cookie: dict[str, Any]) -> None:
    cookie["exp"] = NOW - 1
    signed = organisation(hours=2)(COOKIES)
    assert signed is not None and signed.until == NOW - 60 + 7200
    cookie["iat"] = NOW - 7200
    assert organisation(hours=2)(COOKIES) is None
    del cookie["iat"]
    assert organisation(hours=2)(COOKIES) is None


def test_an_address_without_a_place_has_no_role(cookie: dict[str, Any]) -> None:
    cookie["email"] = "other@example.go.id"
    signed = organisation()(COOKIES)
    assert signed is not None and signed.role is None and signed.seat is None


def test_places_are_read_in_any_case() -> None:
    found = places({"admin": [" A@x.id "], "juri": {"B@x.id": " 3 : J2 "}})
    assert found == {"a@x.id": Place(Role.ADMIN), "b@x.id": Place(Role.JURI, (3, "J2"))}


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ({"admin": "a@x"}, "has to be a list"),
        ({"admin": ["a@x"], "panitia": ["A@X"]}, "two roles"),
        ({"admin": ["nobody"]}, "no e-mail address"),
        ({"admin": [5]}, "no e-mail address"),
        ({"juri": ["a@x"]}, "lines like"),
        ({"juri": {"a@x": "J2"}}, 'as "3:J2"'),
        ({"juri": {"a@x": "x:J2"}}, 'as "3:J2"'),
        ({"juri": {"a@x": "3:"}}, 'as "3:J2"'),
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_reason(
    section: Mapping[str, Any], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        places(section)


def sections(monkeypatch: pytest.MonkeyPatch, auth: dict[str, Any], **access: Any) -> None:
    held = {"auth": auth, "access": access}
    monkeypatch.setattr(streamlit_login, "section", lambda name: held[name])
    monkeypatch.setattr(streamlit_login, "own_origin", lambda: "https://lomba.test")


def test_the_issuer_of_a_provider_is_where_its_document_stands(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    there = "https://id.test/.well-known/openid-configuration"
    sections(
        monkeypatch,
        {
            "redirect_uri": "https://lomba.test/oauth2callback",
            "server_metadata_url": there,
            "client_kwargs": {"scope": "openid"},
            "google": {"server_metadata_url": "https://g.test/.well-known/openid-configuration"},
            "odd": {"server_metadata_url": "https://odd.test/config"},
        },
        issuer={"odd": "https://odd.test/"},
    )
    made = sign_on.organisation()
    assert made is not None
    assert made.issuers == {
        "default": "https://id.test",
        "google": "https://g.test",
        "odd": "https://odd.test",
    }
    assert list(sign_on.providers()) == ["default", "google", "odd"]


def test_no_section_is_no_organisation(monkeypatch: pytest.MonkeyPatch) -> None:
    sections(monkeypatch, {})
    assert sign_on.organisation() is None


@pytest.mark.parametrize(
    ("auth", "access", "said"),
    [
        ({"odd": {"server_metadata_url": "https://odd.test/config"}}, {}, "access.issuer"),
        ({"redirect_uri": "x"}, {"hours": 0}, "hours"),
        ({"redirect_uri": "x"}, {"hours": "12"}, "hours"),
    ],
)
def test_sections_that_cannot_be_meant_stop_the_server(
    monkeypatch: pytest.MonkeyPatch, auth: dict[str, Any], access: dict[str, Any], said: str
) -> None:
    sections(monkeypatch, auth, **access)
    with pytest.raises(ValueError, match=said):
        sign_on.organisation()
