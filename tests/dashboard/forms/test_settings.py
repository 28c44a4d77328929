"""The settings page as an administrator uses it: each section, what is done and what is refused."""

from typing import Any

import pytest
from sqlalchemy import Engine, select, update
from streamlit.testing.v1 import AppTest

from dashboard.access import Identity
from dashboard.forms.settings.page import SECTIONS
from dashboard.view.words import LANGUAGES, words_in
from db import sample
from db.changes import read_changes
from db.engine import reading, writing
from db.models import (
    Competition,
    Criterion,
    EligibleUnit,
    Judge,
    Phase,
    Recusal,
    Role,
    Snapshot,
    Stage,
    Submission,
    SubmissionStatus,
    Unit,
)
from tests.dashboard.test_app import APP
from tests.factories import contest
from tests.test_structure import ROOT

SETTINGS = str(ROOT / "pages" / "settings.py")


@pytest.fixture
def sampled(database: Engine) -> Engine:
    """The sample: judged, nearly all locked."""
    with writing(database) as session:
        sample.load(session)
    return database


@pytest.fixture
def blank(database: Engine) -> Engine:
    """A competition in preparation, without marks."""
    with writing(database) as session:
        ids = contest(session, stages=2)
        session.execute(update(Competition).values(phase=Phase.REGISTRATION))
        for at, key in enumerate(ids.criterion_ids[2:], 3):
            session.execute(update(Criterion).where(Criterion.id == key).values(code=f"K{at}"))
    return database


def section(name: str, language: str = "en") -> AppTest:
    app = AppTest.from_file(APP, default_timeout=60)
    app.query_params["bahasa"] = language
    app.run()
    app.switch_page(SETTINGS).run()
    app.session_state["settings go to"] = name
    return sound(app.run())


def sound(app: AppTest) -> AppTest:
    assert [error.value for error in app.exception] == []
    return app


def press(app: AppTest, label: str) -> AppTest:
    (button,) = [one for one in app.button if one.label.replace("\\", "") == label][:1]
    return sound(button.click().run())


def field(app: AppTest, label: str) -> Any:
    everything = [*app.text_input, *app.text_area, *app.selectbox, *app.toggle, *app.date_input]
    return [one for one in everything if one.label == label][-1]


def fill(app: AppTest, label: str, value: object) -> AppTest:
    widget = field(app, label)
    if widget.type == "selectbox":
        return sound(widget.set_value(value).run())
    return sound(widget.set_value(value).run())


def errors(app: AppTest) -> list[str]:
    return [error.value for error in app.error]


def texts(app: AppTest) -> str:
    return "\n".join(one.value for one in app.markdown)


def rows(engine: Engine, table: type) -> list[Any]:
    with reading(engine) as session:
        return list(session.scalars(select(table)).all())


def competition(engine: Engine) -> Competition:
    (row,) = rows(engine, Competition)
    found: Competition = row
    return found


def reasons(engine: Engine) -> list[str]:
    with reading(engine) as session:
        home = session.scalar(select(Competition.id))
        return [change.reason for change in read_changes(session, home)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SECTIONS)
def test_a_section_is_drawn(sampled: Engine, name: str, language: str) -> None:
    app = section(name, language)
    assert app.session_state["settings address"] == name
    assert errors(app) == []


@pytest.mark.parametrize("name", SECTIONS)
def test_a_section_is_drawn_of_an_empty_competition(database: Engine, name: str) -> None:
    with writing(database) as session:
        session.add(Competition(name="Kosong"))
    section(name)


def test_a_link_opens_its_section(sampled: Engine) -> None:
    app = AppTest.from_file(APP, default_timeout=60)
    app.query_params["bahasa"] = "en"
    app.run()
    app.switch_page(SETTINGS)
    app.query_params["bagian"] = "jury"
    sound(app.run())
    assert "Recusals" in [one.value for one in app.subheader]


