"""The organisation's sign-in: which providers there are, and what a sign-in with one is worth."""

import time
from collections.abc import Callable, Mapping
from typing import Any, TypeGuard

from dashboard.gate.sign_on import Signed
from dashboard.oidc import streamlit_login
from dashboard.oidc.roles import Place, places, plain

DISCOVERY = "/.well-known/openid-configuration"
DEFAULT = "default"
"""Streamlit's name for the provider that stands in `[auth]` itself."""


class Organisation:
    """Reads sign-ins by `[auth]` and `[access]` of secrets.toml, as a `SignOn` of the gate.

    `issuers` are the providers and whom each one's claims have to come from. A sign-in holds until
    the claim `exp`; where `[access] hours` is given, for so long after it was issued (`iat`).
    """

    def __init__(
        self,
        issuers: Mapping[str, str],
        places: Mapping[str, Place],
        origin: str | None,
        hours: float | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.issuers, self._places, self._origin = issuers, places, origin
        self._hours, self._clock = hours, clock

    def __call__(self, cookies: Mapping[str, str]) -> Signed | None:
        """Who these cookies say has signed in; None: nobody, or no longer."""
        claims = streamlit_login.signed_in(cookies)
        if claims is None:
            return None
        until, email = self._until(claims), claims.get("email")
        issuer = self.issuers.get(str(claims.get("provider")))
        if (
            claims.get("is_logged_in") is not True
            or claims.get("origin") != self._origin
            or issuer is None
            or str(claims.get("iss")).rstrip("/") != issuer
            or until is None
            or until <= self._clock()
            or not isinstance(email, str)
            or claims.get("email_verified", True) not in (True, "true")
        ):
            return None
        place = self._places.get(plain(email))
        role, seat = (None, None) if place is None else (place.role, place.seat)
        return Signed(email, role, seat, until, cookies[streamlit_login.COOKIE])

    def _until(self, claims: Mapping[str, Any]) -> float | None:
        """When a sign-in ends, in seconds since 1970; None where its claims do not say."""
        said = claims.get("exp" if self._hours is None else "iat")
        return float(said) + (self._hours or 0) * 3600 if _is_number(said) else None


def organisation() -> Organisation | None:
    """The organisation of secrets.toml; None where there is no `[auth]`.

    Raises:
        ValueError: the sections cannot be meant as they stand; says why.
    """
    if not streamlit_login.section("auth"):
        return None
    access = streamlit_login.section("access")
    own_words = access.get("issuer", {})
    issuers = {
        name: str(own_words.get(name) or _issuer(own.get("server_metadata_url"))).rstrip("/")
        for name, own in providers().items()
    }
    hours = access.get("hours")
    if hours is not None and not (_is_number(hours) and hours > 0):
        raise ValueError("[access] in secrets.toml: hours has to be a number above 0")
    return Organisation(issuers, places(access), streamlit_login.own_origin(), hours)


def providers() -> dict[str, dict[str, Any]]:
    """The sections of `[auth]` that one can sign in with, by name."""
    auth = streamlit_login.section("auth")
    found = {name: own for name, own in auth.items() if isinstance(own, dict)}
    found.pop("client_kwargs", None)
    return {DEFAULT: auth, **found} if "server_metadata_url" in auth else found


def _issuer(metadata_url: object) -> str:
    """OpenID Connect Discovery 1.0, section 4: the document stands right below the issuer."""
    url = str(metadata_url)
    if not url.endswith(DISCOVERY):
        raise ValueError(
            f"[auth] in secrets.toml: {url} does not end in {DISCOVERY}; name the issuer of this"
            " provider in [access.issuer]"
        )
    return url.removesuffix(DISCOVERY)


def _is_number(value: Any) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)
