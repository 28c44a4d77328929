"""Whom to call: the same units on screen, in the text to copy and in the workbook."""

from io import BytesIO

from python_calamine import CalamineWorkbook
from sqlalchemy import Engine

from dashboard.board import Board
from dashboard.view.followup import file_name, missing, missing_text, workbook
from dashboard.view.participation import participation_html
from dashboard.view.words import words_in
from db import sample
from db.engine import writing
from db.models import Competition, Unit
from tests.dashboard.view.entered import board_of
from tests.factories import contest

ID, EN = words_in("id"), words_in("en")


def test_who_has_not_registered_is_all_that_did_not_enter(sampled: Board) -> None:
    entered = {unit for unit, *_ in sample.ENTRIES}
    wanted = [
        (kind, sorted(set(sample.UNITS[kind]) - entered))
        for kind in sorted(sample.UNITS)
        if set(sample.UNITS[kind]) - entered
    ]
    assert missing(sampled, ID) == wanted
    names = [unit for _, units in wanted for unit in units]
    assert missing_text(sampled, ID).splitlines() == [
        f"28 SKPD belum mendaftar: {sampled.competition.full_name}",
        *(f"{number}. {unit}" for number, unit in enumerate(names, 1)),
    ]
    assert f"28 SKPD belum mendaftar: {sampled.competition.full_name}\n1. Badan " in (
        participation_html(sampled, ID)
    )


def test_the_workbook_holds_every_unit_and_every_entry(hard: Board) -> None:
    book = CalamineWorkbook.from_filelike(BytesIO(workbook(hard, EN)))
    assert book.sheet_names == ["OPD", "Entries"]
    units = book.get_sheet_by_name("OPD").to_python()
    assert units[0] == ["No.", "Code", "Name", "Kind", "Participation"]
    assert [(row[0], row[2], row[4]) for row in units[1:]] == [
        (1, "Dinas 10", "has not registered"),
        (2, "Dinas 2", "has not registered"),
        (3, "Dinas 7", "has not registered"),
        (4, "Dinas 3", "registered, but is out"),
        (5, "Dinas 4", "registered, but is out"),
        *((6 + i, f"Dinas {n}", "takes part") for i, n in enumerate((1, 5, 6, 8, 9))),
    ]
    entries = book.get_sheet_by_name("Entries").to_python()
    assert entries[0] == ["No.", "OPD", "Title", "Step", "Remark"]
    assert [(row[0], row[3], row[4]) for row in entries[1:]] == [
        (1, "Judged in full", ""),
        (2, "Judged in full", ""),
        (3, "Presented", "withdrawn"),
        (4, "Presented", "disqualified"),
        (5, "Verified", "absent"),
        (6, "Registered", ""),
        (7, "Judged in full", ""),
        (8, "Judged in full", ""),
        (9, "Presented", ""),
    ]
    assert file_name(hard, ID) == f"partisipasi-{hard.competition.id}-{hard.revision}.xlsx"


def test_a_name_that_looks_like_a_formula_stays_a_name(engine: Engine) -> None:
    with writing(engine) as session:
        ids = contest(session)
        session.get_one(Unit, ids.unit_ids[0]).name = "=1+1"
        session.get_one(Competition, ids.competition_id).unit_term = "OPD/UKE"
    book = CalamineWorkbook.from_filelike(
        BytesIO(workbook(board_of(engine, ids.competition_id), ID))
    )
    assert "=1+1" in [row[2] for row in book.get_sheet_by_name("OPDUKE").to_python()]
