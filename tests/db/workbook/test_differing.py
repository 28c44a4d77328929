"""What a report says of what an import would overwrite, before anything is."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from db.models import Phase
from db.workbook import Report, import_workbook
from db.workbook.differing import RULES
from db.workbook.layout import LOMBA_KEYS
from tests.db.workbook.books import Sheets, base, changed, write_xlsx

Row = tuple[str, dict[str, str | int], str, object, object]


def tried(engine: Engine, folder: Path, sheets: Sheets) -> Report:
    report = import_workbook(
        engine, write_xlsx(folder / "b.xlsx", sheets), dry_run=True, actor="panitia"
    )
    assert report.faults == ()
    return report


def rows(report: Report) -> list[Row]:
    return [
        (one.sheet, dict(one.subject), one.field, one.before, one.after)
        for one in report.differences
    ]


@pytest.fixture
def filled(engine: Engine, tmp_path: Path) -> Engine:
    report = import_workbook(engine, write_xlsx(tmp_path / "a.xlsx", base()), actor="panitia")
    assert report.faults == ()
    return engine


def test_a_new_competition_overwrites_nothing(engine: Engine, tmp_path: Path) -> None:
    report = tried(engine, tmp_path, base())
    assert report.target is not None
    assert (report.target.id, report.target.name) == (None, "Lomba Inovasi 2018")
    assert (report.target.phase, report.target.becomes) == (None, Phase.REGISTRATION)
    assert (report.differences, report.alters_result) == ((), False)


def test_the_same_workbook_again_overwrites_nothing(filled: Engine, tmp_path: Path) -> None:
    report = tried(filled, tmp_path, base())
    assert report.target is not None
    assert report.target.id is not None
    assert report.target.has_marks
    assert (report.differences, report.alters_result) == ((), False)


def test_every_field_that_changes_is_told_before_and_after(filled: Engine, tmp_path: Path) -> None:
    sheets = changed(
        ("Lomba", "B4", "2018-11-28"),
        ("Lomba", "B5", "median"),
        ("SKPD", "B2", "Dinas Baru"),
        ("Tahap", "B2", 50),
        ("Kriteria", "D2", 62.5),
        ("Kriteria", "G2", 0.25),
        ("Juri", "D4", "Desk"),
        ("Peserta", "E3", "mundur"),
        ("Jadwal", "D2", "10:15"),
        ("Berhalangan", "C2", "ipar"),
        ("Nilai", "C2", 81),
        ("Nilai", "D2", 90.5),
        ("Nilai", "D5", 77),
    )
    assert rows(tried(filled, tmp_path, sheets)) == [
        ("Lomba", {}, "held_on", "2018-11-27", "2018-11-28"),
        ("Lomba", {}, "method", "mean", "median"),
        ("SKPD", {"unit": "A"}, "name", "Dinas A", "Dinas Baru"),
        ("Tahap", {"stage": "Desk"}, "weight", "40", "50"),
        ("Kriteria", {"criterion": "K1"}, "weight", "60", "62.5"),
        ("Kriteria", {"criterion": "K1"}, "step", "0.5", "0.25"),
        ("Juri", {"judge": "J3"}, "stages", "Desk; Presentasi", "Desk"),
        ("Peserta", {"submission": 2}, "status", "registered", "withdrawn"),
        ("Jadwal", {"submission": 1, "stage": "Presentasi"}, "slot_time", "09:30:00", "10:15:00"),
        ("Berhalangan", {"judge": "J3", "submission": 1}, "reason", "atasan langsung", "ipar"),
        ("Nilai", {"submission": 1, "judge": "J1", "criterion": "K1"}, "value", "80", "81"),
    ]


@pytest.mark.parametrize(
    ("edit", "alters"),
    [
        (("Nilai", "C2", 81), True),
        (("Nilai", "D5", 77), False),  # a mark that is new takes none away
        (("Kriteria", "D2", 61), True),
        (("Kriteria", "F2", 120), True),
        (("Kriteria", "C2", "Nama lain"), False),
        (("Tahap", "B2", 50), True),
        (("Lomba", "B5", "median"), True),
        (("Lomba", "B6", "K1"), True),
        (("Lomba", "B4", "2018-11-28"), False),
        (("SKPD", "B2", "Dinas Baru"), False),
    ],
)
def test_it_is_told_whether_marks_or_their_rules_become_others(
    filled: Engine, tmp_path: Path, edit: tuple[str, str, object], alters: bool
) -> None:
    assert tried(filled, tmp_path, changed(edit)).alters_result is alters


def test_a_criterion_that_joins_others_alters_the_result(filled: Engine, tmp_path: Path) -> None:
    sheets = base()
    sheets["Kriteria"].append(["Desk", "K9", "Tambahan", 10, 0, 100, 1])
    assert tried(filled, tmp_path, sheets).alters_result


def test_without_marks_no_rule_alters_a_result(engine: Engine, tmp_path: Path) -> None:
    bare = {name: rows for name, rows in base().items() if name not in ("Nilai", "Lembar")}
    assert import_workbook(engine, write_xlsx(tmp_path / "a.xlsx", bare), actor="p").faults == ()
    assert not tried(engine, tmp_path, changed(("Kriteria", "D2", 61))).alters_result


def test_the_digest_stands_for_what_is_overwritten_alone(filled: Engine, tmp_path: Path) -> None:
    same, more = base(), changed(("Nilai", "D5", 77))
    first, other = changed(("Nilai", "C2", 81)), changed(("Nilai", "C2", 82))
    digests = [tried(filled, tmp_path, sheets).digest for sheets in (same, more, first, other)]
    assert digests[0] == digests[1]
    assert len(set(digests)) == 3


def test_stages_whose_weights_do_not_come_to_100_are_named(filled: Engine, tmp_path: Path) -> None:
    report = tried(filled, tmp_path, changed(("Kriteria", "D2", 61)))
    assert report.target is not None
    assert report.target.uneven == ("Desk",)


def test_a_trial_says_the_same_as_the_import(filled: Engine, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "b.xlsx", changed(("Nilai", "C2", 81), ("Kriteria", "D2", 61)))
    before = import_workbook(filled, path, dry_run=True, actor="panitia")
    assert import_workbook(filled, path, actor="panitia") == before
    again = import_workbook(filled, path, dry_run=True, actor="panitia")
    assert replace(again, digest="") == replace(
        before, digest="", differences=(), alters_result=False, counts=again.counts
    )
    assert again.counts["Nilai"].same == 7


def test_the_rules_are_fields_of_the_settings() -> None:
    assert set(RULES) <= {column.field for column in LOMBA_KEYS}
