"""What an import would do, or did, before the reader's eyes: target, faults, counts, changes."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.view.history.fields import field_name, value_text
from dashboard.view.template import render
from dashboard.view.words import Words
from db.workbook.messages import Fault
from db.workbook.report import Difference, Report

MARKS = "Nilai"
MANY = 20
"""Faults from which on they can be searched."""


@dataclass(frozen=True)
class Problem:
    """A fault with its place in the workbook."""

    sheet: str
    row: str
    column: str
    value: str
    message: str


@dataclass(frozen=True)
class Overwritten:
    """One field that would become another."""

    sheet: str
    what: str
    field: str
    before: str
    after: str


def trial_html(
    report: Report, words: Words, *, shown: int | None, search: str = "", is_done: bool = False
) -> str:
    """The report as HTML. `shown` is the competition on the reader's screen."""
    target = report.target
    changes = [overwritten(words, one) for one in report.differences]
    marks = [one for one in changes if one.sheet == MARKS]
    counts = report.counts.get(MARKS)
    return render(
        "trial.html",
        words,
        target=target,
        is_new=target is not None and target.id is None,
        is_other=target is not None and target.id is not None and target.id != shown,
        is_done=is_done,
        faults=len(report.faults),
        problems=problems(report.faults, words, search),
        notices=[notice.message(words.language) for notice in report.warnings],
        counts=[
            (sheet, *(words.number(n) if n else "–" for n in (one.new, one.changed, one.same)))
            for sheet, one in report.counts.items()
        ],
        marks=marks,
        marks_changed=counts.changed if counts else 0,
        others=[one for one in changes if one.sheet != MARKS],
        cut=len(report.differences) < sum(one.changed for one in report.counts.values()),
    )


def problems(faults: Sequence[Fault], words: Words, search: str) -> list[Problem]:
    """The faults that hold the text, in any of their parts."""
    wanted = search.casefold().strip()
    found = (
        Problem(
            one.sheet,
            "" if one.row is None else str(one.row),
            one.column,
            one.value,
            bare_message(one, words),
        )
        for one in faults
    )
    return [
        one
        for one in found
        if wanted in " ".join((one.sheet, one.row, one.column, one.value, one.message)).casefold()
    ]


def bare_message(fault: Fault, words: Words) -> str:
    """What is the matter and what was expected, without the place, which has columns of its own."""
    elsewhere = Fault("", None, "", fault.value, fault.code, fault.expected)
    return elsewhere.message(words.language)


def overwritten(words: Words, one: Difference) -> Overwritten:
    """A difference in words."""
    return Overwritten(
        one.sheet,
        " · ".join(named(words, name, value) for name, value in one.subject.items()),
        "" if one.sheet == MARKS else field_name(words, one.field),
        value_text(words, one.field, one.before),
        value_text(words, one.field, one.after),
    )


def named(words: Words, name: str, value: str | int) -> str:
    """A thing by the key that the workbook has for it."""
    if name == "submission":
        return words.text("entry %(number)s", number=value)
    if name == "judge":
        return words.text("judge %(code)s", code=value)
    return str(value)
