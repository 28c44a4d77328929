"""One thing that happened, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date

from dashboard.board import Board
from dashboard.history import Happening
from dashboard.view.history.fields import field_name, value_text
from dashboard.view.history.subjects import (
    criterion_of_id,
    entry_of_id,
    judge_of_id,
    subject_texts,
)
from dashboard.view.words import Words, message
from db.changes import ChangeRow
from db.ledger import Event
from db.models import ChangeKind

MARK = message("Mark")
KINDS: Mapping[ChangeKind, str] = {
    ChangeKind.COMPETITION: message("Competition"),
    ChangeKind.PHASE: message("Phase"),
    ChangeKind.STAGE: message("Stage"),
    ChangeKind.CRITERION: message("Criterion"),
    ChangeKind.JUDGE: message("Judge"),
    ChangeKind.PANEL: message("Panel"),
    ChangeKind.RECUSAL: message("Recusal"),
    ChangeKind.UNIT: message("Unit"),
    ChangeKind.ROSTER: message("Expected units"),
    ChangeKind.SUBMISSION: message("Entry"),
    ChangeKind.RUNNING_ORDER: message("Running order"),
    ChangeKind.STATUS: message("Turn"),
    ChangeKind.REMARKS: message("Remarks"),
    ChangeKind.LOCK: message("Sheet locked"),
    ChangeKind.UNLOCK: message("Sheet unlocked"),
    ChangeKind.IMPORT: message("Import"),
    ChangeKind.CARD: message("Access card"),
}


@dataclass(frozen=True)
class Alteration:
    """One field: its name (none where it goes without saying), what it was and what it became.

    `had`: there was something that does not hold any more.
    """

    field: str
    before: str
    after: str
    had: bool = False


@dataclass(frozen=True)
class Told:
    """One thing that happened, ready to be shown; `key` never changes."""

    key: str
    day: str
    clock: str
    revision: str
    kind: str
    subject: str
    about: str
    alterations: tuple[Alteration, ...]
    actor: str
    reason: str
    is_correction: bool
    note: str = ""


def told(board: Board, words: Words, row: Happening) -> Told:
    """A change of a mark, or any other change."""
    return _mark(board, words, row) if isinstance(row, Event) else _change(board, words, row)


def _mark(board: Board, words: Words, row: Event) -> Told:
    before = words.text("none yet") if row.old is None else mark_text(words, row.old)
    after = words.text("taken back") if row.new is None else mark_text(words, row.new)
    judge = judge_of_id(board, words, row.judge_id)
    return Told(
        key=f"r{row.revision}",
        day=day_text(board, words, row),
        clock=words.clock(row.at, board.competition.timezone),
        revision=str(row.revision),
        kind=words.text(MARK),
        subject=entry_of_id(board, words, row.submission_id),
        about=f"{judge} · {criterion_of_id(board, words, row.criterion_id)}",
        alterations=(Alteration("", before, after, row.old is not None),),
        actor=row.actor or words.text("another program"),
        reason="",
        is_correction=row.old is not None,
    )


def mark_text(words: Words, hundredths: int) -> str:
    """A mark with its two decimals."""
    return words.number(Fraction(hundredths, 100), 2)


def _change(board: Board, words: Words, row: ChangeRow) -> Told:
    subject, *about = subject_texts(board, words, row.subject) or [""]
    return Told(
        key=f"c{row.id}",
        day=day_text(board, words, row),
        clock=words.clock(row.at, board.competition.timezone),
        revision="" if row.revision is None else str(row.revision),
        kind=words.text(KINDS[row.kind]),
        subject=subject,
        about=" · ".join(about),
        alterations=tuple(alterations(board, words, row)),
        actor=row.actor,
        reason=row.reason,
        is_correction=False,
        note=note(words, row),
    )


def note(words: Words, row: ChangeRow) -> str:
    """That something came or went as a whole."""
    if row.kind in (ChangeKind.IMPORT, ChangeKind.LOCK, ChangeKind.UNLOCK, ChangeKind.CARD):
        return ""
    if row.before is None and row.after is not None:
        return words.text("added")
    return words.text("removed") if row.after is None and row.before is not None else ""


def alterations(board: Board, words: Words, row: ChangeRow) -> list[Alteration]:
    """Field by field what was and what became of it; what is empty on both sides is left out."""
    before, after = row.before or {}, row.after or {}
    if row.kind is ChangeKind.IMPORT:
        return [Alteration(sheet, "", counts_text(words, one)) for sheet, one in after.items()]
    zone = board.competition.timezone
    found = []
    for field in {**before, **after}:
        was, now = before.get(field), after.get(field)
        if was in (None, "") and now in (None, ""):
            continue
        found.append(
            Alteration(
                field_name(words, field),
                "" if row.before is None else value_text(words, field, was, zone),
                "" if row.after is None else value_text(words, field, now, zone),
                was not in (None, ""),
            )
        )
    return found


def counts_text(words: Words, counts: Any) -> str:
    """The counts of an imported sheet: "5 new, 2 changed"."""
    if not isinstance(counts, Mapping):
        return str(counts)
    names = {
        "new": message("%(count)s new"),
        "changed": message("%(count)s changed"),
        "same": message("%(count)s the same"),
    }
    return ", ".join(
        words.text(names[name], count=words.number(count))
        for name, count in counts.items()
        if name in names
    )


def day_text(board: Board, words: Words, row: Happening) -> str:
    """The day at the event, short: "27 Nov 2018"."""
    local = row.at.astimezone(ZoneInfo(board.competition.timezone))
    return format_date(local.date(), "d MMM y", locale=words.language)
