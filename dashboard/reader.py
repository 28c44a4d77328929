"""The reading door: boards out of the database, each computed once per revision for all viewers."""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from dashboard.analysis.marks import MISSING, Criterion, Marks
from dashboard.analysis.scoring import score_stage
from dashboard.analysis.standings import JudgedStage
from dashboard.board import Axes, Board, recent_length
from db.engine import reading
from db.ledger import SheetTimes, events_after, last_events, sheet_times
from db.queries import (
    list_competitions,
    read_editions,
    read_final,
    read_heads,
    read_scores,
    read_structure,
)
from db.rows import CompetitionRow, EditionRow, Head, Integers, Scores, SnapshotRow, Structure

log = logging.getLogger(__name__)

STANDING = ("registered", "verified")
KEPT_BOARDS = 3
"""Boards kept of a competition, so that screens that are a moment behind stay of one piece."""


class Reader:
    """The boards of one database, each computed once per revision for all who look."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._kept: dict[int, list[Board]] = {}
        self._locks: dict[int, threading.Lock] = {}
        self._editions: tuple[dict[int, int], tuple[EditionRow, ...]] = ({}, ())
        self._listed: tuple[CompetitionRow, ...] | None = None

    def competitions(self) -> tuple[CompetitionRow, ...]:
        """All competitions, the newest first; while the database is away, those there were."""
        try:
            with reading(self.engine) as session:
                self._listed = list_competitions(session)
        except DBAPIError:
            if self._listed is None:
                raise
            log.warning("the database is away; the list of competitions stays")
        return self._listed

    def final(self, competition_id: int) -> SnapshotRow | None:
        """The newest final result that was set down, None without one."""
        with reading(self.engine) as session:
            return read_final(session, competition_id)

    def latest(self, competition_id: int, enough: int | None = None) -> Board:
        """The board at the newest revision; while the database is away, the last one there was.

        A board at hand of the revision `enough` or a later one is new enough: where many screens
        are told of the same change, the first one reads it for all.

        Raises:
            LookupError: there is no such competition.
        """
        at_hand = self._kept.get(competition_id)
        if enough is not None and at_hand and at_hand[-1].revision >= enough:
            return at_hand[-1]
        with self._locks.setdefault(competition_id, threading.Lock()):
            kept = self._kept.setdefault(competition_id, [])
            newest = kept[-1] if kept else None
            try:
                board = self._read(competition_id, newest)
            except DBAPIError:
                if newest is None:
                    raise
                log.warning("the database is away; the board of revision %s stays", newest.revision)
                return newest
            if board is not newest:
                kept.append(board)
                del kept[:-KEPT_BOARDS]
            return board

    def at(self, competition_id: int, revision: int) -> Board:
        """The board at `revision` if it is still at hand, else the newest."""
        for board in reversed(self._kept.get(competition_id, [])):
            if board.revision == revision:
                return board
        return self.latest(competition_id)

    def _read(self, competition_id: int, newest: Board | None) -> Board:
        """Bring `newest` up to date by the ledger's new rows; a new structure is read whole.

        Even then the marks are not read again where the same entries are judged by the same judges
        on the same criteria: a locked sheet or a new weight must not cost a million marks.
        """
        now = datetime.now(UTC)
        with reading(self.engine) as session:
            heads = read_heads(session)
            head = heads.get(competition_id)
            if head is None:
                raise LookupError(f"no competition {competition_id}")
            editions = self._all_editions(session, heads)
            if newest and newest.editions != editions:
                newest = replace(newest, editions=editions)
            if newest and newest.revision == head.revision:
                return newest
            held = None
            if newest and newest.revision < head.revision:
                events = events_after(session, competition_id, newest.revision)
                held = newest.advanced(events, head.revision, now)
            if newest and held and head.structure_revision <= newest.revision:
                return held
            structure = read_structure(session, competition_id)
            board = lay_out(
                structure, head.revision, now, held, lambda: read_scores(session, competition_id)
            )
            recent = last_events(session, competition_id, recent_length(board.stages))
            alike = newest if newest and newest.is_laid_out_like(board) else None
            since = sheet_times(session, competition_id, alike.revision if alike else 0)
            touched = lay_out_times(board, since, alike.touched if alike else ())
            return replace(board, recent=tuple(recent), touched=touched, editions=editions)

    def _all_editions(self, session: Session, heads: dict[int, Head]) -> tuple[EditionRow, ...]:
        """The participation in all competitions, read anew once the structure of any changed."""
        known = {key: head.structure_revision for key, head in heads.items()}
        if self._editions[0] != known:
            self._editions = (known, read_editions(session))
        return self._editions[1]


def lay_out(
    structure: Structure,
    revision: int,
    now: datetime,
    held: Board | None,
    read: Callable[[], Scores],
) -> Board:
    """A board of this structure.

    The marks of a stage are those of `held`, a board of the same revision but an older structure,
    where the same entries, criteria and judges stand in the same places; else all are `read`.
    """
    bare = Board(structure, revision, now, (), (), ())
    scores = cache(read)
    same_entries = held is not None and held.entry_of == bare.entry_of
    stages, all_axes = [], []
    for index, stage in enumerate(structure.stages):
        rows = [row for row in structure.criteria if row.stage_id == stage.id]
        axes = axes_of(structure, stage.id)
        if held and same_entries and axes in held.axes:
            values = held.stages[held.axes.index(axes)].marks.values
        else:
            values = place(scores(), bare, axes)
        criteria = tuple(Criterion(row.code, row.name, row.weight, row.maximum) for row in rows)
        marks = Marks(values, *who_is_due(bare, index, axes))
        scored = score_stage(marks, criteria, bare.settings)
        stages.append(JudgedStage(stage.name, stage.weight, criteria, marks, scored))
        all_axes.append(axes)
    return replace(bare, stages=tuple(stages), axes=tuple(all_axes))


def axes_of(structure: Structure, stage: int) -> Axes:
    """The criteria of a stage by position, and the judges of its panel in listed order."""
    seats = {row.judge_id for row in structure.panel if row.stage_id == stage}
    criteria = (row.id for row in structure.criteria if row.stage_id == stage)
    judges = (row.id for row in structure.judges if row.id in seats)
    return Axes(
        {key: column for column, key in enumerate(criteria)},
        {key: seat for seat, key in enumerate(judges)},
    )


def who_is_due(board: Board, stage: int, axes: Axes) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Who takes part in a stage, and whom each judge is to judge; see `Marks`."""
    submissions = board.structure.submissions
    entered = np.zeros(len(submissions), dtype=bool)
    present = [entry for entry, slot in board.slots[stage].items() if slot.status != "absent"]
    entered[present] = True
    entered &= np.array([row.status in STANDING for row in submissions], dtype=bool)
    due = np.repeat(entered[:, None], len(axes.judges), axis=1)
    for row in board.structure.recusals:
        if row.judge_id in axes.judges:
            due[board.entry_of[row.submission_id], axes.judges[row.judge_id]] = False
    return entered, due


