"""Every change goes through here: one transaction, the right to make it, its record."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from dashboard.access import Action, Identity, may
from dashboard.view.words import Words, message
from db.cards import is_valid
from db.changes import Fields, record_change
from db.commands import lock_competition
from db.engine import writing
from db.models import ChangeKind, Competition


class Denied(Exception):  # noqa: N818 (an answer, not a failure of ours)
    """What the desk does not do, as a message of the catalogue with its values.

    `where` names the field that is at fault, so that a form can show the message beside it.
    """

    def __init__(self, message: str, *, where: str = "", **values: object) -> None:
        super().__init__(message % values if values else message)
        self.message, self.where, self.values = message, where, values

    def text(self, words: Words) -> str:
        """The reason in the reader's words."""
        return words.text(self.message, **self.values)


NOT_ALLOWED = message("Your access does not allow this.")
REVOKED = message("Your access card has been revoked.")
GONE = message("This competition has been removed.")


@dataclass(frozen=True)
class Desk:
    """One transaction at the desk. What is done in it is done wholly or not at all."""

    session: Session
    who: Identity
    competition: Competition | None

    def record(
        self,
        kind: ChangeKind,
        subject: Fields,
        before: Fields | None = None,
        after: Fields | None = None,
        reason: str = "",
    ) -> None:
        """Write down what was changed; call it after the change itself."""
        record_change(
            self.session,
            competition_id=None if self.competition is None else self.competition.id,
            kind=kind,
            actor=self.who.name,
            subject=subject,
            before=before,
            after=after,
            reason=reason,
        )


@contextmanager
def at_desk(
    engine: Engine, who: Identity, action: Action, competition_id: int | None = None
) -> Iterator[Desk]:
    """Open the desk for one action, with the competition locked until it is done.

    Raises:
        Denied: the role may not do this, the card was revoked, the competition is gone.
    """
    if not may(who, action) or who.competition_id not in (None, competition_id):
        raise Denied(NOT_ALLOWED)
    with writing(engine) as session:
        if who.card_id is not None and not is_valid(session, who.card_id):
            raise Denied(REVOKED)
        competition = None
        if competition_id is not None:
            competition = lock_competition(session, competition_id)
            if competition is None:
                raise Denied(GONE)
        yield Desk(session, who, competition)
