"""The judges' marks of one stage, and what is still missing of them.

Four things are kept apart: *zero* is a mark; *blank* is a mark that is due and not there; a judge
who is *recused* owes the entry nothing; an entry that is *absent* is owed nothing by anybody.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

MISSING = np.iinfo(np.int64).min


@dataclass(frozen=True)
class Criterion:
    """What is judged; `weight` and `maximum` in hundredths, weights relative to one another."""

    code: str
    name: str
    weight: int
    maximum: int


@dataclass(frozen=True)
class Marks:
    """All marks of one stage: `values[entry, criterion, judge]` in hundredths, `MISSING` if none.

    `entered[entry]` tells who takes part in the stage and has not stayed away; `due[entry, judge]`
    which of its judges are to judge it, none where it has not entered. A mark that is not due does
    not count.
    """

    values: NDArray[np.int64]
    entered: NDArray[np.bool_]
    due: NDArray[np.bool_]

    @cached_property
    def given(self) -> NDArray[np.bool_]:
        """[entry, criterion, judge]: the marks that count."""
        given: NDArray[np.bool_] = (self.values != MISSING) & self.due[:, None, :]
        return given

    @cached_property
    def sheet_full(self) -> NDArray[np.bool_]:
        """[entry, judge]: whether the judge has marked the entry on every criterion."""
        full: NDArray[np.bool_] = self.given.all(axis=1) & self.due
        return full

    @cached_property
    def sheets_in(self) -> NDArray[np.int64]:
        """[entry]: how many of its sheets are full."""
        count: NDArray[np.int64] = self.sheet_full.sum(axis=1)
        return count

    @cached_property
    def sheets_due(self) -> NDArray[np.int64]:
        """[entry]: how many sheets it will have."""
        count: NDArray[np.int64] = self.due.sum(axis=1)
        return count

    def replaced(self, rows: NDArray[np.int64], values: NDArray[np.int64]) -> "Marks":
        """The same marks, but `values` for the entries `rows`; what is cached is carried over."""
        new = Marks(self.values.copy(), self.entered, self.due)
        new.values[rows] = values
        given = (values != MISSING) & self.due[rows][:, None, :]
        for name, fresh in {
            "given": given,
            "sheet_full": given.all(axis=1) & self.due[rows],
            "sheets_in": (given.all(axis=1) & self.due[rows]).sum(axis=1),
        }.items():
            whole = getattr(self, name).copy()
            whole[rows] = fresh
            new.__dict__[name] = whole
        return new