@pytest.mark.parametrize("odd", ["", "rahasia", "<b>", "jury,stages"])
def test_an_odd_link_opens_the_first_section(sampled: Engine, odd: str) -> None:
    app = AppTest.from_file(APP, default_timeout=60)
    app.query_params["bahasa"] = "en"
    app.run()
    app.switch_page(SETTINGS)
    app.query_params["bagian"] = odd
    sound(app.run())
    assert "Scoring rules" in [one.value for one in app.subheader]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN] + [None])
def test_nobody_else_gets_the_page(
    sampled: Engine, asking: list[Identity], role: Role | None
) -> None:
    competition_id = competition(sampled).id if role is Role.JURI else None
    asking[0] = Identity(role, "x", judge_id=1, competition_id=competition_id)
    app = AppTest.from_file(APP, default_timeout=60)
    app.run()
    with pytest.raises(ValueError, match="settings"):
        app.switch_page(SETTINGS).run()


def test_without_a_competition_it_says_where_one_is_started(database: Engine) -> None:
    app = AppTest.from_file(APP, default_timeout=60).run()
    app.switch_page(SETTINGS).run()
    sound(app)
    assert "halaman Data" in app.info[0].value


def test_what_is_told_of_the_competition_is_changed(sampled: Engine) -> None:
    app = press(section("competition"), "Change")
    fill(app, "Venue", "Balai Kota")
    press(app, "Save")
    assert competition(sampled).venue == "Balai Kota"
    assert "Balai Kota" in texts(app)
    assert not [one for one in app.button if one.label == "Save"]


def test_a_fault_is_told_and_nothing_is_lost(sampled: Engine) -> None:
    app = press(section("competition"), "Change")
    fill(app, "Participation target (percent)", "120")
    fill(app, "Venue", "Balai Kota")
    press(app, "Save")
    assert errors(app) == ["120 is out of bounds; expected 0 … 100."]
    assert field(app, "Venue").value == "Balai Kota"
    assert competition(sampled).venue == "BLC Dinkominfo"


def test_cancel_changes_nothing(sampled: Engine) -> None:
    app = press(section("competition"), "Change")
    fill(app, "Venue", "Balai Kota")
    press(app, "Cancel")
    assert competition(sampled).venue == "BLC Dinkominfo"
    assert not [one for one in app.button if one.label == "Save"]


def test_a_rule_shows_its_effect_asks_why_and_is_made(sampled: Engine) -> None:
    app = press(section("competition"), "Change the rules")
    fill(app, "How the judges' marks become one", "median")
    press(app, "Save")
    assert "What this does to the order" in texts(app)
    assert competition(sampled).method == "mean"
    press(app, "Make the change")
    assert errors(app) == ["Say why. The reason is kept in the history."]
    fill(app, "Reason (kept in the history)", "sidang juri")
    press(app, "Make the change")
    assert competition(sampled).method == "median"
    assert reasons(sampled) == ["sidang juri"]


def test_what_others_changed_meanwhile_is_shown_with_mine(sampled: Engine) -> None:
    app = press(section("competition"), "Change")
    with writing(sampled) as session:
        session.execute(update(Competition).values(venue="Aula"))
    fill(app, "Venue", "Balai Kota")
    press(app, "Save")
    assert app.warning[0].value == "Somebody else has changed the same meanwhile."
    assert "**Venue**: now Aula, yours Balai Kota" in texts(app)
    assert competition(sampled).venue == "Aula"
    press(app, "Save mine all the same")
    assert competition(sampled).venue == "Balai Kota"


def test_what_others_changed_meanwhile_can_stay(sampled: Engine) -> None:
    app = press(section("competition"), "Change")
    with writing(sampled) as session:
        session.execute(update(Competition).values(venue="Aula"))
    fill(app, "Venue", "Balai Kota")
    press(app, "Save")
    press(app, "Leave it as it is now")
    assert competition(sampled).venue == "Aula"


