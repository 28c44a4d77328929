"""What an import overwrites, field by field."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from itertools import islice
from typing import Any

from db.rules import WHOLE_WEIGHT
from db.workbook.check import Check
from db.workbook.check_marks import Marks
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
    Column,
    Kind,
    Sheet,
)
from db.workbook.report import DIFFERENCES, Difference, Report, Said, Target
from db.workbook.state import Settings, SlotFacts
from db.workbook.values import decimal

RULES = ("method", "level", "trim", "rounding", "rounding_mode", "decimals", "tie_break")
"""The settings by which marks become places."""
COUNTING = ("weight", "maximum")
"""What of a criterion or stage a total depends on."""
_SLOT = frozenset(SlotFacts.__slots__)
_NOTHING = object()


def describe(report: Report, check: Check, marks: Marks) -> Report:
    """The report with what would be overwritten, and where it would go."""
    settings = check.after.settings or Settings()
    target = Target(
        report.competition_id,
        f"{settings.name} {settings.edition}".strip(),
        check.before.settings.phase if check.before.settings else None,
        settings.phase,
        bool(check.before.marks),
        tuple(stage for stage in check.after.stages if _weight_of(check, stage) != WHOLE_WEIGHT),
    )
    digest, kept = hashlib.sha256(), []
    alters = bool(check.before.marks) and _adds_rules(check)
    for found in _sheets(check, marks):
        for difference in islice(found, DIFFERENCES):
            kept.append(difference)
            digest.update(repr(difference).encode())
            alters = alters or (bool(check.before.marks) and _counts(difference))
        for difference in found:
            digest.update(repr(difference).encode())
    return replace(
        report,
        target=target,
        differences=tuple(kept),
        digest=digest.hexdigest(),
        alters_result=alters,
    )


def said(kind: Kind, value: Any) -> Said:
    """A value of a column as the record of changes holds it."""
    if value is None or isinstance(value, bool):
        return value
    if kind == Kind.NUMBER:
        return decimal(value)
    if isinstance(value, date | time | datetime):
        return value.isoformat()
    if kind == Kind.NAMES:
        return "; ".join(sorted(value))
    return value if isinstance(value, int) else str(value)


def _weight_of(check: Check, stage: str) -> int:
    return sum(one.weight for one in check.after.criteria.values() if one.stage == stage)


def _counts(difference: Difference) -> bool:
    """Whether a total may become another one by it."""
    if difference.sheet == NILAI.name:
        return True
    if difference.sheet == LOMBA.name:
        return difference.field in RULES
    return difference.sheet in (KRITERIA.name, TAHAP.name) and difference.field in COUNTING


def _adds_rules(check: Check) -> bool:
    """Whether a criterion joins those of a stage, or a stage with a weight the others."""
    stages = check.after.stages.items()
    return bool(check.after.criteria.keys() - check.before.criteria.keys()) or any(
        name not in check.before.stages and stage.weight for name, stage in stages
    )


def _sheets(check: Check, marks: Marks) -> Iterator[Iterator[Difference]]:
    before, after = check.before, check.after
    if before.settings is not None and after.settings is not None:
        yield _fields(LOMBA.name, LOMBA_KEYS, {}, before.settings, after.settings)
    yield _rows(SKPD, before.units, after.units, lambda code: {"unit": code})
    yield _rows(TAHAP, before.stages, after.stages, lambda name: {"stage": name})
    yield _rows(KRITERIA, before.criteria, after.criteria, lambda key: {"criterion": key[1]})
    yield _rows(JURI, before.judges, after.judges, lambda code: {"judge": code})
    yield _rows(PESERTA, before.entries, after.entries, lambda number: {"submission": number})
    yield _slots(check)
    yield (
        Difference(
            BERHALANGAN.name, {"judge": judge, "submission": number}, "reason", "alasan",
            before.recusals[judge, number], reason,
        )
        for (judge, number), reason in after.recusals.items()
        if before.recusals.get((judge, number), reason) != reason
    )  # fmt: skip
    yield (
        Difference(
            NILAI.name,
            {"submission": number, "judge": judge, "criterion": code},
            "value",
            code,
            decimal(before.marks[number, judge, (stage, code)]),
            decimal(value),
        )
        for (number, judge, (stage, code)), value in marks.changed.items()
        if (number, judge, (stage, code)) in before.marks
    )
    yield _rows(
        LEMBAR,
        before.sheets,
        after.sheets,
        lambda key: {"stage": key[0], "submission": key[1], "judge": key[2]},
    )


def _rows(
    sheet: Sheet, before: Mapping[Any, Any], after: Mapping[Any, Any], named: Any
) -> Iterator[Difference]:
    for key, new in after.items():
        old = before.get(key)
        if old is not None and old is not new and old != new:
            yield from _fields(sheet.name, sheet.columns, named(key), old, new)


def _slots(check: Check) -> Iterator[Difference]:
    """Places in the running order, told where the workbook gave them."""
    given = check.tables[JADWAL.name]
    columns = [column for column in JADWAL.columns if column.field in _SLOT]
    several = len(check.after.stages) > 1
    for (stage, number), new in check.after.slots.items():
        old = check.before.slots.get((stage, number))
        if old is not None and old != new:
            subject: dict[str, str | int] = {"submission": number}
            subject |= {"stage": stage} if several else {}
            sheet = JADWAL if given.headers else PESERTA
            yield from _fields(sheet.name, columns, subject, old, new)


def _fields(
    sheet: str,
    columns: Any,
    subject: Mapping[str, str | int],
    old: Any,
    new: Any,
) -> Iterator[Difference]:
    column: Column
    for column in columns:
        was = getattr(old, column.field, _NOTHING)
        now = getattr(new, column.field, _NOTHING)
        if was is _NOTHING or was == now:
            continue
        yield Difference(
            sheet, subject, column.field, column.header, said(column.kind, was),
            said(column.kind, now),
        )  # fmt: skip
