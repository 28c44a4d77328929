"""What the roles are called and are for, and the link on a card."""

from collections.abc import Mapping

from dashboard.view.words import message
from db.models import Role

ROLES: Mapping[Role, str] = {
    Role.ADMIN: message("Administrator"),
    Role.PANITIA: message("Committee"),
    Role.PIMPINAN: message("Leadership"),
    Role.OPERATOR: message("Operator"),
    Role.JURI: message("Judge"),
}
PURPOSES: Mapping[Role, str] = {
    Role.ADMIN: message("Sees and changes everything, and makes the access cards."),
    Role.PANITIA: message("Sees all boards and sheets, loads data, opens confirmed sheets again."),
    Role.PIMPINAN: message("Sees the leaderboard, participation and the summary."),
    Role.OPERATOR: message("Keys in the sheets of all judges and the running order."),
    Role.JURI: message("Fills in the judge's own score sheets, and sees no others."),
}


def link(base: str, token: str) -> str:
    """The address that lets the holder of this token in."""
    return f"{base.rstrip('/')}/kartu/{token}"
