"""What happened, newest first: the ledger of marks and the record of all other changes as one."""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from db.changes import ChangeRow, SoughtChanges, find_changes, list_change_actors
from db.engine import reading
from db.ledger import Event, Sought, find_events, list_actors
from db.models import ChangeKind

Happening = Event | ChangeRow
"""A mark that was given, changed or withdrawn, or any other change."""

KINDS: dict[str, tuple[ChangeKind, ...]] = {
    "marks": (),
    "sheets": (ChangeKind.LOCK, ChangeKind.UNLOCK, ChangeKind.REMARKS),
    "order": (ChangeKind.RUNNING_ORDER, ChangeKind.STATUS),
    "settings": (
        ChangeKind.COMPETITION,
        ChangeKind.PHASE,
        ChangeKind.STAGE,
        ChangeKind.CRITERION,
        ChangeKind.JUDGE,
        ChangeKind.PANEL,
        ChangeKind.RECUSAL,
        ChangeKind.UNIT,
        ChangeKind.ROSTER,
        ChangeKind.SUBMISSION,
    ),
    "imports": (ChangeKind.IMPORT,),
    "cards": (ChangeKind.CARD,),
}
"""What a reader chooses from; "marks" is the ledger."""


@dataclass(frozen=True)
class Sifting:
    """What is asked for. No kind at all means every kind; ids as in the tables.

    `number`, `judge` and `criterion` name the same things as the ids do, in the words of the record
    of changes.
    """

    kinds: frozenset[str] = frozenset()
    submission_id: int | None = None
    number: int | None = None
    judge_id: int | None = None
    judge: str | None = None
    criterion_id: int | None = None
    criterion: str | None = None
    actor: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    corrections: bool = False

    @property
    def with_marks(self) -> bool:
        """Whether the ledger is asked."""
        return not self.kinds or "marks" in self.kinds

    @property
    def change_kinds(self) -> tuple[ChangeKind, ...] | None:
        """Which changes are asked for; None: all of them. None at all of corrections of marks."""
        if self.corrections:
            return ()
        if not self.kinds:
            return None
        return tuple(kind for name in sorted(self.kinds) for kind in KINDS[name])


@dataclass(frozen=True, order=True)
class Cursor:
    """Where a page begins: below this revision of the ledger and this id of the record."""

    revision: int | None = None
    change: int | None = None


@dataclass(frozen=True)
class Page:
    """Some of what happened, newest first; `next` is where the older ones begin, if there are."""

    rows: tuple[Happening, ...] = ()
    next: Cursor | None = None


@dataclass(frozen=True)
class _Reading:
    session: Session
    competition_id: int
    sifting: Sifting
    limit: int

    def events(self, cursor: Cursor) -> list[Event]:
        asked = self.sifting
        if not asked.with_marks:
            return []
        sought = Sought(
            asked.submission_id, asked.judge_id, asked.criterion_id, asked.actor, asked.since,
            asked.until, asked.corrections,
        )  # fmt: skip
        return find_events(
            self.session, self.competition_id, sought, before=cursor.revision, limit=self.limit
        )

    def changed(self, cursor: Cursor) -> list[ChangeRow]:
        asked = self.sifting
        if asked.change_kinds == ():
            return []
        sought = SoughtChanges(
            asked.change_kinds, asked.number, asked.judge, asked.criterion, asked.actor,
            asked.since, asked.until,
        )  # fmt: skip
        return find_changes(
            self.session, self.competition_id, sought, before=cursor.change, limit=self.limit
        )


def read_page(
    engine: Engine,
    competition_id: int,
    sifting: Sifting,
    cursor: Cursor | None = None,
    *,
    size: int,
) -> Page:
    """One page: `size` rows out of the database, however long the ledger is."""
    with reading(engine) as session:
        return _page(_Reading(session, competition_id, sifting, size + 1), cursor or Cursor())


def _page(asked: _Reading, cursor: Cursor) -> Page:
    events, changes = asked.events(cursor), asked.changed(cursor)
    size = asked.limit - 1
    streams: tuple[Sequence[Happening], ...] = (changes, events)
    merged = list(heapq.merge(*streams, key=lambda row: row.at, reverse=True))
    rows = merged[:size]
    if len(merged) <= size:
        return Page(tuple(rows))
    for row in rows:
        if isinstance(row, Event):
            cursor = replace(cursor, revision=row.revision)
        else:
            cursor = replace(cursor, change=row.id)
    return Page(tuple(rows), cursor)


def read_all(
    engine: Engine, competition_id: int, sifting: Sifting, *, most: int, piece: int = 2000
) -> Iterator[Happening]:
    """All that is asked for, newest first, at most `most` rows, piece by piece."""
    cursor: Cursor | None = Cursor()
    left = most
    while cursor is not None and left > 0:
        page = read_page(engine, competition_id, sifting, cursor, size=min(piece, left))
        yield from page.rows
        left -= len(page.rows)
        cursor = page.next


def actors(engine: Engine, competition_id: int) -> list[str]:
    """Everybody who did something, by name."""
    with reading(engine) as session:
        names = {*list_actors(session, competition_id)}
        return sorted(names.union(list_change_actors(session, competition_id)))
