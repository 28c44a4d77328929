"""All that a screen shows of a competition, at one revision."""

import threading
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any, TypeVar

import numpy as np

from dashboard.analysis.marks import MISSING, Marks
from dashboard.analysis.ranking import Ranking
from dashboard.analysis.scoring import Settings, score_stage
from dashboard.analysis.standings import JudgedStage, Standings, board_of
from db.ledger import Event
from db.rows import CompetitionRow, EditionRow, EntryRow, Integers, Structure, SubmissionRow

T = TypeVar("T")

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def milliseconds(at: datetime | None) -> int | None:
    """Whole milliseconds since 1970, as browsers count; exact, whatever the size."""
    return None if at is None else (at - EPOCH) // timedelta(milliseconds=1)


@dataclass(frozen=True)
class Axes:
    """Where the database's keys stand in a stage's arrays."""

    criteria: dict[int, int]
    judges: dict[int, int]


@dataclass(frozen=True)
class Board:
    """A competition at one revision. Entries are indexed as `structure.submissions` lists them.

    `stages` are in the order of the structure's stages, `axes` beside them. `recent` are the newest
    changes of scores, as many as one entry gets marks. `touched` tells, by stage, when each sheet
    last changed: [entry, seat], in milliseconds since 1970, 0 for never. `editions` tells the
    participation in all competitions. What is derived from a board is computed once and kept with
    it, whatever the number of screens.
    """

    structure: Structure
    revision: int
    read_at: datetime
    stages: tuple[JudgedStage, ...]
    axes: tuple[Axes, ...]
    recent: tuple[Event, ...]
    touched: tuple[Integers, ...] = ()
    editions: tuple[EditionRow, ...] = ()
    _made: dict[Hashable, Any] = field(default_factory=dict, init=False, compare=False)
    _making: Any = field(default_factory=threading.RLock, init=False, compare=False)

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` returns, made at the first call with this key and shared by all screens."""
        with self._making:
            if key not in self._made:
                self._made[key] = make()
            made: T = self._made[key]
            return made

    @property
    def competition(self) -> CompetitionRow:
        """The competition and its rules."""
        return self.structure.competition

    @property
    def settings(self) -> Settings:
        """The scoring rules in force."""
        rules = self.competition
        return Settings(
            rules.method,
            rules.level,
            rules.trim,
            rules.rounding,
            rules.rounding_mode,
            rules.decimals,
        )

    @property
    def newest_score_at(self) -> datetime | None:
        """When the newest score was given."""
        return self.recent[-1].at if self.recent else self.structure.newest_score_at

    @property
    def is_final(self) -> bool:
        """Whether the final result was set down, and no score has changed since."""
        final = self.structure.final_revision
        return final is not None and not any(event.revision > final for event in self.recent)

    @cached_property
    def entry_of(self) -> dict[int, int]:
        """Entry index by submission id."""
        return {row.id: index for index, row in enumerate(self.structure.submissions)}

    @cached_property
    def unit_of(self) -> dict[int, Any]:
        """Unit by id."""
        return {unit.id: unit for unit in self.structure.units}

    @cached_property
    def slots(self) -> tuple[dict[int, EntryRow], ...]:
        """Per stage: the running order, by entry index."""
        by_stage: dict[int, dict[int, EntryRow]] = {s.id: {} for s in self.structure.stages}
        for row in self.structure.entries:
            by_stage[row.stage_id][self.entry_of[row.submission_id]] = row
        return tuple(by_stage.values())

    def submission(self, entry: int) -> SubmissionRow:
        """The submission of an entry index."""
        return self.structure.submissions[entry]

    def standings(self, stage: int | None = None) -> Standings:
        """The board of one stage, or the competition's result.

        The result combines the weighted stages. Where no stage has a weight, each is a contest of
        its own, and the result is the board of the last one that anybody takes part in.
        """
        return self.once(("standings", stage), lambda: self._standings(stage))

    def _standings(self, stage: int | None) -> Standings:
        stages = self.stages
        if stage is not None:
            stages = (stages[stage],)
        elif not any(judged.weight for judged in stages):
            begun = [judged for judged in stages if judged.marks.entered.any()]
            stages = tuple(begun[-1:]) or stages[:1] or (no_stage(self),)
        return board_of(stages, self.settings, self.competition.tie_break)

    def stages_of(self, standings: Standings) -> list[tuple[int, JudgedStage]]:
        """The stages that a board of this competition is made of, with their index here."""
        chosen = {id(stage) for stage in standings.stages}
        return [(i, stage) for i, stage in enumerate(self.stages) if id(stage) in chosen]

    def places_before(self, stage: int | None = None) -> Ranking:
        """The places before the newest marks, as many as one entry gets: what movement is against.

        Counted in marks and not in minutes, so that the same ledger gives the same arrows on every
        screen and at every speed.
        """
        return self.once(("before", stage), lambda: self._before()._standings(stage).ranking)

    def _before(self) -> "Board":
        """The board with the recent changes undone."""
        undone = [(e.submission_id, e.judge_id, e.criterion_id, e.old) for e in self.recent[::-1]]
        return self.remarked(undone) or self

    def remarked(self, changes: Sequence[tuple[int, int, int, int | None]]) -> "Board | None":
        """The board after changes of (submission, judge, criterion, value); the last one counts.

        None if a change speaks of something that this board does not know.
        """
        touched: list[dict[int, Any]] = [{} for _ in self.stages]
        for submission, judge, criterion, value in changes:
            entry = self.entry_of.get(submission)
            for axes, rows, stage in zip(self.axes, touched, self.stages, strict=True):
                column = axes.criteria.get(criterion)
                if column is None:
                    continue
                if entry is None:
                    return None
                if (seat := axes.judges.get(judge)) is not None:
                    marks = rows.setdefault(entry, stage.marks.values[entry].copy())
                    marks[column, seat] = MISSING if value is None else value
                break
            else:
                return None
        stages = tuple(
            stage.remarked(
                np.fromiter(rows, dtype=np.int64), np.stack(list(rows.values())), self.settings
            )
            if rows
            else stage
            for stage, rows in zip(self.stages, touched, strict=True)
        )
        return self._with(stages=stages)

    def _with(self, **changes: Any) -> "Board":
        """This board with some changes; what depends on the structure alone is carried over."""
        board = replace(self, **changes)
        for name in ("entry_of", "unit_of", "slots"):
            if name in self.__dict__:
                board.__dict__[name] = self.__dict__[name]
        return board

    def advanced(self, events: Sequence[Event], revision: int, now: datetime) -> "Board | None":
        """The board after the ledger's next events; None if it must be read anew."""
        changes = [(e.submission_id, e.judge_id, e.criterion_id, e.new) for e in events]
        board = self.remarked(changes)
        if board is None:
            return None
        recent = (*self.recent, *events)[-recent_length(self.stages) :]
        touched = self._touched_after(events)
        return board._with(revision=revision, read_at=now, recent=recent, touched=touched)

    def is_laid_out_like(self, other: "Board") -> bool:
        """Whether the same entry, criterion and judge stand in the same place of both."""
        return (self.entry_of, self.axes) == (other.entry_of, other.axes)

    def _touched_after(self, events: Sequence[Event]) -> tuple[Integers, ...]:
        touched = [at.copy() for at in self.touched]
        for event in events:
            for axes, at in zip(self.axes, touched, strict=True):
                if event.criterion_id in axes.criteria and event.judge_id in axes.judges:
                    place = self.entry_of[event.submission_id], axes.judges[event.judge_id]
                    at[place] = max(at[place], (event.at - EPOCH) // timedelta(milliseconds=1))
        return tuple(touched)


def recent_length(stages: Sequence[JudgedStage]) -> int:
    """How many marks one entry gets: the largest of the stages' criteria × judges, at least 1."""
    return max((stage.marks.values[0:1].size for stage in stages), default=0) or 1


def no_stage(board: Board) -> JudgedStage:
    """What stands for the stages of a competition that has none yet: nobody judges by nothing."""
    entries = len(board.structure.submissions)
    marks = Marks(
        np.zeros((entries, 0, 0), dtype=np.int64),
        np.zeros(entries, dtype=bool),
        np.zeros((entries, 0), dtype=bool),
    )
    return JudgedStage("", None, (), marks, score_stage(marks, (), board.settings))
