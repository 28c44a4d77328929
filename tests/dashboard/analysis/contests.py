"""Whole boards of drawn stages, the same contest in the oracle's terms, and with other weights."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations, pairwise

from hypothesis import strategies as st

from dashboard.analysis.scoring import score_stage
from dashboard.analysis.standings import JudgedStage, Standings, board_of
from tests.dashboard.analysis import oracle
from tests.dashboard.analysis.drawn import arrays, rules, settings_of, stages
from tests.dashboard.analysis.oracle import Row, Rules, Stage

FEW_BLANKS = st.sampled_from((0, 0, 2, 10))
ANY_RULES = rules()
TIE_BREAKS = st.sampled_from(("criteria", "none", "K1"))


@dataclass(frozen=True)
class Contest:
    """Stages with their weights (one stage needs none), the rules, and what settles ties."""

    stages: tuple[Stage, ...]
    weights: tuple[int, ...]
    rules: Rules
    tie_break: str

    def board(self) -> Standings:
        """The contest as the code scores it."""
        judged = []
        for stage, weight in zip(self.stages, self.weights, strict=True):
            marks, criteria = arrays(stage)
            scores = score_stage(marks, criteria, settings_of(self.rules))
            judged.append(JudgedStage("", weight, criteria, marks, scores))
        return board_of(judged, settings_of(self.rules), self.tie_break)

    def reweighted(self, weights: Sequence[int]) -> "Contest":
        """The contest with other weights of its criteria, stage after stage."""
        left = list(weights)
        new = []
        for stage in self.stages:
            own = [left.pop(0) for _ in stage.criteria]
            pairs = zip(own, stage.criteria, strict=True)
            criteria = tuple((weight, maximum) for weight, (_, maximum) in pairs)
            new.append(replace(stage, criteria=criteria))
        return replace(self, stages=tuple(new))

    def rows(self) -> list[list[Row]]:
        """What every entry's marks come to, by stage, says the oracle."""
        return [oracle.score(stage, self.rules)[0] for stage in self.stages]

    def panel(self, rows: Sequence[Sequence[Row]], entry: int) -> list[Fraction | None]:
        """An entry's value on every criterion."""
        return [value for stage in rows for value in stage[entry].panel]

    def results(self) -> list[tuple[Fraction | None, bool]]:
        """Total and completeness of every entry."""
        rows = self.rows()
        parts = [
            (own, stage.entered, weight)
            for own, stage, weight in zip(rows, self.stages, self.weights, strict=True)
        ]
        return oracle.combine_stages(parts, self.rules)

    def places(self) -> list[int]:
        """The place of every entry, 0 for those who have none."""
        rows, results = self.rows(), self.results()
        panels = [self.panel(rows, entry) for entry in range(len(results))]
        codes = [f"K{at}" for stage in self.stages for at in range(len(stage.criteria))]
        columns = {"criteria": list(range(len(codes))), "none": []}.get(
            self.tie_break, [codes.index(self.tie_break)] if self.tie_break in codes else []
        )
        return oracle.rank(
            [total or Fraction(0) for total, _ in results],
            [complete for _, complete in results],
            [[panel[column] or Fraction(0) for panel in panels] for column in columns],
        )[1]

    def winners(self) -> tuple[int, ...]:
        """The entries in first place."""
        return tuple(entry for entry, place in enumerate(self.places()) if place == 1)


def with_share(contest: Contest, column: int, share: Fraction) -> Contest:
    """The contest where one criterion has a share of its stage, the others in proportion."""
    weights: list[int] = []
    for stage in contest.stages:
        own = [weight for weight, _ in stage.criteria]
        at = column - len(weights)
        if 0 <= at < len(own):
            rest = sum(own) - own[at]
            parts = [(1 - share) * Fraction(weight, rest) for weight in own]
            parts[at] = share
            scale = 1
            for part in parts:
                scale *= part.denominator
            own = [int(part * scale) for part in parts]
        weights += own
    return contest.reweighted(weights)


def movable(contest: Contest) -> Iterator[tuple[int, int, int]]:
    """Every criterion that does not have all the weight of its stage: column, weight, sum."""
    column = 0
    for stage in contest.stages:
        whole = sum(weight for weight, _ in stage.criteria)
        for weight, _ in stage.criteria:
            if weight != whole:
                yield column, weight, whole
            column += 1


def totals_at(contest: Contest, column: int, share: Fraction) -> list[Fraction]:
    results = with_share(contest, column, share).results()
    return [total for total, complete in results if complete and total is not None]


def first_change(
    contest: Contest, column: int, now: Fraction, *, rises: bool
) -> tuple[Fraction, bool] | None:
    """Where the winner changes first, and whether at that share itself, by looking everywhere.

    Totals are straight lines over the share, so between two shares where any two of them cross
    nothing changes: all crossings and one share between each two of them are looked at.
    """
    low, high = (totals_at(contest, column, Fraction(end)) for end in (0, 1))
    leads = [(a - b, c - d) for (a, c), (b, d) in combinations(zip(low, high, strict=True), 2)]
    crossings = {a / (a - c) for a, c in leads if a != c}
    edge = Fraction(int(rises))
    marks = sorted({now, edge, *(share for share in crossings if 0 <= share <= 1)})
    marks = [share for share in marks if (now <= share if rises else share <= now)]
    if not rises:
        marks.reverse()
    official = contest.winners()
    for before, mark in pairwise(marks):
        if with_share(contest, column, (before + mark) / 2).winners() != official:
            return before, False
        if with_share(contest, column, mark).winners() != official:
            return mark, True
    return None


@st.composite
def contests(
    draw: st.DrawFn,
    by: st.SearchStrategy[Rules] = ANY_RULES,
    most_entries: int = 5,
) -> Contest:
    """A contest of one or two stages; few blanks, so that most entries are complete."""
    entries = st.just(draw(st.integers(2, most_entries)))
    judges = st.integers(1, 4)
    count = draw(st.sampled_from((1, 1, 2)))
    drawn = tuple(
        draw(stages(entries=entries, judges=judges, blanks=FEW_BLANKS)) for _ in range(count)
    )
    weights = tuple(draw(st.integers(1, 3)) for _ in drawn)
    return Contest(drawn, weights, draw(by), draw(TIE_BREAKS))
