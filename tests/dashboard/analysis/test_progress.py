"""States, what is waited for, pace and finish, against plain Python over the same marks."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.analysis.progress import (
    HOUR,
    LEAST_SHEETS,
    LEAST_SPAN,
    LONGEST_GAP,
    State,
    agenda_end,
    finish,
    holding,
    is_missing,
    missing_criteria,
    pace,
    states,
)
from tests.dashboard.analysis.drawn import arrays, quick, stages
from tests.dashboard.analysis.oracle import Stage

MINUTE = HOUR // 60
NINE = 9 * HOUR


def lacking(stage: Stage, entry: int, judge: int) -> list[int]:
    return [
        criterion
        for criterion in range(len(stage.criteria))
        if stage.mark(entry, criterion, judge) is None
    ]


def state(stage: Stage, entry: int, judge: int) -> State:
    if entry not in stage.entered:
        return State.OUT
    if (entry, judge) not in stage.due:
        return State.RECUSED
    missing = len(lacking(stage, entry, judge))
    if not missing:
        return State.FULL
    return State.EMPTY if missing == len(stage.criteria) else State.PARTIAL


@quick(80)
@given(stages())
def test_states_and_missing_criteria_equal_the_oracle(stage: Stage) -> None:
    marks, _ = arrays(stage)
    found = states(marks)
    for entry in range(stage.entries):
        for judge in range(stage.judges):
            wanted = state(stage, entry, judge)
            assert found[entry, judge] == wanted
            if wanted in (State.PARTIAL, State.EMPTY, State.FULL):
                assert missing_criteria(marks, entry, judge) == lacking(stage, entry, judge)


@quick(80)
@given(stages(), st.data())
def test_what_is_waited_for_equals_the_oracle(stage: Stage, data: st.DataObject) -> None:
    marks, _ = arrays(stage)
    entries = range(stage.entries)
    called = data.draw(
        st.lists(st.sampled_from("wpn"), min_size=len(entries), max_size=len(entries))
    )
    begun = {
        entry
        for entry in entries
        if any(len(lacking(stage, entry, j)) < len(stage.criteria) for j in range(stage.judges))
    }
    if set(called) == {"w"} and begun:
        begun = set(stage.entered)
    wanted = {
        (entry, judge)
        for entry in entries
        for judge in range(stage.judges)
        if called[entry] != "n"
        and (called[entry] == "p" or entry in begun)
        and state(stage, entry, judge) in (State.EMPTY, State.PARTIAL)
    }
    held = holding(marks, np.array(called) == "p", np.array(called) == "n")
    assert set(map(tuple, np.argwhere(held.sheets).tolist())) == wanted
    assert held.sheet_count == len(wanted)
    assert held.entry_count == len({entry for entry, _ in wanted})


def test_only_due_sheets_that_are_not_full_are_missing() -> None:
    assert is_missing(np.array(list(State))).tolist() == [False, False, True, True, False]


def test_a_pace_is_sheets_over_time() -> None:
    every_twenty_minutes = [NINE + 20 * MINUTE * n for n in range(LEAST_SHEETS)]
    assert pace(every_twenty_minutes) == 3
    assert pace(every_twenty_minutes[::-1]) == 3
    assert pace(np.array([0, 10, 30, 60, 75]) * MINUTE) == Fraction(4 * 60, 75)


def test_a_pause_does_not_slow_a_judge_down() -> None:
    morning = [NINE + 20 * MINUTE * n for n in range(4)]
    afternoon = [moment + 5 * HOUR for moment in morning]
    assert pace([*morning, *afternoon]) == 3
    assert pace([0, LONGEST_GAP, 2 * LONGEST_GAP, 3 * LONGEST_GAP]) == 1


@pytest.mark.parametrize(
    "times",
    [
        [],
        [NINE],
        [NINE + 20 * MINUTE * n for n in range(LEAST_SHEETS - 1)],
        [NINE] * 12,
        [NINE + n * (LEAST_SPAN - 3) // 3 for n in range(LEAST_SHEETS)],
        [NINE + n * (LONGEST_GAP + 1) for n in range(8)],
    ],
    ids=["none", "one", "too few", "keyed in at once", "too short", "only pauses"],
)
def test_too_few_sheets_have_no_pace(times: list[int]) -> None:
    assert pace(times) is None


def test_the_finish_is_where_the_pace_leads() -> None:
    assert finish(NINE, 6, Fraction(3)) == NINE + 2 * HOUR
    assert finish(NINE, 1, Fraction(7)) == NINE + round(HOUR / 7)
    assert finish(NINE, 6, None) is None
    assert finish(NINE, 0, None) == NINE


def test_the_agenda_ends_one_usual_slot_after_the_last_one_begins() -> None:
    slots = [NINE, NINE + 20 * MINUTE, NINE + 40 * MINUTE, NINE + 2 * HOUR]
    assert agenda_end(slots) == NINE + 2 * HOUR + 20 * MINUTE
    assert agenda_end(slots[::-1]) == agenda_end(slots)
    assert agenda_end([NINE, NINE]) is None
    assert agenda_end([]) is None
