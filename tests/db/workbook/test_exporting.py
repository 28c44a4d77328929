"""What goes out comes back: export, then import into an empty database, is the same competition."""

import shutil
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import python_calamine
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Engine

from db.commands import record_scores
from db.engine import connect, reading, writing
from db.queries import read_heads
from db.workbook import export_workbook, import_workbook, write_template
from db.workbook.apply import apply_state
from db.workbook.exporting import sheets_of
from db.workbook.read import read
from db.workbook.state import Ids, State, load_state
from tests.db.workbook.books import base, changed, write_xlsx
from tests.db.workbook.states import states
from tests.factories import contest

FORMS = ("keluar.xlsx", "keluar.ods", "keluar")


def stored(engine: Engine, state: State) -> int:
    with writing(engine) as session:
        return apply_state(session, None, State(), state, Ids(), state.marks, "test")


def loaded(engine: Engine, competition: int | None) -> State:
    with reading(engine) as session:
        return load_state(session, competition)[0].normal()


def copy_of(database: Path, path: Path, stack: ExitStack) -> Engine:
    shutil.copy(database, path)
    engine = connect(f"sqlite:///{path}")
    stack.callback(engine.dispose)
    return engine


@pytest.mark.parametrize("form", FORMS)
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(state=states())
def test_any_competition_survives_export_and_import(
    form: str, state: State, sqlite_template: Path
) -> None:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        source, target = (copy_of(sqlite_template, folder / n, stack) for n in ("from", "to"))
        competition = stored(source, state)
        assert loaded(source, competition) == state.normal()
        export_workbook(source, folder / form, competition)
        report = import_workbook(target, folder / form, actor="test")
        assert report.faults == ()
        assert loaded(target, report.competition_id) == state.normal()
        again = import_workbook(source, folder / form, actor="test")
        assert {(count.new, count.changed) for count in again.counts.values()} == {(0, 0)}


@pytest.mark.parametrize("form", FORMS)
def test_a_competition_without_criteria_survives_too(
    form: str, sqlite_template: Path, tmp_path: Path
) -> None:
    with ExitStack() as stack:
        source, target = (copy_of(sqlite_template, tmp_path / n, stack) for n in ("from", "to"))
        sheets = base("Lomba", "SKPD", "Tahap", "Juri", "Peserta")
        sheets["Lomba"].pop()  # no criteria that could settle a tie
        report = import_workbook(source, write_xlsx(tmp_path / "a.xlsx", sheets), actor="test")
        assert report.competition_id is not None
        export_workbook(source, tmp_path / form, report.competition_id)
        again = import_workbook(target, tmp_path / form, actor="test")
        assert again.faults == ()
        assert loaded(target, again.competition_id) == loaded(source, report.competition_id)


@pytest.mark.parametrize("form", FORMS)
def test_an_export_imported_over_itself_moves_nothing(
    form: str, engine: Engine, tmp_path: Path
) -> None:
    path = write_xlsx(tmp_path / "lomba.xlsx", base())
    report = import_workbook(engine, path, actor="panitia")
    assert report.competition_id is not None
    with reading(engine) as session:
        before = read_heads(session)
    export_workbook(engine, tmp_path / form, report.competition_id)
    again = import_workbook(engine, tmp_path / form, actor="panitia")
    assert again.faults == ()
    with reading(engine) as session:
        assert read_heads(session) == before


def test_every_form_of_the_template_is_empty_but_for_its_keys(
    sqlite_url: str, tmp_path: Path
) -> None:
    engine = connect(sqlite_url)
    for form in FORMS:
        write_template(tmp_path / form)
        report = import_workbook(engine, tmp_path / form, actor="panitia")
        assert [(f.sheet, f.row, f.column, f.code) for f in report.faults] == [
            ("Lomba", 2, "nilai (B)", "missing_value")
        ]
        assert report.warnings == ()
    engine.dispose()


def test_the_template_takes_a_competition(sqlite_url: str, tmp_path: Path) -> None:
    """Its headers are those of the importer: a filled template of one stage goes in."""
    write_template(tmp_path / "template.ods")
    rows = {sheet.name: dict(sheet.rows) for sheet in read(tmp_path / "template.ods").sheets}
    filled = {name: [list(lines[1])] for name, lines in rows.items() if name != "Petunjuk"}
    filled["Lomba"] += [["nama", "Lomba Baru"]]
    filled["SKPD"] += [["A", "Dinas A"]]
    filled["Kriteria"] += [[None, None, "K1", "Baru", 100]]
    filled["Juri"] += [["J1", "Juri Satu"]]
    filled["Peserta"] += [[1, "A", "Antrean daring"]]
    filled["Nilai"] += [[None, 1, "J1", "K1", "88,25"]]
    engine = connect(sqlite_url)
    path = write_xlsx(tmp_path / "isi.xlsx", filled)
    report = import_workbook(engine, path, actor="panitia")
    assert report.faults == ()
    assert loaded(engine, report.competition_id).marks == {(1, "J1", ("Penilaian", "K1")): 8825}
    engine.dispose()


