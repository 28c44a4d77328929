"""Whether a request comes from this very machine, and who uses it."""

import getpass
import ipaddress
from functools import cache

from starlette.types import Scope

NAMES = {"localhost", "127.0.0.1", "[::1]"}
_RELAYED = {
    b"forwarded",
    b"via",
    b"x-forwarded-for",
    b"x-forwarded-host",
    b"x-forwarded-proto",
    b"x-real-ip",
}


def is_local(scope: Scope) -> bool:
    """Whether a browser on this machine asks, by a name of this machine.

    A proxy on this machine asks for others: its headers tell. A page of a stranger whose name was
    made to lead here (DNS rebinding) asks by that name.
    """
    client = scope.get("client")
    headers = scope["headers"]
    hosts = [value.decode("latin-1") for name, value in headers if name.lower() == b"host"]
    return (
        client is not None
        and is_loopback(client[0])
        and not any(name.lower() in _RELAYED for name, _ in headers)
        and len(hosts) == 1
        and _name(hosts[0]) in NAMES
    )


def is_loopback(host: str) -> bool:
    """Whether an address is of this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _name(host: str) -> str:
    """A Host header without its port."""
    name, colon, port = host.lower().rpartition(":")
    return name if colon and port.isdigit() else host.lower()


@cache
def machine_user() -> str:
    """The name under which the server runs, for the ledger."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # no name for this user, as in some containers
        return "admin"
