"""The running order as the person at the desk sees it: who is on, who is next, who is missing."""

from dataclasses import dataclass

from dashboard.analysis.standings import Standings
from dashboard.board import Board
from dashboard.view.names import entry_name, unit_name
from dashboard.view.presenting import Presenting, presenting
from dashboard.view.template import render
from dashboard.view.words import Words, message
from db.models import EntryStatus, SubmissionStatus

STATUSES = {
    EntryStatus.WAITING: message("Waiting"),
    EntryStatus.PRESENTING: message("Presenting"),
    EntryStatus.PRESENTED: message("Has presented"),
    EntryStatus.ABSENT: message("Did not come"),
}
OUT = {
    SubmissionStatus.WITHDRAWN: message("withdrawn"),
    SubmissionStatus.DISQUALIFIED: message("disqualified"),
}


@dataclass(frozen=True)
class Slot:
    """One entry in the running order; `out` says why it does not take part any more."""

    submission_id: int
    number: int
    position: int
    time: str
    name: str
    title: str
    status: EntryStatus
    out: str
    is_withdrawn: bool
    sheets: str


def order_html(board: Board, words: Words, stage: int, *, may_withdraw: bool) -> str:
    """The running order of one stage, with what can be done to it."""
    standings = board.standings(stage)
    shown = slots(board, words, stage, standings)
    coming = [slot for slot in shown if slot.status == EntryStatus.WAITING and not slot.out]
    on = [slot for slot in shown if slot.status == EntryStatus.PRESENTING and not slot.out]
    return render(
        "order.html",
        words,
        now=on_stage(board, words, standings) if on else None,
        next=coming[0] if coming else None,
        is_on=bool(on),
        slots=shown,
        term=board.competition.unit_term,
        statuses={status.value: words.text(name) for status, name in STATUSES.items()},
        may_withdraw=may_withdraw,
        presented=sum(slot.status == EntryStatus.PRESENTED for slot in shown),
        waiting=len(coming),
        absent=sum(slot.status == EntryStatus.ABSENT for slot in shown),
    )


def on_stage(board: Board, words: Words, standings: Standings) -> Presenting | None:
    """Who presents now."""
    return next((one for one in presenting(board, words, standings) if one.is_on), None)


def slots(board: Board, words: Words, stage: int, standings: Standings) -> list[Slot]:
    """All entries of a stage in running order."""
    rows = []
    for position, (entry, row) in enumerate(board.slots[stage].items(), 1):
        submission = board.submission(entry)
        due = int(standings.sheets_due[entry])
        rows.append(
            Slot(
                submission_id=submission.id,
                number=submission.number,
                position=position,
                time=f"{row.slot_time:%H:%M}" if row.slot_time else "",
                name=unit_name(board, entry),
                title=submission.title,
                status=row.status,
                out=words.text(OUT[submission.status]) if submission.status in OUT else "",
                is_withdrawn=submission.status == SubmissionStatus.WITHDRAWN,
                sheets=f"{standings.sheets_in[entry]}/{due}" if due else "",
            )
        )
    return rows


def name_of(board: Board, submission_id: int) -> str:
    """An entry by number and unit."""
    return entry_name(board, board.entry_of[submission_id])
