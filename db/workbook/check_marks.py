"""Marks and judges' sheets, checked; and what the user should know of the whole."""

from dataclasses import dataclass

from db.models import Method
from db.rules import WHOLE_WEIGHT, least_to_trim
from db.workbook.check import Check, Names
from db.workbook.layout import JURI, KRITERIA, LEMBAR, LOMBA, NILAI, SUMMARY_HEADERS, TAHAP
from db.workbook.raw import Broken, Cell
from db.workbook.state import CriterionFacts, CriterionKey, MarkKey, SheetFacts
from db.workbook.table import Row, is_blank
from db.workbook.values import Misfit, decimal, number
from db.workbook.words import fold
from db.workbook.words import same as same_code


@dataclass(slots=True)
class Marks:
    """The marks of a workbook: those that differ from what stands, and how many do not."""

    changed: dict[MarkKey, int]
    same: int = 0


@dataclass(frozen=True, slots=True)
class _Given:
    """A row of `Nilai` and what it refers to; None where that is not known (or, a stage, named)."""

    row: Row
    stage: str | None
    entry: int | None
    judge: str | None


class _MarkCheck:
    def __init__(self, check: Check, codes: Names[CriterionKey]) -> None:
        self.check = check
        self.codes = codes
        self.table = check.tables[NILAI.name]
        self.marks = Marks({})
        self.by_code: dict[str, list[CriterionKey]] = {}
        for key in check.after.criteria:
            self.by_code.setdefault(same_code(key[1]), []).append(key)
        # Where rows name their stage, a judge's sheet may take several: marks are told apart.
        self.by_stage = "stage" in self.table.columns
        self.objected: set[tuple[int, str, str]] = set()  # line, code, stage

    def run(self) -> Marks:
        long = "criterion" in self.table.columns
        wide = [] if long else self._wide_columns()
        rows = self.table.keyed_rows()
        if not rows:
            return self.marks
        if long and "value" not in self.table.columns:
            self.table.missing_column("nilai")
        elif not long and not wide and self.check.after.criteria:
            self.table.missing_column(", ".join(code for _, code in self.check.after.criteria))
        for row in rows:
            entry, judge = self.check.entry(self.table, row), self.check.judge(self.table, row)
            named = row.values.get("stage")
            stage = self.check.stages.find(named) if named is not None else None
            if named is not None and stage is None:
                expected = self.check.stages.listed
                self.table.fault(row, "stage", "unknown_stage", expected=expected)
            given = _Given(row, stage, entry, judge)
            if long:
                self._long_row(given)
                continue
            if entry is not None and judge is not None and not self.by_stage:
                self.check.is_first(self.table, row, (entry, judge), "duplicate_sheet")
            for place, code in wide:
                if place < len(row.cells) and row.cells[place] is not None:
                    self._cell(given, place, code)
        return self.marks

    def _wide_columns(self) -> list[tuple[int, str]]:
        """Place and code of each criterion column. A column of numbers must be one."""
        wide: list[tuple[int, str]] = []
        taken: set[str] = set()
        for place, header in self.table.extras():
            if self.codes.find(header) is None:
                self._unknown_column(place, header)
            elif same_code(header) in taken:
                self.table.fault(None, place, "double_column", value=header)
            else:
                taken.add(same_code(header))
                wide.append((place, header))
        return wide

    def _unknown_column(self, place: int, header: str) -> None:
        cells = (self.table.cell(row, place) for row in self.table.rows)
        if fold(header) not in SUMMARY_HEADERS and any(_is_number(cell) for cell in cells):
            expected = ", ".join(code for _, code in self.check.after.criteria) or "–"
            code = "unknown_criterion" if header else "missing_header"
            self.table.fault(None, place, code, value=header, expected=expected)
        else:
            self.table.notice(place, "unknown_column", value=header)

    def _long_row(self, given: "_Given") -> None:
        row = given.row
        code = self.check.named(self.table, row, "criterion", self.codes, self.codes.listed)
        place = self.table.columns.get("value")
        if code is None or place is None:
            return
        if given.entry is not None and given.judge is not None and not self.by_stage:
            self.check.is_first(self.table, row, (given.entry, given.judge, code[1]))
        if "value" in row.values:
            self._cell(given, place, code[1])

    def _cell(self, given: "_Given", place: int, code: str) -> None:
        criteria = self.by_code.get(same_code(code), [])
        if given.stage is not None:
            criteria = [key for key in criteria if key[0] == given.stage]
        criterion = self.check.after.criteria[criteria[0]] if len(criteria) == 1 else None
        value = self._number(given.row, place, criterion)
        if value is None:
            return
        if criterion is None:
            if given.stage is not None and not criteria:
                own = (key[1] for key in self.check.after.criteria if key[0] == given.stage)
                expected = ", ".join(own) or "–"
                self.table.fault(
                    given.row, place, "unknown_criterion", value=code, expected=expected
                )
            return
        fits = self._is_on_scale(given.row, place, value, criterion)
        if given.entry is None or given.judge is None:
            return
        key = (given.entry, given.judge, (criterion.stage, criterion.code))
        if self.by_stage:
            said = (given.entry, given.judge, criterion.stage, criterion.code)
            if not self.check.is_first(self.table, given.row, said):
                return
        old = self.check.before.marks.get(key)
        if old == value:
            self.marks.same += 1
        elif self._may_mark(given.row, place, key, value, old) and fits:
            self.marks.changed[key] = value

    def _number(self, row: Row, place: int, criterion: CriterionFacts | None) -> int | None:
        cell = self.table.cell(row, place)
        if is_blank(cell):
            return None
        try:
            if isinstance(cell, Broken):
                raise Misfit(cell.code)
            return number(cell)
        except Misfit as misfit:
            expected = misfit.expected
            if criterion is not None and misfit.code == "not_a_number":
                expected = f"{decimal(criterion.minimum)} … {decimal(criterion.maximum)}"
            self.table.fault(row, place, misfit.code, expected=expected)
            return None

    def _is_on_scale(self, row: Row, place: int, value: int, criterion: CriterionFacts) -> bool:
        if criterion.allows(value):
            return True
        low, high = decimal(criterion.minimum), decimal(criterion.maximum)
        if criterion.minimum <= value <= criterion.maximum:
            code = "off_step"
            below = value - (value - criterion.minimum) % criterion.step
            expected = decimal(below)
            if below + criterion.step <= criterion.maximum:
                expected += f" / {decimal(below + criterion.step)}"
        else:
            code, expected = "out_of_scale", f"{low} … {high}"
        self.table.fault(row, place, code, value=decimal(value), expected=expected)
        return False

    def _may_mark(self, row: Row, place: int, key: MarkKey, value: int, old: int | None) -> bool:
        entry, judge, (stage, _) = key
        after = self.check.after
        if entry in after.entries and (stage, entry) not in after.slots:
            return self._object(row, place, "not_in_stage", str(entry), stage, stage)
        if judge in after.judges and stage not in after.judges[judge].stages:
            return self._object(row, place, "not_on_panel", judge, stage, stage)
        if (judge, entry) in after.recusals:
            return self._object(row, place, "recused", judge, str(entry), stage)
        sheet = self.check.before.sheets.get((stage, entry, judge))
        if sheet is not None and sheet.confirmed_at is not None:
            now = "–" if old is None else decimal(old)
            self.table.fault(row, place, "sheet_locked", value=decimal(value), expected=now)
            return False
        return True

    def _object(
        self, row: Row, place: int, code: str, value: str, expected: str, stage: str
    ) -> bool:
        """Say once a row and stage what is true of all its cells."""
        if (row.line, code, stage) not in self.objected:
            self.objected.add((row.line, code, stage))
            self.table.fault(row, place, code, value=value, expected=expected)
        return False


