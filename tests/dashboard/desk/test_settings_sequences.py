"""Whatever is done to the settings, in whatever order: it stays sound, and the record tells it."""

import shutil
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from dashboard.board import Board
from dashboard.desk import competition, criteria, entries, jury, roster, stages
from dashboard.desk.change import Edit, Outcome, preview
from dashboard.desk.door import Denied
from dashboard.desk.effect import proposed
from dashboard.desk.presets import PRESETS
from db.differences import differences, recorded
from db.engine import connect, writing
from db.models import ChangeKind, Criterion, Level, Method, Phase, Rounding, SubmissionStatus
from db.rows import Structure
from db.workbook import export_workbook, import_workbook
from tests.dashboard.desk.day import Day, begun

CODES = st.sampled_from(["K1", "k2", "K3", "K9", "A,B", "", "Dampak"])
NAMES = st.sampled_from(["Final", "Tahap 1", "tahap 2", "A;B", "", "Babak"])
NUMBERS = st.sampled_from(["0", "10", "12,5", "50", "100", "-1", "", "x", "0.001"])
MARKS = st.integers(0, 20).map(lambda at: at * 500)


@st.composite
def edits(draw: Any, structure: Structure) -> Edit:
    """Something an administrator may try; much of it will be refused."""

    def row(name: str) -> Any:
        rows = getattr(structure, name)
        return draw(st.sampled_from(rows)) if rows else None

    def keys(rows: tuple[Any, ...]) -> frozenset[int]:
        return frozenset(draw(st.sets(st.sampled_from([r.id for r in rows]))) if rows else ())

    stage, criterion, judge = row("stages"), row("criteria"), row("judges")
    entry, unit = row("submissions"), row("units")
    scale = {
        "code": draw(CODES), "name": draw(NAMES), "description": "", "weight": draw(NUMBERS),
        "minimum": "0", "maximum": draw(NUMBERS), "step": draw(NUMBERS),
    }  # fmt: skip
    named = {"code": draw(CODES), "name": draw(NAMES), "institution": ""}
    work = {
        "number": draw(st.sampled_from(["1", "2", "7", "8", "x"])), "title": draw(NAMES),
        "status": draw(st.sampled_from(SubmissionStatus)),
    }  # fmt: skip
    rules = {
        "method": draw(st.sampled_from(Method)), "level": draw(st.sampled_from(Level)),
        "rounding": draw(st.sampled_from(Rounding)), "trim": draw(st.sampled_from(["0", "1"])),
        "tie_break": draw(st.sampled_from(["criteria", "none", "K2,K1", "K3", "Dampak"])),
    }  # fmt: skip
    by = draw(st.sampled_from([-1, 1]))
    weight = {"name": draw(NAMES), "weight": draw(NUMBERS)}
    new = {"code": draw(CODES), "name": draw(NAMES), "short_name": "", "kind": ""}
    choices: list[Any] = [
        lambda: competition.edit_about({}, {"name": draw(NAMES), "unit_term": draw(NAMES)}),
        lambda: competition.edit_rules({}, rules),
        lambda: stages.add_stage(weight),
        lambda: jury.add_judge(named, keys(structure.stages)),
        lambda: roster.add_units([roster.new_unit(new, structure.units)]),
        lambda: entries.add_entry(work, unit, keys(structure.stages)),
    ]
    if stage:
        choices += [
            lambda: stages.edit_stage(stage.id, {}, weight),
            lambda: stages.move_stage(stage.id, by),
            lambda: stages.remove_stage(stage.id),
            lambda: criteria.add_criterion(stage.id, scale),
            lambda: criteria.use_preset(stage.id, draw(st.sampled_from(PRESETS))),
            lambda: entries.enter_all(stage.id),
        ]
    if criterion:
        choices += [
            lambda: criteria.edit_criterion(criterion.id, {}, scale),
            lambda: criteria.set_weights({}, {criterion.id: draw(NUMBERS)}),
            lambda: criteria.move_criterion(criterion.id, by),
            lambda: criteria.remove_criterion(criterion.id),
        ]
    if judge:
        every = frozenset(one.id for one in structure.stages)
        choices += [
            lambda: jury.edit_judge(judge.id, {}, named, every, keys(structure.stages)),
            lambda: jury.remove_judge(judge.id),
        ]
    if judge and entry:
        choices.append(lambda: jury.recuse(judge.id, entry.id, "kerabat"))
    if entry:
        every = frozenset(one.id for one in structure.stages)
        choices += [
            lambda: entries.edit_entry(entry.id, {}, work, every, keys(structure.stages), "x"),
            lambda: entries.remove_entry(entry.id),
        ]
    if unit:
        choices += [
            lambda: roster.edit_unit(unit.id, {}, new, structure.units),
            lambda: roster.remove_units({unit.id}),
        ]
    if structure.recusals:
        gone = draw(st.sampled_from(structure.recusals))
        choices.append(lambda: jury.lift_recusal(gone.judge_id, gone.submission_id, "batal"))
    made: Edit = draw(st.sampled_from(choices))()
    return made


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_settings_stay_sound_and_the_record_tells_all(
    sqlite_template: Path, data: st.DataObject
) -> None:
    # A database of its own for each: units are shared by all competitions of one.
    with TemporaryDirectory() as folder:
        shutil.copy(sqlite_template, Path(folder) / "pantau.db")
        engine = connect(f"sqlite:///{folder}/pantau.db")
        try:
            play(engine, Path(folder) / "keluar", data)
        finally:
            engine.dispose()


