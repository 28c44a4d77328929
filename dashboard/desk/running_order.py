"""The running order at the desk: who presents when, who is on, who did not come."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Engine, select
from sqlmodel import col

from dashboard.access import Action, Identity
from dashboard.desk.door import Denied, Desk, at_desk
from dashboard.view.words import message
from db.commands import set_entry_status
from db.models import ChangeKind, EntryStatus, Stage, StageEntry, Submission, SubmissionStatus
from db.running_order import set_running_order, set_slot_times

STANDING = (SubmissionStatus.REGISTERED, SubmissionStatus.VERIFIED)
LONGEST_SLOT = 12 * 60

NOT_HERE = message("This entry is not in the running order of this stage.")
NOT_STANDING = message("This entry was withdrawn or disqualified; it cannot present.")
DISQUALIFIED = message("This entry was disqualified; that is changed in the settings.")
NOBODY_LEFT = message("Nobody is waiting any more.")
BEGUN = message("Lots are drawn before the first entry presents.")
REASON_NEEDED = message("Say why; the reason is kept in the history.")
TOO_LATE = message("The last slot would begin after midnight: start earlier or shorten the slots.")
BAD_SLOT = message("A slot takes between 1 minute and 12 hours.")


class Slots:
    """The running order of one stage, as it stands in one transaction at the desk."""

    def __init__(self, desk: Desk, stage_id: int) -> None:
        assert desk.competition is not None
        self.desk, self.stage_id = desk, stage_id
        found = desk.session.execute(
            select(StageEntry, Submission, Stage)
            .join(Submission, col(Submission.id) == col(StageEntry.submission_id))
            .join(Stage, col(Stage.id) == col(StageEntry.stage_id))
            .where(
                col(Stage.id) == stage_id,
                col(Stage.competition_id) == desk.competition.id,
            )
            .order_by(
                col(StageEntry.running_order).asc().nulls_last(), col(Submission.number).asc()
            )
        ).all()
        self.slots = {slot.submission_id: slot for slot, _, _ in found}
        self.submissions = {submission.id: submission for _, submission, _ in found}
        self.stage = found[0][2].name if found else ""

    def find(self, submission_id: int) -> tuple[StageEntry, Submission]:
        """An entry's slot; Denied if it is not in this stage."""
        if submission_id not in self.slots:
            raise Denied(NOT_HERE)
        return self.slots[submission_id], self.submissions[submission_id]

    def with_status(self, status: EntryStatus) -> list[int]:
        """The entries of one status that still take part, in running order."""
        return [
            key
            for key, slot in self.slots.items()
            if slot.status == status and self.submissions[key].status in STANDING
        ]

    def move(self, submission_id: int, status: EntryStatus) -> None:
        """Give an entry another status, and record it."""
        slot, submission = self.find(submission_id)
        before = slot.status
        if before == status:
            return
        set_entry_status(
            self.desk.session, stage_id=self.stage_id, submission_id=submission_id, status=status
        )
        self.desk.record(
            ChangeKind.STATUS,
            {"submission": submission.number, "stage": self.stage},
            {"status": before},
            {"status": status},
        )

    def present(self, submission_id: int) -> None:
        """Let an entry present; who presented until now has presented."""
        for other in self.with_status(EntryStatus.PRESENTING):
            if other != submission_id:
                self.move(other, EntryStatus.PRESENTED)
        self.move(submission_id, EntryStatus.PRESENTING)

    def renumber(self, order: list[int]) -> None:
        """Number the entries from 1 in this order, and record those whose number changes."""
        changed = {
            key: place
            for place, key in enumerate(order, 1)
            if self.slots[key].running_order != place
        }
        if not changed:
            return
        before = {key: self.slots[key].running_order for key in changed}
        set_running_order(self.desk.session, self.stage_id, changed)
        for key, place in changed.items():
            self.desk.record(
                ChangeKind.RUNNING_ORDER,
                {"submission": self.submissions[key].number, "stage": self.stage},
                {"running_order": before[key]},
                {"running_order": place},
            )

    def give_times(self, times: dict[int, time | None]) -> None:
        """Give entries their times, and record those that change."""
        changed = {key: at for key, at in times.items() if self.slots[key].slot_time != at}
        if not changed:
            return
        before = {key: self.slots[key].slot_time for key in changed}
        set_slot_times(self.desk.session, self.stage_id, changed)
        for key, at in changed.items():
            self.desk.record(
                ChangeKind.RUNNING_ORDER,
                {"submission": self.submissions[key].number, "stage": self.stage},
                {"slot_time": clock(before[key])},
                {"slot_time": clock(at)},
            )


