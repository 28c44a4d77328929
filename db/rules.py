"""What holds of a competition's structure, whoever enters it: a workbook or the settings page."""

from collections.abc import Iterator
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

WHOLE_WEIGHT = 10_000
"""What the weights of a stage are to come to, in hundredths."""
WHOLE_CHAIN = ("criteria", "none")
"""What `tie_break` may say instead of criterion codes."""
NOT_IN_A_STAGE = ";"
NOT_IN_A_CODE = ",;"
"""Signs that part names from one another in lists: of stages, and of criteria."""

Scale = tuple[int, int, int]
"""What bounds a mark: minimum, maximum, step, in hundredths."""


class ScaleFault(NamedTuple):
    """What is wrong with a criterion's numbers: the field, a code, the values in hundredths."""

    field: str
    code: str
    value: int
    expected: int | None = None


def scale_faults(weight: int, minimum: int, maximum: int, step: int) -> Iterator[ScaleFault]:
    """Everything that is wrong with the numbers of a criterion, in hundredths."""
    if weight < 0:
        yield ScaleFault("weight", "negative_weight", weight)
    if maximum <= 0:
        yield ScaleFault("maximum", "bad_maximum", maximum)
    elif minimum >= maximum:
        yield ScaleFault("minimum", "min_not_below_max", minimum, maximum)
    if step <= 0:
        yield ScaleFault("step", "bad_step", step)


def is_on_scale(value: int, scale: Scale) -> bool:
    """Whether a mark could be given on a scale."""
    minimum, maximum, step = scale
    return minimum <= value <= maximum and (value - minimum) % step == 0


def chain_codes(tie_break: str) -> list[str]:
    """The words of a competition's `tie_break`, in order."""
    return [word.strip() for word in tie_break.replace(";", ",").split(",") if word.strip()]


def is_timezone(name: str) -> bool:
    """Whether there is a time zone of exactly this name."""
    return name in available_timezones() and ZoneInfo(name).key == name


def least_to_trim(trim: int) -> int:
    """How many judges it takes to leave out the `trim` highest and lowest marks."""
    return 2 * trim + 1
