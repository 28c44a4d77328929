"""The sheet `Lomba`: its keys and values, and which competition the workbook is of."""

from dataclasses import dataclass, replace
from typing import Any

from db.rows import CompetitionRow
from db.rules import WHOLE_CHAIN, chain_codes, is_timezone
from db.workbook.layout import LOMBA_KEYS, Column
from db.workbook.messages import Fault
from db.workbook.state import CriterionKey, Settings
from db.workbook.table import Findings, Row, Table, is_blank
from db.workbook.values import Misfit, shown, typed
from db.workbook.words import fold, same

_MEANT = {fold(name): column for column in LOMBA_KEYS for name in column.names}


@dataclass(frozen=True, slots=True)
class Given:
    """What the sheet gives: values by field, and the row of each."""

    values: dict[str, Any]
    rows: dict[str, Row]


def read_settings(table: Table) -> Given:
    """Read the keys and values; faults go to the table's findings."""
    given = Given({}, {})
    seen: dict[str, int] = {}
    if table.rows and "value" not in table.columns:
        table.missing_column("nilai")
        return given
    for row in table.keyed_rows():
        key = row.values.get("key")
        if key is None:
            if "key" not in row.misfits:
                table.fault(row, "key", "missing_value")
            continue
        column = _MEANT.get(fold(key))
        if column is None:
            known = ", ".join(column.header for column in LOMBA_KEYS)
            table.fault(row, "key", "unknown_key", expected=known)
        elif column.field in seen:
            table.fault(row, "key", "duplicate", expected=str(seen[column.field]))
        else:
            seen[column.field] = row.line
            _take(table, row, column, given)
    return given


def _take(table: Table, row: Row, column: Column, given: Given) -> None:
    cell = table.cell(row, table.columns["value"])
    given.rows[column.field] = row
    if is_blank(cell):
        return
    try:
        value = typed(cell, column)
    except Misfit as misfit:
        table.fault(row, "value", misfit.code, expected=misfit.expected)
        return
    if column.field == "timezone" and not is_timezone(value):
        table.fault(row, "value", "unknown_timezone", expected="Asia/Jakarta")
        return
    given.values[column.field] = value


def choose_competition(
    given: Given,
    table: Table,
    known: tuple[CompetitionRow, ...],
    wanted: str | None,
    findings: Findings,
) -> CompetitionRow | None:
    """The competition that the workbook is of, out of the `known` (newest first).

    None: a new one, or a fault. With a name the workbook itself tells (name and edition); without
    one it goes to the `wanted` (id, name, or "name edition"), or the newest.
    """
    if wanted is not None:
        chosen = next((row for row in known if _is_called(row, wanted)), None)
        if chosen is None:
            listed = "; ".join(f"{row.id}: {_title(row.name, row.edition)}" for row in known)
            findings.faults.append(
                Fault("", None, "", wanted, "unknown_competition", listed or "–")
            )
            return None
    else:
        chosen = known[0] if known else None
    name = given.values.get("name")
    if name is None:
        if chosen is None and "name" in given.rows:
            if not findings.faults:
                table.fault(given.rows["name"], "value", "missing_value")
        elif chosen is None and not findings.faults:
            findings.faults.append(Fault("", None, "", "", "no_competition", "Lomba: nama"))
        return chosen
    edition = given.values.get("edition", "")
    named = _named(known, name, edition)
    if wanted is not None and chosen is not None and named != chosen:
        table.fault(
            given.rows["name"],
            "value",
            "other_competition",
            value=_title(name, edition),
            expected=_title(chosen.name, chosen.edition),
        )
    return named


def _named(known: tuple[CompetitionRow, ...], name: str, edition: str) -> CompetitionRow | None:
    for row in known:
        if (row.name, row.edition) == (name, edition):
            return row
    key = (same(name), same(edition))
    return next((row for row in known if (same(row.name), same(row.edition)) == key), None)


def _is_called(row: CompetitionRow, wanted: str) -> bool:
    return same(wanted) in (str(row.id), same(row.name), same(f"{row.name} {row.edition}"))


def _title(name: str, edition: str) -> str:
    return f"{name} {edition}".strip()


def merge_settings(
    given: Given, table: Table, before: Settings | None, codes: dict[str, CriterionKey]
) -> Settings:
    """The settings after the import. `codes`: criteria of the competition by `same` code."""
    values = dict(given.values)
    if before is not None:  # it was found by these, perhaps in other letters
        values.pop("name", None)
        values.pop("edition", None)
    if (chain := values.get("tie_break")) is not None:
        values["tie_break"] = _tie_break(chain, table, given.rows["tie_break"], codes)
        if before and chain_codes(before.tie_break) == chain_codes(values["tie_break"]):
            values["tie_break"] = before.tie_break
    return replace(before or Settings(), **values)


def _tie_break(chain: str, table: Table, row: Row, codes: dict[str, CriterionKey]) -> str:
    words = chain_codes(chain)
    if len(words) == 1 and same(words[0]) in WHOLE_CHAIN:
        return same(words[0])
    for word in words:
        if same(word) not in codes:
            expected = ", ".join((*WHOLE_CHAIN, *(code for _, code in codes.values())))
            table.fault(row, "value", "unknown_criterion", value=shown(word), expected=expected)
    return ",".join(codes[same(word)][1] for word in words if same(word) in codes)
