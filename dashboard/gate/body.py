"""No request is larger than it may be: refused by what it announces, then by what it sends."""

from starlette.datastructures import Headers
from starlette.types import Message, Receive

SMALL = 512 * 1024
"""Bytes that a request other than an upload may carry."""
FRAMING = 1024 * 1024
"""Bytes that an upload may be larger than its file: the form around it."""


class TooLarge(Exception):  # noqa: N818 (an answer, not a failure of ours)
    """A request carries more than it may."""


def check_announced(headers: Headers, limit: int) -> None:
    """Refuse a request that announces more than `limit` bytes, or nonsense.

    Raises:
        TooLarge: it does.
    """
    announced = headers.get("content-length")
    if announced is None:
        return
    # "²" is a digit as well, and int takes no number of thousands of digits.
    is_number = announced.isascii() and announced.isdigit() and len(announced) < 20
    if not is_number or int(announced) > limit:
        raise TooLarge


class Counted:
    """`receive` of a request that may carry at most `limit` bytes; it keeps none of them.

    What comes after is a TooLarge, and `is_over` from then on: what the app makes of the error is
    not to be sent.
    """

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive, self._left = receive, limit

    @property
    def is_over(self) -> bool:
        """Whether more has come than may."""
        return self._left < 0

    async def __call__(self) -> Message:
        """Take in the next piece.

        Raises:
            TooLarge: it is one too many.
        """
        message = await self._receive()
        if message["type"] == "http.request":
            self._left -= len(message.get("body", b""))
            if self.is_over:
                raise TooLarge
        return message
