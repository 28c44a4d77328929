"""How sure a result is and what stands out, against plain Python over the same rows."""

from fractions import Fraction
from itertools import groupby, pairwise

import pytest
from hypothesis import given

from dashboard.analysis.outlook import (
    First,
    challenger,
    closest_race,
    first_choices,
    first_place,
    led_by,
    ties,
    widest_dispute,
)
from tests.dashboard.analysis import oracle
from tests.dashboard.analysis.cases import case_of
from tests.dashboard.analysis.contests import Contest, contests
from tests.dashboard.analysis.drawn import quick, settings_of
from tests.dashboard.analysis.oracle import Rules, Stage

FIELD = contests(most_entries=8)
SHEETS = Rules(level="sheet")


def entered(contest: Contest) -> set[int]:
    return {entry for stage in contest.stages for entry in stage.entered}


def order_of(contest: Contest) -> list[int]:
    """The complete entries by place; equals in listed order."""
    places = contest.places()
    return sorted((e for e, place in enumerate(places) if place), key=lambda e: (places[e], e))


def total(contest: Contest, entry: int) -> Fraction:
    value, _ = contest.results()[entry]
    assert value is not None
    return value


def of_sheets(stage: Stage, rules: Rules) -> dict[tuple[int, int], Fraction]:
    """Every full sheet that counts, out of 100, by (entry, judge)."""
    by_sheet = Rules("mean", "sheet", 1, rules.rounding, rules.rounding_mode, rules.decimals)
    (column,) = oracle.columns_of(stage, by_sheet)
    return column


@quick(150)
@given(FIELD)
def test_first_place_is_as_sure_as_its_words_say(contest: Contest) -> None:
    board, results = contest.board(), contest.results()
    order, places = order_of(contest), contest.places()
    incomplete = [entry for entry in entered(contest) if not results[entry][1]]
    so_far = [score for entry in incomplete if (score := results[entry][0]) is not None]
    expected = (
        First.NONE
        if not order
        else First.SHARED
        if places.count(1) > 1
        else First.CLEAR
        if not incomplete
        else First.CHALLENGED
        if any(score >= total(contest, order[0]) for score in so_far)
        else First.OPEN
    )
    assert first_place(board) == expected


@quick(100)
@given(FIELD)
def test_the_challenger_is_the_best_incomplete_entry(contest: Contest) -> None:
    found, results, order = challenger(contest.board()), contest.results(), order_of(contest)
    so_far = {
        entry: score
        for entry in entered(contest)
        if not results[entry][1] and (score := results[entry][0]) is not None
    }
    best = max(so_far.values(), default=None)
    if found is None:
        assert not order or best is None or best < total(contest, order[0])
    else:
        assert so_far[found] == best
        assert so_far[found] >= total(contest, order[0])


@quick(150)
@given(FIELD)
def test_every_tie_is_told_once_and_how_it_was_settled(contest: Contest) -> None:
    board, order, places = contest.board(), order_of(contest), contest.places()
    rows = contest.rows()
    panels = {entry: contest.panel(rows, entry) for entry in order}
    expected = []
    for _, level in groupby(order, key=lambda entry: total(contest, entry)):
        group = list(level)
        # Where two neighbours part, the first step of the chain on which they differ did it.
        steps = {
            next(step for step in board.chain if panels[above][step] != panels[below][step])
            for above, below in pairwise(group)
            if places[above] != places[below]
        }
        if steps:
            settled = tuple(step for step in board.chain if step in steps)
            expected.append((places[group[0]], tuple(group), settled))
        for place, same in groupby(group, key=lambda entry: places[entry]):
            sharing = tuple(same)
            if len(sharing) > 1:
                expected.append((place, sharing, ()))
    assert [(tie.place, tie.entries, tie.steps) for tie in ties(board)] == expected


@quick(100)
@given(FIELD)
def test_the_closest_race_has_the_smallest_gap_there_is(contest: Contest) -> None:
    order = order_of(contest)
    gaps = [(total(contest, a) - total(contest, b), a, b) for a, b in pairwise(order)]
    real = [gap for gap, *_ in gaps if gap]
    race = closest_race(contest.board())
    if len(order) < 3 or not real:
        assert race is None
        return
    assert race is not None
    assert (race.gap, race.above, race.below) == next(row for row in gaps if row[0] == min(real))


@quick(100)
@given(FIELD)
def test_an_entry_leads_a_criterion_where_nobody_complete_is_higher(contest: Contest) -> None:
    board, order = contest.board(), order_of(contest)
    rows = contest.rows()
    panels = {entry: contest.panel(rows, entry) for entry in order}
    for entry in order:
        led = [
            column
            for column, own in enumerate(panels[entry])
            if all((panels[other][column] or 0) <= (own or 0) for other in order)
        ]
        assert list(led_by(board, entry)) == led


