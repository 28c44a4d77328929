"""Single sign-on as the gate sees it: who signed in, and until when that holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from db.models import Role


@dataclass(frozen=True, slots=True)
class Signed:
    """Somebody who signed in with the organisation's account.

    `role` is None for an address that no role is given to; a judge has `seat`, competition and
    code. `until` are seconds since 1970; `cookie` is what the browser carries.
    """

    email: str
    role: Role | None
    seat: tuple[int, str] | None
    until: float
    cookie: str


class SignOn(Protocol):
    """What reads the browser's sign-in."""

    def __call__(self, cookies: Mapping[str, str]) -> Signed | None:
        """Who these cookies say has signed in; None: nobody, or no longer."""
