"""Competitions to look at: recusals, an absent and a withdrawn entry, two stages, blanks, locks."""

from dataclasses import dataclass
from datetime import UTC, datetime, time

from sqlalchemy.orm import Session

from db.commands import confirm_sheet, record_scores, set_entry_status
from db.models import EntryStatus, Recusal, StageEntry, Submission, SubmissionStatus
from tests.factories import Contest, contest

Mark = tuple[int, int, int]
"""Positions of entry, judge, criterion; criteria are counted over all stages."""


@dataclass(frozen=True)
class Judged:
    """A competition of nine entries of six units, four judges, two stages of three criteria.

    `marks` in hundredths; `due` by stage as (entry, judge).
    """

    ids: Contest
    marks: dict[Mark, int]
    due: tuple[set[tuple[int, int]], set[tuple[int, int]]]
    locked: set[tuple[int, int, int]]
    """(stage, entry, judge)."""


RECUSED = {(2, 1): "Atasan langsung", (5, 3): ""}
ABSENT, WITHDRAWN, PRESENTING, WAITING = (0, 4), 8, (1, 5), ((1, 6), (1, 7))
"""(stage, entry) where a stage counts."""


def judged(session: Session) -> Judged:
    """Write the competition and most of its marks."""
    ids = contest(session, units=6, criteria=3, judges=4, entries=9, stages=2)
    for (entry, judge), reason in RECUSED.items():
        session.add(
            Recusal(
                judge_id=ids.judge_ids[judge],
                submission_id=ids.submission_ids[entry],
                reason=reason,
            )
        )
    withdrawn = session.get_one(Submission, ids.submission_ids[WITHDRAWN])
    withdrawn.status = SubmissionStatus.WITHDRAWN
    for entry, submission in enumerate(ids.submission_ids):
        slot = session.get_one(StageEntry, (ids.stage_ids[0], submission))
        slot.slot_time = time(9, 10 * entry) if entry < 6 else time(10, 10 * (entry - 6))
    session.flush()
    for stage, entry, status in [
        (*ABSENT, EntryStatus.ABSENT),
        (*PRESENTING, EntryStatus.PRESENTING),
        *((*place, EntryStatus.WAITING) for place in WAITING),
    ]:
        set_entry_status(
            session,
            stage_id=ids.stage_ids[stage],
            submission_id=ids.submission_ids[entry],
            status=status,
        )
    due = tuple(
        {
            (entry, judge)
            for entry in range(9)
            for judge in range(4)
            if (entry, judge) not in RECUSED and entry != WITHDRAWN and (stage, entry) != ABSENT
        }
        for stage in range(2)
    )
    marks = {
        (entry, judge, criterion): 7000 + 137 * entry + 61 * judge + 250 * (criterion * entry % 5)
        for stage in range(2)
        for entry, judge in sorted(due[stage])
        for criterion in range(3 * stage, 3 * stage + 3)
        if (stage, entry) not in WAITING and (entry + 2 * judge + criterion) % 11
    }
    record_scores(
        session,
        [
            (ids.submission_ids[entry], ids.judge_ids[judge], ids.criterion_ids[criterion], value)
            for (entry, judge, criterion), value in marks.items()
        ],
        actor="test",
    )
    locked = {(0, 1, 0), (0, 7, 2)}  # the second lacks a mark
    for stage, entry, judge in sorted(locked):
        confirm_sheet(
            session,
            stage_id=ids.stage_ids[stage],
            submission_id=ids.submission_ids[entry],
            judge_id=ids.judge_ids[judge],
            at=datetime.now(UTC),
        )
    return Judged(ids, marks, (due[0], due[1]), locked)
