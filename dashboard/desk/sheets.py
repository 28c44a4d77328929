"""Score sheets at the desk: marks and remarks, each answered by itself.

A writer says what they last saw. Where the table holds something else by now, nothing is
overwritten and the answer is a conflict that shows what is there; so two people never undo each
other's marks without knowing, and a request that is repeated does nothing twice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Engine

from dashboard.access import Action, Identity
from dashboard.desk.door import Denied, Desk, at_desk
from dashboard.desk.sheet_answers import Answer, Entered, Mark, Remarks, Saved, SheetAnswer, State
from dashboard.desk.sheet_found import FoundSheet, check_own, find, from_database
from dashboard.desk.sheet_rules import LOCKED, LONGEST_REMARKS, TOO_LONG, UNKNOWN, mark_denied
from db.commands import Refused
from db.models import ChangeKind
from db.sheets import change_marks, last_changes, read_revision, write_remarks


def save(engine: Engine, who: Identity, competition_id: int, entered: Iterable[Entered]) -> Saved:
    """Write what can be written, in one transaction; every mark is answered by itself.

    No sheet comes twice.

    Raises:
        Denied: nothing of it was taken: whoever asks may not do this, or not to one of the sheets.
    """
    entered = list(entered)
    if len({sheet.key for sheet in entered}) < len(entered):
        raise ValueError("a sheet is entered twice")
    for sheet in entered:
        check_own(who, sheet.key)
    with at_desk(engine, who, Action.MARK, competition_id) as desk:
        answers = _save_sheets(desk, competition_id, entered)
        return Saved(answers, read_revision(desk.session, competition_id))


@dataclass(slots=True)
class _Decided:
    """What is to be written of what was entered into one sheet, and how the rest is answered."""

    sheet: FoundSheet
    denied: Denied | None
    entered: Entered
    answers: list[Answer]
    writing: dict[int, int | None]

    def refuse(self, reason: Denied) -> None:
        """Take back what was to be written."""
        for place, mark in enumerate(self.entered.marks):
            if mark.criterion_id in self.writing:
                there = self.sheet.found.marks.get(mark.criterion_id)
                self.answers[place] = Answer(State.REFUSED, there, denied=reason)


def _save_sheets(desk: Desk, competition_id: int, entered: Sequence[Entered]) -> list[SheetAnswer]:
    decided = [
        None if (sheet := find(desk, competition_id, one.key)) is None else _decide(sheet, one)
        for one in entered
    ]
    _write(desk, [one for one in decided if one and one.writing])
    unknown = Answer(State.REFUSED, denied=Denied(UNKNOWN))
    return [
        SheetAnswer((unknown,) * len(one.marks), unknown if one.remarks else None)
        if done is None
        else SheetAnswer(
            _with_authors(done.sheet, one.marks, done.answers),
            None if one.remarks is None else _save_remarks(done, one.remarks),
        )
        for one, done in zip(entered, decided, strict=True)
    ]


def _decide(sheet: FoundSheet, entered: Entered) -> _Decided:
    denied = sheet.denied
    if sheet.found.confirmed_at is not None:
        denied = denied or Denied(LOCKED)
    held: dict[int, int | None] = dict(sheet.found.marks)
    done = _Decided(sheet, denied, entered, [], {})
    for mark in entered.marks:
        criterion, there = mark.criterion_id, held.get(mark.criterion_id)
        scale = sheet.found.scales.get(criterion)
        # First of all: what is there already was taken, whatever has become of the sheet since.
        if scale is not None and mark.value == there:
            done.answers.append(Answer(State.SAME, there))
        elif reason := denied or mark_denied(mark.value, scale):
            done.answers.append(Answer(State.REFUSED, there, denied=reason))
        elif mark.expected != there:
            done.answers.append(Answer(State.CONFLICT, there))
        else:
            held[criterion] = done.writing[criterion] = mark.value
            done.answers.append(Answer(State.SAVED, mark.value))
    return done


def _write(desk: Desk, decided: Sequence[_Decided]) -> None:
    """Write all at once; if the database refuses any of it, sheet by sheet."""
    try:
        marks = {one.sheet.key: one.writing for one in decided}
        change_marks(desk.session, marks, actor=desk.who.name)
    except Refused as refused:
        if len(decided) == 1:
            decided[0].refuse(from_database(refused))
            return
        for one in decided:
            _write(desk, [one])


def _with_authors(
    sheet: FoundSheet, marks: Sequence[Mark], answers: Sequence[Answer]
) -> tuple[Answer, ...]:
    """The answers, with who put down what is in the way."""
    clashing = [
        mark.criterion_id
        for mark, answer in zip(marks, answers, strict=True)
        if answer.state == State.CONFLICT
    ]
    if not clashing:
        return tuple(answers)
    authors = last_changes(sheet.desk.session, sheet.competition_id, sheet.key, clashing)
    told = []
    for mark, answer in zip(marks, answers, strict=True):
        by, at = authors.get(mark.criterion_id, (None, None))
        told.append(replace(answer, by=by, at=at) if answer.state == State.CONFLICT else answer)
    return tuple(told)


def _save_remarks(done: _Decided, remarks: Remarks) -> Answer:
    sheet, denied = done.sheet, done.denied
    there = sheet.found.remarks
    if remarks.text == there:
        return Answer(State.SAME, there)
    if denied is None and len(remarks.text) > LONGEST_REMARKS:
        denied = Denied(TOO_LONG, count=LONGEST_REMARKS)
    if denied:
        return Answer(State.REFUSED, there, denied=denied)
    if remarks.expected != there:
        return Answer(State.CONFLICT, there)
    try:
        write_remarks(sheet.desk.session, sheet.key, remarks.text)
    except Refused as refused:
        return Answer(State.REFUSED, there, denied=from_database(refused))
    fields = {"remarks": there}, {"remarks": remarks.text}
    sheet.desk.record(ChangeKind.REMARKS, sheet.found.subject, *fields)
    return Answer(State.SAVED, remarks.text)
