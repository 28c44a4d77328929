"""The page of the score sheets: what each role's browser is told, and no more."""

import json
from typing import Any

import pytest
from sqlalchemy import Engine, delete, update
from sqlmodel import col
from streamlit.testing.v1 import AppTest

from dashboard import screen
from dashboard.access import Identity
from dashboard.desk.sheet_state import keys_of
from dashboard.forms.sheet import sheets_data, store_name
from dashboard.view.leaderboard import PAGE_SIZE
from dashboard.view.words import words_in
from db.commands import record_scores
from db.engine import writing
from db.models import Competition, Criterion, EntryStatus, Panel, Phase, Recusal, Role, StageEntry
from tests.factories import Contest, contest
from tests.test_structure import ROOT

APP = str(ROOT / "dashboard" / "app.py")


@pytest.fixture
def built(database: Engine) -> Contest:
    with writing(database) as session:
        ids = contest(session, units=3, stages=2, judges=2)
        marks = [(*key, 7000 + 100 * place) for place, key in enumerate(ids.keys)]
        record_scores(session, marks, actor="tes")
    return ids


def judge(built: Contest, seat: int = 0) -> Identity:
    return Identity(Role.JURI, "Juri", built.judge_ids[seat], built.competition_id)


def opened() -> AppTest:
    app = AppTest.from_file(APP, default_timeout=30).run()
    app.switch_page(str(ROOT / "pages" / "sheet.py")).run()
    assert [error.value for error in app.exception] == []
    return app


def told(app: AppTest) -> dict[str, Any]:
    """What the browser gets of the sheets."""
    (node,) = [
        one.proto
        for one in app.get("bidi_component")
        if one.proto.component_name == "pantau_sheets"
    ]
    data: dict[str, Any] = json.loads(node.json)
    return data


def test_a_judge_is_told_of_their_own_sheets_only(built: Contest, asking: list[Identity]) -> None:
    asking[0] = judge(built)
    app = opened()
    data = told(app)
    assert (data["mode"], data["may_unlock"]) == ("judge", False)
    assert {sheet["judge"] for sheet in data["sheets"]} == {built.judge_ids[0]}
    assert [one["id"] for one in data["judges"]] == [built.judge_ids[0]]
    others = {
        7000 + 100 * place
        for place, (_, seat, _) in enumerate(built.keys)
        if seat != built.judge_ids[0]
    }
    shown = {mark for sheet in data["sheets"] for mark in sheet["marks"].values()}
    assert shown
    assert shown & others == set()
    assert len(app.selectbox) == 0


def test_a_judge_chooses_among_the_stages_whose_panel_they_are_on(
    database: Engine, built: Contest, asking: list[Identity]
) -> None:
    asking[0] = judge(built)
    assert [group.label for group in opened().segmented_control if group.label == "Tahap"]
    with writing(database) as session:
        session.execute(
            delete(Panel).where(
                col(Panel.judge_id) == built.judge_ids[0],
                col(Panel.stage_id) == built.stage_ids[0],
            )
        )
    app = opened()
    assert [group.label for group in app.segmented_control if group.label == "Tahap"] == []
    assert {sheet["stage"] for sheet in told(app)["sheets"]} == {built.stage_ids[1]}
    with writing(database) as session:
        session.execute(delete(Panel).where(col(Panel.judge_id) == built.judge_ids[0]))
    assert "belum masuk panel" in opened().info[0].value


def test_the_desk_chooses_a_judge_or_an_entry(built: Contest, asking: list[Identity]) -> None:
    asking[0] = Identity(Role.OPERATOR, "Sari")
    app = opened()
    assert told(app)["mode"] == "desk"
    box = next(box for box in app.selectbox if box.label == "Juri")
    assert box.options == ["Juri 1", "Juri 2"]
    box.select(built.judge_ids[1]).run()
    assert {sheet["judge"] for sheet in told(app)["sheets"]} == {built.judge_ids[1]}
    by = next(group for group in app.segmented_control if group.label == "Lembar menurut")
    by.set_value("entry").run()
    sheets = told(app)["sheets"]
    assert {sheet["submission"] for sheet in sheets} == {built.submission_ids[0]}
    assert [sheet["judge"] for sheet in sheets] == [*built.judge_ids]


def test_many_entries_come_page_by_page(database: Engine, asking: list[Identity]) -> None:
    with writing(database) as session:
        contest(session, units=PAGE_SIZE + 10, judges=1)
    asking[0] = Identity(Role.OPERATOR, "Sari")
    app = opened()
    assert len(told(app)["sheets"]) == len(told(app)["entries"]) == PAGE_SIZE
    app.get("pagination")[0].set_value(2).run()
    assert len(told(app)["sheets"]) == 10


def test_reasons_hints_and_rules_are_told_in_words(database: Engine, built: Contest) -> None:
    with writing(database) as session:
        session.execute(update(Competition).values(phase=Phase.CLOSED))
        session.execute(
            update(StageEntry)
            .values(status=EntryStatus.ABSENT)
            .where(col(StageEntry.submission_id) == built.submission_ids[1])
        )
        session.execute(
            update(Criterion)
            .values(step=50, description="Manfaatnya")
            .where(col(Criterion.id) == built.criterion_ids[0])
        )
        session.add(Recusal(judge_id=built.judge_ids[0], submission_id=built.submission_ids[0]))
    board = screen.reader().latest(built.competition_id)
    keys = keys_of(board, 0, judge=built.judge_ids[0], entry=None)
    data = sheets_data(board, words_in("id"), judge(built), 0, "judge", keys)
    assert data["notice"].startswith("Penilaian sudah ditutup")
    closed = [sheet["closed"] for sheet in data["sheets"]]
    assert closed == ["Juri berhalangan untuk peserta ini.", "Peserta tidak hadir.", ""]
    assert [one["rule"] for one in data["criteria"]] == [
        "0–100 · kelipatan 0,5 · bobot 50",
        "0–100 · bobot 50",
    ]
    assert data["criteria"][0]["description"] == "Manfaatnya"
    assert (data["point"], words_in("en").number(0, 1)[1]) == (",", ".")


def test_nobody_finds_what_somebody_else_typed() -> None:
    people = [
        Identity(Role.JURI, "A", 1, 1, 5),
        Identity(Role.JURI, "A", 2, 1, 6),
        Identity(Role.OPERATOR, "A", card_id=7),
        Identity(Role.OPERATOR, "A", card_id=8),
        Identity(Role.OPERATOR, "B", card_id=8),
    ]
    names = [store_name(competition, who) for who in people for competition in (1, 11)]
    assert len(set(names)) == len(names)
    assert not [(a, b) for a in names for b in names if a != b and b.startswith(a)]
