"""The database into a workbook."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from db.engine import reading
from db.models import SubmissionStatus
from db.workbook import write_csv, write_ods, write_xlsx
from db.workbook.layout import (
    BERHALANGAN,
    JADWAL,
    JURI,
    KRITERIA,
    LEMBAR,
    LOMBA,
    LOMBA_KEYS,
    NILAI,
    PESERTA,
    SKPD,
    TAHAP,
    Sheet,
)
from db.workbook.state import SlotFacts, State, load_state
from db.workbook.template import template
from db.workbook.words import fold, same
from db.workbook.written import Head, Writer, Written, head

SLOT_FIELDS = frozenset(SlotFacts.__slots__)
_OUT = (SubmissionStatus.WITHDRAWN, SubmissionStatus.DISQUALIFIED)


def export_workbook(engine: Engine, path: Path, competition_id: int) -> None:
    """Write a competition to an .xlsx or .ods file, or, without a suffix, a folder of CSV files.

    Importing it into an empty database gives the same competition. LookupError: no such
    competition; ValueError: another suffix, or more than a sheet of .xlsx can hold.
    """
    with reading(engine) as session:
        state, _ = load_state(session, competition_id)
    _write(path, sheets_of(state))


def write_template(path: Path) -> None:
    """Write the empty workbook: headers, what belongs under them, and a sheet of instructions.

    The importer passes over the instructions (`Petunjuk`). The path as in `export_workbook`.
    """
    _write(path, template())


def _write(path: Path, sheets: Sequence[Written]) -> None:
    writers = {".xlsx": write_xlsx.write, ".ods": write_ods.write, "": write_csv.write}
    writer = writers.get(path.suffix.casefold())
    if writer is None:
        raise ValueError(f"{path.name}: expected .xlsx, .ods, or a folder (no suffix)")
    writer(path, sheets)


def sheets_of(state: State) -> list[Written]:
    """A competition as sheets; the columns and sheets of several stages only where there are."""
    state = state.normal()
    settings = state.settings
    assert settings is not None  # it was read by its id
    stages = sorted(state.stages.values(), key=lambda stage: stage.position)
    writer = Writer(settings.timezone, tuple(stage.name for stage in stages))
    several = len(stages) > 1
    judges = [asdict(judge) for judge in state.judges.values()]
    entries = [asdict(entry) | _slot_of(state, number) for number, entry in state.entries.items()]
    all_in_all = all(len(row["stages"]) == len(stages) for row in (*judges, *entries))
    unstaged = set() if several else {"stage"}
    unlisted = set() if several or not all_in_all else {"stages"}

    def sheet(layout: Sheet, rows: Sequence[Mapping[str, Any]], without: set[str]) -> Written:
        columns = (column for column in layout.columns if column.field not in without)
        return writer.sheet(layout.name, columns, rows)

    sheets = [
        Written(
            LOMBA.name,
            [head(column) for column in LOMBA.columns],
            [
                [column.header, writer.cell(column, getattr(settings, column.field))]
                for column in LOMBA_KEYS
            ],
        ),
        sheet(SKPD, [asdict(unit) for unit in state.units.values()], set()),
        sheet(TAHAP, [asdict(stage) for stage in stages], set()),
        sheet(KRITERIA, [asdict(criterion) for criterion in state.criteria.values()], unstaged),
        sheet(JURI, judges, unlisted),
        sheet(PESERTA, entries, unlisted | (set(SLOT_FIELDS) if several else set())),
    ]
    if several:
        slots = [_row("stage number", key, asdict(slot)) for key, slot in state.slots.items()]
        sheets.append(sheet(JADWAL, slots, set()))
    if state.recusals:
        rows = [
            _row("judge number", key, {"reason": reason}) for key, reason in state.recusals.items()
        ]
        sheets.append(sheet(BERHALANGAN, rows, set()))
    sheets.append(_wide(state) if _is_wide(state) else _long(state, writer, unstaged))
    if state.sheets:
        rows = [
            _row("stage number judge", key, asdict(facts)) for key, facts in state.sheets.items()
        ]
        sheets.append(sheet(LEMBAR, rows, unstaged))
    return sheets


def _row(names: str, key: tuple[Any, ...], facts: dict[str, Any]) -> dict[str, Any]:
    return dict(zip(names.split(), key, strict=True)) | facts


def _slot_of(state: State, number: int) -> dict[str, Any]:
    """The place of an entry in the only stage; blank where there are several, or it is in none."""
    slot = state.slots.get((next(iter(state.stages), ""), number))
    return asdict(slot) if slot and len(state.stages) == 1 else dict.fromkeys(SLOT_FIELDS)


def _is_wide(state: State) -> bool:
    """Whether every criterion can have a column of its own: no two codes alike, none reserved."""
    codes = [same(code) for _, code in state.criteria]
    reserved = {
        fold(name) for column in NILAI.columns if column.field != "value" for name in column.names
    }
    return len(set(codes)) == len(codes) and not reserved & {fold(code) for code in codes}


def _wide(state: State) -> Written:
    """A row for every sheet that is expected, so that it can be filled in, or that has a mark."""
    place = {key: index + 2 for index, key in enumerate(state.criteria)}
    order = {code: index for index, code in enumerate(state.judges)}
    rows: dict[tuple[int, str], list[int | float | str | None]] = {}

    def row(number: int, judge: str) -> list[int | float | str | None]:
        key = (number, judge)
        if key not in rows:
            rows[key] = [number, judge, *[None] * len(place)]
        return rows[key]

    staged = {stage for stage, _ in state.criteria}
    for number, entry in state.entries.items():
        for judge in state.judges.values():
            expected = entry.status not in _OUT and (judge.code, number) not in state.recusals
            if expected and entry.stages & judge.stages & staged:
                row(number, judge.code)
    for (number, code, criterion), value in state.marks.items():
        row(number, code)[place[criterion]] = value // 100 if value % 100 == 0 else value / 100
    heads = [head(NILAI.column("number")), head(NILAI.column("judge"))]
    heads += [Head(code, max(10, len(code) + 2)) for _, code in state.criteria]
    return Written(
        NILAI.name, heads, [rows[key] for key in sorted(rows, key=lambda k: (k[0], order[k[1]]))]
    )


def _long(state: State, writer: Writer, without: set[str]) -> Written:
    rows = [
        {"stage": stage, "number": number, "judge": judge, "criterion": code, "value": value}
        for (number, judge, (stage, code)), value in state.marks.items()
    ]
    columns = (column for column in NILAI.columns if column.field not in without)
    return writer.sheet(NILAI.name, columns, rows)
