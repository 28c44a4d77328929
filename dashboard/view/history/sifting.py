"""What a reader looks for in the history, in an address and out of it."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from dashboard.board import Board
from dashboard.history import KINDS, Sifting

KIND, ENTRY, JUDGE, CRITERION = "jenis", "peserta", "juri", "kriteria"
ACTOR, SINCE, UNTIL, CORRECTIONS = "oleh", "dari", "sampai", "koreksi"
"""The names in an address; ids as in the tables, moments by the clock of the competition."""


def sifting_of(board: Board, asked: Mapping[str, str]) -> Sifting:
    """What an address asks for. What it says of things that are not there, is passed over."""
    return sifting(
        board,
        kinds=frozenset(asked.get(KIND, "").split(",")) & KINDS.keys(),
        submission_id=_whole(asked.get(ENTRY)),
        judge_id=_whole(asked.get(JUDGE)),
        criterion_id=_whole(asked.get(CRITERION)),
        # No database takes NUL.
        actor=asked.get(ACTOR, "").replace("\0", "") or None,
        since=_moment(asked.get(SINCE)),
        until=_moment(asked.get(UNTIL)),
        corrections=asked.get(CORRECTIONS) == "1",
    )


def sifting(
    board: Board,
    *,
    kinds: frozenset[str] = frozenset(),
    submission_id: int | None = None,
    judge_id: int | None = None,
    criterion_id: int | None = None,
    actor: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    corrections: bool = False,
) -> Sifting:
    """What is looked for, with the names by which the record knows it.

    `since` and `until` are naive, by the clock of the competition; the minute of `until` counts.
    """
    zone = ZoneInfo(board.competition.timezone)
    numbers = {row.id: row.number for row in board.structure.submissions}
    judges = {row.id: row.code for row in board.structure.judges}
    criteria = {row.id: row.code for row in board.structure.criteria}
    entry, judge, criterion = (
        key if key in known else None
        for key, known in (
            (submission_id, numbers), (judge_id, judges), (criterion_id, criteria)
        )
    )  # fmt: skip
    return Sifting(
        kinds,
        entry,
        None if entry is None else numbers[entry],
        judge,
        None if judge is None else judges[judge],
        criterion,
        None if criterion is None else criteria[criterion],
        actor,
        None if since is None else since.replace(tzinfo=zone),
        None if until is None else until.replace(tzinfo=zone, second=59, microsecond=999999),
        corrections,
    )


def asked_by(sifting: Sifting, board: Board) -> dict[str, str]:
    """The same as names and values of an address."""
    zone = ZoneInfo(board.competition.timezone)
    said = {
        KIND: ",".join(sorted(sifting.kinds)),
        ENTRY: sifting.submission_id,
        JUDGE: sifting.judge_id,
        CRITERION: sifting.criterion_id,
        ACTOR: sifting.actor,
        SINCE: sifting.since and f"{sifting.since.astimezone(zone):%Y-%m-%dT%H:%M}",
        UNTIL: sifting.until and f"{sifting.until.astimezone(zone):%Y-%m-%dT%H:%M}",
        CORRECTIONS: "1" if sifting.corrections else "",
    }
    return {name: str(value) for name, value in said.items() if value}


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def _moment(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text or "").replace(tzinfo=None)
    except ValueError:
        return None
    # The first and the last year there is may be another one in another zone.
    return moment if 1 < moment.year < 9999 else None
