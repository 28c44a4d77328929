"""Participation against plain Python over the same rows, and the laws that it keeps."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.analysis.participation import (
    Edition,
    Entry,
    Fate,
    KindShare,
    Split,
    StageCount,
    Step,
    Turn,
    Unit,
    by_kind,
    by_stage,
    earlier,
    funnel,
    previous,
    several,
    split,
    tally,
    turnout,
)

KEYS = range(6)
STAGES = 2


@st.composite
def turns(draw: st.DrawFn) -> tuple[Turn, ...]:
    """A turn in some of the stages; who stays away has no sheets to get."""
    made = []
    for stage in range(STAGES):
        status = draw(st.sampled_from(("", "waiting", "presenting", "presented", "absent")))
        due = 0 if status == "absent" else draw(st.integers(0, 3))
        if status:
            made.append(Turn(stage, status, draw(st.integers(0, due)), due))
    return tuple(made)


entries = st.lists(
    st.builds(
        Entry,
        unit=st.sampled_from(KEYS),
        status=st.sampled_from(("registered", "verified", "withdrawn", "disqualified")),
        turns=turns(),
        category=st.sampled_from(("", "Kesehatan", "Sosial")),
        is_digital=st.sampled_from((None, True, False)),
    ),
    max_size=8,
)
rosters = st.lists(st.booleans(), min_size=len(KEYS), max_size=len(KEYS)).map(
    lambda expected: tuple(
        Unit(key, ("Dinas", "Badan", "")[key % 3], is_expected)
        for key, is_expected in zip(KEYS, expected, strict=True)
    )
)
shares = st.integers(0, 100).map(lambda percent: Fraction(percent, 100))


@given(rosters, entries, shares)
def test_units_are_grouped_as_a_list_of_them_says(
    units: tuple[Unit, ...], given_entries: list[Entry], target: Fraction
) -> None:
    out = turnout(units, given_entries, target)
    wanted: dict[str, list[int]] = {"joined": [], "left": [], "missing": [], "guests": []}
    for unit in units:
        own = [entry.status for entry in given_entries if entry.unit == unit.key]
        stands = any(status in ("registered", "verified") for status in own)
        if unit.expected:
            wanted["joined" if stands else "left" if own else "missing"].append(unit.key)
        elif stands:
            wanted["guests"].append(unit.key)
    assert {name: list(getattr(out, name)) for name in wanted} == wanted
    assert out.expected == sum(unit.expected for unit in units)


@given(rosters, entries, shares)
def test_so_many_more_units_reach_the_target_and_one_less_does_not(
    units: tuple[Unit, ...], given_entries: list[Entry], target: Fraction
) -> None:
    out = turnout(units, given_entries, target)
    joined = len(out.joined)
    assert joined + out.still_needed >= target * out.expected
    if out.still_needed:
        assert joined + out.still_needed - 1 < target * out.expected
    assert out.share == (Fraction(joined, out.expected) if out.expected else None)


def test_the_seed_is_12_of_40_which_is_30_percent_and_needs_28_more() -> None:
    units = [Unit(key, "", True) for key in range(40)]
    out = turnout(units, [Entry(key, "verified") for key in range(12)], Fraction(1))
    assert (out.share, out.still_needed) == (Fraction(3, 10), 28)


@pytest.mark.parametrize(
    ("entry", "step", "fate"),
    [
        (Entry(1, "registered"), Step.REGISTERED, Fate.UNDER_WAY),
        (Entry(1, "verified"), Step.VERIFIED, Fate.UNDER_WAY),
        (Entry(1, "verified", (Turn(0, "waiting", 0, 5),)), Step.VERIFIED, Fate.UNDER_WAY),
        (Entry(1, "verified", (Turn(0, "absent"),)), Step.VERIFIED, Fate.ABSENT),
        (Entry(1, "registered", (Turn(0, "absent"),)), Step.VERIFIED, Fate.ABSENT),
        (Entry(1, "verified", (Turn(0, "presenting", 0, 5),)), Step.PRESENTED, Fate.UNDER_WAY),
        (Entry(1, "verified", (Turn(0, "waiting", 1, 5),)), Step.PRESENTED, Fate.UNDER_WAY),
        (Entry(1, "registered", (Turn(0, "presented", 5, 5),)), Step.JUDGED, Fate.UNDER_WAY),
        # nobody is to judge it, for whatever reason: it is not judged
        (Entry(1, "verified", (Turn(0, "presented", 0, 0),)), Step.PRESENTED, Fate.UNDER_WAY),
        # one stage done, the next one not
        (
            Entry(1, "verified", (Turn(0, "presented", 5, 5), Turn(1, "waiting", 0, 5))),
            Step.PRESENTED,
            Fate.UNDER_WAY,
        ),
        (
            Entry(1, "verified", (Turn(0, "presented", 5, 5), Turn(1, "absent"))),
            Step.JUDGED,
            Fate.UNDER_WAY,
        ),
        (Entry(1, "withdrawn"), Step.REGISTERED, Fate.WITHDRAWN),
        (Entry(1, "withdrawn", (Turn(0, "presented"),)), Step.PRESENTED, Fate.WITHDRAWN),
        (Entry(1, "disqualified", (Turn(0, "absent"),)), Step.VERIFIED, Fate.DISQUALIFIED),
    ],
)
def test_each_entry_is_as_far_as_it_came_for_the_reason_there_is(
    entry: Entry, step: Step, fate: Fate
) -> None:
    assert (entry.step, entry.fate) == (step, fate)


@given(entries)
def test_at_every_step_an_entry_goes_on_or_is_under_way_or_is_lost(
    given_entries: list[Entry],
) -> None:
    before = list(range(len(given_entries)))
    for count in funnel(given_entries):
        lost = [index for index, _ in count.lost]
        assert sorted([*count.reached, *count.under_way, *lost]) == before
        assert list(count.reached) == [i for i in before if given_entries[i].step >= count.step]
        assert all(given_entries[i].fate is fate is not Fate.UNDER_WAY for i, fate in count.lost)
        assert set(count.units) == {given_entries[i].unit for i in count.reached}
        assert len(set(count.units)) == len(count.units)
        before = list(count.reached)


@given(entries)
def test_what_was_judged_in_full_is_what_stands_with_every_sheet(
    given_entries: list[Entry],
) -> None:
    judged = [
        index
        for index, entry in enumerate(given_entries)
        if entry.status in ("registered", "verified")
        and sum(turn.sheets_due for turn in entry.turns) > 0
        and all(turn.sheets_in == turn.sheets_due for turn in entry.turns)
    ]
    assert list(funnel(given_entries)[Step.JUDGED].reached) == judged


@given(entries)
def test_a_stage_counts_its_own_entries(given_entries: list[Entry]) -> None:
    wanted = []
    for stage in range(STAGES):
        rows = [
            turn
            for entry in given_entries
            if entry.status in ("registered", "verified")
            for turn in entry.turns
            if turn.stage == stage
        ]
        wanted.append(
            StageCount(
                len(rows),
                len([t for t in rows if t.status[:7] == "present" or t.sheets_in]),
                len([t for t in rows if t.status == "absent"]),
                len([t for t in rows if t.sheets_due and t.sheets_in == t.sheets_due]),
                len([t for t in rows if 0 < t.sheets_in != t.sheets_due]),
            )
        )
    assert list(by_stage(given_entries, STAGES)) == wanted


@given(rosters, st.sets(st.sampled_from(KEYS)))
def test_kinds_are_the_expected_units_parted_best_share_first(
    units: tuple[Unit, ...], joined: set[int]
) -> None:
    rows = by_kind(units, joined)
    for row in rows:
        own = [unit for unit in units if unit.expected and unit.kind == row.kind]
        assert (row.expected, row.joined) == (len(own), sum(u.key in joined for u in own))
    assert sum(row.expected for row in rows) == sum(unit.expected for unit in units)
    assert [row.share for row in rows] == sorted((row.share for row in rows), reverse=True)


def test_equal_shares_of_kinds_come_larger_kind_first_then_by_name() -> None:
    units = [
        Unit(key, kind, True) for key, kind in enumerate(["B", "B", "A", "A", "C", "C", "C", "C"])
    ]
    assert by_kind(units, {0, 2, 4, 5}) == (
        KindShare("C", 2, 4),
        KindShare("A", 1, 2),
        KindShare("B", 1, 2),
    )


def test_what_nobody_said_is_a_group_of_its_own() -> None:
    assert split([True, None, False, True, None]) == Split(yes=2, no=1, unknown=2)


def test_categories_come_by_size_and_the_nameless_last() -> None:
    assert tally(["", "", "", "B", "A", "C", "C"]) == (("C", 2), ("A", 1), ("B", 1), ("", 3))


def test_a_unit_has_several_entries_only_if_several_stand() -> None:
    one = [Entry(1, "verified"), Entry(1, "withdrawn"), Entry(2, "verified")]
    assert several(one) == ()
    assert several([*one, Entry(2, "registered"), Entry(2, "verified")]) == ((2, 3),)


EDITIONS = (
    Edition(4, "Krenova", "2016", 5, 40),
    Edition(1, "Lomba", "2016", 8, 40),
    Edition(5, "Lomba", "percobaan", 0, 0),
    Edition(2, "Lomba", "2018", 12, 40),
    Edition(3, "Lomba", "2019", 40, 40),
)


def test_earlier_competitions_are_those_before_that_expected_any_unit() -> None:
    assert earlier(EDITIONS, 2) == EDITIONS[:2]
    assert earlier(EDITIONS, 4) == ()
    assert earlier(EDITIONS, 99) == ()


def test_the_edition_before_is_of_the_same_contest() -> None:
    assert previous(EDITIONS, 2) == EDITIONS[1]
    assert previous(EDITIONS, 3) == EDITIONS[3]
    assert previous(EDITIONS, 1) is None
