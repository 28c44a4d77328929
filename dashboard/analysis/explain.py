"""Why an entry stands where it stands: every mark, what became of it, and the neighbour above."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

import numpy as np

from dashboard.analysis.marks import MISSING, Criterion, Marks
from dashboard.analysis.scoring import HUNDREDTHS, Settings, weigh_sheets
from dashboard.analysis.standings import JudgedStage, Standings


class Fate(StrEnum):
    """What became of a judge's mark."""

    COUNTED = "counted"
    DROPPED = "dropped"
    BLANK = "blank"
    RECUSED = "recused"


@dataclass(frozen=True)
class Given:
    """One judge's mark (hundredths) or whole sheet (of 100), by seat; None where there is none."""

    seat: int
    value: Fraction | None
    fate: Fate


@dataclass(frozen=True)
class CriterionAccount:
    """A criterion of one entry: the marks in points, what they come to, and what that adds."""

    criterion: Criterion
    stage: int
    given: tuple[Given, ...]
    panel: Fraction | None
    share: Fraction
    points: Fraction | None


@dataclass(frozen=True)
class Account:
    """All that makes one entry's total; `sheets` per stage, where whole sheets are combined."""

    entry: int
    criteria: tuple[CriterionAccount, ...]
    sheets: tuple[tuple[Given, ...], ...]
    total: Fraction | None


@dataclass(frozen=True)
class Comparison:
    """An entry against the one above it: the gap, and what each criterion adds to or takes from it.

    `differences` are points of the entry less those of the one above, by column of the board;
    `settled_by` is the column that settled equal totals, None if the totals differ or the place is
    shared.
    """

    above: int
    gap: Fraction
    differences: tuple[Fraction, ...]
    settled_by: int | None
    shared: bool


def account(board: Standings, entry: int, settings: Settings) -> Account:
    """The whole calculation of one entry."""
    criteria: list[CriterionAccount] = []
    sheets: list[tuple[Given, ...]] = []
    for index, stage in enumerate(board.stages):
        by_sheet = settings.level == "sheet"
        for column, criterion in enumerate(stage.criteria):
            position = len(criteria)
            known = bool(board.panel_known[entry, position])
            panel = board.panel.fraction(entry, position) if known else None
            share = Fraction(*board.shares[position])
            criteria.append(
                CriterionAccount(
                    criterion,
                    index,
                    fates(stage.marks, entry, column, settings, trims=not by_sheet),
                    panel,
                    share,
                    None if panel is None else panel * 10000 / criterion.maximum * share,
                )
            )
        if by_sheet:
            sheets.append(sheet_fates(stage, entry, settings))
    total = board.total.fraction(entry) if board.scored[entry] else None
    return Account(entry, tuple(criteria), tuple(sheets), total)


def fates(
    marks: Marks, entry: int, column: int, settings: Settings, *, trims: bool
) -> tuple[Given, ...]:
    """Each judge's mark on one criterion, and whether it counted."""
    row = marks.values[entry, column]
    values = {
        seat: Fraction(int(row[seat]), HUNDREDTHS)
        for seat in np.flatnonzero(marks.given[entry, column]).tolist()
    }
    dropped = dropped_seats(values, settings) if trims else set[int]()
    return tuple(
        Given(
            seat,
            None if row[seat] == MISSING else Fraction(int(row[seat]), HUNDREDTHS),
            fate_of(seat, values, dropped, is_due=bool(marks.due[entry, seat])),
        )
        for seat in range(len(row))
    )


def sheet_fates(stage: JudgedStage, entry: int, settings: Settings) -> tuple[Given, ...]:
    """Each judge's weighted sheet of one entry, and whether it counted."""
    sheets, unit = weigh_sheets(stage.marks.values[[entry]], stage.criteria, settings)
    values = {
        seat: Fraction(int(sheets[0, 0, seat]), unit or 1)
        for seat in np.flatnonzero(stage.marks.sheet_full[entry]).tolist()
    }
    dropped = dropped_seats(values, settings)
    return tuple(
        Given(
            seat,
            values.get(seat),
            fate_of(seat, values, dropped, is_due=bool(stage.marks.due[entry, seat])),
        )
        for seat in range(stage.marks.due.shape[1])
    )


def dropped_seats(values: dict[int, Fraction], settings: Settings) -> set[int]:
    """The judges whose values a trimmed mean leaves out; of equal ones, those named first."""
    if settings.method != "trimmed_mean" or len(values) < 2 * settings.trim + 1:
        return set()
    ordered = sorted(values, key=lambda seat: (values[seat], seat))
    return set(ordered[: settings.trim]) | set(ordered[len(ordered) - settings.trim :])


def fate_of(seat: int, values: dict[int, Fraction], dropped: set[int], *, is_due: bool) -> Fate:
    """What became of the mark of one judge."""
    if not is_due:
        return Fate.RECUSED
    if seat not in values:
        return Fate.BLANK
    return Fate.DROPPED if seat in dropped else Fate.COUNTED


def compare(board: Standings, entry: int, order: Sequence[int] | np.ndarray) -> Comparison | None:
    """The entry against the one directly above it in `order`; None for the first."""
    position = int(np.flatnonzero(np.asarray(order) == entry)[0])
    if position == 0:
        return None
    above = int(order[position - 1])
    gap = board.total.fraction(entry) - board.total.fraction(above)
    differences = tuple(
        (board.panel.fraction(entry, column) - board.panel.fraction(above, column))
        * 10000
        / criterion.maximum
        * Fraction(*board.shares[column])
        for column, criterion in enumerate(board.criteria)
    )
    settled = next(
        (
            column
            for column in board.chain
            if board.panel.fraction(entry, column) != board.panel.fraction(above, column)
        ),
        None,
    )
    return Comparison(
        above, gap, differences, settled if gap == 0 else None, gap == 0 and settled is None
    )
