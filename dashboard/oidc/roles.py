"""Which role an e-mail address has: the section `[access]` of secrets.toml."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from db.models import Role

LISTED = tuple(role for role in Role if role != Role.JURI)


@dataclass(frozen=True, slots=True)
class Place:
    """A role, and for a judge whose seat it is: competition and code."""

    role: Role
    seat: tuple[int, str] | None = None


def places(section: Mapping[str, Any]) -> dict[str, Place]:
    """The places by address, in lower case.

    `admin`, `panitia`, `pimpinan` and `operator` are lists of addresses; `[access.juri]` gives each
    judge's address his competition and code, as "3:J2".

    Raises:
        ValueError: an address stands in two places, or a place is not one; says which.
    """
    found: dict[str, Place] = {}

    def put(email: object, place: Place) -> None:
        if not isinstance(email, str) or "@" not in email:
            raise ValueError(f"[access] in secrets.toml: {email!r} is no e-mail address")
        name = plain(email)
        if name in found:
            raise ValueError(f"[access] in secrets.toml: {email} has two roles")
        found[name] = place

    for role in LISTED:
        listed = section.get(role.value, [])
        if not isinstance(listed, list):
            raise ValueError(f"[access] in secrets.toml: {role.value} has to be a list")
        for email in listed:
            put(email, Place(role))
    judges = section.get(Role.JURI.value, {})
    if not isinstance(judges, Mapping):
        raise ValueError('[access.juri] in secrets.toml has to hold lines like "mail" = "3:J2"')
    for email, seat in judges.items():
        put(email, Place(Role.JURI, _seat(email, seat)))
    return found


def plain(email: str) -> str:
    """An address as it is compared: providers differ in how they write it."""
    return email.strip().casefold()


def _seat(email: str, text: object) -> tuple[int, str]:
    competition, colon, code = str(text).partition(":")
    if not (colon and competition.strip().isdecimal() and code.strip()):
        raise ValueError(
            f'[access.juri] in secrets.toml: the seat of {email} is "{text}"; expected the number'
            ' of the competition and the code of the judge, as "3:J2"'
        )
    return int(competition), code.strip()
