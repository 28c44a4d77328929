"""What happened, in words: marks, settings, locks, imports, and things that are gone."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from dashboard.board import Board
from dashboard.history import Page, Sifting
from dashboard.view.history.export import history_rows
from dashboard.view.history.fields import FIELDS, VALUES, field_name, value_text
from dashboard.view.history.happening import KINDS, Alteration, told
from dashboard.view.history.sifting import asked_by, sifting, sifting_of
from dashboard.view.history.table import history_html
from dashboard.view.words import LANGUAGES, words_in
from db.changes import ChangeRow
from db.ledger import Event
from db.models import ChangeKind, Competition
from tests.dashboard.view.markup import text_of

ID, EN = words_in("id"), words_in("en")
AT = datetime(2018, 11, 27, 7, 3, 22, 500_000, tzinfo=UTC)
MARK = Event(412, 1, 2, 3, 8550, 8600, "Operator", AT)


def change(kind: ChangeKind, subject: dict[str, Any], **more: Any) -> ChangeRow:
    row = ChangeRow(7, 1, 400, AT, "admin", kind, subject, None, None, "")
    return replace(row, **more)


def test_a_corrected_mark_is_told_whole(sampled: Board) -> None:
    one = told(sampled, ID, MARK)
    assert (one.day, one.clock, one.revision) == ("27 Nov 2018", "14:03:22 WIB", "412")
    assert (one.subject, one.about) == ("1. RSUD Kota", "J2 Juri 2 · K3 Aplikatif")
    assert one.alterations == (Alteration("", "85,50", "86,00", True),)
    assert (one.actor, one.is_correction) == ("Operator", True)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (None, 0, ("none yet", "0.00", False)),
        (0, None, ("0.00", "taken back", True)),
        (None, 10000, ("none yet", "100.00", False)),
    ],
)
def test_no_mark_is_a_word_and_never_a_number(
    sampled: Board, old: int | None, new: int | None, expected: tuple[str, str, bool]
) -> None:
    one = told(sampled, EN, replace(MARK, old=old, new=new))
    assert one.alterations == (Alteration("", *expected),)
    assert one.is_correction is expected[2]


def test_what_is_gone_keeps_its_key(sampled: Board) -> None:
    gone = replace(MARK, submission_id=900, judge_id=901, criterion_id=902, actor=None)
    one = told(sampled, ID, gone)
    assert one.subject == "peserta #900 (dihapus)"
    assert one.about == "juri #901 (dihapus) · kriteria #902 (dihapus)"
    assert one.actor == "program lain"
    row = change(ChangeKind.LOCK, {"submission": 99, "judge": "J9", "stage": "Lama"})
    assert told(sampled, ID, row).subject == "peserta 99 (dihapus)"
    assert told(sampled, ID, row).about == "J9 · Lama"


def test_a_weight_is_told_in_the_numbers_of_the_language(sampled: Board) -> None:
    row = change(
        ChangeKind.CRITERION,
        {"stage": "Presentasi", "criterion": "K1"},
        before={"weight": "20"},
        after={"weight": "12.5"},
        reason="rapat",
    )
    one = told(sampled, ID, row)
    assert one.alterations == (Alteration("Bobot", "20", "12,5", True),)
    assert (one.kind, one.reason, one.note) == ("Kriteria", "rapat", "")
    assert one.about == "K1 Manfaat bagi publik"


def test_what_came_and_went_is_told(sampled: Board) -> None:
    came = change(ChangeKind.JUDGE, {"judge": "J9"}, after={"name": "Baru", "institution": ""})
    assert told(sampled, ID, came).note == "ditambahkan"
    assert told(sampled, ID, came).alterations == (Alteration("Nama", "", "Baru"),)
    gone = change(ChangeKind.JUDGE, {"judge": "J9"}, before={"name": "Lama"})
    assert told(sampled, ID, gone).note == "dihapus"
    assert told(sampled, ID, gone).alterations == (Alteration("Nama", "Lama", "", True),)
    assert told(sampled, ID, change(ChangeKind.PANEL, {"judge": "J1"}, after={})).note


def test_an_import_names_its_file_and_counts(sampled: Board) -> None:
    row = change(
        ChangeKind.IMPORT,
        {"file": "lomba.xlsx", "sha256": "ab" * 32},
        after={"Nilai": {"new": 5, "changed": 2}, "Juri": {}},
    )
    one = told(sampled, ID, row)
    assert (one.subject, one.about) == ("lomba.xlsx", "SHA-256 abababababab…")
    assert one.alterations[0] == Alteration("Nilai", "", "5 baru, 2 berubah")


def test_locks_are_told_by_the_clock_of_the_event(sampled: Board) -> None:
    row = change(
        ChangeKind.UNLOCK,
        {"submission": 1, "judge": "J2", "stage": "Presentasi"},
        before={"confirmed_at": AT.isoformat()},
        after={"confirmed_at": None},
        reason="salah ketik",
    )
    (one,) = told(sampled, ID, row).alterations
    assert one == Alteration("Dikunci", "Selasa, 27 November 2018 14:03 WIB", "–", True)


def test_every_kind_and_every_field_has_a_name() -> None:
    assert KINDS.keys() == set(ChangeKind)
    own = set(Competition.model_fields) - {"id", "revision", "structure_revision"}
    assert own <= FIELDS.keys()
    for language in LANGUAGES:
        words = words_in(language)
        for field, values in VALUES.items():
            assert field in FIELDS
            for value in values:
                assert value_text(words, field, value) != ""
    assert field_name(ID, "some_new_field") == "some new field"


def test_an_odd_value_is_shown_as_it_is() -> None:
    for field, value in (
        ("weight", "banyak"),
        ("held_on", "kemarin"),
        ("slot_time", "pagi"),
        ("confirmed_at", "nanti"),
        ("method", "acak"),
    ):
        assert value_text(ID, field, value) == value


def test_the_table_is_escaped_and_says_when_it_is_empty(sampled: Board) -> None:
    row = change(ChangeKind.STAGE, {"stage": "<b>x</b>"}, reason="<script>")
    html = history_html(sampled, ID, Page((row,)), Sifting())
    assert "<b>x" not in html
    assert "<script>" not in html
    nothing = history_html(sampled, ID, Page(), Sifting())
    assert "Belum terjadi apa-apa" in text_of(nothing)
    sifted = history_html(sampled, ID, Page(), Sifting(corrections=True))
    assert "Tidak ada kejadian yang cocok" in text_of(sifted)


def test_many_fields_are_folded(sampled: Board) -> None:
    row = change(ChangeKind.SUBMISSION, {"submission": 1}, after={f"f{i}": i for i in range(1, 10)})
    html = history_html(sampled, ID, Page((row,)), Sifting())
    assert html.count("happened-step") == 9
    assert "3 lainnya" in text_of(html)


def test_a_file_has_a_row_for_each_field_and_no_formula(sampled: Board) -> None:
    row = change(
        ChangeKind.COMPETITION,
        {"competition": "=cmd"},
        before={"venue": "-1", "name": "a"},
        after={"venue": "@x", "name": "b"},
        reason="+alasan",
    )
    header, *lines = history_rows(sampled, ID, [row, MARK])
    assert len(header) == 10
    assert [line[5:8] for line in lines] == [
        ["Tempat", "'-1", "'@x"],
        ["Nama", "a", "b"],
        ["", "85,50", "86,00"],
    ]
    assert (lines[0][3], lines[0][9]) == ("'=cmd", "'+alasan")
    assert lines[2][0] == "2018-11-27 14:03:22"


def test_what_is_looked_for_goes_into_an_address_and_back(sampled: Board) -> None:
    asked = sifting(
        sampled,
        kinds=frozenset({"marks", "imports"}),
        submission_id=1,
        judge_id=2,
        criterion_id=3,
        actor="Bu Sri & co",
        since=datetime(2018, 11, 27, 8, 0),  # noqa: DTZ001 (the clock of the event)
        until=datetime(2018, 11, 27, 17, 30),  # noqa: DTZ001
        corrections=True,
    )
    assert (asked.number, asked.judge, asked.criterion) == (1, "J2", "K3")
    assert asked.since is not None
    assert asked.since.astimezone(UTC) == datetime(2018, 11, 27, 1, tzinfo=UTC)
    assert sifting_of(sampled, asked_by(asked, sampled)) == asked
    assert sifting_of(sampled, {}) == Sifting()
    odd = {"peserta": "x", "juri": "9" * 40, "dari": "kemarin", "jenis": "apa,saja", "koreksi": "2"}
    assert sifting_of(sampled, odd) == Sifting()