def _is_number(cell: Cell) -> bool:
    try:
        number(cell)
    except Misfit:
        return False
    return True


def check_marks(check: Check, codes: Names[CriterionKey]) -> Marks:
    """Every mark of the workbook that differs from what stands, if it may be given."""
    marks = _MarkCheck(check, codes).run()
    _check_new_scales(check, marks)
    return marks


def _check_new_scales(check: Check, marks: Marks) -> None:
    """A new scale must allow the marks that stay."""
    table = check.tables[KRITERIA.name]
    changed = {
        key: new
        for key, new in check.after.criteria.items()
        if (old := check.before.criteria.get(key)) is not None and old.scale != new.scale
    }
    if not changed:
        return
    broken: dict[CriterionKey, int] = {}
    for key, value in check.before.marks.items():
        stays = marks.changed.get(key, value)
        if key[2] in changed and not changed[key[2]].allows(stays):
            broken.setdefault(key[2], stays)
    rows = {row.line: row for row in table.rows}
    for criterion, value in broken.items():
        row = rows[check.lines[KRITERIA.name, same_code(criterion[1])]]
        low, high, step = map(decimal, changed[criterion].scale)
        expected = f"{low} … {high} ({step})"
        table.fault(row, "maximum", "marks_break_scale", value=decimal(value), expected=expected)


