"""Whose access this is, in the frame: name, what it is for, the way out."""

from dashboard.access import Identity
from dashboard.view.cards.names import PURPOSES, ROLES
from dashboard.view.template import render
from dashboard.view.words import Words

NOT_IN_PRINT = "<style>@media print { .st-key-account { display: none !important; } }</style>"
SHORT = 16
"""Letters of a name that the frame has room for."""


def account_html(who: Identity, words: Words) -> str:
    """The menu's content."""
    if who.role is None:
        role, purpose = (
            "",
            words.text("This address has no access here yet. Ask the committee to give it a role."),
        )
    elif who.local:
        role = words.text(ROLES[who.role])
        purpose = words.text(
            "There is no access card for an administrator yet: whoever sits at this computer is"
            " administrator, and nobody gets in from elsewhere. The first card is made on the"
            " page Settings, under Access cards."
        )
    else:
        role, purpose = words.text(ROLES[who.role]), words.text(PURPOSES[who.role])
    return render("account.html", words, who=who, role=role, purpose=purpose)


def short_name(who: Identity) -> str:
    """The name, as far as there is room for it, without what Markdown would read as a sign."""
    name = who.name if len(who.name) <= SHORT else who.name[: SHORT - 1].rstrip() + "…"
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]()<>#+-.!|~$:" else sign for sign in name)
