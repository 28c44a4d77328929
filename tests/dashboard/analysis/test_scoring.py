"""From marks to exact scores: hand-worked cases, and everything else against the oracle."""

from dataclasses import replace
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.analysis.marks import MISSING, Criterion, Marks
from dashboard.analysis.ranking import rank
from dashboard.analysis.scoring import (
    METHODS,
    StageResult,
    coefficients,
    combine_stages,
    score_stage,
)
from tests.dashboard.analysis import oracle
from tests.dashboard.analysis.cases import Case, hand_worked
from tests.dashboard.analysis.drawn import (
    EXACT_METHODS,
    LEVELS,
    arrays,
    everything,
    expected,
    full_stages,
    near,
    panel_of,
    quick,
    rules,
    scores_of,
    settings_of,
    stages,
    totals_of,
)
from tests.dashboard.analysis.oracle import Rules, Stage

CASES = hand_worked()


def test_every_method_has_hand_worked_cases_at_both_levels() -> None:
    assert {(case.rules.method, case.rules.level) for case in CASES} == set(
        product(METHODS, LEVELS)
    )


def test_every_way_to_round_has_a_hand_worked_case() -> None:
    ways = {(case.rules.rounding, case.rules.rounding_mode) for case in CASES}
    assert ways - {("exact", "half_up")} == set(
        product(("criterion", "total"), ("half_up", "half_even"))
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rules.method}: {case.title}")
def test_a_hand_worked_case_comes_out_as_worked(case: Case) -> None:
    scores = scores_of(case.stage, case.rules)
    wanted = [None if total == "-" else Fraction(total) for total in case.totals]
    places = rank(scores.total, scores.complete, []).place
    assert totals_of(scores) == wanted
    assert tuple(places.tolist()) == case.places


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rules.method}: {case.title}")
def test_the_oracle_agrees_with_a_hand_worked_case(case: Case) -> None:
    rows, _ = oracle.score(case.stage, case.rules)
    wanted = [None if total == "-" else Fraction(total) for total in case.totals]
    assert near([row.total for row in rows], wanted)
    assert [row.complete for row in rows] == [place > 0 for place in case.places]


@quick(250)
@given(stages(), rules())
def test_scores_equal_the_oracle(stage: Stage, by: Rules) -> None:
    assert everything(scores_of(stage, by)) == expected(stage, by)


@quick(60)
@given(full_stages(), rules(("standardised",)))
def test_standardised_scores_are_near_the_oracle(stage: Stage, by: Rules) -> None:
    by = replace(by, rounding="exact")
    scores = scores_of(stage, by)
    rows, thin = oracle.score(stage, by)
    assert scores.too_thin == tuple(sorted(thin))
    assert near(totals_of(scores), [row.total for row in rows])
    assert all(near(panel_of(scores)[at], row.panel) for at, row in enumerate(rows))
    assert scores.complete.tolist() == [row.complete for row in rows]


@quick(30)
@given(full_stages())
def test_standardised_panels_are_whole_billionths_of_a_point(stage: Stage) -> None:
    by = Rules("standardised")
    scores = scores_of(stage, by)
    if not scores.too_thin:
        values = [value for row in panel_of(scores) for value in row if value is not None]
        assert [(value * 10**9).denominator for value in values] == [1] * len(values)


@quick(40)
@given(full_stages(), rules(tuple(METHODS)))
def test_rounding_at_the_total_rounds_the_exact_total(stage: Stage, by: Rules) -> None:
    exact = totals_of(scores_of(stage, replace(by, rounding="exact")))
    assert totals_of(scores_of(stage, replace(by, rounding="total"))) == [
        None if total is None else oracle.rounded(total, by.decimals, by.rounding_mode)
        for total in exact
    ]


@quick(60)
@given(st.data(), rules())
def test_several_stages_equal_the_oracle(data: st.DataObject, by: Rules) -> None:
    count = data.draw(st.integers(1, 4))
    drawn = data.draw(st.lists(stages(entries=st.just(count)), min_size=1, max_size=3))
    weight = st.sampled_from((None, 0, 10, 30, 6000, 3333))
    weights = [10, *(data.draw(weight) for _ in drawn[1:])]
    results, rows = [], []
    for stage, share in zip(drawn, weights, strict=True):
        marks, criteria = arrays(stage)
        scores = score_stage(marks, criteria, settings_of(by))
        results.append(StageResult(scores, marks.entered, share))
        rows.append((oracle.score(stage, by)[0], stage.entered, share))
    total, known, complete = combine_stages(results, settings_of(by))
    wanted = oracle.combine_stages(rows, by)
    found = [total.fraction(entry) if known[entry] else None for entry in range(count)]
    assert found == [value for value, _ in wanted]
    assert complete.tolist() == [done for _, done in wanted]


