"""What people type into a form, as values of the tables: by the same rules as in a workbook."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

from dashboard.desk.door import Denied
from dashboard.view.words import message
from db.workbook.layout import JURI, KRITERIA, LOMBA_KEYS, PESERTA, SKPD, TAHAP, Column
from db.workbook.values import Misfit, shown, typed
from db.workbook.words import same

R = TypeVar("R")

COLUMNS: Mapping[str, Mapping[str, Column]] = {
    "competition": {column.field: column for column in LOMBA_KEYS},
    "stage": {column.field: column for column in TAHAP.columns},
    "criterion": {column.field: column for column in KRITERIA.columns},
    "judge": {column.field: column for column in JURI.columns},
    "unit": {column.field: column for column in SKPD.columns},
    "submission": {column.field: column for column in PESERTA.columns},
}
"""The columns of each kind of row, by field."""

MISSING = message("This must be filled in.")
MISFITS = {
    "not_a_number": message("“%(value)s” is not a number."),
    "too_many_decimals": message("A number here has at most two decimals."),
    "not_whole": message("“%(value)s” is not a whole number."),
    "out_of_bounds": message("%(value)s is out of bounds; expected %(expected)s."),
    "too_long": message("The text is longer than %(expected)s characters."),
    "control_character": message("The text holds a sign that cannot be shown (%(expected)s)."),
}
NOT_UNDERSTOOD = message("“%(value)s” is not understood here.")
GONE = message("This has been removed meanwhile.")


def entered(kind: str, field: str, raw: Any, *, required: bool = False) -> Any:
    """The value of what was typed, None where nothing was; texts that may be empty are "".

    Raises:
        Denied: it is missing, or not what belongs there.
    """
    column = COLUMNS[kind][field]
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        if required:
            raise Denied(MISSING, where=field)
        return None
    if not isinstance(raw, str):
        return raw
    try:
        return typed(raw, column)
    except Misfit as misfit:
        said = MISFITS.get(misfit.code, NOT_UNDERSTOOD)
        raise Denied(said, where=field, value=shown(raw), expected=misfit.expected) from misfit


class Meanwhile(Denied):
    """Others changed the same fields: by field, what stands now and what was typed here."""

    def __init__(self, both: Mapping[str, tuple[Any, Any]]) -> None:
        super().__init__(message("Somebody else has changed the same meanwhile."))
        self.both = both


def merged(row: R, opened: Mapping[str, Any], given: Mapping[str, Any]) -> R:
    """The row with what was changed in a form, and nothing that was left as it was.

    `opened` are the values that the form began with. What others changed meanwhile stays.

    Raises:
        Meanwhile: others changed a field to something else that was changed here too.
    """
    changed, both = {}, {}
    for name, value in given.items():
        now = getattr(row, name)
        if value == opened.get(name, now) or value == now:
            continue
        if name in opened and now != opened[name]:
            both[name] = (now, value)
        changed[name] = value
    if both:
        raise Meanwhile(both)
    return replace(row, **changed)  # type: ignore[type-var]  # R is a row of db.rows


def found(rows: tuple[R, ...], key: int) -> R:
    """The row with this id.

    Raises:
        Denied: it is gone.
    """
    for row in rows:
        if row.id == key:  # type: ignore[attr-defined]
            return row
    raise Denied(GONE)


def put(rows: tuple[R, ...], new: R) -> tuple[R, ...]:
    """The rows with one in the place of that with its id."""
    return tuple(new if row.id == new.id else row for row in rows)  # type: ignore[attr-defined]


def is_taken(name: str, others: list[str]) -> bool:
    """Whether one of the names or codes means the same."""
    return same(name) in {same(other) for other in others}
