"""What an import makes of the database: created, updated, or left as it is."""

import io
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from sqlalchemy import Engine

from db.engine import connect, reading
from db.ledger import events_after
from db.models import EntryStatus, SubmissionStatus
from db.queries import find_competition, list_competitions, read_heads
from db.workbook import Count, Report, import_workbook
from db.workbook.state import SheetFacts, SlotFacts, State, load_state
from tests.db.workbook.books import Sheets, base, changed, write_csv, write_xlsx


def imported(
    engine: Engine, folder: Path, sheets: Sheets, *, competition: str | None = None
) -> Report:
    path = write_xlsx(folder / "lomba.xlsx", sheets)
    report = import_workbook(engine, path, actor="panitia", competition=competition)
    assert report.faults == ()
    return report


def state_of(engine: Engine, report: Report) -> State:
    with reading(engine) as session:
        return load_state(session, report.competition_id)[0]


def revisions(engine: Engine) -> list[tuple[int, int]]:
    with reading(engine) as session:
        return [(h.revision, h.structure_revision) for h in read_heads(session).values()]


def test_a_workbook_becomes_a_competition(engine: Engine, tmp_path: Path) -> None:
    state = state_of(engine, imported(engine, tmp_path, base()))
    settings = state.settings
    assert settings is not None
    assert (settings.name, settings.edition) == ("Lomba Inovasi", "2018")
    assert (settings.held_on, settings.tie_break) == (date(2018, 11, 27), "K2,K1")
    assert {unit.code: unit.eligible for unit in state.units.values()} == {"A": True, "B": True}
    assert {s.name: (s.position, s.weight) for s in state.stages.values()} == {
        "Desk": (1, 4000),
        "Presentasi": (2, 6000),
    }
    assert {key: (*c.scale, c.weight, c.position) for key, c in state.criteria.items()} == {
        ("Desk", "K1"): (0, 10000, 50, 6000, 1),
        ("Desk", "K2"): (0, 10000, 50, 4000, 2),
        ("Presentasi", "K3"): (100, 1000, 100, 10000, 1),
    }
    assert {judge.code: judge.stages for judge in state.judges.values()} == {
        "J1": {"Desk", "Presentasi"},
        "J2": {"Presentasi"},
        "J3": {"Desk", "Presentasi"},
    }
    assert {n: (e.unit, e.is_digital, e.status) for n, e in state.entries.items()} == {
        1: ("A", True, SubmissionStatus.VERIFIED),
        2: ("B", False, SubmissionStatus.REGISTERED),
    }
    assert state.slots == {
        ("Desk", 1): SlotFacts(),
        ("Desk", 2): SlotFacts(),
        ("Presentasi", 1): SlotFacts(1, time(9, 30), EntryStatus.PRESENTED),
    }
    assert state.recusals == {("J3", 1): "atasan langsung"}
    assert state.marks == {
        (1, "J1", ("Desk", "K1")): 8000,
        (1, "J1", ("Desk", "K2")): 9050,
        (1, "J1", ("Presentasi", "K3")): 800,
        (1, "J2", ("Presentasi", "K3")): 700,
        (2, "J1", ("Desk", "K1")): 0,
        (2, "J1", ("Desk", "K2")): 6550,
        (2, "J3", ("Desk", "K1")): 6000,
    }
    assert state.sheets == {
        ("Presentasi", 1, "J2"): SheetFacts("Bagus", datetime(2018, 11, 27, 3, 15, tzinfo=UTC))
    }


def test_csv_files_and_a_file_object_give_the_same_as_xlsx(engine: Engine, tmp_path: Path) -> None:
    first = state_of(engine, imported(engine, tmp_path, base()))
    for delimiter in (",", ";"):
        folder = write_csv(tmp_path / f"csv{ord(delimiter)}", base(), delimiter)
        report = import_workbook(engine, folder, actor="panitia")
        assert report.faults == ()
        assert {(count.new, count.changed) for count in report.counts.values()} == {(0, 0)}
    upload = io.BytesIO((tmp_path / "lomba.xlsx").read_bytes())
    upload.name = "unggahan.xlsx"
    for dry_run in (True, False):
        report = import_workbook(engine, upload, actor="panitia", dry_run=dry_run)
        assert report.faults == ()
    assert state_of(engine, report) == first


def test_the_same_file_again_writes_nothing(engine: Engine, tmp_path: Path) -> None:
    imported(engine, tmp_path, base())
    before = revisions(engine)
    report = imported(engine, tmp_path, base())
    assert revisions(engine) == before
    assert report.counts == {
        "Lomba": Count(same=1),
        "SKPD": Count(same=2),
        "Tahap": Count(same=2),
        "Kriteria": Count(same=3),
        "Juri": Count(same=3),
        "Peserta": Count(same=2),
        "Jadwal": Count(same=1),
        "Berhalangan": Count(same=1),
        "Nilai": Count(same=7),
        "Lembar": Count(same=1),
    }


