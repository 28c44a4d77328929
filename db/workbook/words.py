"""The words of a workbook: how they are compared, and which are allowed where."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from db.models import (
    EntryStatus,
    Level,
    Method,
    Phase,
    Rounding,
    RoundingMode,
    SubmissionStatus,
)

NO_STAGE = "tidak ada"
NO_NAMES = (NO_STAGE, "none", "-")
YES, NO = "ya", "tidak"
FLAGS = {
    **dict.fromkeys(("ya", "yes", "y", "1", "true", "benar", "x"), True),
    **dict.fromkeys(("tidak", "no", "t", "n", "0", "false", "salah"), False),
}


def fold(text: str) -> str:
    """The form in which headers, sheet names and words are compared."""
    return re.sub(r"[\s_-]+", " ", text).strip().casefold() or same(text)


def same(text: str) -> str:
    """The form in which codes and names are compared: two that share it mean one thing."""
    return " ".join(text.split()).casefold()


@dataclass(frozen=True, slots=True)
class Words:
    """Allowed words of a cell: what is written for each value, and all that is understood."""

    written: dict[Any, str]
    understood: dict[str, Any]

    @property
    def expected(self) -> str:
        """The words to choose from."""
        return ", ".join(self.written.values())


def _words(kind: type[StrEnum], **spoken: str) -> Words:
    """`spoken`: enum member name → Indonesian words parted by "/", the written one first.

    The value in the tables is always understood, and written where nothing is spoken.
    """
    written, understood = {}, {}
    for member in kind:
        said = [word for word in spoken.get(member.name, "").split("/") if word]
        written[member] = (said or [member.value])[0]
        for word in (*said, member.value):
            understood[fold(word)] = member
    return Words(written, understood)


# The scoring settings are written as the design names them; states in the words of the room.
METHODS = _words(
    Method,
    MEAN="mean/rata-rata/average",
    TRIMMED_MEAN="trimmed_mean/rata-rata terpangkas/rata-rata pangkas",
    STANDARDISED="standardised/standardized/terbakukan/z-score",
)
LEVELS = _words(Level, CRITERION="criterion/kriteria", SHEET="sheet/lembar")
ROUNDINGS = _words(
    Rounding, EXACT="exact/eksak/tanpa", CRITERION="criterion/kriteria", TOTAL="total/jumlah"
)
ROUNDING_MODES = _words(RoundingMode, HALF_UP="half_up/ke atas", HALF_EVEN="half_even/ke genap")
PHASES = _words(
    Phase,
    REGISTRATION="pendaftaran",
    JUDGING="penjurian/penilaian",
    CLOSED="ditutup/tutup/selesai",
    PUBLISHED="diumumkan/terbit",
)
SUBMISSION_STATES = _words(
    SubmissionStatus,
    REGISTERED="terdaftar",
    VERIFIED="terverifikasi/diverifikasi",
    WITHDRAWN="mundur/mengundurkan diri",
    DISQUALIFIED="diskualifikasi/didiskualifikasi",
)
ENTRY_STATES = _words(
    EntryStatus,
    WAITING="menunggu",
    PRESENTING="tampil/sedang tampil",
    PRESENTED="sudah tampil",
    ABSENT="tidak hadir",
)