def test_ties_are_settled_by_chosen_criteria(blank: Engine) -> None:
    app = press(section("competition"), "Change the rules")
    fill(app, "What settles a tie", "chosen")
    fill(app, "Criterion 1 that settles ties", "K2")
    fill(app, "Criterion 2 that settles ties", "K1")
    press(app, "Save")
    assert competition(blank).tie_break == "K2,K1"


def test_a_stage_is_added_moved_and_removed(blank: Engine) -> None:
    app = press(section("stages"), "Add a stage")
    fill(app, "Name", "Final")
    fill(app, "Weight", "60")
    press(app, "Save")
    press(app, "Change the order")
    press(app, "Move")
    assert [(s.name, s.position) for s in sorted(rows(blank, Stage), key=lambda s: s.position)] == [
        ("Tahap 1", 1), ("Final", 2), ("Tahap 2", 3),
    ]  # fmt: skip
    press(app, "2. Final")
    fill(app, "Remove this stage", True)
    press(app, "Remove")
    assert [s.name for s in rows(blank, Stage)] == ["Tahap 1", "Tahap 2"]


def test_a_stage_with_marks_stays(sampled: Engine) -> None:
    app = press(section("stages"), "1. Presentasi")
    fill(app, "Remove this stage", True)
    press(app, "Remove")
    assert "has 55 sheets already" in errors(app)[0]


def test_a_criterion_is_added_and_the_sum_is_told(blank: Engine) -> None:
    app = press(section("criteria"), "Add a criterion")
    fill(app, "Name", "Dampak")
    fill(app, "Weight", "12,5")
    press(app, "Save")
    assert "Sum of the weights: 112.5, 12.5 too many." in texts(app)
    assert [c.code for c in rows(blank, Criterion)][-1] == "K5"


def test_weights_are_changed_together(blank: Engine) -> None:
    app = press(section("criteria"), "Change all weights")
    fill(app, "K1 · Kriteria 1", "30")
    assert "**Sum of the weights: 80, 20 missing to 100.**" in texts(app)
    fill(app, "K2 · Kriteria 2", "x")
    press(app, "Save")
    assert errors(app) == ["“x” is not a number."]
    fill(app, "K2 · Kriteria 2", "70")
    press(app, "Save")
    assert [c.weight for c in rows(blank, Criterion)][:2] == [3000, 7000]


def test_a_scale_that_marks_would_break_is_refused(sampled: Engine) -> None:
    app = press(section("criteria"), "K1 · Manfaat bagi publik")
    fill(app, "Step", "7")
    press(app, "Save")
    assert errors(app)[0].startswith("Marks that were given do not fit the new scale: ")


def test_the_ready_made_list_names_its_source(blank: Engine) -> None:
    app = press(section("criteria"), "Use a ready-made list")
    assert "pekalongankota.go.id" in texts(app)
    fill(app, "Ready-made list", "kipp2023")
    assert "| Signifikansi | 30 |" in texts(app)
    press(app, "Use this list")
    assert len([c for c in rows(blank, Criterion) if c.name == "Signifikansi"]) == 1
    assert "Sum of the weights: 100." in texts(app)


def test_criteria_are_reordered(blank: Engine) -> None:
    app = press(section("criteria"), "Change the order")
    press(app, "Move")
    first = {c.code: c.position for c in rows(blank, Criterion) if c.code in ("K1", "K2")}
    assert first == {"K2": 1, "K1": 2}


def test_a_judge_is_added_and_one_with_marks_stays(sampled: Engine) -> None:
    app = press(section("jury"), "Add a judge")
    fill(app, "Name", "Dr. Rini")
    press(app, "Save")
    assert "What this does to the order" in texts(app)  # the others wait for the new sheets
    fill(app, "Reason (kept in the history)", "juri cadangan")
    press(app, "Make the change")
    assert [j.code for j in rows(sampled, Judge)][-1] == "J6"
    press(app, "J1 · Juri 1")
    fill(app, "Remove this judge", True)
    press(app, "Remove")
    assert errors(app)[0].startswith("Judge J1 has begun")