@dataclass(frozen=True)
class RunningOrder:
    """What one person may do to the running order of one stage; each call is a transaction.

    Every call raises Denied where the role does not allow it or the entry is not in this stage.
    """

    engine: Engine
    who: Identity
    competition_id: int
    stage_id: int

    def set_status(self, submission_id: int, status: EntryStatus) -> None:
        """Say that an entry waits, presents, has presented or is absent; one presents at a time.

        Raises:
            Denied: it was withdrawn or disqualified and cannot present.
        """
        with self._open() as slots:
            _, submission = slots.find(submission_id)
            if status == EntryStatus.PRESENTING:
                if submission.status not in STANDING:
                    raise Denied(NOT_STANDING)
                slots.present(submission_id)
            else:
                slots.move(submission_id, status)

    def call_next(self) -> None:
        """Call the next entry that waits; with nobody left, the last one has presented.

        Raises:
            Denied: nobody waits and nobody presents.
        """
        with self._open() as slots:
            waiting = slots.with_status(EntryStatus.WAITING)
            presenting = slots.with_status(EntryStatus.PRESENTING)
            if waiting:
                slots.present(waiting[0])
            elif presenting:
                for submission_id in presenting:
                    slots.move(submission_id, EntryStatus.PRESENTED)
            else:
                raise Denied(NOBODY_LEFT)

    def place(self, submission_id: int, position: int) -> None:
        """Move an entry to a position from 1; the others close up."""
        with self._open() as slots:
            slots.find(submission_id)
            order = [key for key in slots.slots if key != submission_id]
            order.insert(max(position, 1) - 1, submission_id)
            slots.renumber(order)

    def set_time(self, submission_id: int, at: time | None) -> None:
        """Give one entry its time, local to the event; None takes it away."""
        with self._open() as slots:
            slots.find(submission_id)
            slots.give_times({submission_id: at})

    def fill_times(self, start: time, minutes: int) -> None:
        """Give those who still wait their times in running order, from `start` on.

        Raises:
            Denied: a slot of that length makes no sense, or the last would begin after midnight.
        """
        if not 1 <= minutes <= LONGEST_SLOT:
            raise Denied(BAD_SLOT, where="minutes")
        with self._open() as slots:
            waiting = slots.with_status(EntryStatus.WAITING)
            first = datetime.combine(date.min, start)
            times = [first + timedelta(minutes=minutes * place) for place in range(len(waiting))]
            if times and times[-1].date() != date.min:
                raise Denied(TOO_LATE, where="start")
            slots.give_times(dict(zip(waiting, [at.time() for at in times], strict=True)))

    def draw_lots(self) -> None:
        """Put the entries into a random order (undian) from the machine's own source of chance.

        Raises:
            Denied: somebody has presented, so the order stands.
        """
        with self._open() as slots:
            if any(slot.status != EntryStatus.WAITING for slot in slots.slots.values()):
                raise Denied(BEGUN)
            order = list(slots.slots)
            random.SystemRandom().shuffle(order)
            slots.renumber(order)

    def withdraw(self, submission_id: int, reason: str) -> None:
        """Take an entry out of the competition (mundur); its marks stay but do not count.

        Raises:
            Denied: no reason was given, or it was disqualified meanwhile.
        """
        self._set_standing(submission_id, SubmissionStatus.WITHDRAWN, reason)

    def reinstate(self, submission_id: int, reason: str) -> None:
        """Let a withdrawn entry take part again.

        Raises:
            Denied: no reason was given, or it was disqualified meanwhile.
        """
        self._set_standing(submission_id, SubmissionStatus.VERIFIED, reason)

    def _set_standing(self, submission_id: int, status: SubmissionStatus, reason: str) -> None:
        if not reason.strip():
            raise Denied(REASON_NEEDED, where="reason")
        with self._open(Action.WITHDRAW) as slots:
            _, submission = slots.find(submission_id)
            before = submission.status
            if before == status:
                return
            if before == SubmissionStatus.DISQUALIFIED:
                raise Denied(DISQUALIFIED)
            submission.status = status
            slots.desk.session.flush()
            slots.desk.record(
                ChangeKind.STATUS,
                {"submission": submission.number},
                {"status": before},
                {"status": status},
                reason.strip(),
            )

    @contextmanager
    def _open(self, action: Action = Action.RUN) -> Iterator[Slots]:
        with at_desk(self.engine, self.who, action, self.competition_id) as desk:
            yield Slots(desk, self.stage_id)


def clock(at: time | None) -> str | None:
    """A time of day as the record keeps it: "08:20"."""
    return None if at is None else f"{at:%H:%M}"
