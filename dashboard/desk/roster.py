"""The roster: the units that are expected to take part, the denominator of participation."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from sqlalchemy import Engine, select
from sqlmodel import col

from dashboard.access import Action, Identity, may
from dashboard.board import Board
from dashboard.desk.change import Edit
from dashboard.desk.door import NOT_ALLOWED, Denied
from dashboard.desk.entered import entered, found, is_taken, merged, put
from dashboard.view.words import message
from db.engine import reading
from db.models import Unit
from db.rows import Structure, UnitRow
from db.structure import next_id
from db.workbook.words import same

FIELDS = ("code", "name", "short_name", "kind")

CODE_TAKEN = message("There is a unit with this code already.")
NOTHING = message("No unit was chosen.")


class Line(Enum):
    """What becomes of one line of a pasted list."""

    KNOWN = "known"
    NEW = "new"
    LISTED = "listed"
    AGAIN = "again"


@dataclass(frozen=True, slots=True)
class Pasted:
    """One line of a pasted list: the unit it names, and what becomes of it."""

    text: str
    unit: UnitRow
    line: Line


def known_units(engine: Engine, who: Identity) -> tuple[UnitRow, ...]:
    """Every unit of the database, by name, whatever competition it belongs to.

    Raises:
        Denied: the role may not change the roster.
    """
    if not may(who, Action.CONFIGURE):
        raise Denied(NOT_ALLOWED)
    names = [col(getattr(Unit, name)) for name in ("id", *FIELDS)]
    with reading(engine) as session:
        rows = session.execute(select(*names).order_by(col(Unit.name), col(Unit.id)))
        return tuple(UnitRow(*row) for row in rows)


def add_units(units: Iterable[UnitRow]) -> Edit:
    """Put units on the roster; those with an id below zero are new."""

    def edit(board: Board) -> Structure:
        structure = board.structure
        chosen = {unit.id: unit for unit in units}
        if not chosen:
            raise Denied(NOTHING, where="unit")
        have = {unit.id for unit in structure.units}
        roster = {*structure.eligible_unit_ids, *chosen}
        more = tuple(unit for key, unit in chosen.items() if key not in have)
        return replace(
            structure, units=(*structure.units, *more), eligible_unit_ids=tuple(sorted(roster))
        )

    return edit


def new_unit(given: Mapping[str, Any], known: Sequence[UnitRow]) -> UnitRow:
    """A unit that is not in the database yet; `given` by FIELDS, as typed.

    Raises:
        Denied: something is missing, or the code is another unit's.
    """
    return UnitRow(-1, **_read(given, [unit.code for unit in known]))


def edit_unit(
    unit_id: int, opened: Mapping[str, Any], given: Mapping[str, Any], known: Sequence[UnitRow]
) -> Edit:
    """Change a unit, for all competitions that it belongs to."""
    others = [unit.code for unit in known if unit.id != unit_id]

    def edit(board: Board) -> Structure:
        row = found(board.structure.units, unit_id)
        new = merged(row, opened, _read(given, others))
        return replace(board.structure, units=put(board.structure.units, new))

    return edit


def remove_units(unit_ids: Set[int]) -> Edit:
    """Take units off the roster. What they entered stays entered, from outside the list."""

    def edit(board: Board) -> Structure:
        structure = board.structure
        if not unit_ids:
            raise Denied(NOTHING, where="unit")
        roster = tuple(key for key in structure.eligible_unit_ids if key not in unit_ids)
        entered_ids = {row.unit_id for row in structure.submissions}
        units = tuple(
            unit for unit in structure.units if unit.id in roster or unit.id in entered_ids
        )
        return replace(structure, units=units, eligible_unit_ids=roster)

    return edit


def read_list(text: str, known: Sequence[UnitRow], roster: Set[int]) -> list[Pasted]:
    """What a pasted list means, line by line: a code or a name, or code, name, short name and kind
    parted by tabs or semicolons, as a spreadsheet copies them. What is not known is a new unit.

    Raises:
        Denied: a line holds what no unit can be called.
    """
    by_name: dict[str, UnitRow] = {}
    for one in known:  # codes last: they are what tells units apart
        for name in (one.short_name, one.name):
            by_name.setdefault(same(name), one)
    by_name.update({same(one.code): one for one in known})
    by_name.pop("", None)
    taken, seen = {same(one.code) for one in known}, set[int]()
    lines: list[Pasted] = []
    for line in filter(str.strip, text.splitlines()):
        parts = [part.strip() for part in line.replace(";", "\t").split("\t")][: len(FIELDS)]
        unit: UnitRow | None = next(
            (by_name[same(part)] for part in parts[:2] if same(part) in by_name), None
        )
        state = Line.KNOWN
        if unit is None:
            if len([part for part in parts if part]) == 1:
                parts = [_free_code(taken), next(filter(None, parts))]
            padded = dict(zip(FIELDS, [*parts, "", "", ""], strict=False))
            unit = replace(UnitRow(-1, **_read(padded, [])), id=-1 - len(lines))
            taken.add(same(unit.code))
            by_name.update({same(name): unit for name in (unit.name, unit.code)})
            state = Line.NEW
        if unit.id in seen:
            state = Line.AGAIN
        elif unit.id in roster:
            state = Line.LISTED
        seen.add(unit.id)
        lines.append(Pasted(line.strip(), unit, state))
    return lines


def next_code(known: Iterable[UnitRow]) -> str:
    """A code that no unit has."""
    return _free_code({same(unit.code) for unit in known})


def _free_code(taken: Set[str]) -> str:
    codes = (f"U{number:03}" for number in range(1, 1_000_000))
    return next(code for code in codes if same(code) not in taken)


def _read(given: Mapping[str, Any], others: Sequence[str]) -> dict[str, Any]:
    values = {
        name: entered("unit", name, raw, required=name in ("code", "name")) or ""
        for name, raw in given.items()
    }
    if is_taken(values["code"], list(others)):
        raise Denied(CODE_TAKEN, where="code")
    return values


def on_a_free_id(structure: Structure, unit: UnitRow) -> UnitRow:
    """The unit, a new one with an id that no other new one has."""
    return unit if unit.id > 0 else replace(unit, id=next_id(structure.units))
