"""The page of participation: its figures equal what plain Python counts in the same rows."""

from sqlalchemy import Engine

from dashboard.board import Board
from dashboard.view.followup import missing
from dashboard.view.participation import participation_html
from dashboard.view.turnout import NAMED
from dashboard.view.words import words_in
from db import sample
from db.engine import writing
from db.models import Competition, Unit
from tests.dashboard.view.entered import board_of
from tests.dashboard.view.markup import rows_of, texts_of
from tests.factories import contest

ID, EN = words_in("id"), words_in("en")


def funnel_of(html: str) -> list[str]:
    return texts_of(html, "part-step")


def test_the_first_thing_on_the_sample_is_12_of_40_against_the_target(sampled: Board) -> None:
    html = participation_html(sampled, ID)
    assert texts_of(html, "h2") == ["12 dari 40 SKPD ikut 30,0 % target 100 %"]
    assert texts_of(html, "part-need") == ["Perlu 28 SKPD lagi untuk mencapai target."]
    assert texts_of(participation_html(sampled, EN), "h2") == [
        "12 of 40 SKPD take part 30.0% target 100%"
    ]


def test_the_sample_loses_one_entry_on_the_way_and_says_which(sampled: Board) -> None:
    html = participation_html(sampled, ID)
    assert funnel_of(html) == [
        "Terdaftar 12 peserta 12 SKPD",
        "Terverifikasi 12 peserta 12 SKPD",
        "Tampil 11 peserta 11 SKPD",
        "Dinilai lengkap 11 peserta 11 SKPD",
    ]
    assert texts_of(html, "part-stopped") == ["1 tidak hadir: Dinas Sosial · Rumah Singgah Terpadu"]


def test_kinds_and_groups_of_the_sample_are_those_of_its_lists(sampled: Board) -> None:
    entered = {unit for unit, *_ in sample.ENTRIES}
    kinds = [
        (kind, sum(unit in entered for unit in units), len(units))
        for kind, units in sample.UNITS.items()
    ]
    kinds.sort(key=lambda row: (-row[1] / row[2], -row[2], row[0]))
    digital = sum(is_digital for *_, is_digital, _ in sample.ENTRIES)
    inclusive = sum(is_inclusive for *_, is_inclusive in sample.ENTRIES)
    categories = [category for _, _, category, *_ in sample.ENTRIES]
    whole = len(sample.ENTRIES)

    def line(kind: str, count: int) -> list[str]:
        return [kind, "", str(count), f"{100 * count / whole:.1f}%"]

    assert rows_of(participation_html(sampled, EN)) == [
        *(
            [kind, "", f"{joined} of {expected}", f"{100 * joined / expected:.1f}%"]
            for kind, joined, expected in kinds
        ),
        line("digital", digital),
        line("not digital", whole - digital),
        line("inclusive", inclusive),
        line("not inclusive", whole - inclusive),
        *(
            line(category, categories.count(category))
            for category in sorted(set(categories), key=lambda one: (-categories.count(one), one))
        ),
    ]


def test_units_are_counted_once_and_only_those_on_the_list_count(hard: Board) -> None:
    html = participation_html(hard, EN)
    # units 1, 5, 6, 8, 9 have an entry that stands; 3 and 4 are out; 2, 7 and 10 never entered
    assert texts_of(html, "h2") == ["5 of 10 OPD take part 50.0% target 50%"]
    assert texts_of(html, "part-need") == [
        "The target is reached. Up 25.0 percentage points on 2017: 1 of 4 (25.0%)."
    ]
    assert texts_of(html, "remark") == [
        "2 OPD registered, but are out and do not count: Dinas 3 and Dinas 4.",
        "1 OPD that is not on the list takes part; it does not count in the share: Dinas 1.",
        "1 OPD has more than one entry: Dinas 1 (2).",
    ]
    assert missing(hard, EN) == [
        ("Badan", ["Dinas 2"]),
        ("Dinas", ["Dinas 10", "Dinas 7"]),
    ]


