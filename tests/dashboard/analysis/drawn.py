"""Stages drawn at random, and the way from the oracle's terms to the code's and back."""

from collections.abc import Sequence
from dataclasses import asdict
from fractions import Fraction

import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from dashboard.analysis.marks import MISSING, Criterion, Marks
from dashboard.analysis.scoring import Scores, Settings, score_stage
from tests.dashboard.analysis import oracle
from tests.dashboard.analysis.oracle import Rules, Stage

EXACT_METHODS = ("mean", "trimmed_mean", "median")
LEVELS = ("criterion", "sheet")
PRIMES = (9973, 9967, 9949, 9941, 9931, 9929)
"""Maxima in hundredths whose common multiple does not fit in int64."""
ONE_TO_THREE = st.integers(1, 3)
ONE_TO_FOUR = st.integers(1, 4)
ONE_TO_FIVE = st.integers(1, 5)
WEIGHTS = st.sampled_from((0, 10, 14, 20, 30, 50, 1000, 1500, 3333))
BLANKS = st.sampled_from((0, 0, 10, 40))
MAXIMA = st.sampled_from((500, 1000, 10000, 700, 333, 1))


def quick(examples: int) -> settings:
    """A profile for drawn tests; slow cores need no deadline."""
    return settings(
        max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )


def arrays(stage: Stage) -> tuple[Marks, tuple[Criterion, ...]]:
    """The stage as the code takes it."""
    values = np.full((stage.entries, len(stage.criteria), stage.judges), MISSING)
    for where, mark in stage.marks.items():
        values[where] = mark
    due = np.zeros((stage.entries, stage.judges), dtype=bool)
    for place in stage.due:
        due[place] = True
    entered = np.array([entry in stage.entered for entry in range(stage.entries)], dtype=bool)
    criteria = tuple(
        Criterion(f"K{number}", f"Criterion {number}", weight, maximum)
        for number, (weight, maximum) in enumerate(stage.criteria)
    )
    return Marks(values, entered, due), criteria


def settings_of(by: Rules) -> Settings:
    return Settings(**asdict(by))


def scores_of(stage: Stage, by: Rules) -> Scores:
    marks, criteria = arrays(stage)
    return score_stage(marks, criteria, settings_of(by))


def totals_of(scores: Scores) -> list[Fraction | None]:
    return [
        scores.total.fraction(entry) if scores.scored[entry] else None
        for entry in range(len(scores.scored))
    ]


def panel_of(scores: Scores) -> list[list[Fraction | None]]:
    return [
        [
            scores.panel.fraction(entry, kind) if scores.panel_known[entry, kind] else None
            for kind in range(scores.panel_known.shape[1])
        ]
        for entry in range(scores.panel_known.shape[0])
    ]


def everything(scores: Scores) -> tuple[object, ...]:
    """What two equal results have in common, whatever their denominators and types."""
    return panel_of(scores), totals_of(scores), scores.complete.tolist(), scores.too_thin


def expected(stage: Stage, by: Rules) -> tuple[object, ...]:
    """What `everything` must be, says the oracle."""
    rows, thin = oracle.score(stage, by)
    return (
        [row.panel for row in rows],
        [row.total for row in rows],
        [row.complete for row in rows],
        tuple(sorted(thin)),
    )


def near(found: Sequence[Fraction | None], wanted: Sequence[Fraction | None]) -> bool:
    """Equal to 1e-6, and no score in the same places."""
    return [value is None for value in found] == [value is None for value in wanted] and all(
        abs(a - b) < Fraction(1, 10**6)
        for a, b in zip(found, wanted, strict=True)
        if a is not None and b is not None
    )


def rules(methods: tuple[str, ...] = EXACT_METHODS) -> st.SearchStrategy[Rules]:
    return st.builds(
        Rules,
        st.sampled_from(methods),
        st.sampled_from(LEVELS),
        st.integers(0, 2),
        st.sampled_from(("exact", "criterion", "total")),
        st.sampled_from(("half_up", "half_even")),
        st.integers(0, 3),
    )


@st.composite
def stages(
    draw: st.DrawFn,
    entries: st.SearchStrategy[int] = ONE_TO_FOUR,
    judges: st.SearchStrategy[int] = ONE_TO_FIVE,
    weights: st.SearchStrategy[int] = WEIGHTS,
    maxima: st.SearchStrategy[int] = MAXIMA,
    kinds: st.SearchStrategy[int] = ONE_TO_THREE,
    blanks: st.SearchStrategy[int] = BLANKS,
) -> Stage:
    """A stage with blanks (in percent), recusals, marks not due, entries that stay away.

    Marks crowd on a few values, so that ties are frequent; a few are below zero (deductions).
    """
    count, panel, number = draw(entries), draw(judges), draw(kinds)
    criteria = draw(st.lists(st.tuples(weights, maxima), min_size=number, max_size=number))
    absent = draw(st.sets(st.integers(0, count - 1), max_size=1)) if draw(st.booleans()) else set()
    pairs = [(entry, judge) for entry in range(count) for judge in range(panel)]
    recused = draw(st.sets(st.sampled_from(pairs), max_size=2))
    marks, blank = {}, draw(blanks)
    for entry, judge in pairs:
        for criterion, (_, maximum) in enumerate(criteria):
            pick = draw(st.integers(0, 2**21))
            if pick % 100 >= blank:
                few = (0, maximum, maximum // 2, maximum * 3 // 10, -maximum // 3)
                some = pick // 100
                marks[entry, criterion, judge] = (
                    few[some // 2 % 5] if some % 2 else some % (maximum + 1)
                )
    due = frozenset(pair for pair in pairs if pair not in recused and pair[0] not in absent)
    return Stage(tuple(criteria), count, panel, marks, due, frozenset(set(range(count)) - absent))


def full_stages() -> st.SearchStrategy[Stage]:
    """Stages with marks enough to be standardised, most of the time."""
    return stages(
        entries=st.integers(6, 8),
        judges=ONE_TO_THREE,
        maxima=st.sampled_from((333, 500, 10000)),
        kinds=st.integers(1, 2),
        blanks=st.sampled_from((0, 0, 3, 20)),
    )


def huge_stages() -> st.SearchStrategy[Stage]:
    """Stages whose common denominators leave int64."""
    return stages(
        entries=ONE_TO_THREE,
        kinds=st.integers(3, 6),
        weights=st.sampled_from((0, 1, 2**62, 2**62 - 1, 2**61 - 1, 10**12 + 39)),
        maxima=st.sampled_from(PRIMES),
    )
