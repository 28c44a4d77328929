"""The frame of a competition, checked: its units, stages and criteria."""

from dataclasses import replace

from db.rules import NOT_IN_A_CODE, NOT_IN_A_STAGE, WHOLE_WEIGHT, scale_faults
from db.workbook.check import Check, Names
from db.workbook.layout import DEFAULT_STAGE, KRITERIA, PESERTA, SKPD, TAHAP
from db.workbook.state import CriterionFacts, CriterionKey, SlotFacts, StageFacts, UnitFacts
from db.workbook.table import Row, Table
from db.workbook.values import decimal
from db.workbook.words import same


def check_units(check: Check) -> None:
    """Who is listed is expected to take part, unless said otherwise."""
    entered = {entry.unit for entry in check.before.entries.values()}
    for table, row, code in check.keys(SKPD, check.units):
        old = check.before.units.get(code)
        only_entered = old is not None and not old.eligible and code in entered
        eligible = row.values.get("eligible", not only_entered)
        unit = check.merged(table, row, old, UnitFacts, code=code, eligible=eligible)
        if unit is not None:
            check.after.units[code] = unit


def check_stages(check: Check) -> None:
    """Stages in the order of their rows; one is made where it is needed and there is none."""
    after = check.after.stages
    rows: dict[str, Row] = {}
    for table, row, name in check.keys(TAHAP, check.stages):
        rows[name] = row
        if NOT_IN_A_STAGE in name:
            table.fault(row, "name", "bad_name", expected=NOT_IN_A_STAGE)
        if row.values.get("weight", 0) < 0:
            table.fault(row, "weight", "negative_weight", value=decimal(row.values["weight"]))
        if name in after:
            after[name] = replace(after[name], **row.values | {"name": name})
    table = check.tables[TAHAP.name]
    taken = [stage.position for stage in after.values()]
    taken += [row.values["position"] for row in rows.values() if "position" in row.values]
    last = max(taken, default=0)
    alone = len(rows) == 1 and not after and "weight" not in table.columns
    for name, row in rows.items():
        if name in check.before.stages:
            continue
        given = {"weight": WHOLE_WEIGHT if alone else None} | row.values
        if "position" not in given:
            given["position"] = last = last + 1
        after[name] = StageFacts(**given | {"name": name})
    _check_positions(check, table, rows)
    needs_one = check.tables[KRITERIA.name].rows or any(
        name in row.values
        for row in check.tables[PESERTA.name].rows
        for name in SlotFacts.__slots__
    )
    if not after and needs_one:
        check.stages.add(DEFAULT_STAGE)
        after[DEFAULT_STAGE] = StageFacts(DEFAULT_STAGE, 1, WHOLE_WEIGHT)


def _check_positions(check: Check, table: Table, rows: dict[str, Row]) -> None:
    owners: dict[int, str] = {}
    # Those the workbook does not speak of come first, so that a row of it gets the fault.
    for stage in sorted(check.after.stages.values(), key=lambda stage: stage.name in rows):
        owner = owners.setdefault(stage.position, stage.name)
        if owner != stage.name:
            value, row = str(stage.position), rows.get(stage.name)
            table.fault(row, "position", "position_taken", value=value, expected=owner)


def check_criteria(check: Check) -> Names[CriterionKey]:
    """Criteria of known stages, on a sound scale; the names of all that are there or given."""
    table = check.tables[KRITERIA.name]
    codes: Names[CriterionKey] = Names(check.before.criteria, lambda key: key[1])
    last: dict[str, int] = {}
    for criterion in check.before.criteria.values():
        last[criterion.stage] = max(last.get(criterion.stage, 0), criterion.position)
    for row in table.keyed_rows():
        code = check.value(table, row, "code")
        if code is None:
            continue
        found = codes.find(code)
        names_stage = "stage" in row.values or "stage" in row.misfits
        stage = found[0] if found and not names_stage else check.stage(table, row)
        if not check.is_first(table, row, same(code)):
            continue
        if stage is None:
            codes.add(("", code))
            continue
        if found and found[0] != stage:
            table.fault(row, "code", "code_taken", expected=found[0])
            continue
        key = found or (stage, code)
        codes.add(key)
        if set(NOT_IN_A_CODE) & set(code):
            table.fault(row, "code", "bad_name", expected=" ".join(NOT_IN_A_CODE))
        position = row.values.get("position", last.get(stage, 0) + 1)
        last[stage] = max(last.get(stage, 0), position)
        old = check.before.criteria.get(key)
        if old is not None:
            position = row.values.get("position", old.position)
        new = check.merged(
            table, row, old, CriterionFacts, stage=stage, code=key[1], position=position
        )
        if new is not None and _is_scale(table, row, new):
            check.after.criteria[key] = new
    return codes


def _is_scale(table: Table, row: Row, new: CriterionFacts) -> bool:
    found = list(scale_faults(new.weight, *new.scale))
    for fault in found:
        expected = "" if fault.expected is None else decimal(fault.expected)
        table.fault(row, fault.field, fault.code, value=decimal(fault.value), expected=expected)
    return not found