def test_the_funnel_counts_entries_and_names_the_units_behind_them(hard: Board) -> None:
    html = participation_html(hard, EN)
    stranger = ", 1 of them not on the list"
    assert funnel_of(html) == [
        f"Registered 9 entries 8 OPD{stranger}",
        # the withdrawn, the disqualified and the waiting one had presented or were let through
        f"Verified 8 entries 7 OPD{stranger}",
        f"Presented 7 entries 6 OPD{stranger}",
        f"Judged in full 4 entries 3 OPD{stranger}",
    ]
    assert texts_of(html, "part-stopped") == [
        "1 not verified yet: Dinas 6 · Inovasi 6",
        "1 absent: Dinas 5 · Inovasi 5",
        "1 not judged in full yet: Dinas 9 · Inovasi 9",
        "1 withdrawn: Dinas 3 · Inovasi 3",
        "1 disqualified: Dinas 4 · Inovasi 4",
    ]
    assert "Dinas 1 (2)" in texts_of(html, "li")


def test_stages_and_editions_stand_side_by_side(hard: Board) -> None:
    rows = rows_of(participation_html(hard, EN))
    assert [row for row in rows if row[0].startswith(("Lomba", "Tahap"))] == [
        ["Lomba Inovasi 2017", "", "1 of 4", "25.0%"],
        ["Lomba Inovasi 2018", "", "5 of 10", "50.0%"],
        # of seven that stand: one absent, one waiting; the last is judged in the first stage only
        ["Tahap 1", "7", "5", "1", "5", "0"],
        ["Tahap 2", "7", "5", "1", "4", "0"],
    ]


def test_nobody_said_is_its_own_group(hard: Board) -> None:
    rows = rows_of(participation_html(hard, EN))
    # of the seven that stand: numbers 1, 2, 5, 6, 7, 8, 9
    assert [row for row in rows if row[0] in ("digital", "not digital", "not stated")] == [
        ["digital", "", "2", "28.6%"],
        ["not digital", "", "3", "42.9%"],
        ["not stated", "", "2", "28.6%"],
    ]
    assert [row for row in rows if row[0] in ("Kesehatan", "no category")] == [
        ["Kesehatan", "", "3", "42.9%"],
        ["no category", "", "4", "57.1%"],
    ]


def test_a_competition_without_anything_says_what_to_do_next(engine: Engine) -> None:
    with writing(engine) as session:
        empty = Competition(name="Kosong")
        session.add(empty)
        session.flush()
        key = empty.id
    assert key is not None
    html = participation_html(board_of(engine, key), ID)
    assert texts_of(html, "empty") == [
        "Belum ada unit. Isi lembar SKPD dan Peserta pada buku kerja, lalu impor di halaman Data."
    ]
    assert texts_of(html, "h2") == []


def test_units_without_entries_are_all_missing(engine: Engine) -> None:
    with writing(engine) as session:
        ids = contest(session, units=3, entries=0)
    html = participation_html(board_of(engine, ids.competition_id), ID)
    assert texts_of(html, "h2") == ["0 dari 3 SKPD ikut 0,0 % target 100 %"]
    assert funnel_of(html) == []
    assert texts_of(html, "empty")[0].startswith("Belum ada peserta.")


def test_entries_without_a_list_of_units_have_no_share(engine: Engine) -> None:
    with writing(engine) as session:
        ids = contest(session, units=3)
        session.connection().exec_driver_sql("DELETE FROM eligible_unit")
    html = participation_html(board_of(engine, ids.competition_id), ID)
    assert texts_of(html, "h2") == ["3 SKPD ikut"]
    assert texts_of(html, "remark")[0].startswith("Daftar SKPD yang diharapkan ikut masih kosong")


def test_of_very_many_units_the_first_are_named_and_the_rest_counted(engine: Engine) -> None:
    with writing(engine) as session:
        ids = contest(session, units=NAMED + 40)
    html = participation_html(board_of(engine, ids.competition_id), ID)
    items = texts_of(html, "li")
    assert items.count("40 lainnya") == 4  # once at each step


def test_what_people_wrote_is_text_and_never_markup(engine: Engine) -> None:
    with writing(engine) as session:
        ids = contest(session, units=2, entries=1)
        for unit in ids.unit_ids:
            session.get_one(Unit, unit).name = '<img src=x onerror="alert(1)">'
    html = participation_html(board_of(engine, ids.competition_id), ID)
    assert "<img" not in html