def test_a_recusal_is_set_down_and_lifted(blank: Engine) -> None:
    app = press(section("jury"), "Add a recusal")
    press(app, "Save")
    assert errors(app) == ["This must be filled in."]
    judge, entry = rows(blank, Judge)[0], rows(blank, Submission)[1]
    fill(app, "Judge", judge.id)
    fill(app, "Entry", entry.id)
    press(app, "Save")
    assert errors(app) == ["Say why. The reason is kept in the history."]
    fill(app, "Reason (kept in the history)", "kerabat")
    press(app, "Save")
    assert [r.reason for r in rows(blank, Recusal)] == ["kerabat"]
    press(app, "J1 · 2. Dinas 2")
    press(app, "Lift the recusal")
    assert errors(app) == ["Say why. The reason is kept in the history."]
    fill(app, "Reason (kept in the history)", "salah catat")
    press(app, "Lift the recusal")
    assert rows(blank, Recusal) == []


def test_a_list_of_units_is_pasted_after_a_look(blank: Engine) -> None:
    app = press(section("roster"), "Paste a list")
    fill(app, "Codes or names, one per line", "Dinas 1\nInspektorat\nX9;Satpol PP")
    assert "is on the list already" in texts(app)
    press(app, "Add 2 units")
    assert len(rows(blank, EligibleUnit)) == 5
    assert {u.name for u in rows(blank, Unit)} >= {"Inspektorat", "Satpol PP"}


def test_a_pasted_list_without_anything_new_is_told(blank: Engine) -> None:
    app = press(section("roster"), "Paste a list")
    fill(app, "Codes or names, one per line", "Dinas 1")
    press(app, "Look at it")
    assert errors(app) == ["No unit was chosen."]


def test_units_are_added_changed_and_taken_off(blank: Engine) -> None:
    with writing(blank) as session:
        session.add(Unit(code="LAMA", name="Dinas Lama"))
    app = press(section("roster"), "Add a known unit")
    old = next(u for u in rows(blank, Unit) if u.code == "LAMA")
    fill(app, "Unit", old.id)
    press(app, "Save")
    press(app, "Dinas Lama")
    fill(app, "Short name", "Lama")
    press(app, "Save")
    assert next(u for u in rows(blank, Unit) if u.code == "LAMA").short_name == "Lama"
    press(app, "Add a new unit")
    fill(app, "Code", "lama")
    fill(app, "Name", "Lain")
    press(app, "Save")
    assert errors(app) == ["There is a unit with this code already."]
    press(app, "Cancel")
    press(app, "Take units off")
    fill(app, "Codes or names, one per line", "LAMA\nentah")
    assert "| entah | not on the list |" in texts(app)
    press(app, "Take off")
    assert len(rows(blank, EligibleUnit)) == 3


def test_a_late_entry_is_registered_with_two_fields(sampled: Engine) -> None:
    app = press(section("entries"), "Register an entry")
    unit = next(u for u in rows(sampled, Unit) if u.name == "Inspektorat")
    fill(app, "Unit (a new name makes a new unit)", f"{unit.name} · {unit.code}")
    fill(app, "Title of the innovation", "Lapor Cepat")
    press(app, "Save")
    new = rows(sampled, Submission)[-1]
    assert (new.number, new.title, new.unit_id) == (13, "Lapor Cepat", unit.id)


def test_an_entry_needs_a_unit_and_a_title(sampled: Engine) -> None:
    app = press(section("entries"), "Register an entry")
    press(app, "Save")
    assert errors(app) == ["This must be filled in."]


