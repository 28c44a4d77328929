"""The command line: what it prints, what it refuses, and its exit codes."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine

from db.__main__ import main
from db.commands import set_score
from db.engine import writing
from db.models import Snapshot
from tests.db.workbook.books import base, changed, write_xlsx
from tests.factories import contest


@pytest.fixture(autouse=True)
def database(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """The database that the commands open."""
    monkeypatch.setenv("DATABASE_URL", engine.url.render_as_string(hide_password=False))
    return engine


def run(monkeypatch: pytest.MonkeyPatch, *words: str | Path) -> int:
    monkeypatch.setattr("sys.argv", ["python -m db", *map(str, words)])
    return main()


def test_the_sample_is_loaded_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "sample") == 0
    assert run(monkeypatch, "sample") == 1
    assert capsys.readouterr().err == "the sample is there already\n"


def test_standings_as_json_are_exact(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(monkeypatch, "sample")
    capsys.readouterr()
    assert run(monkeypatch, "standings", "--json") == 0
    result = json.loads(capsys.readouterr().out)
    assert result["competition"] == "Lomba Inovasi Pelayanan Publik antar SKPD 2018"
    first, *others = result["standings"]
    assert first == {
        "place": 1,
        "number": 7,
        "unit": "Dinas Kependudukan dan Pencatatan Sipil",
        "title": "Akta Sekali Datang",
        "score": "88.52",
        "exact": "17703/200",
        "complete": True,
        "sheets_in": 5,
        "sheets_expected": 5,
        "tie_break": None,
        "criteria": {"K1": "90.10", "K2": "92.00", "K3": "86.00", "K4": "88.10", "K5": "86.60"},
    }
    assert [(row["place"], row["tie_break"]) for row in others] == [
        (2, None), (3, None), (4, None), (5, None), (6, None), (7, "shared"), (7, "shared"),
        (9, "K1"), (10, "K1"), (11, None), (None, None),
    ]  # fmt: skip
    absent = others[-1]
    assert (absent["score"], absent["exact"], absent["complete"], absent["criteria"]) == (
        None, None, False, {},
    )  # fmt: skip


def test_standings_without_a_competition_say_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "standings") == 1
    assert capsys.readouterr().err == "there is no competition yet\n"


def test_an_unknown_competition_names_those_that_exist(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(monkeypatch, "sample")
    assert run(monkeypatch, "standings", "--competition", "MTQ") == 1
    assert "'MTQ'" in (said := capsys.readouterr().err)
    assert "Lomba Inovasi Pelayanan Publik antar SKPD 2018" in said


def test_verify_passes_on_the_sample_and_names_what_does_not_fit(
    database: Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(monkeypatch, "sample")
    assert run(monkeypatch, "verify") == 0
    with writing(database) as session:
        session.add(
            Snapshot.model_validate(
                {
                    "competition_id": 1,
                    "revision": 1,
                    "kind": "final",
                    "taken_at": "2018-11-27T10:00:00+00:00",
                    "taken_by": "panitia",
                    "content": "{}",
                    "sha256": "0" * 64,
                }
            )
        )
    assert run(monkeypatch, "verify") == 1
    assert capsys.readouterr().err == "snapshot 1 does not recompute to its hash\n"


def test_verify_finds_a_score_that_the_ledger_does_not_account_for(
    database: Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with writing(database) as session:
        ids = contest(session)
        submission, judge, criterion = ids.keys[0]
        set_score(
            session,
            submission_id=submission,
            judge_id=judge,
            criterion_id=criterion,
            value=7000,
            actor="test",
        )
    tamper(database, submission, judge, criterion)
    assert run(monkeypatch, "verify") == 1
    assert "the ledger says 7000, the table 9900" in capsys.readouterr().err


def tamper(engine: Engine, submission: int, judge: int, criterion: int) -> None:
    """Change a mark behind the triggers' back, as only an owner of the database can."""
    if engine.dialect.name == "sqlite":
        with engine.begin() as connection:
            names = connection.exec_driver_sql(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'score'"
            ).scalars()
            for name in list(names):
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
            change(connection, submission, judge, criterion)
    else:
        with engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE score DISABLE TRIGGER USER")
            change(connection, submission, judge, criterion)


def change(connection: object, submission: int, judge: int, criterion: int) -> None:
    connection.exec_driver_sql(  # type: ignore[attr-defined]
        f"UPDATE score SET value = 99 WHERE submission_id = {submission}"
        f" AND judge_id = {judge} AND criterion_id = {criterion}"
    )


