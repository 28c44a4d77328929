"""What can be chosen in the settings, in words."""

from collections.abc import Mapping
from typing import Any

from dashboard.view.words import message
from db.models import Level, Method, Phase, Rounding, RoundingMode, SubmissionStatus

METHODS = {
    Method.MEAN: message("Mean of all judges"),
    Method.TRIMMED_MEAN: message("Mean without the highest and lowest marks"),
    Method.MEDIAN: message("Median of the judges"),
    Method.STANDARDISED: message("Mean of standardised marks (evens out strict judges)"),
}
LEVELS = {
    Level.CRITERION: message("The judges' marks of each criterion, then the weights"),
    Level.SHEET: message("Each judge's weighted total"),
}
ROUNDINGS = {
    Rounding.EXACT: message("Nowhere: places go by exact scores"),
    Rounding.CRITERION: message("On each criterion"),
    Rounding.TOTAL: message("At the total"),
}
ROUNDING_MODES = {
    RoundingMode.HALF_UP: message("A half goes up"),
    RoundingMode.HALF_EVEN: message("A half goes to the even digit"),
}
PHASES = {
    Phase.REGISTRATION: message("Registration"),
    Phase.JUDGING: message("Judging"),
    Phase.CLOSED: message("Closed"),
    Phase.PUBLISHED: message("Result published"),
}
PHASE_MEANINGS = {
    Phase.REGISTRATION: message("Entries come in; criteria, weights and judges are prepared."),
    Phase.JUDGING: message("The judges give their marks. The weights of each stage stay at 100."),
    Phase.CLOSED: message("Marks are complete; committee and jury look at the result."),
    Phase.PUBLISHED: message(
        "Everybody sees the result. It is set down as it is at that moment, and what decides it "
        "stays as it is."
    ),
}
STATUSES = {
    SubmissionStatus.REGISTERED: message("registered"),
    SubmissionStatus.VERIFIED: message("verified"),
    SubmissionStatus.WITHDRAWN: message("withdrawn"),
    SubmissionStatus.DISQUALIFIED: message("disqualified"),
}

TIMEZONES = {
    "Asia/Jakarta": message("Western Indonesia (WIB)"),
    "Asia/Makassar": message("Central Indonesia (WITA)"),
    "Asia/Jayapura": message("Eastern Indonesia (WIT)"),
}
"""The zones that come first in the list."""

BY_LIST, BY_CHOICE, BY_NOTHING = "criteria", "chosen", "none"
TIES = {
    BY_LIST: message("The criteria in their order, the first one first"),
    BY_CHOICE: message("Criteria that I choose"),
    BY_NOTHING: message("Nothing: the place is shared"),
}
"""What settles a tie."""

FIELDS = {
    "name": message("Name"),
    "edition": message("Edition"),
    "organiser": message("Organiser"),
    "venue": message("Venue"),
    "held_on": message("Date"),
    "timezone": message("Time zone"),
    "unit_term": message("What units are called"),
    "participation_target": message("Participation target (percent)"),
    "method": message("How the judges' marks become one"),
    "level": message("What is combined"),
    "trim": message("Left out at either end"),
    "rounding": message("Where it is rounded"),
    "rounding_mode": message("What becomes of a half"),
    "decimals": message("Decimals"),
    "tie_break": message("What settles a tie"),
    "code": message("Code"),
    "description": message("Description"),
    "weight": message("Weight"),
    "minimum": message("Lowest mark"),
    "maximum": message("Highest mark"),
    "step": message("Step"),
    "institution": message("Institution"),
    "short_name": message("Short name"),
    "kind": message("Kind"),
    "number": message("Number"),
    "unit_id": message("Unit"),
    "title": message("Title of the innovation"),
    "category": message("Category"),
    "is_digital": message("Digital"),
    "is_inclusive": message("Inclusive"),
    "status": message("Status"),
}
"""What the fields of the settings are called, by their names in the tables."""

_CHOICES: Mapping[str, Mapping[Any, str]] = {
    "method": METHODS,
    "level": LEVELS,
    "rounding": ROUNDINGS,
    "rounding_mode": ROUNDING_MODES,
    "status": STATUSES,
}


def choice_message(name: str, value: object) -> str | None:
    """The message for a value of a field that is chosen from a list."""
    listed = _CHOICES.get(name, {})
    return next((said for key, said in listed.items() if key == value), None)
