"""Which address of the server is for whom. What is not named here is a page of the app."""

import re
from enum import Enum

from starlette.datastructures import Headers

from dashboard.access import DOWNLOADS, PAGES, UPLOADS, Identity
from db.models import Role


class Door(Enum):
    """What a request is for, by its path."""

    OUTSIDE = "outside"
    """Open to all, always: what is needed before somebody is let in."""
    APP = "app"
    """The app and what it is made of: for everybody once access is set up."""
    DOWNLOAD = "download"
    UPLOAD = "upload"
    MACHINERY = "machinery"
    """Streamlit's figures and its interface for programs."""


# The server may stand under a path of its own (server.baseUrlPath), hence "anywhere in the path".
_PATTERNS = (
    (Door.OUTSIDE, r"^/(kartu/[^/]*|keluar)$|^/(assets|static|vendor)/|/_stcore/health$"),
    (Door.DOWNLOAD, r"/media/"),
    (Door.UPLOAD, r"/_stcore/upload_file(/|$)"),
    (Door.APP, r"/_stcore/(stream|host-config)$|/_stcore/bidi-components/"),
    (Door.MACHINERY, r"/_stcore(/|$)"),
)
_DOORS = tuple((door, re.compile(pattern)) for door, pattern in _PATTERNS)


def door_of(path: str) -> Door:
    """The door that a path leads to."""
    return next((door for door, pattern in _DOORS if pattern.search(path)), Door.APP)


def may_pass(who: Identity, door: Door) -> bool:
    """Whether this door is for them, access being set up."""
    if door == Door.DOWNLOAD:
        return any(who.role in PAGES[page] for page in DOWNLOADS)
    if door == Door.UPLOAD:
        return any(who.role in PAGES[page] for page in UPLOADS)
    return door != Door.MACHINERY or who.role == Role.ADMIN


def is_foreign(headers: Headers) -> bool:
    """Whether a page of another site sends this, by the Origin that browsers add."""
    origin = headers.get("origin")
    if origin is None:
        return False
    # Cut by hand: urlsplit fails on what is no address, and anybody can send that.
    return origin.partition("://")[2].lower() != headers.get("host", "").lower()
