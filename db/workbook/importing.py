"""A workbook into the database: read, checked and written in one transaction, or not at all."""

import logging
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path, PurePath
from typing import Any, BinaryIO, TypeVar

from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlmodel import col

from db.commands import Refused
from db.engine import reading, writing
from db.models import Competition
from db.queries import list_competitions
from db.workbook.apply import apply_state
from db.workbook.archive import Unreadable
from db.workbook.check import Check
from db.workbook.check_frame import check_criteria, check_stages, check_units
from db.workbook.check_marks import Marks, check_marks, check_sheets, remark
from db.workbook.check_people import (
    check_entries,
    check_judges,
    check_recusals,
    check_schedule,
    join_first_stages,
)
from db.workbook.differing import describe
from db.workbook.layout import LOMBA, NILAI, SHEETS
from db.workbook.messages import Fault
from db.workbook.read import read
from db.workbook.report import Count, Report
from db.workbook.settings import choose_competition, merge_settings, read_settings
from db.workbook.state import State, load_state
from db.workbook.table import Findings, Table, tables_of
from db.workbook.words import same

K = TypeVar("K", bound=Hashable)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Opened:
    """A workbook that was read, not yet held against a database. It can be checked once."""

    name: str
    tables: dict[str, Table]
    findings: Findings


def open_workbook(source: Path | BinaryIO) -> Opened | Report:
    """Read an .xlsx or .ods file, a CSV file, or a folder of them; a report where that fails.

    A file object tells what it is by its `name`.
    """
    findings = Findings()
    try:
        book = read(source)
    except Unreadable as problem:
        name = PurePath(str(getattr(source, "name", "") or "")).name
        fault = Fault("", None, "", name, problem.code, problem.expected)
        return Report(None, faults=(fault,))
    tables = tables_of(book.sheets, findings)
    if not any(table.headers for table in tables.values()) and not findings.faults:
        expected = ", ".join(sheet.name for sheet in SHEETS)
        fault = Fault("", None, "", book.name, "no_known_sheet", expected)
        return Report(None, faults=(fault,), warnings=tuple(findings.notices))
    return Opened(book.name, tables, findings)


def import_workbook(
    engine: Engine,
    path: Path | BinaryIO,
    *,
    dry_run: bool = False,
    actor: str,
    competition: str | None = None,
) -> Report:
    """Import an .xlsx or .ods file, a CSV file, or a folder of CSV files named like the sheets.

    A file object tells what it is by its `name`. `actor` is who the ledger names. A workbook that
    does not name its competition goes to `competition` (name or id), or to the newest. All that
    is wrong is in the report, and then the database is as it was; `dry_run` writes nothing either.
    Nothing is deleted, whatever is left out; only lists that are given (the stages of a judge or
    an entry, `sasaran` of a unit) are taken as they stand.
    """
    opened = open_workbook(path)
    if isinstance(opened, Report):
        return opened
    door = reading if dry_run else writing
    try:
        with door(engine) as session:
            return check_workbook(session, opened, None if dry_run else actor, competition)
    except (Refused, IntegrityError) as problem:
        return refused(opened, problem)


def refused(opened: Opened, problem: Refused | IntegrityError) -> Report:
    """The report of an import that the database itself did not take, after it was undone."""
    if isinstance(problem, Refused):
        reasons = problem.reasons
    else:  # another program was quicker, or has a rule of its own
        _log.error("an import was refused by the database", exc_info=problem)
        reasons = (str(problem.orig),)
    faults = tuple(Fault("", None, "", reason, "refused") for reason in reasons)
    return Report(None, faults=faults, warnings=tuple(opened.findings.notices))


def check_workbook(
    session: Session,
    opened: Opened,
    actor: str | None,
    competition: str | None = None,
    *,
    unnamed: int | None = None,
) -> Report:
    """Check everything; then, if nothing is wrong and there is an actor, write it.

    It is a part of the session's transaction, which is to be undone if this raises
    db.commands.Refused or IntegrityError (see `refused`). A workbook that names no competition goes
    to `competition`, or the one with the id `unnamed`, or the newest.
    """
    tables, findings = opened.tables, opened.findings
    lomba = tables[LOMBA.name]
    given = read_settings(lomba)
    known = sorted(list_competitions(session), key=lambda row: row.id != unnamed)
    target = choose_competition(given, lomba, tuple(known), competition, findings)
    home = target.id if target else None
    if home is None and (competition is not None or "name" not in given.values):
        return Report(None, {}, _in_order(findings.faults), tuple(findings.notices))
    if home is not None and actor is not None:
        # Who writes the same competition waits, so that what is checked is what is written.
        key = col(Competition.id)
        session.execute(select(key).where(key == home).with_for_update(key_share=True))
    before, ids = load_state(session, home)
    check = Check(tables, before, before.copy(), datetime.now(UTC))
    check_units(check)
    check_stages(check)
    codes = check_criteria(check)
    by_code = {same(key[1]): key for key in (*before.criteria, *codes.keys)}
    settings = merge_settings(given, lomba, before.settings, by_code)
    check.after = replace(check.after, settings=settings)
    check_judges(check)
    check_entries(check)
    join_first_stages(check)
    check_schedule(check)
    check_recusals(check)
    marks = check_marks(check, codes)
    check_sheets(check)
    remark(check)
    report = Report(
        home, _counts(check, marks), _in_order(findings.faults), tuple(findings.notices)
    )
    report = describe(report, check, marks)
    if not findings.faults and actor is not None:
        home = apply_state(session, home, before, check.after, ids, marks.changed, actor)
    return replace(report, competition_id=home)


def _in_order(faults: list[Fault]) -> tuple[Fault, ...]:
    place = {sheet.name: index for index, sheet in enumerate(SHEETS)}
    return tuple(sorted(faults, key=lambda f: (place.get(f.sheet, -1), f.row or 0)))


def _counts(check: Check, marks: Marks) -> dict[str, Count]:
    """Counted by the keys that the rows of each sheet give."""
    before, after = check.before, check.after
    given: dict[str, list[Any]] = {}
    for sheet, key in check.lines:
        given.setdefault(sheet, []).append(key)
    kinds: dict[str, Callable[[State], Mapping[Any, Any]]] = {
        "SKPD": lambda state: state.units,
        "Tahap": lambda state: state.stages,
        "Kriteria": lambda state: {same(key[1]): facts for key, facts in state.criteria.items()},
        "Juri": lambda state: state.judges,
        "Peserta": lambda state: {
            number: (entry, *(state.slots.get((stage, number)) for stage in sorted(entry.stages)))
            for number, entry in state.entries.items()
        },
        "Jadwal": lambda state: state.slots,
        "Berhalangan": lambda state: state.recusals,
        "Lembar": lambda state: state.sheets,
    }
    counts = {}
    for name, table in check.tables.items():
        if not table.headers:
            continue
        if name == LOMBA.name:
            counts[name] = _count(
                ["competition"],
                *(
                    {"competition": state.settings} if state.settings else {}
                    for state in (before, after)
                ),
            )
        elif name == NILAI.name:
            new = sum(key not in before.marks for key in marks.changed)
            counts[name] = Count(new, len(marks.changed) - new, marks.same)
        else:
            counts[name] = _count(given.get(name, []), kinds[name](before), kinds[name](after))
    return counts


def _count(keys: list[K], before: Mapping[K, Any], after: Mapping[K, Any]) -> Count:
    new = sum(key not in before for key in keys)
    same_rows = sum(key in before and before[key] == after.get(key) for key in keys)
    return Count(new, len(keys) - new - same_rows, same_rows)