@quick(120)
@given(st.data(), rules(tuple(METHODS)))
def test_scoring_what_changed_equals_scoring_everything(data: st.DataObject, by: Rules) -> None:
    stage = data.draw(full_stages() if by.method == "standardised" else stages())
    marks, criteria = arrays(stage)
    scores = score_stage(marks, criteria, settings_of(by))
    for _ in range(2):
        touched = data.draw(st.sets(st.integers(0, stage.entries - 1)))
        rows = np.array(sorted(touched), dtype=np.int64)
        values = marks.values[rows]
        mark = st.one_of(st.just(MISSING), st.integers(0, 500))
        for where in np.ndindex(values.shape):
            if data.draw(st.booleans()):
                values[where] = data.draw(mark)
        marks = marks.replaced(rows, values)
        scores = score_stage(marks, criteria, settings_of(by), before=scores, touched=rows)
        anew = Marks(marks.values.copy(), marks.entered, marks.due)
        assert everything(scores) == everything(score_stage(anew, criteria, settings_of(by)))


@quick(60)
@given(st.data(), rules())
def test_the_order_of_entries_judges_and_criteria_is_of_no_importance(
    data: st.DataObject, by: Rules
) -> None:
    stage = data.draw(stages())
    entries = data.draw(st.permutations(range(stage.entries)))
    judges = data.draw(st.permutations(range(stage.judges)))
    kinds = data.draw(st.permutations(range(len(stage.criteria))))
    marks, criteria = arrays(stage)
    moved = Marks(
        marks.values[np.ix_(entries, kinds, judges)],
        marks.entered[entries],
        marks.due[np.ix_(entries, judges)],
    )
    plain = score_stage(marks, criteria, settings_of(by))
    shuffled = score_stage(moved, [criteria[kind] for kind in kinds], settings_of(by))
    assert totals_of(shuffled) == [totals_of(plain)[entry] for entry in entries]
    assert panel_of(shuffled) == [
        [panel_of(plain)[entry][kind] for kind in kinds] for entry in entries
    ]
    first, second = (rank(s.total, s.complete, []).place.tolist() for s in (plain, shuffled))
    assert second == [first[entry] for entry in entries]


@quick(30)
@given(st.data(), st.sampled_from(LEVELS))
def test_the_order_of_entries_and_judges_moves_no_standardised_score(
    data: st.DataObject, level: str
) -> None:
    stage = data.draw(full_stages())
    entries = data.draw(st.permutations(range(stage.entries)))
    judges = data.draw(st.permutations(range(stage.judges)))
    marks, criteria = arrays(stage)
    moved = Marks(
        marks.values[np.ix_(entries, range(len(criteria)), judges)],
        marks.entered[entries],
        marks.due[np.ix_(entries, judges)],
    )
    by = settings_of(Rules("standardised", level))
    plain = totals_of(score_stage(marks, criteria, by))
    assert near(totals_of(score_stage(moved, criteria, by)), [plain[entry] for entry in entries])


@quick(80)
@given(st.data(), st.sampled_from(EXACT_METHODS), st.sampled_from(LEVELS), st.integers(0, 2))
def test_raising_a_mark_never_lowers_the_total(
    data: st.DataObject, method: str, level: str, trim: int
) -> None:
    stage = data.draw(stages())
    if not stage.marks:
        return
    where = data.draw(st.sampled_from(sorted(stage.marks)))
    raised = {**stage.marks, where: stage.marks[where] + data.draw(st.integers(1, 500))}
    by = Rules(method, level, trim)
    before = totals_of(scores_of(stage, by))
    after = totals_of(scores_of(replace(stage, marks=raised), by))
    assert [value is None for value in before] == [value is None for value in after]
    for entry, (low, high) in enumerate(zip(before, after, strict=True)):
        if low is not None and high is not None:
            assert high >= low if entry == where[0] else high == low


@quick(40)
@given(stages(), rules(), st.sampled_from((3, 7, 100)))
def test_only_the_proportion_of_weights_matters(stage: Stage, by: Rules, factor: int) -> None:
    heavier = tuple((weight * factor, maximum) for weight, maximum in stage.criteria)
    assert everything(scores_of(replace(stage, criteria=heavier), by)) == everything(
        scores_of(stage, by)
    )


@quick(40)
@given(stages(), rules())
def test_marks_that_are_not_due_change_nothing(stage: Stage, by: Rules) -> None:
    kept = {where: m for where, m in stage.marks.items() if (where[0], where[2]) in stage.due}
    assert everything(scores_of(replace(stage, marks=kept), by)) == everything(scores_of(stage, by))


@quick(60)
@given(
    st.lists(st.tuples(st.integers(0, 5000), st.integers(1, 20000)), min_size=1, max_size=6).filter(
        lambda pairs: any(weight for weight, _ in pairs)
    ),
    st.data(),
)
def test_coefficients_say_what_a_full_set_of_points_comes_to(
    pairs: list[tuple[int, int]], data: st.DataObject
) -> None:
    points = [Fraction(data.draw(st.integers(0, top)), 100) for _, top in pairs]
    weights, factors, divisor = coefficients([Criterion("", "", w, top) for w, top in pairs])
    found = sum(f * p for f, p in zip(factors, points, strict=True)) / (divisor * sum(weights))
    wanted = sum(w * p / Fraction(t, 100) for (w, t), p in zip(pairs, points, strict=True))
    assert found == wanted * 100 / sum(weight for weight, _ in pairs)
