"""The bodies of requests to the sheets, read into what the desk takes, or refused whole."""

import json
from collections.abc import Mapping
from typing import Any

from dashboard.desk.sheet_answers import Entered, Mark, Remarks
from db.rows import SheetKey

MOST_SHEETS = 50
MOST_MARKS = 100
"""In one sheet."""
LARGEST = 2**31 - 1
"""Ids and hundredths that both databases can hold."""


class MalformedError(Exception):
    """A request that no page of ours sends."""


def parsed(body: bytes) -> Any:
    """The JSON of a body.

    Raises:
        MalformedError: it is none.
    """
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise MalformedError from error


def save_body(body: Any) -> tuple[int, list[Entered]]:
    """The competition, and what is entered into which of its sheets."""
    entered = [_entered(sheet) for sheet in _list(_of(body, "sheets"), MOST_SHEETS)]
    if len({sheet.key for sheet in entered}) < len(entered):
        raise MalformedError("a sheet twice")
    return _id(body, "competition"), entered


def confirm_body(body: Any) -> tuple[int, SheetKey, dict[int, int | None]]:
    """The competition, the sheet, and its marks as whoever confirms has seen them."""
    marks = _list(_of(body, "marks"), MOST_MARKS)
    seen = {_id(mark, "criterion"): _hundredths(mark, "value") for mark in marks}
    return _id(body, "competition"), _key(body), seen


def unlock_body(body: Any) -> tuple[int, SheetKey, str]:
    """The competition, the sheet and the reason."""
    return _id(body, "competition"), _key(body), _text(body, "reason")


def _entered(sheet: Any) -> Entered:
    marks = _list(_of(sheet, "marks"), MOST_MARKS)
    remarks = _of(sheet, "remarks")
    return Entered(
        _key(sheet),
        [
            Mark(_id(mark, "criterion"), _hundredths(mark, "value"), _hundredths(mark, "expected"))
            for mark in marks
        ],
        None if remarks is None else Remarks(_text(remarks, "text"), _text(remarks, "expected")),
    )


def _key(body: Any) -> SheetKey:
    return SheetKey(_id(body, "stage"), _id(body, "submission"), _id(body, "judge"))


def _of(body: Any, name: str) -> Any:
    if not isinstance(body, Mapping) or name not in body:
        raise MalformedError(name)
    return body[name]


def _list(value: Any, most: int) -> list[Any]:
    if not isinstance(value, list) or len(value) > most:
        raise MalformedError("list")
    return value


def _id(body: Any, name: str) -> int:
    value = _of(body, name)
    # Not isinstance: true is an int as well.
    if type(value) is not int or not 0 < value <= LARGEST:
        raise MalformedError(name)
    return value


def _hundredths(body: Any, name: str) -> int | None:
    value = _of(body, name)
    if value is not None and (type(value) is not int or abs(value) > LARGEST):
        raise MalformedError(name)
    return value


def _text(body: Any, name: str) -> str:
    value = _of(body, name)
    if not isinstance(value, str) or "\0" in value:
        raise MalformedError(name)
    # A half of a surrogate pair is no text that a database takes.
    return value.encode("utf-8", "replace").decode("utf-8")
