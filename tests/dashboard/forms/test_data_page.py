"""The page of data: a workbook tried and imported, a competition started, one removed."""

from pathlib import Path

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from dashboard.view.words import LANGUAGES, words_in
from db import sample
from db.changes import read_changes
from db.engine import reading, writing
from db.models import ChangeKind, Competition, Phase
from db.queries import list_competitions, read_scores, read_structure
from db.workbook import import_workbook
from tests.db.workbook.books import Sheets, base, changed, write_xlsx
from tests.test_structure import ROOT

APP, PAGE = str(ROOT / "dashboard" / "app.py"), str(ROOT / "pages" / "data.py")
EN = words_in("en")


@pytest.fixture
def filled(database: Engine, tmp_path: Path) -> Engine:
    """The small competition, as an import of the command line leaves it."""
    report = import_workbook(database, write_xlsx(tmp_path / "a.xlsx", base()), actor="x")
    assert report.faults == ()
    return database


def opened(language: str = "en") -> AppTest:
    app = AppTest.from_file(APP, default_timeout=30)
    app.query_params["bahasa"] = language
    app.run()
    app.switch_page(PAGE).run()
    return fine(app)


def fine(app: AppTest) -> AppTest:
    assert [error.value for error in app.exception] == []
    return app


def uploaded(app: AppTest, folder: Path, sheets: Sheets, name: str = "lomba.xlsx") -> AppTest:
    content = write_xlsx(folder / "up.xlsx", sheets).read_bytes()
    app.file_uploader[0].upload(name, content).run()
    return fine(app)


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    return fine(app)


def keys(app: AppTest) -> set[str | None]:
    return {button.key for button in app.button}


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_opens_before_there_is_any_competition(database: Engine, language: str) -> None:
    app = opened(language)
    assert app.file_uploader.len == 1
    assert "start now" in keys(app)
    assert "remove now" not in keys(app)


def test_a_whole_competition_comes_in_by_a_workbook(database: Engine, tmp_path: Path) -> None:
    app = uploaded(opened(), tmp_path, base())
    with reading(database) as session:
        assert list_competitions(session) == ()
    press(app, "import now")
    with reading(database) as session:
        (row,) = list_competitions(session)
        assert row.full_name == "Lomba Inovasi 2018"
        assert len(read_scores(session, row.id).value) == 7
    assert app.session_state["screen"].competition_id == row.id


def test_what_was_imported_is_shown_with_the_way_to_it(filled: Engine, tmp_path: Path) -> None:
    sheets = changed(("Lomba", "B3", 2019))
    app = press(uploaded(opened(), tmp_path, sheets), "import now")
    assert app.success[0].value == EN.text("The workbook was imported.")
    assert "import now" not in keys(app)
    press(app, "open imported")
    assert app.session_state["screen"].board.competition.full_name == "Lomba Inovasi 2019"


def test_a_faulty_workbook_is_told_and_cannot_be_imported(filled: Engine, tmp_path: Path) -> None:
    app = uploaded(opened(), tmp_path, changed(("Nilai", "C2", 101), ("Juri", "D3", "Final")))
    assert "import now" not in keys(app)


def test_marks_that_change_are_imported_with_a_reason_only(filled: Engine, tmp_path: Path) -> None:
    app = uploaded(opened(), tmp_path, changed(("Nilai", "C2", 81)))
    press(app, "import now")
    assert "give a reason" in app.error[0].value
    app.text_input(key="import reason").input("salah ketik")
    press(app, "import now")
    with reading(filled) as session:
        first, *_ = read_changes(session, 1)
        assert (first.kind, first.reason) == (ChangeKind.IMPORT, "salah ketik")
        assert 8100 in read_scores(session, 1).value


def test_what_others_changed_meanwhile_is_shown_before_anything(
    filled: Engine, tmp_path: Path
) -> None:
    app = uploaded(opened(), tmp_path, changed(("SKPD", "B2", "Nama Satu")))
    other = write_xlsx(tmp_path / "b.xlsx", changed(("SKPD", "B2", "Nama Dua")))
    assert import_workbook(filled, other, actor="x").faults == ()
    press(app, "import now")
    assert "have changed since the check" in app.error[0].value
    press(app, "import now")
    with reading(filled) as session:
        assert "Nama Satu" in {row.name for row in read_structure(session, 1).units}


def test_a_file_that_is_no_workbook_is_told(database: Engine) -> None:
    app = opened()
    app.file_uploader[0].upload("a.xlsx", b"PK\x03\x04 nothing").run()
    assert "import now" not in keys(fine(app))


def test_a_competition_is_started_from_an_earlier_one(filled: Engine) -> None:
    app = opened()
    press(app, "start now")
    assert app.error[0].value == EN.text("The competition needs a name.")
    app.text_input(key="start name").input("Lomba  Baru ")
    app.text_input(key="start edition").input("2027")
    app.selectbox(key="start source").select(1).run()
    app.checkbox(key="start roster").uncheck()
    press(app, "start now")
    with reading(filled) as session:
        new, old = list_competitions(session)
        made, was = (read_structure(session, row.id) for row in (new, old))
    assert (new.full_name, new.phase) == ("Lomba Baru 2027", Phase.REGISTRATION)
    assert [row.code for row in made.criteria] == [row.code for row in was.criteria]
    assert made.eligible_unit_ids == ()
    press(app, "open started")
    assert app.session_state["screen"].competition_id == new.id


def test_the_sample_is_removed_by_its_name(database: Engine) -> None:
    with writing(database) as session:
        sample.load(session)
    app = opened()
    press(app, "remove now")
    assert "Type the name exactly" in app.error[0].value
    app.text_input(key="remove 1").input(f"{sample.NAME} {sample.EDITION}")
    press(app, "remove now")
    with reading(database) as session:
        assert list_competitions(session) == ()
    assert app.session_state["screen"].competition_id is None


def test_only_what_may_be_removed_is_offered(filled: Engine) -> None:
    assert "remove now" not in keys(opened())
    with writing(filled) as session:
        session.add(Competition(name="Kosong"))
    app = opened()
    assert app.selectbox(key="remove which").options == ["Kosong"]