def test_one_changed_mark_is_one_event_in_the_ledger(engine: Engine, tmp_path: Path) -> None:
    first = imported(engine, tmp_path, base())
    ((before, structure),) = revisions(engine)
    report = imported(engine, tmp_path, changed(("Nilai", "C2", 81.5)))
    assert report.counts["Nilai"] == Count(new=0, changed=1, same=6)
    assert revisions(engine) == [(before + 1, structure)]
    with reading(engine) as session:
        assert first.competition_id is not None
        (event,) = events_after(session, first.competition_id, before)
    assert (event.old, event.new, event.actor) == (8000, 8150, "panitia")


def test_a_blank_mark_and_a_missing_sheet_keep_what_is_there(
    engine: Engine, tmp_path: Path
) -> None:
    before = state_of(engine, imported(engine, tmp_path, base()))
    sheets = {name: rows for name, rows in base().items() if name in ("Lomba", "Nilai")}
    sheets["Nilai"] = [["peserta", "juri", "K1", "K2", "K3"], [1, "J1", None, "", 9]]
    report = imported(engine, tmp_path, sheets)
    assert state_of(engine, report).marks == before.marks | {(1, "J1", ("Presentasi", "K3")): 900}


def test_marks_may_come_in_long_form(engine: Engine, tmp_path: Path) -> None:
    wide = state_of(engine, imported(engine, tmp_path, base()))
    rows: list[list[object]] = [["Entry", "JUDGE", " criterion", "score"]]
    rows += [[1, "j1", "k1", 95], [2, "J3", "K2", "70,50"]]
    report = imported(engine, tmp_path, {"Scores": rows})
    assert report.counts == {"Nilai": Count(new=1, changed=1)}
    assert state_of(engine, report).marks == wide.marks | {
        (1, "J1", ("Desk", "K1")): 9500,
        (2, "J3", ("Desk", "K2")): 7050,
    }


def test_one_stage_needs_no_sheet_of_stages(engine: Engine, tmp_path: Path) -> None:
    sheets: Sheets = {
        "Lomba": [["kunci", "nilai"], ["nama", "Satu tahap"]],
        "SKPD": [["kode", "nama"], ["A", "Dinas A"]],
        "Kriteria": [["kode", "nama", "bobot"], ["K1", "Baru", 100]],
        "Juri": [["kode", "nama"], ["J1", "Juri Satu"]],
        "Peserta": [
            ["nomor", "skpd", "judul", "urutan", "jam", "tampil"],
            [1, "A", "Antrean", 3, "09.30", "tidak hadir"],
        ],
        "Nilai": [["peserta", "juri", "K1"], [1, "J1", 88.25]],
    }
    state = state_of(engine, imported(engine, tmp_path, sheets))
    assert {s.name: (s.position, s.weight) for s in state.stages.values()} == {
        "Penilaian": (1, 10000)
    }
    assert state.slots == {("Penilaian", 1): SlotFacts(3, time(9, 30), EntryStatus.ABSENT)}
    assert state.marks == {(1, "J1", ("Penilaian", "K1")): 8825}


def test_who_was_there_before_the_first_stage_takes_part_in_it(
    engine: Engine, tmp_path: Path
) -> None:
    sheets = base("Lomba", "SKPD", "Juri", "Peserta")
    sheets["Lomba"].pop()  # no criteria yet that could settle a tie
    for name in ("Juri", "Peserta"):
        sheets[name] = [row[:-1] for row in sheets[name]]
    imported(engine, tmp_path, sheets)
    criteria: Sheets = {"Kriteria": [["kode", "nama", "bobot"], ["K1", "Baru", 100]]}
    state = state_of(engine, imported(engine, tmp_path, criteria))
    assert {judge.stages for judge in state.judges.values()} == {frozenset({"Penilaian"})}
    assert {entry.stages for entry in state.entries.values()} == {frozenset({"Penilaian"})}


def test_stages_can_change_places(engine: Engine, tmp_path: Path) -> None:
    imported(engine, tmp_path, base())
    stages: Sheets = {"Tahap": [["nama", "urutan"], ["Desk", 2], ["Presentasi", 1]]}
    state = state_of(engine, imported(engine, tmp_path, stages))
    assert {s.name: s.position for s in state.stages.values()} == {"Desk": 2, "Presentasi": 1}