@quick(150)
@given(FIELD)
def test_the_widest_dispute_is_the_entry_with_the_widest_sheets(contest: Contest) -> None:
    for stage, judged in zip(contest.stages, contest.board().stages, strict=True):
        found = widest_dispute(judged, settings_of(contest.rules))
        sheets = of_sheets(stage, contest.rules)
        due = {
            entry: [judge for judge in range(stage.judges) if (entry, judge) in stage.due]
            for entry in range(stage.entries)
        }
        whole = {
            entry: [sheets[entry, judge] for judge in owing]
            for entry, owing in due.items()
            if len(owing) >= 3 and all((entry, judge) in sheets for judge in owing)
        }
        widths = {entry: max(own) - min(own) for entry, own in whole.items()}
        if len(whole) < 5 or not max(widths.values()):
            assert found is None
            continue
        assert found is not None
        first = next(entry for entry in widths if widths[entry] == max(widths.values()))
        assert (found.entry, found.lowest, found.highest, found.judges) == (
            first, min(whole[first]), max(whole[first]), len(whole[first]),
        )  # fmt: skip


@quick(150)
@given(FIELD)
def test_a_judge_has_the_winner_first_if_no_complete_entry_is_higher(contest: Contest) -> None:
    found = first_choices(contest.board(), settings_of(contest.rules))
    order, places = order_of(contest), contest.places()
    if len(contest.stages) > 1 or len(order) < 2 or places.count(1) > 1:
        assert found is None
        return
    (stage,) = contest.stages
    sheets = of_sheets(stage, contest.rules)
    asked = [
        judge for judge in range(stage.judges) if all((entry, judge) in sheets for entry in order)
    ]
    if len(asked) < 3:
        assert found is None
        return
    first = [
        judge
        for judge in asked
        if all(sheets[other, judge] <= sheets[order[0], judge] for other in order)
    ]
    assert found == (len(first), len(asked))


def worked(line: str, tie_break: str = "criteria") -> Contest:
    case = case_of("mean criterion", f"worked | {line} | 0 | 0")
    return Contest((case.stage,), (1,), case.rules, tie_break)


@pytest.mark.parametrize(
    ("line", "first"),
    [
        ("1 | 10 | -; -", First.NONE),
        ("1 | 10 | 8; 7", First.CLEAR),
        ("1 | 10 | 8; 8", First.SHARED),
        ("1 | 10 | 8/8; 7/-", First.OPEN),
        ("1 | 10 | 8/8; 8/-", First.CHALLENGED),
        ("1 | 10 | 8/8; 9/-", First.CHALLENGED),
        ("1 | 10 | 8/8; -/-", First.OPEN),
    ],
)
def test_hand_worked_first_places(line: str, first: First) -> None:
    assert first_place(worked(line).board()) == first


def test_a_tie_of_three_of_which_one_is_parted_is_told_twice() -> None:
    board = worked("1 1 | 10 | 7 5; 6 6; 6 6").board()
    assert [(tie.place, tie.entries, tie.steps) for tie in ties(board)] == [
        (1, (0, 1, 2), (0,)),
        (2, (1, 2), ()),
    ]


def test_a_level_pair_is_no_race() -> None:
    race = closest_race(worked("1 | 10 | 8; 8; 5; 4.9").board())
    assert race is not None
    assert (race.above, race.below, race.gap) == (2, 3, Fraction(1))
    assert closest_race(worked("1 | 10 | 8; 8; 8").board()) is None


def test_the_dispute_is_measured_on_sheets_and_not_on_single_marks() -> None:
    rows = ["6 6/6 6/6 6"] * 4 + ["0 10/10 0/5 5", "6 5/6 6/6 7"]
    board = worked(f"1 1 | 10 | {'; '.join(rows)}").board()
    found = widest_dispute(board.stages[0], settings_of(SHEETS))
    assert found is not None
    assert (found.entry, found.lowest, found.highest) == (5, Fraction(55), Fraction(65))


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("1 | 10 | 6/7/8; 6/7/8; 6/7/8; 6/7/8", id="four entries"),
        pytest.param("1 | 10 | 6/7; 6/7; 6/7; 6/7; 6/7", id="two judges"),
        pytest.param("1 | 10 | 6/7/x; 6/7/8; 6/7/8; 6/7/8; 6/7/8", id="four with three sheets"),
        pytest.param("1 | 10 | 6/6/6; 7/7/7; 8/8/8; 5/5/5; 4/4/4", id="no sheets differ"),
    ],
)
def test_no_dispute_is_named_from_too_little(line: str) -> None:
    assert widest_dispute(worked(line).board().stages[0], settings_of(Rules())) is None


def test_choices_are_asked_only_of_judges_who_saw_all_complete_entries() -> None:
    board = worked("1 | 10 | 9/9/9/9; 8/9/10/7; 7/8/6/x").board()
    assert first_choices(board, settings_of(Rules())) == (2, 3)
