"""Zero, blank, recused and absent are four different things."""

from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dashboard.analysis.marks import MISSING, Marks
from tests.dashboard.analysis import oracle
from tests.dashboard.analysis.drawn import arrays, quick, stages
from tests.dashboard.analysis.oracle import Rules, Stage

FACTS = ("given", "sheet_full", "sheets_in", "sheets_due")


def facts(marks: Marks) -> list[object]:
    return [getattr(marks, name).tolist() for name in FACTS]


def one(values: list[list[int]], due: list[bool]) -> Marks:
    """One entry, `values[criterion][judge]`."""
    return Marks(np.array([values]), np.array([True]), np.array([due]))


def test_zero_is_a_mark() -> None:
    marks = one([[0]], [True])
    assert (marks.given.item(), marks.sheets_in.item(), marks.sheets_due.item()) == (True, 1, 1)


def test_a_blank_is_due_and_not_there() -> None:
    marks = one([[MISSING]], [True])
    assert (marks.given.item(), marks.sheets_in.item(), marks.sheets_due.item()) == (False, 0, 1)


def test_a_recused_judge_owes_nothing_and_a_mark_of_theirs_does_not_count() -> None:
    marks = one([[700]], [False])
    assert (marks.given.item(), marks.sheets_in.item(), marks.sheets_due.item()) == (False, 0, 0)


def test_a_recused_judge_has_no_full_sheet_even_of_a_stage_without_criteria() -> None:
    marks = Marks(np.zeros((1, 0, 1), dtype=np.int64), np.array([True]), np.array([[False]]))
    assert (marks.sheet_full.item(), marks.sheets_in.item()) == (False, 0)


def test_a_sheet_is_full_once_every_criterion_is_marked() -> None:
    marks = one([[500, 500, 0], [500, MISSING, 0]], [True, True, True])
    assert marks.sheet_full.tolist() == [[True, False, True]]
    assert (marks.sheets_in.item(), marks.sheets_due.item()) == (2, 3)


@quick(80)
@given(stages())
def test_marks_equal_the_oracle(stage: Stage) -> None:
    marks, _ = arrays(stage)
    rows, _ = oracle.score(stage, Rules())
    cells = product(range(stage.entries), range(len(stage.criteria)), range(stage.judges))
    assert marks.given.ravel().tolist() == [stage.mark(*cell) is not None for cell in cells]
    assert marks.sheets_in.tolist() == [row.sheets_in for row in rows]
    assert marks.sheets_due.tolist() == [row.sheets_due for row in rows]


@quick(80)
@given(st.data(), stages())
def test_replaced_marks_equal_marks_made_anew_and_leave_the_old_ones_alone(
    data: st.DataObject, stage: Stage
) -> None:
    origin, _ = arrays(stage)
    marks, old_values, old = origin, origin.values.copy(), facts(origin)
    for _ in range(2):
        rows = np.array(sorted(data.draw(st.sets(st.integers(0, stage.entries - 1)))), dtype=int)
        values = marks.values[rows]
        for where in np.ndindex(values.shape):
            if data.draw(st.booleans()):
                values[where] = data.draw(st.sampled_from((MISSING, 0, 250)))
        whole = marks.values.copy()
        whole[rows] = values
        before, marks = marks, marks.replaced(rows, values)
        assert facts(marks) == facts(Marks(whole, before.entered, before.due))
        assert np.array_equal(marks.values, whole)
    assert np.array_equal(origin.values, old_values)
    assert facts(origin) == facts(Marks(origin.values, origin.entered, origin.due)) == old
