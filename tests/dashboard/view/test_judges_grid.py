"""The grid tells every sheet's state as plain Python over the same rows does."""

import pytest
from sqlalchemy import Engine

from dashboard.board import Board
from dashboard.reader import Reader
from dashboard.view.judges_grid import GridView, grid_html, grid_pages, on_page, shown_entries
from dashboard.view.words import LANGUAGES, words_in
from db import sample
from db.engine import writing
from db.models import Competition
from db.queries import read_structure
from tests.dashboard.view.contests import ABSENT, RECUSED, WITHDRAWN, Judged, judged
from tests.dashboard.view.markup import rows_of, texts_of
from tests.factories import contest

EN, ID = words_in("en"), words_in("id")
CRITERIA = 3


@pytest.fixture
def written(engine: Engine) -> Judged:
    with writing(engine) as session:
        return judged(session)


def board_of(engine: Engine, competition: int) -> Board:
    return Reader(engine).latest(competition)


def expected_cell(by: Judged, stage: int, entry: int, judge: int) -> str:
    if (entry, judge) in RECUSED:
        return f"recused{RECUSED[entry, judge]}"
    criteria = range(CRITERIA * stage, CRITERIA * stage + CRITERIA)
    lacking = [n for n in criteria if (entry, judge, n) not in by.marks]
    if len(lacking) == CRITERIA:
        return "not yet"
    if not lacking:
        return "locked" if (stage, entry, judge) in by.locked else "complete"
    names = EN.join([f"Kriteria {n - CRITERIA * stage + 1}" for n in lacking])
    said = "; locked all the same" if (stage, entry, judge) in by.locked else ""
    return f"{CRITERIA - len(lacking)}/{CRITERIA}missing: {names}{said}"


@pytest.mark.parametrize("stage", [0, 1])
def test_the_grid_equals_the_oracle(engine: Engine, written: Judged, stage: int) -> None:
    board = board_of(engine, written.ids.competition_id)
    head, *rows = rows_of(grid_html(board, EN, GridView(stage)))
    full = {
        (entry, judge)
        for entry, judge in written.due[stage]
        if expected_cell(written, stage, entry, judge) in ("complete", "locked")
    }
    for judge in range(4):
        due = sum(judge == who for _, who in written.due[stage])
        own = sum(judge == who for _, who in full)
        locked = sum((s, j) == (stage, judge) for s, _, j in written.locked)
        assert head[2 + judge] == f"Judge {judge + 1}{own}/{due}{locked} locked"
    assert len(rows) == 9
    for entry, (order, unit, *cells, total) in enumerate(rows):
        assert order.startswith(str(entry + 1))
        assert unit == f"Dinas {entry % 6 + 1} Inovasi {entry + 1}"
        if entry == WITHDRAWN or (stage, entry) == ABSENT:
            assert (cells, total) == (["withdrawn" if entry == WITHDRAWN else "absent"], "–")
            continue
        assert cells == [expected_cell(written, stage, entry, judge) for judge in range(4)]
        due = sum(entry == one for one, _ in written.due[stage])
        assert total == f"{sum(entry == one for one, _ in full)}/{due}"


def test_an_incomplete_sheet_that_is_locked_is_told(engine: Engine, written: Judged) -> None:
    board = board_of(engine, written.ids.competition_id)
    html = grid_html(board, EN, GridView(0))
    assert any("locked all the same" in cell for row in rows_of(html) for cell in row)


def test_missing_criteria_are_named_by_code_for_the_eye(engine: Engine, written: Judged) -> None:
    board = board_of(engine, written.ids.competition_id)
    codes = texts_of(grid_html(board, EN, GridView(0)), "lack")
    assert set(codes) <= {""}  # spoken as names, so hidden from screen readers
    assert "missing K2</span>" in grid_html(board, EN, GridView(0))
    assert "kurang K2</span>" in grid_html(board, ID, GridView(0))


def test_only_what_is_missing(engine: Engine, written: Judged) -> None:
    board = board_of(engine, written.ids.competition_id)
    wanted = [
        entry
        for entry in range(9)
        if any(
            expected_cell(written, 0, entry, judge) not in ("complete", "locked")
            for one, judge in written.due[0]
            if one == entry
        )
    ]
    assert shown_entries(board, EN, GridView(0, missing_only=True)).tolist() == wanted
    assert len(rows_of(grid_html(board, EN, GridView(0, missing_only=True)))) == 1 + len(wanted)


def test_a_search_and_the_pages_hold_each_entry_once(engine: Engine) -> None:
    with writing(engine) as session:
        ids = contest(session, units=7, entries=120, judges=2)
    board = board_of(engine, ids.competition_id)
    assert grid_pages(board, EN, GridView()) == 3
    shown = [
        row[1]
        for page in (1, 2, 3)
        for row in rows_of(grid_html(board, EN, GridView(page=page)))[1:]
    ]
    assert shown == [f"Dinas {n % 7 + 1} Inovasi {n + 1}" for n in range(120)]
    found = GridView(search="inovasi 11")
    assert shown_entries(board, EN, found).tolist() == [10, *range(109, 119)]
    assert on_page(board, EN, found, 9).page == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sample_is_locked_but_for_the_last_entry(engine: Engine, language: str) -> None:
    words = words_in(language)
    with writing(engine) as session:
        key = sample.load(session)
    rows = rows_of(grid_html(board_of(engine, key), words, GridView()))[1:]
    absent = [unit for unit, *_ in sample.ENTRIES].index(sample.ABSENT)
    for entry, (*_, total) in enumerate(rows):
        assert total == ("–" if entry == absent else "5/5")
    assert [set(row[2:-1]) for row in rows] == [
        {words.text("absent" if n == absent else "complete" if n == 11 else "locked")}
        for n in range(12)
    ]


def test_a_competition_without_anything_has_no_grid(engine: Engine) -> None:
    with writing(engine) as session:
        session.add(Competition(name="Kosong"))
        session.flush()
        key = read_structure(session, 1).competition.id
    assert grid_html(board_of(engine, key), EN, GridView()) == ""
