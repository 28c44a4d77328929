"""When a sheet takes marks and which marks it takes, with the reason where it does not."""

from dataclasses import dataclass
from fractions import Fraction

from dashboard.desk.door import Denied
from dashboard.view.words import Words, message
from db.models import EntryStatus, Phase, SubmissionStatus
from db.sheets import Scale

LONGEST_REMARKS = 4000
"""Characters."""

UNKNOWN = message("This sheet is not part of the competition any more.")
NO_CRITERION = message("This criterion is not part of the sheet any more.")
LOCKED = message("The sheet is confirmed and locked. Only the committee can open it again.")
NOT_OPEN_YET = message("Judging has not been opened yet. Marks are taken in the phase judging.")
OVER = message("Judging is closed. Marks are taken in the phase judging only.")
WITHDRAWN = message("The entry has withdrawn.")
DISQUALIFIED = message("The entry was disqualified.")
NOT_ENTERED = message("The entry does not take part in this stage.")
ABSENT = message("The entry did not appear.")
NOT_ON_PANEL = message("The judge is not on the panel of this stage.")
RECUSED = message("The judge is recused from this entry.")
RECUSED_WHY = message("The judge is recused from this entry: %(reason)s")
OUT_OF_SCALE = message("A mark from %(minimum)s to %(maximum)s is expected.")
OFF_STEP = message("A mark in steps of %(step)s, counted from %(minimum)s, is expected.")
TOO_LONG = message("Remarks have at most %(count)s characters.")
REASON_NEEDED = message("A reason is needed.")
NOT_FULL = message("Marks are still missing: %(criteria)s")
CHANGED = message("The marks of this sheet have changed meanwhile. Look at them again.")
REFUSED = message("The database does not take this: %(reason)s")


@dataclass(frozen=True)
class Hundredths:
    """A value in hundredths, written in the reader's language with no more places than it has."""

    value: int

    def text(self, words: Words) -> str:
        """Such as "88,5", "88.25", "100"."""
        places = 0 if self.value % 100 == 0 else 1 if self.value % 10 == 0 else 2
        return words.number(Fraction(self.value, 100), places)


def phase_denied(phase: Phase) -> Denied | None:
    """Why no sheet of the competition may be changed now."""
    if phase == Phase.JUDGING:
        return None
    return Denied(NOT_OPEN_YET if phase == Phase.REGISTRATION else OVER)


def sheet_denied(
    submission: SubmissionStatus, entry: EntryStatus | None, on_panel: bool, recusal: str | None
) -> Denied | None:
    """Why there is nothing to mark, whoever asks; `recusal` is its reason, None without one.

    An entry that still waits is taken: papers are keyed in when they come, not when the list says.
    """
    if submission == SubmissionStatus.WITHDRAWN:
        return Denied(WITHDRAWN)
    if submission == SubmissionStatus.DISQUALIFIED:
        return Denied(DISQUALIFIED)
    if entry is None:
        return Denied(NOT_ENTERED)
    if entry == EntryStatus.ABSENT:
        return Denied(ABSENT)
    if not on_panel:
        return Denied(NOT_ON_PANEL)
    if recusal is not None:
        return Denied(RECUSED_WHY, reason=recusal) if recusal else Denied(RECUSED)
    return None


def mark_denied(value: int | None, scale: Scale | None) -> Denied | None:
    """Why a value (hundredths, None to withdraw the mark) is no mark on this scale."""
    if scale is None:
        return Denied(NO_CRITERION)
    if value is None:
        return None
    minimum, maximum = Hundredths(scale.minimum), Hundredths(scale.maximum)
    if not scale.minimum <= value <= scale.maximum:
        return Denied(OUT_OF_SCALE, minimum=minimum, maximum=maximum)
    if (value - scale.minimum) % scale.step:
        return Denied(OFF_STEP, step=Hundredths(scale.step), minimum=minimum)
    return None


def said(denied: Denied, words: Words) -> str:
    """The reason in the reader's words, its numbers too."""
    values = {
        name: value.text(words) if isinstance(value, Hundredths) else value
        for name, value in denied.values.items()
    }
    return words.text(denied.message, **values)
