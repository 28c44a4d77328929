"""What each part of the settings does and what it refuses, and at which field."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine

from dashboard.desk import competition, criteria, entered, entries, jury, roster, stages
from dashboard.desk.change import WHY, Edit
from dashboard.desk.door import Denied
from dashboard.desk.presets import PRESETS
from dashboard.desk.roster import Line
from dashboard.view.words import words_in
from db.commands import confirm_sheet
from db.engine import reading, writing
from db.models import Competition, Method, Phase, SubmissionStatus, Unit
from db.rows import UnitRow
from tests.dashboard.desk.day import ADMIN, Day, begun
from tests.factories import contest

CRITERION = {
    "code": "K9", "name": "Dampak", "description": "", "weight": "20",
    "minimum": "0", "maximum": "100", "step": "0,5",
}  # fmt: skip


@pytest.fixture
def day(engine: Engine) -> Day:
    """A competition in preparation, with nothing marked."""
    made = begun(engine, marked=False, stages=2)
    made.set(phase=Phase.REGISTRATION)
    return made


@pytest.fixture
def marked(engine: Engine) -> Day:
    """A competition whose sheets are full."""
    return begun(engine)


def refused(day: Day, edit: Edit, where: str = "", message: str = "") -> Denied:
    before = day.structure
    with pytest.raises(Denied) as denied:
        day.make(edit, "alasan")
    assert denied.value.where == where
    assert message in ("", denied.value.message)
    assert day.structure == before
    for language in ("id", "en"):
        assert denied.value.text(words_in(language))
    return denied.value


def test_what_is_told_of_a_competition_is_changed(day: Day) -> None:
    given = {
        "name": " Lomba Inovasi ", "edition": "2019", "organiser": "Korpri", "venue": "",
        "held_on": date(2019, 11, 26), "timezone": "Asia/Makassar", "unit_term": "OPD",
        "participation_target": "90",
    }  # fmt: skip
    day.make(competition.edit_about({}, given))
    own = day.structure.competition
    assert {name: getattr(own, name) for name in given} == given | {
        "name": "Lomba Inovasi", "participation_target": 90,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "), ("unit_term", ""), ("participation_target", "101"),
        ("participation_target", "banyak"), ("timezone", "WIB"), ("name", "a\x00b"),
        ("name", "a" * 40_000), ("participation_target", ""),
    ],
)  # fmt: skip
def test_what_is_told_of_a_competition_is_checked(day: Day, field: str, value: str) -> None:
    refused(day, competition.edit_about({}, {field: value}), field)


def test_two_competitions_are_not_called_alike(day: Day) -> None:
    with writing(day.engine) as session:
        other = contest(session).competition_id
    with reading(day.engine) as session:
        name = session.get_one(Competition, other).name
    given = {"name": name.upper(), "edition": "2018"}
    refused(day, competition.edit_about({}, given), "edition", competition.NAME_TAKEN)


def test_the_rules_are_changed(day: Day) -> None:
    given = {"method": Method.TRIMMED_MEAN, "trim": "2", "decimals": "3", "tie_break": "k2; K1"}
    day.make(competition.edit_rules({}, given))
    own = day.structure.competition
    assert (own.method, own.trim, own.decimals, own.tie_break) == (
        Method.TRIMMED_MEAN, 2, 3, "K2,K1",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("trim", "-1"), ("trim", "1001"), ("trim", "1,5"), ("decimals", "7"), ("method", None),
        ("tie_break", "K1,K7"), ("tie_break", "K1,k1"),
    ],
)  # fmt: skip
def test_the_rules_are_checked(day: Day, field: str, value: object) -> None:
    refused(day, competition.edit_rules({}, {field: value}), field)


def test_what_others_changed_meanwhile_is_shown_and_not_overwritten(day: Day) -> None:
    opened = {"venue": "", "organiser": ""}
    day.make(competition.edit_about(opened, {"venue": "Balai Kota", "organiser": ""}))
    mine = {"venue": "Aula", "organiser": "Korpri"}
    denied = refused(day, competition.edit_about(opened, mine))
    assert isinstance(denied, entered.Meanwhile)
    assert denied.both == {"venue": ("Balai Kota", "Aula")}
    day.make(competition.edit_about({**opened, "venue": "Balai Kota"}, mine))
    own = day.structure.competition
    assert (own.venue, own.organiser) == ("Aula", "Korpri")


def test_what_was_not_touched_here_stays_as_others_made_it(day: Day) -> None:
    opened = {"venue": "", "organiser": ""}
    day.make(competition.edit_about(opened, {"venue": "Balai Kota", "organiser": ""}))
    day.make(competition.edit_about(opened, {"venue": "", "organiser": "Korpri"}))
    own = day.structure.competition
    assert (own.venue, own.organiser) == ("Balai Kota", "Korpri")


def test_stages_are_added_renamed_moved_and_removed(day: Day) -> None:
    first, second = day.ids.stage_ids
    day.make(stages.add_stage({"name": "Final", "weight": "12,5"}))
    day.make(stages.edit_stage(first, {}, {"name": "Presentasi", "weight": "87.5"}))
    day.make(stages.move_stage(second, -1))
    day.make(stages.move_stage(second, -1))
    rows = [(row.name, row.weight, row.position) for row in day.structure.stages]
    assert rows == [("Tahap 2", None, 1), ("Presentasi", 8750, 2), ("Final", 1250, 3)]
    day.make(stages.remove_stage(second))
    assert [row.name for row in day.structure.stages] == ["Presentasi", "Final"]
    assert {row.stage_id for row in day.structure.criteria} == {first}


def test_everybody_comes_into_the_first_stage(day: Day) -> None:
    for key in day.ids.stage_ids:
        day.make(stages.remove_stage(key))
    day.make(stages.add_stage({"name": "Penilaian", "weight": ""}))
    (stage,) = day.structure.stages
    assert stage.weight == 10_000
    assert len(day.structure.panel) == len(day.ids.judge_ids)
    assert len(day.structure.entries) == len(day.ids.submission_ids)


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("name", {"name": "", "weight": ""}), ("name", {"name": "A;B", "weight": ""}),
        ("name", {"name": "tahap  2", "weight": ""}), ("weight", {"name": "A", "weight": "-1"}),
        ("weight", {"name": "A", "weight": "1,234"}),
    ],
)  # fmt: skip
def test_stages_are_checked(day: Day, field: str, given: dict[str, str]) -> None:
    refused(day, stages.add_stage(given), field)
    refused(day, stages.edit_stage(day.ids.stage_ids[0], {}, given), field)


def test_a_stage_with_marks_is_not_removed(marked: Day) -> None:
    refused(marked, stages.remove_stage(marked.ids.stage_ids[0]), message=stages.HAS_MARKS)


def test_criteria_are_added_changed_moved_and_removed(day: Day) -> None:
    stage = day.ids.stage_ids[0]
    day.make(criteria.add_criterion(stage, CRITERION))
    (new,) = (row for row in day.structure.criteria if row.code == "K9")
    assert (new.weight, new.minimum, new.maximum, new.step) == (2000, 0, 10_000, 50)
    given = {**CRITERION, "code": "K10", "maximum": "10", "step": "1"}
    day.make(criteria.edit_criterion(new.id, {}, given))
    day.make(criteria.move_criterion(new.id, -1))
    day.make(criteria.move_criterion(new.id, 1))
    day.make(criteria.move_criterion(new.id, -1))
    order = [row.code for row in day.structure.criteria if row.stage_id == stage]
    assert order == ["K1", "K10", "K2"]
    day.make(criteria.remove_criterion(new.id))
    assert [row.code for row in day.structure.criteria if row.stage_id == stage] == ["K1", "K2"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", ""), ("code", "A,B"), ("code", "A;B"), ("code", "k1"), ("name", ""),
        ("weight", "-1"), ("weight", ""), ("weight", "sepuluh"), ("maximum", "0"),
        ("minimum", "100"), ("step", "0"), ("step", "0,001"),
    ],
)  # fmt: skip
def test_criteria_are_checked(day: Day, field: str, value: str) -> None:
    given = {**CRITERION, field: value}
    refused(day, criteria.add_criterion(day.ids.stage_ids[1], given), field)
    key = next(row.id for row in day.structure.criteria if row.code == "K2")
    refused(day, criteria.edit_criterion(key, {}, given), field)


def test_weights_may_come_to_any_sum_while_preparing(day: Day) -> None:
    day.make(criteria.set_weights({}, {day.ids.criterion_ids[0]: "12,5"}))
    assert criteria.weight_sum(day.structure, day.ids.stage_ids[0]) == 6250


def test_once_the_judging_is_on_weights_come_to_100(marked: Day) -> None:
    first, second = marked.ids.criterion_ids
    one = criteria.set_weights({}, {first: "60"})
    refused(marked, one, "weight", criteria.SUM_IS_FIXED)
    stage = marked.ids.stage_ids[0]
    refused(marked, criteria.add_criterion(stage, CRITERION), "weight", criteria.SUM_IS_FIXED)
    marked.make(criteria.add_criterion(stage, {**CRITERION, "weight": "0"}), "usul juri")
    marked.make(criteria.set_weights({}, {first: "60", second: "40"}), "usul juri")
    assert [row.weight for row in marked.structure.criteria] == [6000, 4000, 0]


def test_a_weight_is_checked_at_its_own_field(day: Day) -> None:
    first, second = day.ids.criterion_ids[:2]
    refused(day, criteria.set_weights({}, {first: "50", second: "x"}), str(second))
    refused(day, criteria.set_weights({}, {first: "-1"}), str(first))


def test_weights_that_others_changed_meanwhile_are_shown(day: Day) -> None:
    first, second = day.ids.criterion_ids[:2]
    opened = {first: 5000, second: 5000}
    day.make(criteria.set_weights(opened, {first: "70", second: "30"}))
    denied = refused(day, criteria.set_weights(opened, {first: "60", second: "50"}))
    assert isinstance(denied, entered.Meanwhile)
    assert denied.both == {str(first): (7000, 6000)}


def test_a_scale_that_marks_would_break_names_them(marked: Day) -> None:
    key = marked.ids.criterion_ids[0]
    given = {**CRITERION, "code": "K1", "weight": "50", "maximum": "55"}
    denied = refused(marked, criteria.edit_criterion(key, {}, given), "maximum")
    values = [mark.value for mark in criteria.marks_on(marked.board, key) if mark.value > 5500]
    text = denied.text(words_in("id"))
    assert words_in("id").hundredths(values[0]) in text
    assert "J1" in text
    assert len(values) == denied.count  # type: ignore[attr-defined]


def test_a_criterion_with_marks_or_that_settles_ties_is_not_removed(marked: Day, day: Day) -> None:
    key = marked.ids.criterion_ids[0]
    refused(marked, criteria.remove_criterion(key), message=criteria.HAS_MARKS)
    day.make(competition.edit_rules({}, {"tie_break": "K2"}))
    second = next(row.id for row in day.structure.criteria if row.code == "K2")
    refused(day, criteria.remove_criterion(second), message=criteria.BREAKS_TIES)
    stage = next(row.stage_id for row in day.structure.criteria if row.code == "K2")
    refused(day, stages.remove_stage(stage), message=criteria.BREAKS_TIES)


def test_a_new_code_goes_into_the_rule_for_ties(engine: Engine) -> None:
    day = begun(engine, marked=False)
    day.make(competition.edit_rules({}, {"tie_break": "K2,K1"}))
    given = {**CRITERION, "code": "AKSES", "weight": "50"}
    day.make(criteria.edit_criterion(day.ids.criterion_ids[1], {}, given))
    assert day.structure.competition.tie_break == "AKSES,K1"


@pytest.mark.parametrize("preset", PRESETS, ids=lambda one: one.key)
def test_a_preset_makes_a_stage_of_100(day: Day, preset: object) -> None:
    stage = day.ids.stage_ids[1]
    day.make(criteria.use_preset(stage, preset))  # type: ignore[arg-type]
    rows = [row for row in day.structure.criteria if row.stage_id == stage]
    assert criteria.weight_sum(day.structure, stage) == 10_000
    codes = [row.code for row in day.structure.criteria]
    assert len(set(codes)) == len(codes)
    assert [row.name for row in rows] == [c.name for c in preset.criteria]  # type: ignore[attr-defined]


def test_a_preset_does_not_replace_what_has_marks(marked: Day) -> None:
    edit = criteria.use_preset(marked.ids.stage_ids[0], PRESETS[0])
    refused(marked, edit, message=criteria.STAGE_HAS_MARKS)


def test_judges_are_added_seated_and_removed(day: Day) -> None:
    first, second = day.ids.stage_ids
    given = {"code": "J9", "name": "Dr. Rini", "institution": ""}
    day.make(jury.add_judge(given, {first}))
    (new,) = (row for row in day.structure.judges if row.code == "J9")
    seats = {s.stage_id for s in day.structure.panel if s.judge_id == new.id}
    assert seats == {first}
    named = {**given, "institution": "Undip"}
    day.make(jury.edit_judge(new.id, {}, named, frozenset({first}), frozenset({second})))
    assert {s.stage_id for s in day.structure.panel if s.judge_id == new.id} == {second}
    day.make(jury.remove_judge(new.id))
    assert [row.code for row in day.structure.judges] == ["J1", "J2"]


def test_judges_are_checked(day: Day) -> None:
    good = {"code": "J9", "name": "Dr. Rini", "institution": ""}
    refused(day, jury.add_judge({**good, "code": "j1"}, set()), "code", jury.CODE_TAKEN)
    refused(day, jury.add_judge({**good, "code": ""}, set()), "code")
    refused(day, jury.add_judge({**good, "name": " "}, set()), "name")


def test_a_judge_with_marks_stays_and_it_says_what_to_do(marked: Day) -> None:
    key, stage = marked.ids.judge_ids[0], marked.ids.stage_ids[0]
    refused(marked, jury.remove_judge(key), message=jury.HAS_MARKS)
    given = {"code": "J1", "name": "Juri 1", "institution": ""}
    edit = jury.edit_judge(key, {}, given, frozenset({stage}), frozenset())
    refused(marked, edit, "stages", jury.HAS_MARKS_THERE)


def test_a_recusal_is_set_down_with_its_reason_and_lifted_with_one(day: Day) -> None:
    judge, entry = day.ids.judge_ids[0], day.ids.submission_ids[1]
    refused(day, jury.recuse(judge, entry, " "), "reason", WHY)
    refused(day, jury.recuse(None, entry, "kerabat"), "code")
    refused(day, jury.recuse(judge, None, "kerabat"), "number")
    day.make(jury.recuse(judge, entry, "kerabat"), "kerabat")
    assert [row.reason for row in day.structure.recusals] == ["kerabat"]
    refused(day, jury.recuse(judge, entry, "kerabat"), "number", jury.ALREADY)
    refused(day, jury.lift_recusal(judge, entry, ""), "reason", WHY)
    day.make(jury.lift_recusal(judge, entry, "salah catat"), "salah catat")
    assert day.structure.recusals == ()
    refused(day, jury.lift_recusal(judge, entry, "lagi"), message=jury.NOT_RECUSED)
    assert [(c.before, c.after, c.reason) for c in day.changes] == [
        (None, {"reason": "kerabat"}, "kerabat"),
        ({"reason": "kerabat"}, None, "salah catat"),
    ]


def test_who_has_marked_an_entry_is_not_recused_from_it(marked: Day) -> None:
    edit = jury.recuse(marked.ids.judge_ids[0], marked.ids.submission_ids[0], "kerabat")
    refused(marked, edit, "number", jury.HAS_MARKED)


def test_who_has_locked_an_empty_sheet_is_not_recused(day: Day) -> None:
    judge, entry = day.ids.judge_ids[0], day.ids.submission_ids[0]
    with writing(day.engine) as session:
        confirm_sheet(
            session, stage_id=day.ids.stage_ids[0], submission_id=entry, judge_id=judge,
            at=datetime.now(UTC),
        )  # fmt: skip
    refused(day, jury.recuse(judge, entry, "kerabat"), "number", jury.HAS_MARKED)


def test_units_come_onto_the_roster_and_leave_it(day: Day) -> None:
    with writing(day.engine) as session:
        session.add(Unit(code="LAMA", name="Dinas Lama"))
    known = roster.known_units(day.engine, ADMIN)
    old = next(unit for unit in known if unit.code == "LAMA")
    new = {"code": "BARU", "name": "Dinas Baru", "short_name": "", "kind": ""}
    fresh = roster.new_unit(new, known)
    day.make(roster.add_units([old, fresh]))
    names = {unit.name for unit in day.structure.units}
    assert {"Dinas Lama", "Dinas Baru"} <= names
    assert len(day.structure.eligible_unit_ids) == 5
    kinds = [(c.kind.value, c.subject) for c in day.changes]
    assert ("unit", {"unit": "BARU"}) in kinds
    assert ("unit", {"unit": "LAMA"}) not in kinds
    assert ("roster", {"unit": "LAMA"}) in kinds
    day.make(roster.remove_units({old.id, day.ids.unit_ids[0]}))
    assert old.id not in {unit.id for unit in day.structure.units}
    assert day.ids.unit_ids[0] in {unit.id for unit in day.structure.units}  # it entered
    assert len(day.structure.eligible_unit_ids) == 3
    assert len(roster.known_units(day.engine, ADMIN)) == 5


def test_units_are_checked(day: Day) -> None:
    known = roster.known_units(day.engine, ADMIN)
    taken = known[0].code.lower()
    good = {"code": "X", "name": "Dinas X", "short_name": "", "kind": ""}
    for field, value in (("code", taken), ("code", ""), ("name", "")):
        with pytest.raises(Denied) as denied:
            roster.new_unit({**good, field: value}, known)
        assert denied.value.where == field
    unit = day.ids.unit_ids[1]
    other = {**good, "code": next(u.code for u in known if u.id != unit)}
    refused(day, roster.edit_unit(unit, {}, other, known), "code", roster.CODE_TAKEN)
    refused(day, roster.add_units([]), "unit")
    refused(day, roster.remove_units(set()), "unit")


def test_a_code_that_somebody_took_between_is_refused_in_words(day: Day) -> None:
    fresh = UnitRow(-1, "BARU", "Dinas Baru", "", "")
    with writing(day.engine) as session:
        session.add(Unit(code="BARU", name="Lain"))
    before = day.structure
    with pytest.raises(Denied):
        day.make(roster.add_units([fresh]))
    assert day.structure == before


def test_a_pasted_list_is_read_line_by_line() -> None:
    known = [
        UnitRow(1, "DINKES", "Dinas Kesehatan", "Dinkes", "Dinas"),
        UnitRow(2, "BAPPEDA", "Badan Perencanaan", "Bappeda", "Badan"),
        UnitRow(3, "U001", "Inspektorat", "", ""),
    ]
    text = "dinkes\nBadan  Perencanaan\n\nInspektorat\nRSUD Kota\n"
    text += "X9;Puskesmas;Pkm;UPTD\n9\tSatpol\nRSUD KOTA"
    lines = roster.read_list(text, known, {3})
    assert [(one.line, one.unit.code, one.unit.name) for one in lines] == [
        (Line.KNOWN, "DINKES", "Dinas Kesehatan"),
        (Line.KNOWN, "BAPPEDA", "Badan Perencanaan"),
        (Line.LISTED, "U001", "Inspektorat"),
        (Line.NEW, "U002", "RSUD Kota"),
        (Line.NEW, "X9", "Puskesmas"),
        (Line.NEW, "9", "Satpol"),
        (Line.AGAIN, "U002", "RSUD Kota"),
    ]
    assert lines[4].unit.kind == "UPTD"
    assert roster.read_list(" \n\n", known, set()) == []


def test_a_late_entry_is_registered_at_the_end_of_the_order(marked: Day) -> None:
    unit = next(u for u in marked.structure.units if u.id == marked.ids.unit_ids[0])
    given = {
        "number": "4", "title": "Antrean Daring", "category": "", "is_digital": True,
        "is_inclusive": None, "status": SubmissionStatus.REGISTERED,
    }  # fmt: skip
    marked.make(entries.add_entry(given, unit, set(marked.ids.stage_ids)))
    new = marked.structure.submissions[-1]
    assert (new.number, new.title, new.is_digital) == (4, "Antrean Daring", True)
    assert new.registered_at is not None
    (slot,) = (s for s in marked.structure.entries if s.submission_id == new.id)
    assert slot.running_order == 4


def test_an_entry_of_a_new_unit_brings_it_along(day: Day) -> None:
    given = {"number": "9", "title": "A", "status": SubmissionStatus.REGISTERED}
    fresh = roster.new_unit({"code": "BARU", "name": "Baru", "short_name": "", "kind": ""}, [])
    day.make(entries.add_entry(given, fresh, set()))
    row = day.structure.submissions[-1]
    assert day.board.unit_of[row.unit_id].code == "BARU"
    assert row.unit_id not in day.structure.eligible_unit_ids


def test_entries_are_checked(day: Day) -> None:
    good = {"number": "9", "title": "A", "status": SubmissionStatus.REGISTERED}
    unit = day.structure.units[0]
    for field, value in (("number", "1"), ("number", "x"), ("number", "0"), ("title", "")):
        refused(day, entries.add_entry({**good, field: value}, unit, set()), field)
    refused(day, entries.add_entry(good, None, set()), "unit")


@pytest.mark.parametrize("status", entries.OUT)
def test_who_leaves_needs_a_reason(day: Day, status: SubmissionStatus) -> None:
    key = day.ids.submission_ids[0]
    given = {"number": "1", "title": "Inovasi 1", "status": status}
    seats = frozenset(day.ids.stage_ids)
    refused(day, entries.edit_entry(key, {}, given, seats, seats), "reason", WHY)
    day.make(entries.edit_entry(key, {}, given, seats, seats, "mengundurkan diri"))
    assert day.structure.submissions[0].status is status


def test_an_entry_goes_into_stages_and_out_of_them(day: Day) -> None:
    key, (first, second) = day.ids.submission_ids[0], day.ids.stage_ids
    given = {"number": "1", "title": "Inovasi 1", "status": SubmissionStatus.VERIFIED}
    both, one = frozenset({first, second}), frozenset({second})
    day.make(entries.edit_entry(key, {}, given, both, one))
    inside = {s.stage_id for s in day.structure.entries if s.submission_id == key}
    assert inside == {second}
    day.make(entries.enter_all(first))
    slots = [s for s in day.structure.entries if s.stage_id == first]
    assert sorted(s.submission_id for s in slots) == sorted(day.ids.submission_ids)
    assert max(s.running_order or 0 for s in slots) == 4


def test_an_entry_that_was_marked_stays(marked: Day) -> None:
    key, stages_in = marked.ids.submission_ids[0], frozenset(marked.ids.stage_ids)
    given = {"number": "1", "title": "Inovasi 1", "status": SubmissionStatus.VERIFIED}
    edit = entries.edit_entry(key, {}, given, stages_in, frozenset())
    refused(marked, edit, "stages", entries.HAS_MARKS_THERE)
    refused(marked, entries.remove_entry(key), message=entries.HAS_MARKS)


def test_an_entry_that_was_not_marked_can_go(day: Day) -> None:
    day.make(entries.remove_entry(day.ids.submission_ids[0]))
    assert [row.number for row in day.structure.submissions] == [2, 3]


@pytest.mark.parametrize(
    "edit",
    [
        stages.edit_stage(99_999, {}, {"name": "A", "weight": ""}), stages.remove_stage(99_999),
        criteria.edit_criterion(99_999, {}, CRITERION), criteria.remove_criterion(99_999),
        jury.remove_judge(99_999), entries.remove_entry(99_999), entries.enter_all(99_999),
        criteria.set_weights({}, {99_999: "1"}),
    ],
)  # fmt: skip
def test_what_is_gone_meanwhile_is_told(day: Day, edit: Callable[..., object]) -> None:
    with pytest.raises(Denied) as denied:
        day.make(edit)  # type: ignore[arg-type]
    assert denied.value.message == entered.GONE


def test_a_roster_of_thousands_is_taken(day: Day) -> None:
    many = [UnitRow(-key, f"M{key}", f"Unit {key}", "", "") for key in range(1, 3001)]
    day.make(roster.add_units(many))
    assert len(day.structure.eligible_unit_ids) == 3003
