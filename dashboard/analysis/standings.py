"""A board: the places of complete entries, and below them who is on the way, waiting, or out.

Places go to complete entries only. Entries judged in part stand below with their mean so far; the
provisional order ranks both together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dashboard.analysis.exact import Exact, lcm_of
from dashboard.analysis.marks import Criterion, Marks
from dashboard.analysis.ranking import NOT_TIED, Ranking, digits_to_show, rank
from dashboard.analysis.scoring import Scores, Settings, StageResult, combine_stages, score_stage


@dataclass(frozen=True)
class JudgedStage:
    """A stage with its marks and what they come to; `weight` in hundredths, None: beside."""

    name: str
    weight: int | None
    criteria: tuple[Criterion, ...]
    marks: Marks
    scores: Scores

    def remarked(
        self, rows: NDArray[np.int64], values: NDArray[np.int64], settings: Settings
    ) -> "JudgedStage":
        """The stage after the marks of the entries `rows` became `values`."""
        marks = self.marks.replaced(rows, values)
        scores = score_stage(marks, self.criteria, settings, self.scores, rows)
        return JudgedStage(self.name, self.weight, self.criteria, marks, scores)


@dataclass(frozen=True)
class Standings:
    """One board over all entries of a competition, by entry index; see `Ranking` and `Scores`.

    `criteria` and the columns of `panel` are those of all its stages in order; `shares` are the
    parts of 1 that each criterion has in the total; `chain` lists the columns that settle ties, in
    order. `stages` are the stages it is made of.
    """

    stages: tuple[JudgedStage, ...]
    criteria: tuple[Criterion, ...]
    shares: tuple[tuple[int, int], ...]
    chain: tuple[int, ...]
    panel: Exact
    panel_known: NDArray[np.bool_]
    total: Exact
    scored: NDArray[np.bool_]
    complete: NDArray[np.bool_]
    entered: NDArray[np.bool_]
    sheets_in: NDArray[np.int64]
    sheets_due: NDArray[np.int64]
    ranking: Ranking
    decimals: int

    @cached_property
    def provisional(self) -> Ranking:
        """The order of all who have any score, complete or not."""
        return rank(self.total, self.scored & self.entered, self.tie_keys)

    @cached_property
    def tie_keys(self) -> list[Exact]:
        """What settles ties, in the order of the chain; a criterion not scored yet comes last."""
        below = int(self.panel.numerators.min(initial=0)) - 1
        known = np.where(self.panel_known, self.panel.numerators, below)
        return [Exact(known[:, column], self.panel.denominator) for column in self.chain]

    @cached_property
    def partial(self) -> NDArray[np.int64]:
        """Entries judged in part, by their mean so far."""
        order = self.provisional.order
        return order[~self.complete[order]]

    @cached_property
    def waiting(self) -> NDArray[np.int64]:
        """Entries that take part and have no score yet."""
        return np.flatnonzero(self.entered & ~self.scored)

    @cached_property
    def out(self) -> NDArray[np.int64]:
        """Entries that stayed away, withdrew or were disqualified."""
        return np.flatnonzero(~self.entered)

    @cached_property
    def digits(self) -> NDArray[np.int64]:
        """[entry]: decimals that each total needs, so that different totals never print alike."""
        return np.maximum(
            digits_to_show(self.total, self.ranking.order, self.decimals),
            digits_to_show(self.total, self.provisional.order, self.decimals),
        )

    @cached_property
    def contributions(self) -> NDArray[np.float64]:
        """[entry, criterion]: points that each criterion adds to the total, for pictures."""
        maxima = np.array([criterion.maximum for criterion in self.criteria]) / 100
        parts = np.array([top / bottom for top, bottom in self.shares])
        points: NDArray[np.float64] = self.panel.floats() / maxima * 100 * parts
        return points

    def is_shared(self, entry: int) -> bool:
        """Whether the whole chain left another entry on the same place."""
        place = self.ranking.place
        return bool(place[entry]) and int((place == place[entry]).sum()) > 1

    def tie_step(self, entry: int) -> int | None:
        """The column that settled the entry's tie; None: no tie, or nothing settled it."""
        step = int(self.ranking.decided_by[entry])
        return self.chain[step] if NOT_TIED < step < len(self.chain) else None


def tie_chain(tie_break: str, codes: Sequence[str]) -> tuple[int, ...]:
    """The columns named by a competition's `tie_break`: codes in order, "criteria", or "none"."""
    words = [word.strip() for word in tie_break.replace(";", ",").split(",") if word.strip()]
    if words == ["criteria"]:
        return tuple(range(len(codes)))
    return tuple(codes.index(word) for word in words if word in codes)


def board_of(stages: Sequence[JudgedStage], settings: Settings, tie_break: str) -> Standings:
    """The board of one stage, or of several combined by their weights (see `combine_stages`)."""
    if len(stages) == 1:
        weighted = [(stages[0], 1)]
    else:
        weighted = [(stage, stage.weight) for stage in stages if stage.weight]
    results = [StageResult(stage.scores, stage.marks.entered, weight) for stage, weight in weighted]
    total, scored, complete = combine_stages(results, settings)
    kept = tuple(stage for stage, _ in weighted)
    criteria = tuple(criterion for stage in kept for criterion in stage.criteria)
    common = lcm_of(stage.scores.panel.denominator for stage in kept)
    panel = Exact(
        np.concatenate([stage.scores.panel.over(common) for stage in kept], axis=1), common
    )
    chain = tie_chain(tie_break, [criterion.code for criterion in criteria])
    return Standings(
        stages=kept,
        criteria=criteria,
        shares=shares_of(weighted),
        chain=chain,
        panel=panel,
        panel_known=np.concatenate([stage.scores.panel_known for stage in kept], axis=1),
        total=total,
        scored=scored,
        complete=complete,
        entered=np.any([stage.marks.entered for stage in kept], axis=0),
        sheets_in=np.sum([stage.marks.sheets_in for stage in kept], axis=0),
        sheets_due=np.sum([stage.marks.sheets_due for stage in kept], axis=0),
        ranking=rank(total, complete, [panel[:, column] for column in chain]),
        decimals=settings.decimals,
    )


def shares_of(weighted: Sequence[tuple[JudgedStage, int]]) -> tuple[tuple[int, int], ...]:
    """Each criterion's part of the total, as (numerator, denominator)."""
    all_stages = sum(weight for _, weight in weighted)
    return tuple(
        (criterion.weight * weight, max(all_stages * sum(c.weight for c in stage.criteria), 1))
        for stage, weight in weighted
        for criterion in stage.criteria
    )


def movement(now: Ranking, before: Ranking) -> NDArray[np.int64]:
    """[entry]: places gained (above 0) or lost since `before`; 0 where either place is missing."""
    both = (now.place > 0) & (before.place > 0)
    return np.where(both, before.place - now.place, 0)
