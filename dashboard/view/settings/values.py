"""Values of the settings as a reader sees them, and sums of weights."""

from datetime import date

from dashboard.view.criteria_controls import plain
from dashboard.view.settings.choices import TIES, TIMEZONES, choice_message
from dashboard.view.words import Words, message
from db.rows import UnitRow
from db.rules import WHOLE_WEIGHT

START = message("There is no competition yet. It is started on the page Data.")
"""What the page says where there is nothing to set."""
HUNDREDTHS = frozenset({"weight", "minimum", "maximum", "step"})


def value_text(words: Words, name: str, value: object) -> str:
    """A value of a field, in words."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return words.text("yes") if value else words.text("no")
    if said := choice_message(name, value):
        return words.text(said)
    if name == "timezone":
        return zone_text(words, str(value))
    if name == "tie_break":
        return words.text(TIES[str(value)]) if value in TIES else str(value)
    if name in HUNDREDTHS and isinstance(value, int):
        return words.hundredths(value)
    if isinstance(value, date):
        return words.date(value)
    return str(value)


def zone_text(words: Words, zone: str) -> str:
    """A time zone by what people call it."""
    return words.text(TIMEZONES[zone]) if zone in TIMEZONES else zone


def is_whole(total: int) -> bool:
    """Whether weights come to 100; in hundredths."""
    return total == WHOLE_WEIGHT


def sum_text(words: Words, total: int) -> str:
    """What weights come to and what is missing: "80 of 100, 20 missing"; in hundredths."""
    if is_whole(total):
        return words.text("Sum of the weights: 100.")
    open_points = words.hundredths(abs(WHOLE_WEIGHT - total))
    if total < WHOLE_WEIGHT:
        return words.text(
            "Sum of the weights: %(sum)s, %(open)s missing to 100.",
            sum=words.hundredths(total),
            open=open_points,
        )
    return words.text(
        "Sum of the weights: %(sum)s, %(open)s too many.",
        sum=words.hundredths(total),
        open=open_points,
    )


def unit_text(unit: UnitRow) -> str:
    """A unit in a list to choose from: its name and its code."""
    return f"{unit.name} · {unit.code}"


def table(headers: list[str], rows: list[list[str]]) -> str:
    """A Markdown table of plain texts."""
    cells = [[plain(cell.replace("\n", " ")) for cell in row] for row in rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in [headers, ["---"] * len(headers), *cells])