def play(engine: Engine, path: Path, data: st.DataObject) -> None:
    marked = data.draw(st.booleans(), "marked")
    day = begun(engine, marked=False, stages=data.draw(st.integers(1, 2), "stages"))
    day.set(phase=data.draw(st.sampled_from([Phase.REGISTRATION, Phase.JUDGING]), "phase"))
    if marked:
        given_keys = data.draw(st.sets(st.sampled_from(day.ids.keys), min_size=1), "marks")
        day.mark(*((*key, data.draw(MARKS)) for key in sorted(given_keys)))
    tell_codes_apart(day)
    begin = facts(day.structure)
    for _ in range(data.draw(st.integers(1, 6), "how many")):
        before = day.board
        try:
            edit = data.draw(edits(before.structure), "edit")
            outcome = preview(before, edit)
        except Denied:
            continue
        try:
            day.make_as_shown(edit, "alasan")
        except Denied:  # the database knows units that this competition does not
            assert day.structure == before.structure
            continue
        after = day.board
        assert [board_facts(after, at) for at in range(len(after.stages))] == [
            board_facts(predicted(before, outcome), at) for at in range(len(after.stages))
        ]
    export_workbook(engine, path, day.ids.competition_id)
    report = import_workbook(engine, path, dry_run=True, actor="uji")
    assert report.faults == ()
    assert {(count.new, count.changed) for count in report.counts.values()} == {(0, 0)}
    assert replayed(begin, day) == facts(day.structure)


def tell_codes_apart(day: Day) -> None:
    """The codes of a second stage: an import takes no code twice."""
    with writing(day.engine) as session:
        for at, key in enumerate(day.ids.criterion_ids[2:], 3):
            session.get_one(Criterion, key).code = f"K{at}"


def predicted(board: Board, outcome: Outcome) -> Board:
    return proposed(board, outcome.structure)


def board_facts(board: Board, stage: int) -> dict[int, tuple[int, str, bool]]:
    """By entry number: place, exact score, completeness."""
    standings = board.standings(stage)
    return {
        board.submission(entry).number: (
            int(standings.ranking.place[entry]),
            str(standings.total.fraction(entry)) if standings.scored[entry] else "",
            bool(standings.complete[entry]),
        )
        for entry in board.entry_of.values()
    }


Facts = dict[tuple[ChangeKind, tuple[tuple[str, Any], ...]], dict[str, Any]]


def facts(structure: Structure) -> Facts:
    """Everything that is set, by how people name it. Units are told by the roster alone."""
    nothing = replace(
        structure, eligible_unit_ids=(), stages=(), criteria=(), judges=(), panel=(),
        recusals=(), submissions=(), entries=(), units=(),
    )  # fmt: skip
    found: Facts = {
        key_of(one.kind, one.subject): one.after or {} for one in differences(nothing, structure)
    }
    own = structure.competition
    found[ChangeKind.COMPETITION, ()] = {
        name: recorded(name, getattr(own, name))
        for name in ("name", "unit_term", "method", "level", "rounding", "trim", "tie_break")
    }
    return found


def key_of(kind: ChangeKind, subject: dict[str, Any]) -> Any:
    if kind is ChangeKind.COMPETITION:
        return kind, ()
    return kind, tuple(sorted(subject.items()))


NAMED = {
    ChangeKind.STAGE: ("stage", "name"),
    ChangeKind.CRITERION: ("criterion", "code"),
    ChangeKind.JUDGE: ("judge", "code"),
    ChangeKind.UNIT: ("unit", "code"),
    ChangeKind.SUBMISSION: ("submission", "number"),
}


def replayed(begin: Facts, day: Day) -> Facts:
    """The facts at the beginning with every recorded change made to them, in order."""
    now = {key: dict(value) for key, value in begin.items()}
    for change in day.changes:
        key = key_of(change.kind, change.subject)
        if change.kind is not ChangeKind.UNIT:
            if change.after is None:
                old = now.pop(key)
                assert old == change.before
                continue
            if change.before is None:
                assert key not in now
                now[key] = dict(change.after)
            else:
                assert {
                    name: now[key].get(name, value) for name, value in change.before.items()
                } == (change.before)
                kept = now[key] if change.kind is ChangeKind.COMPETITION else None
                for name, value in change.after.items():
                    if kept is None or name in kept:
                        now[key][name] = value
        if change.kind in NAMED and change.before and change.after:
            word, field = NAMED[change.kind]
            if field in change.after and field in change.before:
                now = renamed(now, word, change.before[field], change.after[field])
                if change.kind is ChangeKind.UNIT:
                    for (kind, _), value in now.items():
                        if kind is ChangeKind.SUBMISSION and value["unit"] == change.before[field]:
                            value["unit"] = change.after[field]
    return now


def renamed(now: Facts, word: str, old: Any, new: Any) -> Facts:
    """The facts with another name for one thing wherever it is named."""
    return {
        (kind, tuple((w, new if (w, v) == (word, old) else v) for w, v in subject)): value
        for (kind, subject), value in now.items()
    }