def test_a_backup_is_a_database_that_verifies(
    database: Engine,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    run(monkeypatch, "sample")
    copy = tmp_path / "copy.db"
    if database.dialect.name == "postgresql":
        assert run(monkeypatch, "backup", copy) == 1
        assert "pg_dump" in capsys.readouterr().err
        return
    assert run(monkeypatch, "backup", copy) == 0
    assert run(monkeypatch, "backup", copy) == 1
    assert "is there already" in capsys.readouterr().err
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT count(*) FROM score").fetchone() == (275,)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{copy}")
    assert run(monkeypatch, "verify") == 0


@pytest.mark.parametrize("words", [[], ["nonsense"], ["import"], ["simulate", "--speed", "0"]])
def test_wrong_usage_is_exit_code_2(monkeypatch: pytest.MonkeyPatch, words: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        run(monkeypatch, *words)
    assert stopped.value.code == 2


def test_a_database_that_cannot_be_reached_is_said_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    assert run(monkeypatch, "standings") == 1
    assert capsys.readouterr().err.startswith("the database cannot be reached: ")


def test_another_kind_of_database_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://root@127.0.0.1/x")
    assert run(monkeypatch, "init") == 1
    assert "expected sqlite:///FILE or postgresql://" in capsys.readouterr().err


def test_a_simulated_day_gives_every_mark_of_the_sample_again(
    database: Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(monkeypatch, "sample")
    run(monkeypatch, "standings", "--json")
    before = json.loads(capsys.readouterr().out.partition("\n")[2])
    assert run(monkeypatch, "simulate", "--speed", "1e9") == 0
    capsys.readouterr()
    run(monkeypatch, "standings", "--json")
    after = json.loads(capsys.readouterr().out)
    assert after["standings"] == before["standings"]
    assert after["revision"] > before["revision"] + 2 * 275
    assert run(monkeypatch, "verify") == 0


def csv_bytes(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def test_a_workbook_of_many_faults_lists_them_all_and_changes_not_a_byte(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert run(monkeypatch, "import", write_xlsx(tmp_path / "good.xlsx", base())) == 0
    assert run(monkeypatch, "export", tmp_path / "before") == 0
    sheets = changed(
        ("Lomba", "B4", "kemarin"),
        ("Lomba", "B5", "undian"),
        ("Lomba", "B6", "K9"),
        ("SKPD", "B2", "Nama Baru"),
        ("SKPD", "A3", "A"),
        ("Tahap", "B2", "berat"),
        ("Kriteria", "D2", -5),
        ("Kriteria", "E3", 200),
        ("Kriteria", "G4", 0),
        ("Juri", "D3", "Final"),
        ("Juri", "A4", "J1"),
        ("Peserta", "A2", "satu"),
        ("Peserta", "B3", "X"),
        ("Peserta", "D3", "mungkin"),
        ("Peserta", "E3", "menang"),
        ("Jadwal", "D2", "siang"),
        ("Jadwal", "E2", "entah"),
        ("Berhalangan", "B2", 9),
        ("Nilai", "C2", 101),
        ("Nilai", "E3", 9),
        ("Nilai", "A5", 5),
        ("Nilai", "B5", "J8"),
        ("Nilai", "C5", 60.123),
        ("Nilai", "D4", "enam puluh"),
        ("Lembar", "D2", "Diubah"),
    )
    capsys.readouterr()
    assert run(monkeypatch, "import", write_xlsx(tmp_path / "bad.xlsx", sheets)) == 1
    faults = capsys.readouterr().err.splitlines()
    assert len(faults) == len(set(faults)) >= 20
    assert any("enam puluh" in fault and "Nilai" in fault and "4" in fault for fault in faults)
    assert run(monkeypatch, "export", tmp_path / "after") == 0
    assert csv_bytes(tmp_path / "after") == csv_bytes(tmp_path / "before")


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04 broken"])
def test_what_is_no_workbook_is_refused(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    content: bytes,
) -> None:
    path = tmp_path / "lomba.xlsx"
    path.write_bytes(content)
    assert run(monkeypatch, "import", path) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_the_template_and_the_sample_import_back(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert run(monkeypatch, "template", tmp_path / "template.xlsx") == 0
    run(monkeypatch, "sample")
    run(monkeypatch, "export", tmp_path / "sample.xlsx")
    capsys.readouterr()
    assert run(monkeypatch, "import", tmp_path / "sample.xlsx", "--dry-run") == 0
    said = capsys.readouterr().out
    assert " 0 new, 0 changed" in said
    assert "nothing was written" in said
