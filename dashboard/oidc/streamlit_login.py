"""What we need of Streamlit's login and what it does not offer by a public name: all of it here.

tests/dashboard/oidc/test_streamlit_login.py fails when an upgrade moves one of these names.
"""

import json
from collections.abc import Mapping
from typing import Any

from streamlit.auth_util import get_origin_from_redirect_uri, get_secrets_auth_section
from streamlit.runtime.secrets import secrets_singleton
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME
from streamlit.web.server.starlette.starlette_websocket import _get_signed_cookie_with_chunks

COOKIE = str(USER_COOKIE_NAME)
"""The cookie in which Streamlit keeps who signed in, signed by `[auth] cookie_secret`."""


def section(name: str) -> dict[str, Any]:
    """A section of secrets.toml; empty where there is none."""
    if name == "auth":
        return dict(get_secrets_auth_section().to_dict())
    if not secrets_singleton.load_if_toml_exists():
        return {}
    found = secrets_singleton.get(name)
    return {} if found is None else dict(found.to_dict())


def own_origin() -> str | None:
    """Scheme and host of `[auth] redirect_uri`: where people sign in."""
    return get_origin_from_redirect_uri()


def signed_in(cookies: Mapping[str, str]) -> dict[str, Any] | None:
    """The claims in Streamlit's cookie if its signature holds, with `provider` and `origin`."""
    if COOKIE not in cookies:
        return None
    content = _get_signed_cookie_with_chunks(dict(cookies), COOKIE)
    if content is None:
        return None
    try:
        claims = json.loads(content)
    except ValueError:
        return None
    return claims if isinstance(claims, dict) else None
