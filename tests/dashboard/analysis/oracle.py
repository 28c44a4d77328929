"""The rules of scoring and ranking once more: slow, plain, and straight from their words."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

LEAST_MARKS = 5


@dataclass(frozen=True)
class Rules:
    """The scoring settings of a competition."""

    method: str = "mean"
    level: str = "criterion"
    trim: int = 1
    rounding: str = "exact"
    rounding_mode: str = "half_up"
    decimals: int = 2


@dataclass(frozen=True)
class Stage:
    """One stage: `criteria` as (weight, maximum), `marks` by (entry, criterion, judge).

    All numbers are hundredths. `due` holds the (entry, judge) pairs that are to be judged,
    `entered` the entries that take part.
    """

    criteria: tuple[tuple[int, int], ...]
    entries: int
    judges: int
    marks: dict[tuple[int, int, int], int]
    due: frozenset[tuple[int, int]]
    entered: frozenset[int]

    def mark(self, entry: int, criterion: int, judge: int) -> Fraction | None:
        """A mark in points; None where there is none, or where it is not due."""
        value = self.marks.get((entry, criterion, judge))
        return None if value is None or (entry, judge) not in self.due else Fraction(value, 100)


@dataclass(frozen=True)
class Row:
    """What an entry's marks come to; None is "no score"."""

    panel: list[Fraction | None]
    total: Fraction | None
    complete: bool
    sheets_in: int
    sheets_due: int


class ThinError(Exception):
    """The standardised method does not carry; the argument is the set of judges at fault."""


def rounded(value: Fraction, decimals: int, mode: str) -> Fraction:
    """To `decimals` places; a half goes away from zero, or to the even neighbour."""
    scaled = abs(value) * 10**decimals
    whole = math.floor(scaled)
    rest = scaled - whole
    half = Fraction(1, 2)
    if rest > half or (rest == half and (mode == "half_up" or whole % 2 == 1)):
        whole += 1
    return Fraction(whole if value >= 0 else -whole, 10**decimals)


