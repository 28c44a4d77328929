"""An edit: what it would do is what it does, it is recorded whole, and it is refused in words."""

from dataclasses import replace

import numpy as np
import pytest
from sqlalchemy import Engine

from dashboard.access import Identity
from dashboard.board import Board
from dashboard.desk.change import (
    IS_PUBLISHED,
    NOT_AS_SHOWN,
    WHY,
    board_in,
    change,
    preview,
    together,
)
from dashboard.desk.competition import edit_about, edit_rules
from dashboard.desk.criteria import set_weights
from dashboard.desk.door import NOT_ALLOWED, Denied
from dashboard.desk.effect import marks_of, proposed
from dashboard.desk.entries import edit_entry
from dashboard.desk.stages import add_stage, edit_stage
from dashboard.view.words import words_in
from db.engine import reading
from db.models import ChangeKind, Phase, Role, SubmissionStatus
from db.queries import read_scores
from db.rows import Structure
from tests.dashboard.desk.day import ADMIN, Day, begun

FINAL = {"name": "Final", "weight": "60"}


def weights(day: Day, *values: str) -> object:
    return set_weights({}, dict(zip(day.ids.criterion_ids, values, strict=True)))


def places(day: Day) -> dict[int, int]:
    board = day.board
    ranking = board.standings().ranking
    return {key: int(ranking.place[entry]) for key, entry in board.entry_of.items()}


@pytest.mark.parametrize("given", [("90", "10"), ("0", "100"), ("50", "50"), ("10", "90")])
def test_the_effect_that_is_shown_is_the_one_that_comes(
    engine: Engine, given: tuple[str, str]
) -> None:
    day = begun(engine, units=5)
    edit = weights(day, *given)
    shown, before = preview(day.board, edit).effect, places(day)
    day.make_as_shown(edit, "rapat")
    after, board = places(day), day.board
    moved = {move.key: (move.before.place, move.after.place) for move in shown.boards[0].moves}
    assert moved == {k: (before[k], after[k]) for k in after if before[k] != after[k]}
    standings = board.standings()
    for move in shown.boards[0].moves:
        assert move.after.score == standings.total.fraction(board.entry_of[move.key])
        assert move.after.digits == standings.digits[board.entry_of[move.key]]


def test_a_tie_that_arises_is_told(engine: Engine) -> None:
    day = begun(engine, marked=False, units=2, judges=1)
    (first, second), (judge,), (one, other) = (
        day.ids.submission_ids, day.ids.judge_ids, day.ids.criterion_ids,
    )  # fmt: skip
    day.mark((first, judge, one, 8000), (first, judge, other, 6000))
    day.mark((second, judge, one, 8000), (second, judge, other, 5000))
    day.make(edit_rules({}, {"tie_break": "none"}), "agar sederhana")
    (effect, *_) = preview(day.board, weights(day, "100", "0")).effect.boards
    assert effect.ties == ((first, second),)
    assert [(move.key, move.before.place, move.after.place) for move in effect.moves] == [
        (second, 2, 1)
    ]


def test_a_change_of_nothing_but_scores_says_so(engine: Engine) -> None:
    day = begun(engine, marked=False, units=2, judges=1)
    (first, second), (judge,) = day.ids.submission_ids, day.ids.judge_ids
    for criterion, mark in zip(day.ids.criterion_ids, (9000, 8000), strict=True):
        day.mark((first, judge, criterion, mark), (second, judge, criterion, mark - 1000))
    effect = preview(day.board, weights(day, "60", "40")).effect
    assert (effect.moves, effect.is_changed) == ((), True)
    assert not preview(day.board, weights(day, "50", "50")).effect.is_changed


def test_marks_of_a_board_are_those_of_the_database(engine: Engine) -> None:
    day = begun(engine, stages=2, units=4)
    with reading(engine) as session:
        read = read_scores(session, day.ids.competition_id)
        board = board_in(session, day.ids.competition_id)
    mine = marks_of(board)
    rows = [
        sorted(zip(*(getattr(s, n).tolist() for n in s.__slots__), strict=True))
        for s in (read, mine)
    ]
    assert rows[0] == rows[1]
    again = proposed(board, board.structure)
    assert all(
        np.array_equal(a.marks.values, b.marks.values)
        for a, b in zip(board.stages, again.stages, strict=True)
    )