def test_a_row_waits_for_every_sheet_that_is_expected(sqlite_url: str, tmp_path: Path) -> None:
    """So that the operator exports, fills in the blanks, and imports."""
    engine = connect(sqlite_url)
    path = write_xlsx(tmp_path / "lomba.xlsx", changed(("Peserta", "E3", "mundur")))
    report = import_workbook(engine, path, actor="panitia")
    scores = next(s for s in sheets_of(loaded(engine, report.competition_id)) if s.name == "Nilai")
    assert [head.text for head in scores.heads] == ["peserta", "juri", "K1", "K2", "K3"]
    assert scores.rows == [
        [1, "J1", 80, 90.5, 8],
        [1, "J2", None, None, 7],
        [2, "J1", 0, 65.5, None],
        [2, "J3", 60, None, None],
    ]
    engine.dispose()


def test_numbers_go_out_as_numbers_and_formulas_as_text(sqlite_url: str, tmp_path: Path) -> None:
    engine = connect(sqlite_url)
    path = write_xlsx(tmp_path / "a.xlsx", changed(("Peserta", "C2", '=HYPERLINK("x")')))
    report = import_workbook(engine, path, actor="panitia")
    assert report.competition_id is not None
    for form in FORMS[:2]:
        export_workbook(engine, tmp_path / form, report.competition_id)
        book = python_calamine.load_workbook(tmp_path / form)
        assert book.get_sheet_by_name("Nilai").to_python()[1][:4] == [1.0, "J1", 80.0, 90.5]
        assert book.get_sheet_by_name("Peserta").to_python()[1][2] == '=HYPERLINK("x")'
    export_workbook(engine, tmp_path / "keluar", report.competition_id)
    assert "'=HYPERLINK" in (tmp_path / "keluar" / "Peserta.csv").read_text("utf-8-sig")
    engine.dispose()


def test_a_folder_loses_the_sheets_that_are_no_more(sqlite_url: str, tmp_path: Path) -> None:
    engine = connect(sqlite_url)
    path = write_xlsx(tmp_path / "a.xlsx", base("Lomba", "SKPD", "Tahap", "Kriteria"))
    report = import_workbook(engine, path, actor="panitia")
    assert report.competition_id is not None
    folder = tmp_path / "keluar"
    folder.mkdir()
    (folder / "Lembar.csv").write_text("lama")
    (folder / "catatan.txt").write_text("milik orang")
    (folder / "Berhalangan.csv").write_text("lama")
    export_workbook(engine, folder, report.competition_id)
    assert sorted(path.name for path in folder.iterdir()) == [
        "Jadwal.csv",
        "Juri.csv",
        "Kriteria.csv",
        "Lomba.csv",
        "Nilai.csv",
        "Peserta.csv",
        "SKPD.csv",
        "Tahap.csv",
        "catatan.txt",
    ]
    engine.dispose()


def test_codes_that_two_stages_share_go_out_one_mark_a_row(sqlite_url: str, tmp_path: Path) -> None:
    """Another program may have made them; an import would ask for codes that differ."""
    engine = connect(sqlite_url)
    with writing(engine) as session:
        made = contest(session, units=1, criteria=1, judges=1, stages=2)
        marks = [(*key, 5000) for key in made.keys]
        record_scores(session, marks, actor="test")
    export_workbook(engine, tmp_path / "keluar", made.competition_id)
    assert (tmp_path / "keluar" / "Nilai.csv").read_text("utf-8-sig").split() == [
        "tahap;peserta;juri;kriteria;nilai",
        "Tahap",
        "1;1;J1;K1;50",
        "Tahap",
        "2;1;J1;K1;50",
    ]
    engine.dispose()


def test_another_suffix_and_an_unknown_competition_are_refused(
    sqlite_url: str, tmp_path: Path
) -> None:
    engine = connect(sqlite_url)
    with pytest.raises(ValueError, match=r"hasil\.pdf: expected \.xlsx, \.ods, or a folder"):
        write_template(tmp_path / "hasil.pdf")
    with pytest.raises(LookupError):
        export_workbook(engine, tmp_path / "a.xlsx", 7)
    engine.dispose()


def test_both_written_forms_are_read_alike_by_calamine(tmp_path: Path) -> None:
    """An outside witness that what we write is what others read."""
    write_template(tmp_path / "t.xlsx")
    write_template(tmp_path / "t.ods")
    xlsx, ods = (
        {
            name: book.get_sheet_by_name(name).to_python()
            for book in [python_calamine.load_workbook(tmp_path / form)]
            for name in book.sheet_names
        }
        for form in ("t.xlsx", "t.ods")
    )
    assert xlsx == ods
    assert list(xlsx)[:2] == ["Petunjuk", "Lomba"]
