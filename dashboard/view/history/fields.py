"""Fields of the tables and their values, as the record of changes holds them, in words."""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from dashboard.view import order
from dashboard.view.settings import choices
from dashboard.view.words import Words, message
from db.models import Role

FIELDS: Mapping[str, str] = choices.FIELDS | {
    "phase": message("Phase"),
    "is_sample": message("Sample data"),
    "position": message("Position"),
    "eligible": message("Expected to take part"),
    "unit": message("Unit"),
    "summary": message("Abstract"),
    "registered_at": message("Registered at"),
    "slot_status": message("Turn"),
    "running_order": message("Running order"),
    "slot_time": message("Time"),
    "reason": message("Reason"),
    "remarks": message("Remarks"),
    "confirmed_at": message("Locked at"),
    "stages": message("Stages"),
    "criteria": message("Criteria"),
    "judges": message("Judges"),
    "roster": message("Units expected to take part"),
    "copied_from": message("Copied from"),
    "holder": message("Holder"),
    "role": message("Role"),
    "judge": message("Judge"),
    "created_at": message("Issued at"),
    "revoked_at": message("Revoked at"),
    "value": message("Mark"),
}
DECIMAL = frozenset({"weight", "minimum", "maximum", "step", "value"})
"""Fields that the record holds as decimals in a text."""

VALUES: Mapping[str, Mapping[Any, str]] = {
    "method": choices.METHODS,
    "level": choices.LEVELS,
    "rounding": choices.ROUNDINGS,
    "rounding_mode": choices.ROUNDING_MODES,
    "tie_break": choices.TIES,
    "phase": choices.PHASES,
    "status": {**choices.STATUSES, **order.STATUSES},
    "role": {
        Role.ADMIN: message("administrator"),
        Role.PANITIA: message("committee"),
        Role.PIMPINAN: message("leadership"),
        Role.OPERATOR: message("operator"),
        Role.JURI: message("judge"),
    },
}
_MOMENTS = frozenset({"registered_at", "confirmed_at", "created_at", "revoked_at"})


def field_name(words: Words, field: str) -> str:
    """What a field is called; one that is not known keeps its own name."""
    return words.text(FIELDS[field]) if field in FIELDS else field.replace("_", " ")


def value_text(words: Words, field: str, value: object, timezone: str = "UTC") -> str:
    """A value of the record in words: numbers and times of the language, the words of choices."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return words.text("yes") if value else words.text("no")
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {value_text(words, key, one)}" for key, one in value.items())
    said = VALUES.get("status" if field == "slot_status" else field, {}).get(str(value))
    if said is not None:
        return words.text(said)
    if field in DECIMAL:
        return decimal_text(words, str(value))
    return moment_text(words, field, str(value), timezone)


def decimal_text(words: Words, value: str) -> str:
    """A decimal of the record, "12.5", as the language writes it."""
    try:
        number = Decimal(value)
    except ArithmeticError:
        return value
    exponent = number.as_tuple().exponent
    return words.number(number, max(-exponent, 0) if isinstance(exponent, int) else 0)


def moment_text(words: Words, field: str, value: str, timezone: str) -> str:
    """A day, a time of day or a moment of the record; any other text as it is."""
    try:
        if field == "held_on":
            return words.date(date.fromisoformat(value))
        if field == "slot_time":
            return f"{time.fromisoformat(value):%H:%M}"
        if field in _MOMENTS:
            at = datetime.fromisoformat(value)
            local = at.astimezone(ZoneInfo(timezone))
            return f"{words.date(local.date())} {words.clock(at, timezone, seconds=False)}"
    except ValueError:
        return value
    return value
