"""Who judges what, and who presents when, checked: judges, entries, schedule, recusals."""

from collections.abc import Set
from dataclasses import replace
from typing import Any

from db.workbook.check import Check
from db.workbook.layout import BERHALANGAN, JADWAL, JURI, PESERTA, SKPD
from db.workbook.state import EntryFacts, JudgeFacts, SlotFacts
from db.workbook.table import Row, Table


def check_judges(check: Check) -> None:
    """Judges and their stages."""
    at_work = {(judge, key[0]) for _, judge, key in check.before.marks}
    at_work |= {(judge, stage) for stage, _, judge in check.before.sheets}
    for table, row, code in check.keys(JURI, check.judges):
        old = check.before.judges.get(code)
        stages = _stages(check, table, row, old.stages if old else None)
        for stage in sorted((old.stages if old else frozenset()) - stages):
            if (code, stage) in at_work:
                table.fault(row, "stages", "judge_has_marks", value=code, expected=stage)
        judge = check.merged(table, row, old, JudgeFacts, code=code, stages=stages)
        if judge is not None:
            check.after.judges[code] = judge


def check_entries(check: Check) -> None:
    """Entries, their stages, and their place in the running order where it is one stage."""
    table = check.tables[PESERTA.name]
    at_work = {(number, key[0]) for number, _, key in check.before.marks}
    at_work |= {(number, stage) for stage, number, _ in check.before.sheets}
    for row in table.keyed_rows():
        number = check.value(table, row, "number")
        if number is None or not check.is_first(table, row, number):
            continue
        check.numbers.add(number)
        old = check.before.entries.get(number)
        stages = _stages(check, table, row, old.stages if old else None)
        for stage in sorted((old.stages if old else frozenset()) - stages):
            if (number, stage) in at_work:
                value = str(number)
                table.fault(row, "stages", "entry_has_marks", value=value, expected=stage)
        more: dict[str, Any] = {"stages": stages}
        if "unit" in row.values:
            more["unit"] = check.named(table, row, "unit", check.units, SKPD.name)
        if "registered_at" in row.values:
            more["registered_at"] = check.moment(table, row, "registered_at")
        entry = check.merged(table, row, old, EntryFacts, **more)
        if entry is not None:
            check.after.entries[number] = entry
            _place(check, number, stages)
            _schedule_entry(check, table, row, number, stages)


def join_first_stages(check: Check) -> None:
    """Who was there before the first stage takes part in it, as blank means all."""
    if check.before.stages:
        return
    everything = frozenset(check.after.stages)
    for code, judge in check.after.judges.items():
        if (JURI.name, code) not in check.lines:
            check.after.judges[code] = replace(judge, stages=everything)
    for number, entry in check.after.entries.items():
        if (PESERTA.name, number) not in check.lines:
            check.after.entries[number] = replace(entry, stages=everything)
            _place(check, number, everything)


def check_schedule(check: Check) -> None:
    """The running order of each stage."""
    table = check.tables[JADWAL.name]
    for row in table.keyed_rows():
        stage, number = check.stage(table, row), check.entry(table, row)
        if stage is None or number is None:
            continue
        key = (stage, number)
        given_before = check.lines.get((_SLOT, key))
        if given_before is not None:
            said, expected = f"{stage} · {number}", f"{given_before} ({PESERTA.name})"
            table.fault(row, "number", "duplicate", value=said, expected=expected)
        elif check.is_first(table, row, key):
            slot = check.after.slots.get(key)
            if slot is not None:
                check.after.slots[key] = replace(slot, **_slot(row))
            elif number in check.after.entries:
                table.fault(row, "number", "not_in_stage", expected=stage)


def check_recusals(check: Check) -> None:
    """Judges who do not judge an entry."""
    table = check.tables[BERHALANGAN.name]
    for row in table.keyed_rows():
        judge, number = check.judge(table, row), check.entry(table, row)
        if judge is None or number is None or not check.is_first(table, row, (judge, number)):
            continue
        old = check.before.recusals.get((judge, number), "")
        check.after.recusals[judge, number] = row.values.get("reason", old)


_SLOT = f"{PESERTA.name}: {JADWAL.name}"  # where Check.lines keeps what Peserta says of a slot


def _stages(check: Check, table: Table, row: Row, old: Set[str] | None) -> frozenset[str]:
    names = row.values.get("stages")
    if names is None:
        is_blank = "stages" in table.columns and "stages" not in row.misfits
        # Before there was a stage nobody could be in one: then the rule for new rows holds.
        if old is not None and check.before.stages and not is_blank:
            return frozenset(old)
        return frozenset(check.after.stages)
    found = {name: check.stages.find(name) for name in names}
    for name, stage in found.items():
        if stage is None:
            table.fault(row, "stages", "unknown_stage", value=name, expected=check.stages.listed)
    return frozenset(stage for stage in found.values() if stage is not None)


def _place(check: Check, number: int, stages: frozenset[str]) -> None:
    for stage in check.after.stages:
        if stage in stages:
            check.after.slots.setdefault((stage, number), SlotFacts())
        else:
            check.after.slots.pop((stage, number), None)


def _slot(row: Row) -> dict[str, Any]:
    return {name: row.values[name] for name in SlotFacts.__slots__ if name in row.values}


def _schedule_entry(
    check: Check, table: Table, row: Row, number: int, stages: frozenset[str]
) -> None:
    given = _slot(row)
    if len(stages) == 1 and given:
        key = (next(iter(stages)), number)
        check.after.slots[key] = replace(check.after.slots[key], **given)
        check.lines[_SLOT, key] = row.line
    else:
        code = "use_schedule" if stages else "in_no_stage"
        for name in given:
            table.fault(row, name, code, expected=JADWAL.name)