def check_sheets(check: Check) -> None:
    """Remarks and confirmations; a sheet that is confirmed already stays as it is."""
    table = check.tables[LEMBAR.name]
    for row in table.keyed_rows():
        stage = check.stage(table, row)
        entry, judge = check.entry(table, row), check.judge(table, row)
        if stage is None or entry is None or judge is None:
            continue
        key = (stage, entry, judge)
        if not check.is_first(table, row, key):
            continue
        old = check.before.sheets.get(key, SheetFacts())
        confirmed, given = old.confirmed_at, row.values.get("confirmed_at")
        if given is not None and not (given is True and confirmed):
            confirmed = check.moment(table, row, "confirmed_at")
        new = SheetFacts(row.values.get("remarks", old.remarks), confirmed)
        if new == old and key in check.before.sheets:
            continue
        if old.confirmed_at is not None:
            where = "remarks" if new.remarks != old.remarks else "confirmed_at"
            expected = old.remarks if where == "remarks" else str(old.confirmed_at)
            table.fault(row, where, "sheet_locked", expected=expected or "–")
        elif entry in check.after.entries and (stage, entry) not in check.after.slots:
            table.fault(row, "number", "not_in_stage", expected=stage)
        elif judge in check.after.judges and stage not in check.after.judges[judge].stages:
            table.fault(row, "judge", "not_on_panel", expected=stage)
        elif (judge, entry) in check.after.recusals:
            table.fault(row, "judge", "recused", expected=str(entry))
        else:
            check.after.sheets[key] = new


def remark(check: Check) -> None:
    """Notices: columns passed over, weights that do not come to 100, too few judges to trim."""
    for table in check.tables.values():
        if table.name != NILAI.name or "criterion" in table.columns:
            for place, header in table.extras():
                table.notice(place, "unknown_column", value=header)
    after, settings = check.after, check.after.settings
    criteria, judges = check.tables[KRITERIA.name], check.tables[JURI.name]
    if criteria.rows:
        for stage in after.stages:
            weights = [c.weight for c in after.criteria.values() if c.stage == stage]
            if weights and sum(weights) != WHOLE_WEIGHT:
                total = decimal(sum(weights))
                criteria.notice("weight", "weights_not_100", value=stage, expected=total)
    shares = [stage.weight for stage in after.stages.values() if stage.weight is not None]
    if check.tables[TAHAP.name].rows and len(shares) > 1 and sum(shares) != WHOLE_WEIGHT:
        table = check.tables[TAHAP.name]
        table.notice("weight", "stage_weights_not_100", expected=decimal(sum(shares)))
    if settings is None or settings.method != Method.TRIMMED_MEAN:
        return
    if judges.rows or check.tables[LOMBA.name].rows:
        needed = least_to_trim(settings.trim)
        for stage in after.stages:
            panel = [judge for judge in after.judges.values() if stage in judge.stages]
            if len(panel) < needed:
                judges.notice(None, "too_few_to_trim", value=stage, expected=str(needed))