def test_once_there_are_marks_a_rule_needs_a_reason(engine: Engine) -> None:
    day = begun(engine)
    edit = weights(day, "60", "40")
    with pytest.raises(Denied) as denied:
        day.make(edit)
    assert (denied.value.message, denied.value.where) == (WHY, "reason")
    assert day.changes == []
    day.make(edit, "sidang juri")
    assert [(c.kind, c.subject, c.before, c.after, c.reason, c.actor) for c in day.changes] == [
        (
            ChangeKind.CRITERION, {"stage": "Tahap 1", "criterion": code},
            {"weight": "50"}, {"weight": weight}, "sidang juri", "Ibu Sari",
        )
        for code, weight in (("K1", "60"), ("K2", "40"))
    ]  # fmt: skip
    assert day.changes[0].revision == day.structure.competition.revision


def test_before_the_first_mark_nothing_needs_a_reason(engine: Engine) -> None:
    day = begun(engine, marked=False)
    day.make(weights(day, "60", "40"))
    assert [row.weight for row in day.structure.criteria] == [6000, 4000]


def test_what_does_not_bear_on_the_result_needs_no_reason(engine: Engine) -> None:
    day = begun(engine)
    day.make(edit_about({}, {"venue": "Balai Kota"}))
    assert day.structure.competition.venue == "Balai Kota"


def test_an_entry_that_leaves_changes_the_order_and_needs_a_reason(engine: Engine) -> None:
    day = begun(engine)
    first = day.structure.submissions[0]
    given = {"number": "1", "title": first.title, "status": SubmissionStatus.WITHDRAWN}
    seat = frozenset(day.ids.stage_ids)
    assert preview(day.board, edit_entry(first.id, {}, given, seat, seat, "sakit")).needs_reason


def test_an_effect_other_than_shown_is_not_made(engine: Engine) -> None:
    day = begun(engine, marked=False, units=2, judges=1)
    (first, second), (judge,), (one, other) = (
        day.ids.submission_ids, day.ids.judge_ids, day.ids.criterion_ids,
    )  # fmt: skip
    day.mark((first, judge, one, 8000), (first, judge, other, 6000))
    day.mark((second, judge, one, 7000), (second, judge, other, 7500))
    edit = weights(day, "100", "0")
    shown = preview(day.board, edit).effect
    assert [move.key for move in shown.boards[0].moves] == [first, second]
    day.mark((first, judge, other, 9000))
    assert preview(day.board, edit).effect.moves == ()
    with pytest.raises(Denied) as denied:
        change(engine, ADMIN, day.ids.competition_id, edit, reason="x", shown=shown)
    assert denied.value.message == NOT_AS_SHOWN
    assert [row.weight for row in day.structure.criteria] == [5000, 5000]


def test_what_decides_a_published_result_stays(engine: Engine) -> None:
    day = begun(engine)
    day.set(phase=Phase.PUBLISHED)
    with pytest.raises(Denied) as denied:
        day.make(weights(day, "60", "40"), "terlambat")
    assert denied.value.message == IS_PUBLISHED
    day.make(edit_about({}, {"venue": "Balai Kota"}))


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN] + [None])
def test_only_an_administrator_changes_settings(engine: Engine, role: Role | None) -> None:
    day = begun(engine, marked=False)
    with pytest.raises(Denied) as denied:
        change(engine, Identity(role, "x"), day.ids.competition_id, add_stage(FINAL))
    assert denied.value.message == NOT_ALLOWED
    assert len(day.structure.stages) == 1


def test_edits_together_are_one_change_each_on_what_the_first_makes(engine: Engine) -> None:
    day = begun(engine, marked=False)
    (stage,) = day.ids.stage_ids
    rename = edit_stage(stage, {}, {"name": "Babak Awal", "weight": "40"})
    day.make(together([rename, add_stage(FINAL)]))
    rows = [(row.position, row.name, row.weight) for row in day.structure.stages]
    assert rows == [(1, "Babak Awal", 4000), (2, "Final", 6000)]


def test_what_the_database_alone_refuses_is_told_too(engine: Engine) -> None:
    day = begun(engine, marked=False)

    def edit(board: Board) -> Structure:
        first, *rest = board.structure.criteria
        return replace(board.structure, criteria=(replace(first, step=0), *rest))

    with pytest.raises(Denied) as denied:
        day.make(edit)
    assert "a step above 0" in denied.value.text(words_in("id"))
    assert day.changes == []