def place(scores: Scores, board: Board, axes: Axes) -> Integers:
    """The marks of one stage as `[entry, criterion, judge]`."""
    shape = len(board.structure.submissions), len(axes.criteria), len(axes.judges)
    values = np.full(shape, MISSING, dtype=np.int64)
    entry = positions(board.entry_of, scores.submission_id)
    column = positions(axes.criteria, scores.criterion_id)
    seat = positions(axes.judges, scores.judge_id)
    known = (entry >= 0) & (column >= 0) & (seat >= 0)
    values[entry[known], column[known], seat[known]] = scores.value[known]
    return values


def lay_out_times(
    board: Board, times: SheetTimes, held: Sequence[Integers] = ()
) -> tuple[Integers, ...]:
    """When each sheet last changed, as `Board.touched`: what was `held`, and `times` since."""
    entry = positions(board.entry_of, times.submission_id)
    laid = []
    for index, (stage, axes) in enumerate(zip(board.structure.stages, board.axes, strict=True)):
        seat = positions(axes.judges, times.judge_id)
        mine = (entry >= 0) & (seat >= 0) & (times.stage_id == stage.id)
        shape = (len(board.entry_of), len(axes.judges))
        at = held[index].copy() if held else np.zeros(shape, dtype=np.int64)
        np.maximum.at(at, (entry[mine], seat[mine]), times.at[mine])
        laid.append(at)
    return tuple(laid)


def positions(index: dict[int, int], wanted: Integers) -> Integers:
    """What `index` says of each of `wanted`, counted from 0 in its own order; -1 for the others."""
    if not index:
        return np.full(len(wanted), -1, dtype=np.int64)
    keys = np.fromiter(index, dtype=np.int64)
    order = np.argsort(keys)
    at = np.searchsorted(keys, wanted, sorter=order).clip(max=len(keys) - 1)
    found = order[at]
    return np.where(keys[found] == wanted, found, -1)