def test_a_list_of_stages_is_taken_as_it_stands(engine: Engine, tmp_path: Path) -> None:
    imported(engine, tmp_path, base("Lomba", "SKPD", "Tahap", "Kriteria", "Juri", "Peserta"))
    lists: Sheets = {
        "Juri": [["kode", "tahap"], ["J1", "Desk"], ["J2", "tidak ada"], ["J3", ""]],
        "Peserta": [["nomor", "tahap"], [1, "presentasi"], [2, None]],
    }
    state = state_of(engine, imported(engine, tmp_path, lists))
    assert {judge.code: judge.stages for judge in state.judges.values()} == {
        "J1": {"Desk"},
        "J2": set(),
        "J3": {"Desk", "Presentasi"},
    }
    assert set(state.slots) == {("Presentasi", 1), ("Desk", 2), ("Presentasi", 2)}


def test_a_unit_of_an_earlier_edition_is_expected_again_when_listed(
    engine: Engine, tmp_path: Path
) -> None:
    imported(engine, tmp_path, base())
    later: Sheets = {
        "Lomba": [["kunci", "nilai"], ["nama", "Lomba Inovasi"], ["edisi", "2019"]],
        "SKPD": [["kode", "nama", "sasaran"], ["a", "Dinas Alfa", None], ["C", "Dinas C", "tidak"]],
    }
    report = imported(engine, tmp_path, later)
    state = state_of(engine, report)
    assert {u.code: (u.name, u.kind, u.eligible) for u in state.units.values()} == {
        "A": ("Dinas Alfa", "dinas", True),
        "B": ("Dinas B", "dinas", False),
        "C": ("Dinas C", "", False),
    }
    with reading(engine) as session:
        assert [row.edition for row in list_competitions(session)] == ["2019", "2018"]


def test_without_a_name_it_goes_to_the_one_named_or_the_newest(
    engine: Engine, tmp_path: Path
) -> None:
    old = imported(engine, tmp_path, base())
    new = imported(engine, tmp_path, changed(("Lomba", "B3", 2019)))
    phase: Sheets = {"Lomba": [["kunci", "nilai"], ["fase", "penjurian"]]}
    assert imported(engine, tmp_path, phase).competition_id == new.competition_id
    named = imported(engine, tmp_path, phase, competition="lomba inovasi 2018")
    assert named.competition_id == old.competition_id
    with reading(engine) as session:
        assert find_competition(session, str(old.competition_id)).phase == "judging"


def test_a_dry_run_reports_and_writes_nothing(engine: Engine, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "lomba.xlsx", base())
    report = import_workbook(engine, path, actor="panitia", dry_run=True)
    assert (report.competition_id, report.faults) == (None, ())
    assert report.counts["Nilai"] == Count(new=7)
    with reading(engine) as session:
        assert list_competitions(session) == ()


def test_a_confirmed_sheet_arrives_with_its_marks_and_is_locked(
    engine: Engine, tmp_path: Path
) -> None:
    sheets = changed(("Lembar", "E2", "ya"))
    start = datetime.now(UTC)
    report = imported(engine, tmp_path, sheets)
    sheet = state_of(engine, report).sheets["Presentasi", 1, "J2"]
    assert sheet.confirmed_at is not None
    assert start <= sheet.confirmed_at <= datetime.now(UTC)
    again = imported(engine, tmp_path, sheets)
    assert state_of(engine, again).sheets["Presentasi", 1, "J2"] == sheet


def test_a_workbook_that_is_refused_leaves_everything(engine: Engine, tmp_path: Path) -> None:
    report = imported(engine, tmp_path, base())
    before = state_of(engine, report)
    sheets = changed(("Nilai", "C2", 99), ("Nilai", "C3", "abc"), ("SKPD", "B2", "Dinas Baru"))
    path = write_xlsx(tmp_path / "salah.xlsx", sheets)
    refused = import_workbook(engine, path, actor="panitia")
    assert [fault.code for fault in refused.faults] == ["not_a_number"]
    assert state_of(engine, report) == before


def test_what_only_the_database_refuses_is_told_and_nothing_is_half_written(
    sqlite_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    engine = connect(sqlite_url)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER full BEFORE INSERT ON panel"
            " BEGIN SELECT RAISE(ABORT, 'the jury is complete'); END"
        )
    path = write_xlsx(tmp_path / "lomba.xlsx", base())
    report = import_workbook(engine, path, actor="panitia")
    assert [(fault.code, fault.value) for fault in report.faults] == [
        ("refused", "the jury is complete")
    ]
    assert report.faults[0].message("id") == "basis data menolaknya: the jury is complete"
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    with reading(engine) as session:
        assert list_competitions(session) == ()
    engine.dispose()