def test_who_withdraws_needs_a_reason_and_the_effect_is_shown(sampled: Engine) -> None:
    app = press(section("entries"), "1. Apotek Antar")
    fill(app, "Status", SubmissionStatus.WITHDRAWN)
    fill(app, "Reason (kept in the history)", "mengundurkan diri")
    press(app, "Save")
    assert "What this does to the order" in texts(app)
    press(app, "Make the change")
    assert rows(sampled, Submission)[0].status == "withdrawn"
    assert reasons(sampled) == ["mengundurkan diri"]


def test_all_go_into_a_stage(blank: Engine) -> None:
    app = press(section("entries"), "Let all go into a stage")
    press(app, "Save")
    assert errors(app) == []


def test_the_phase_goes_on_and_the_result_is_kept(sampled: Engine) -> None:
    app = press(section("phases"), "Go over to: Closed")
    press(app, "Go over to: Closed")
    press_last(app, "Go over to: Closed")
    press(app, "Go over to: Result published")
    press_last(app, "Go over to: Result published")
    assert errors(app) == ["Say why. The reason is kept in the history."]
    fill(app, "Basis of the publication, such as the number of the minutes", "BA 12/2018")
    press_last(app, "Go over to: Result published")
    assert competition(sampled).phase == Phase.PUBLISHED
    assert len(rows(sampled, Snapshot)) == 1
    press(app, "Set the phase back")
    press(app, "Set back")
    assert errors(app) == ["Say why. The reason is kept in the history."]
    fill(app, "Reason (kept in the history)", "salah hitung")
    press(app, "Set back")
    assert competition(sampled).phase == Phase.CLOSED


def press_last(app: AppTest, label: str) -> AppTest:
    button = [one for one in app.button if one.label == label][-1]
    return sound(button.click().run())


def test_what_is_missing_for_a_phase_is_listed_with_a_way_there(blank: Engine) -> None:
    with writing(blank) as session:
        session.execute(update(Criterion).where(Criterion.code == "K1").values(weight=3500))
    app = section("phases")
    assert "come to 85: 15 are missing" in texts(app).replace("\\", "")
    (forward,) = [one for one in app.button if one.label == "Go over to: Judging"]
    assert forward.disabled
    press(app, "Go to Criteria and weights")
    assert "Sum of the weights: 85, 15 missing to 100." in texts(app)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_dialog_opens(sampled: Engine, language: str) -> None:
    words = words_in(language)
    buttons: dict[str, list[str]] = {
        "competition": ["Change", "Change the rules"],
        "stages": ["Add a stage", "1. Presentasi"],
        "criteria": [
            "Add a criterion", "Change all weights", "Change the order", "Use a ready-made list",
            "K1 · Manfaat bagi publik",
        ],
        "jury": ["Add a judge", "Add a recusal", "J1 · Juri 1"],
        "roster": ["Paste a list", "Add a known unit", "Add a new unit", "Take units off"],
        "entries": ["Register an entry", "1. Apotek Antar"],
        "phases": ["Set the phase back"],
    }  # fmt: skip
    app = section("competition", language)
    for name, labels in buttons.items():
        for label in labels:
            app.session_state["settings go to"] = name
            app.run()
            press(app, words.text(label))
            assert app.get("dialog"), label
            cancel = [one for one in app.button if one.label == words.text("Cancel")]
            if cancel:
                sound(cancel[-1].click().run())
            else:
                del app.session_state["settings dialog"]


def test_thousands_are_searched_and_paged(database: Engine) -> None:
    with writing(database) as session:
        ids = contest(session, units=3000, judges=1, criteria=1)
        session.execute(update(Competition).values(phase=Phase.REGISTRATION))
    assert len(ids.submission_ids) == 3000
    for name in ("entries", "roster"):
        app = section(name)
        assert len(app.button) < 60
        field(app, "Search").set_value("dinas 2999").run()
        sound(app)
        assert any("2999" in one.label for one in app.button)
