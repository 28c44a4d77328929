"""The cookie of a card: signed, so that only we can make one; what it allows is asked elsewhere."""

from typing import Any

from itsdangerous import BadData, URLSafeTimedSerializer

from db.rows import CardRow

NAME = "pantau_card"
MAX_AGE = 30 * 24 * 3600
"""Seconds: a card that is opened before the event still works on the last day."""
_MARK = 32


class Cookies:
    """Makes and reads the cookies of one key.

    A cookie holds the card's number and the beginning of its hash: a number alone might one day be
    another card's.
    """

    def __init__(self, key: str) -> None:
        self._serializer = URLSafeTimedSerializer(key, salt=NAME)

    def make(self, card: CardRow) -> str:
        """The value of the cookie that lets this card's holder in."""
        return str(self._serializer.dumps([card.id, card.token_hash[:_MARK]]))

    def read(self, value: str) -> tuple[int, str] | None:
        """The number and mark in a cookie; None where it is not ours or too old."""
        try:
            content: Any = self._serializer.loads(value, max_age=MAX_AGE)
            number, mark = content
            return int(number), str(mark)
        except (BadData, TypeError, ValueError):
            return None


def belongs(mark: str, card: CardRow) -> bool:
    """Whether a cookie with this mark was made for this card."""
    return card.token_hash[:_MARK] == mark
