"""What an import did, or would do: counts, what changes, faults and notices."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from db.models import Phase
from db.workbook.messages import Fault, Notice

Said = str | int | bool | None
"""A value as the record of changes holds it; see db.models.Change."""


@dataclass(frozen=True, slots=True)
class Count:
    """Rows of a sheet (marks of `Nilai`) that are new, that differ, and that are there already."""

    new: int = 0
    changed: int = 0
    same: int = 0


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of something that is there already, before the import and after it.

    `subject` names the thing as the record of changes does, {"criterion": "K1"}; nothing is the
    competition itself. `field` is the column's name in `db.workbook.layout`, `column` its header.
    """

    sheet: str
    subject: Mapping[str, str | int]
    field: str
    column: str
    before: Said
    after: Said


@dataclass(frozen=True, slots=True)
class Target:
    """The competition that a workbook goes to; `id` and `phase` are None where it is a new one.

    `becomes` is its phase after the import; `uneven` are the stages whose criteria would not come
    to a weight of 100.
    """

    id: int | None
    name: str
    phase: Phase | None
    becomes: Phase
    has_marks: bool = False
    uneven: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What an import did, or would do. With faults nothing was written.

    `competition_id` is None where the competition is not there (yet); `counts` is by sheet name,
    of the sheets that were given, and empty where the workbook could not be checked at all.
    `differences` holds, of each sheet, the first `DIFFERENCES` of what is overwritten; `digest`
    stands for all of it, so that two reports can be compared. `alters_result`: marks are there
    already, and some of them, or a rule by which they are counted, would become another.
    """

    competition_id: int | None
    counts: Mapping[str, Count] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    warnings: tuple[Notice, ...] = ()
    target: Target | None = None
    differences: tuple[Difference, ...] = ()
    digest: str = ""
    alters_result: bool = False


DIFFERENCES = 1000
"""What a report lists of one sheet at most; the counts tell the whole."""
