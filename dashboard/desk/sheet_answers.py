"""What is entered into score sheets, and what becomes of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dashboard.desk.door import Denied
from db.rows import SheetKey


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark to set, in hundredths; None is no mark. `expected` is what the writer last saw."""

    criterion_id: int
    value: int | None
    expected: int | None


@dataclass(frozen=True, slots=True)
class Remarks:
    """Remarks to put down; `expected` are those that the writer last saw."""

    text: str
    expected: str


@dataclass(frozen=True, slots=True)
class Entered:
    """What is to be written into one sheet."""

    key: SheetKey
    marks: Sequence[Mark] = ()
    remarks: Remarks | None = None


class State(StrEnum):
    """What became of one mark or of remarks."""

    SAVED = "saved"
    SAME = "same"
    """It was there already: from an earlier try, or by somebody else."""
    CONFLICT = "conflict"
    """Something else is there than the writer last saw; nothing was overwritten."""
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one mark or of remarks.

    `held` is what stands in the table now; in a conflict `by` and `at` tell, if it is known, who
    put it there and when. `denied` is the reason of a refusal.
    """

    state: State
    held: int | str | None = None
    by: str | None = None
    at: datetime | None = None
    denied: Denied | None = None


@dataclass(frozen=True, slots=True)
class SheetAnswer:
    """What became of what was entered into one sheet: marks in the order given, and remarks."""

    marks: tuple[Answer, ...]
    remarks: Answer | None


@dataclass(frozen=True, slots=True)
class Saved:
    """The answers, sheet by sheet in the order given, and the revision that they brought about."""

    sheets: list[SheetAnswer]
    revision: int
