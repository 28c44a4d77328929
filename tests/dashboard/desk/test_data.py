"""The desk of data: who may load, what is checked again, what is recorded, what never goes."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select
from sqlmodel import col

from dashboard.access import NOBODY, Identity
from dashboard.desk import data
from dashboard.desk.data import Upload, load_workbook, removable, remove, start, try_workbook
from dashboard.desk.door import Denied
from db import sample
from db.changes import ChangeRow, read_changes
from db.commands import record_scores
from db.engine import reading, writing
from db.ledger import differences
from db.models import ChangeKind, Competition, Phase, Role, Score
from db.queries import list_competitions, read_structure
from db.starting import Beginning, Parts
from db.workbook import Report, import_workbook
from tests.db.workbook.books import Sheets, base, changed, said, write_xlsx
from tests.factories import contest

ADMIN, PANITIA = Identity(Role.ADMIN, "admin"), Identity(Role.PANITIA, "Bu Sri")
MARKS = changed(("Nilai", "C2", 81))

MakeFile = Callable[[Sheets], Upload]


@pytest.fixture
def book(tmp_path: Path) -> MakeFile:
    def make(sheets: Sheets) -> Upload:
        return Upload("lomba.xlsx", write_xlsx(tmp_path / "lomba.xlsx", sheets).read_bytes())

    return make


@pytest.fixture
def home(engine: Engine, book: MakeFile) -> int:
    """The small competition, in the database by an import of the desk, in its judging."""
    sheets = base()
    sheets["Lomba"].append(["fase", "penjurian"])
    return loaded(engine, book(sheets))


def loaded(engine: Engine, file: Upload, who: Identity = ADMIN, reason: str = "") -> int:
    tried = try_workbook(engine, who, file, None)
    report = load_workbook(engine, who, file, tried, reason=reason)
    assert report.faults == ()
    assert report.competition_id is not None
    return report.competition_id


def refused(
    engine: Engine, file: Upload, who: Identity = PANITIA, tried: Report | None = None, **more: str
) -> Denied:
    """What the desk answers; nothing of the file was written, nothing recorded."""
    tried = tried or try_workbook(engine, who, file, None)
    before = everything(engine)
    with pytest.raises(Denied) as denied:
        load_workbook(engine, who, file, tried, **more)
    assert everything(engine) == before
    return denied.value


def everything(engine: Engine) -> object:
    with reading(engine) as session:
        known = list_competitions(session)
        return (
            [(read_structure(session, row.id), read_changes(session, row.id)) for row in known],
            read_changes(session, None),
            session.scalar(select(func.sum(col(Score.value)))),
        )


def recorded(engine: Engine, key: int | None) -> list[ChangeRow]:
    with reading(engine) as session:
        return read_changes(session, key)


@pytest.mark.parametrize("role", [None, *Role])
def test_only_the_committee_loads(engine: Engine, book: MakeFile, role: Role | None) -> None:
    who = Identity(role, "x") if role else NOBODY
    may = role in (Role.ADMIN, Role.PANITIA)
    file = book(base())
    tried = try_workbook(engine, ADMIN, file, None)
    for act in (
        lambda: try_workbook(engine, who, file, None),
        lambda: load_workbook(engine, who, file, tried),
        lambda: start(engine, who, Beginning("Baru")),
        lambda: remove(engine, who, 1, "Lomba Inovasi 2018"),
    ):
        try:
            act()
        except Denied as denied:
            assert not may or denied.message == data.HAS_MARKS
        else:
            assert may


def test_an_import_is_recorded_with_its_file_and_counts(
    engine: Engine, book: MakeFile, home: int
) -> None:
    (row,) = recorded(engine, home)
    assert (row.kind, row.actor, row.reason) == (ChangeKind.IMPORT, "admin", "")
    assert row.subject["file"] == "lomba.xlsx"
    assert len(row.subject["sha256"]) == 64
    assert row.after is not None
    assert row.after["Nilai"] == {"new": 7}
    with reading(engine) as session:
        assert row.revision == read_structure(session, home).competition.revision
        assert differences(session, home) == []


def test_a_trial_writes_nothing(engine: Engine, book: MakeFile, home: int) -> None:
    before = everything(engine)
    report = try_workbook(engine, PANITIA, book(changed(("Nilai", "C2", 81))), None)
    assert [one.after for one in report.differences] == ["81"]
    assert everything(engine) == before


def test_marks_and_rules_that_change_need_a_reason_that_is_kept(
    engine: Engine, book: MakeFile, home: int
) -> None:
    sheets = changed(("Nilai", "C2", 81), ("Kriteria", "D2", 50), ("Kriteria", "D3", 50))
    file = book(sheets)
    for nothing in ("", "  "):
        denied = refused(engine, file, reason=nothing)
        assert (denied.message, denied.where) == (data.NO_REASON, "reason")
    assert loaded(engine, file, PANITIA, " salah ketik ") == home
    rows = recorded(engine, home)[:3]
    assert {row.reason for row in rows} == {"salah ketik"}
    assert {row.actor for row in rows} == {"Bu Sri"}
    found = [(row.kind, row.subject.get("criterion"), row.before, row.after) for row in rows]
    assert found[:2] == [
        (ChangeKind.CRITERION, "K2", {"weight": "40"}, {"weight": "50"}),
        (ChangeKind.CRITERION, "K1", {"weight": "60"}, {"weight": "50"}),
    ]
    assert found[2][0] is ChangeKind.IMPORT


def test_what_takes_nothing_away_needs_no_reason(engine: Engine, book: MakeFile, home: int) -> None:
    assert loaded(engine, book(changed(("Nilai", "D5", 77))), PANITIA) == home


def test_a_fault_leaves_everything_as_it_was(engine: Engine, book: MakeFile, home: int) -> None:
    before = everything(engine)
    file = book(changed(("Nilai", "C2", 101), ("SKPD", "B2", "Nama Baru")))
    tried = try_workbook(engine, PANITIA, file, None)
    report = load_workbook(engine, PANITIA, file, tried, reason="x")
    assert [said(fault) for fault in report.faults] == [
        ("Nilai", 2, "K1 (C)", "101", "out_of_scale", "0 … 100")
    ]
    assert report.faults == tried.faults
    assert everything(engine) == before


def test_what_changed_since_the_trial_is_not_overwritten_unseen(
    engine: Engine, book: MakeFile, home: int
) -> None:
    file = book(MARKS)
    tried = try_workbook(engine, PANITIA, file, None)
    with writing(engine) as session:
        rows = read_structure(session, home)
        entry = next(row.id for row in rows.submissions if row.number == 1)
        judge = next(row.id for row in rows.judges if row.code == "J1")
        criterion = next(row.id for row in rows.criteria if row.code == "K1")
        record_scores(session, [(entry, judge, criterion, 7900)], actor="J1")
    assert refused(engine, file, tried=tried, reason="x").message == data.MOVED_ON
    assert loaded(engine, file, PANITIA, "sudah dilihat") == home


def test_what_does_not_concern_the_workbook_may_change_meanwhile(
    engine: Engine, book: MakeFile, home: int
) -> None:
    file = book(MARKS)
    tried = try_workbook(engine, PANITIA, file, None)
    with writing(engine) as session:
        rows = read_structure(session, home)
        entry = next(row.id for row in rows.submissions if row.number == 2)
        judge = next(row.id for row in rows.judges if row.code == "J3")
        criterion = next(row.id for row in rows.criteria if row.code == "K2")
        record_scores(session, [(entry, judge, criterion, 7900)], actor="J3")
    assert load_workbook(engine, PANITIA, file, tried, reason="x").faults == ()


def test_a_competition_that_came_or_went_meanwhile_is_told(engine: Engine, book: MakeFile) -> None:
    file = book(base())
    new = try_workbook(engine, ADMIN, file, None)
    home = loaded(engine, file)
    assert refused(engine, file, ADMIN, new).message == data.MOVED_ON
    there = try_workbook(engine, ADMIN, file, None)
    with writing(engine) as session:
        from db.commands import remove_competition

        remove_competition(session, home)
    with pytest.raises(Denied):
        load_workbook(engine, ADMIN, file, there)


def test_a_workbook_without_a_name_goes_to_the_competition_on_screen(
    engine: Engine, book: MakeFile, home: int
) -> None:
    with writing(engine) as session:
        newest = contest(session).competition_id
    assert newest != home
    file = book({"Juri": [["kode", "nama"], ["J9", "Juri Sembilan"]]})
    for shown in (home, newest):
        assert try_workbook(engine, PANITIA, file, shown).competition_id == shown
    tried = try_workbook(engine, PANITIA, file, home)
    assert load_workbook(engine, PANITIA, file, tried, unnamed=home).competition_id == home


def test_the_phase_is_the_administrators(engine: Engine, book: MakeFile, home: int) -> None:
    sheets: Sheets = {
        "Lomba": [["kunci", "nilai"], ["nama", "Lomba Inovasi"], ["edisi", 2018], ["fase", "tutup"]]
    }
    assert refused(engine, book(sheets)).message == data.PHASE_IS_ADMINS
    assert loaded(engine, book(sheets), ADMIN) == home
    phase, _ = recorded(engine, home)[:2]
    assert (phase.kind, phase.before, phase.after) == (
        ChangeKind.PHASE,
        {"phase": "judging"},
        {"phase": "closed"},
    )
    sheets["Lomba"][1:3] = [["nama", "Lain"], ["edisi", 1]]
    sheets["Lomba"][3][1] = "diumumkan"
    assert refused(engine, book(sheets)).message == data.PHASE_IS_ADMINS


@pytest.mark.parametrize("phase", [Phase.CLOSED, Phase.PUBLISHED])
def test_a_closed_competition_keeps_its_marks_and_rules(
    engine: Engine, book: MakeFile, home: int, phase: Phase
) -> None:
    with writing(engine) as session:
        session.get_one(Competition, home).phase = phase
    for edit in (("Nilai", "C2", 81), ("Nilai", "D5", 77), ("Kriteria", "D2", 61)):
        denied = refused(engine, book(changed(edit)), ADMIN, reason="x")
        assert denied.message == data.CLOSED
    assert loaded(engine, book(changed(("Juri", "C2", "UGM"))), PANITIA) == home


def test_judging_opens_only_with_whole_weights(engine: Engine, book: MakeFile) -> None:
    sheets = changed(("Kriteria", "D2", 50))
    sheets["Lomba"].append(["fase", "penjurian"])
    denied = refused(engine, book(sheets), ADMIN)
    assert (denied.message, denied.values) == (data.UNEVEN, {"stages": "Desk"})


def test_a_file_that_is_no_workbook_is_told(engine: Engine) -> None:
    report = try_workbook(engine, PANITIA, Upload("foto.jpg", b"\xff\xd8\xff"), None)
    assert [fault.code for fault in report.faults] == ["not_a_workbook"]
    assert load_workbook(engine, PANITIA, Upload("a.xlsx", b""), report).faults[0].code == (
        "empty_file"
    )


def test_a_competition_is_started_and_recorded(engine: Engine) -> None:
    first = start(engine, PANITIA, Beginning("Lomba Baru", "2027", organiser="Korpri"))
    (row,) = recorded(engine, first)
    assert (row.kind, row.subject) == (ChangeKind.COMPETITION, {"competition": "Lomba Baru 2027"})
    assert row.after is not None
    assert row.after["organiser"] == "Korpri"
    second = start(engine, PANITIA, Beginning("Lomba Baru", "2028"), source_id=first)
    assert recorded(engine, second)[0].after["copied_from"] == "Lomba Baru 2027"  # type: ignore[index]


def test_a_start_that_cannot_be_is_told_where(engine: Engine) -> None:
    start(engine, ADMIN, Beginning("Lomba Baru", "2027"))
    for beginning, more, where in (
        (Beginning("  "), {}, "name"),
        (Beginning("lomba  BARU", "2027"), {}, "name"),
        (Beginning("Lain"), {"source_id": 1, "parts": Parts(stages=False)}, "stages"),
        (Beginning("Lain"), {"source_id": 999}, "source"),
    ):
        with pytest.raises(Denied) as denied:
            start(engine, ADMIN, beginning, **more)  # type: ignore[arg-type]
        assert denied.value.where == where


def test_the_sample_goes_when_its_name_is_typed(engine: Engine) -> None:
    with writing(engine) as session:
        key = sample.load(session)
    name = f"{sample.NAME} {sample.EDITION}"
    with pytest.raises(Denied) as denied:
        remove(engine, PANITIA, key, sample.NAME)
    assert denied.value.where == "typed"
    assert remove(engine, PANITIA, key, f" {name.upper()} ") == name
    (row,) = recorded(engine, None)
    assert (row.kind, row.subject, row.after) == (
        ChangeKind.COMPETITION,
        {"competition": name},
        None,
    )
    assert removable(engine) == ()


def test_a_competition_with_a_ledger_stays(engine: Engine, home: int) -> None:
    with pytest.raises(Denied) as denied:
        remove(engine, ADMIN, home, "Lomba Inovasi 2018")
    assert denied.value.message == data.HAS_MARKS
    empty = start(engine, ADMIN, Beginning("Kosong"))
    assert [row.id for row in removable(engine)] == [empty]
    assert remove(engine, ADMIN, empty, "kosong") == "Kosong"


def test_the_desk_says_what_the_importer_says(engine: Engine, book: MakeFile, home: int) -> None:
    """Whatever is wrong with a workbook, both doors tell the same list."""
    for edits in (
        [("Kriteria", "D2", "banyak"), ("Nilai", "A5", 5)],
        [("Juri", "D3", "Final"), ("Lembar", "D2", "Diubah")],
        [("Lomba", "B5", "acak")],
    ):
        file = book(changed(*edits))
        source = io.BytesIO(file.content)
        source.name = file.name
        direct = import_workbook(engine, source, dry_run=True, actor="x")
        assert try_workbook(engine, PANITIA, file, None).faults == direct.faults != ()