def average(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def combine(values: Sequence[Fraction], rules: Rules) -> tuple[Fraction | None, bool]:
    """The judges' values of one cell as one value, and whether there were enough of them."""
    ordered = sorted(values)
    count = len(ordered)
    if not count:
        return None, False
    if rules.method == "median":
        return average([ordered[(count - 1) // 2], ordered[count // 2]]), True
    if rules.method == "trimmed_mean":
        if count < 2 * rules.trim + 1:
            return average(ordered), False
        return average(ordered[rules.trim : count - rules.trim]), True
    return average(ordered), True


def mean_and_spread(values: Iterable[Fraction]) -> tuple[float, float]:
    floats = [float(value) for value in values]
    if not floats:
        return 0.0, 0.0
    mean = math.fsum(floats) / len(floats)
    return mean, math.sqrt(math.fsum((value - mean) ** 2 for value in floats) / len(floats))


Column = dict[tuple[int, int], Fraction]


def standardise(columns: Sequence[Column]) -> list[Column]:
    """Each judge's values of a column brought to the mean and spread of the whole column."""
    judging = {judge for column in columns for _, judge in column}
    thin = set()
    for column in columns:
        for judge in judging:
            own = [value for (_, who), value in column.items() if who == judge]
            if len(own) < LEAST_MARKS or len(set(own)) == 1:
                thin.add(judge)
    if thin:
        raise ThinError(thin)
    adjusted = []
    for column in columns:
        centre, width = mean_and_spread(column.values())
        of_judge = {
            judge: mean_and_spread(value for (_, who), value in column.items() if who == judge)
            for judge in judging
        }
        adjusted.append(
            {
                (entry, judge): Fraction(
                    centre + (float(value) - of_judge[judge][0]) / of_judge[judge][1] * width
                )
                for (entry, judge), value in column.items()
            }
        )
    return adjusted


def weigh(points: Sequence[Fraction | None], stage: Stage) -> Fraction | None:
    """The weighted total of the known points, out of 100."""
    total, weights = Fraction(0), 0
    for value, (weight, maximum) in zip(points, stage.criteria, strict=True):
        if value is not None:
            total += weight * value / Fraction(maximum, 100) * 100
            weights += weight
    return total / weights if weights else None


def score(stage: Stage, rules: Rules) -> tuple[list[Row], set[int]]:
    """Every entry's row, and the judges for whom the mean had to stand in."""
    columns, thin = columns_of(stage, rules), set()
    if rules.method == "standardised":
        try:
            columns = standardise(columns)
        except ThinError as error:
            thin = error.args[0]
    return [score_entry(stage, rules, columns, entry) for entry in range(stage.entries)], thin


def columns_of(stage: Stage, rules: Rules) -> list[Column]:
    """What is combined over the judges: a column per criterion, or one of whole sheets."""
    places = [(entry, judge) for entry in range(stage.entries) for judge in range(stage.judges)]
    columns: list[Column] = []
    for criterion in range(len(stage.criteria)):
        marks = {place: stage.mark(place[0], criterion, place[1]) for place in places}
        columns.append({place: mark for place, mark in marks.items() if mark is not None})
    if rules.level == "criterion":
        return columns
    sheets: Column = {}
    for place in places:
        marks_of_sheet = [column[place] for column in columns if place in column]
        if len(marks_of_sheet) < len(columns):
            continue
        if rules.rounding == "criterion":
            marks_of_sheet = [
                rounded(mark, rules.decimals, rules.rounding_mode) for mark in marks_of_sheet
            ]
        total = weigh(marks_of_sheet, stage)
        if total is not None:
            sheets[place] = total
    return [sheets]


def score_entry(stage: Stage, rules: Rules, columns: Sequence[Column], entry: int) -> Row:
    kinds = range(len(stage.criteria))
    due = [judge for judge in range(stage.judges) if (entry, judge) in stage.due]
    full = [
        judge for judge in due if all(stage.mark(entry, kind, judge) is not None for kind in kinds)
    ]
    combined = [
        combine([value for (who, _), value in column.items() if who == entry], rules)
        for column in columns
    ]
    enough = all(has_enough for _, has_enough in combined)

    panel: list[Fraction | None]
    if rules.level == "criterion":
        panel = [value for value, _ in combined]
    else:
        panel = [
            average([stage.mark(entry, kind, judge) or Fraction(0) for judge in full])
            if full
            else None
            for kind in kinds
        ]
    if rules.rounding == "criterion":
        panel = [
            None if value is None else rounded(value, rules.decimals, rules.rounding_mode)
            for value in panel
        ]
    total = weigh(panel, stage) if rules.level == "criterion" else combined[0][0]
    if rules.rounding == "total" and total is not None:
        total = rounded(total, rules.decimals, rules.rounding_mode)
    complete = (
        entry in stage.entered
        and total is not None
        and enough
        and len(due) > 0
        and len(full) == len(due)
    )
    return Row(panel, total, complete, len(full), len(due))


def combine_stages(
    stages: Sequence[tuple[Sequence[Row], frozenset[int], int | None]], rules: Rules
) -> list[tuple[Fraction | None, bool]]:
    """Total and completeness of every entry over (rows, who entered, weight) of each stage."""
    result = []
    weighted = [(rows, entered, weight) for rows, entered, weight in stages if weight]
    for entry in range(len(stages[0][0])):
        top, bottom = Fraction(0), 0
        for rows, entered, weight in weighted:
            stage_total = rows[entry].total
            if stage_total is not None and entry in entered:
                top += weight * stage_total
                bottom += weight
        total = top / bottom if bottom else None
        if total is not None and rules.rounding == "total":
            total = rounded(total, rules.decimals, rules.rounding_mode)
        complete = bool(weighted) and all(rows[entry].complete for rows, _, _ in weighted)
        result.append((total, complete))
    return result


def rank(
    totals: Sequence[Fraction], ranked: Sequence[bool], chain: Sequence[Sequence[Fraction]]
) -> tuple[list[int], list[int], list[int]]:
    """Order, place (0: not ranked) and deciding step (-1: not tied) of the entries."""
    key = [(totals[i], *(step[i] for step in chain)) for i in range(len(totals))]
    entries = [i for i in range(len(totals)) if ranked[i]]
    order = sorted(entries, key=lambda i: key[i], reverse=True)  # stable: equals keep their order
    place, decided = [0] * len(totals), [-1] * len(totals)
    for i in entries:
        place[i] = 1 + sum(key[other] > key[i] for other in entries)
    for at, i in enumerate(order):
        above = [order[at - 1]] if at else []
        below = order[at + 1 : at + 2]
        tied = [other for other in above + below if totals[other] == totals[i]]
        if tied:
            steps = [step for step in range(len(chain)) if chain[step][i] != chain[step][tied[0]]]
            decided[i] = steps[0] if steps else len(chain)
    return order, place, decided


def digits_to_show(totals: Sequence[Fraction], decimals: int) -> list[int]:
    """Decimals of each of the `totals`, which stand one below another, best first.

    Everything starts at `decimals`; wherever two different neighbours would print alike, both (and
    all that equal them) take one more, until none do or nine have been added.
    """
    distinct = sorted(set(totals), reverse=True)
    digits = dict.fromkeys(distinct, decimals)
    while True:
        printed = {value: rounded(value, digits[value], "half_up") for value in distinct}
        alike = {
            value
            for upper, lower in pairwise(distinct)
            if printed[upper] == printed[lower]
            for value in (upper, lower)
            if digits[value] < decimals + 9
        }
        if not alike:
            return [digits[value] for value in totals]
        for value in alike:
            digits[value] += 1
