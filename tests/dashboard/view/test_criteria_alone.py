"""The boards of single criteria equal a ranking by plain Python."""

from fractions import Fraction

import pytest
from sqlalchemy import Engine

from dashboard.board import Board
from dashboard.reader import Reader
from dashboard.view.criteria_alone import TOP, AloneView, alone_html, alone_pages
from dashboard.view.leaderboard import PAGE_SIZE
from dashboard.view.words import words_in
from db.commands import record_scores
from db.engine import writing
from tests.dashboard.analysis.contests import Contest
from tests.dashboard.view.markup import rows_of, texts_of
from tests.dashboard.view.weighed import Make, named, sampled, weighed
from tests.factories import contest

EN = words_in("en")


def expected(board: Board, by: Contest, column: int) -> list[list[str]]:
    """Place, entry, value and place overall, best first; then those judged in part."""
    rows, results, overall = by.rows(), by.results(), by.places()
    names = [f"{unit} {title}" for unit, title in named(board)]
    values = {
        entry: value
        for entry in range(len(names))
        if (value := by.panel(rows, entry)[column]) is not None
        and any(entry in stage.entered for stage in by.stages)
    }
    placed = {entry: value for entry, value in values.items() if results[entry][1]}
    places = {e: 1 + sum(other > v for other in placed.values()) for e, v in placed.items()}
    return [
        *(
            [str(places[e]), names[e], EN.number(placed[e], 2), str(overall[e])]
            for e in sorted(placed, key=lambda e: (places[e], e))
        ),
        *(
            ["–", f"{names[e]} provisional", EN.number(values[e], 2), "–"]
            for e in sorted(set(values) - set(placed), key=lambda e: -values[e])
        ),
    ]


@pytest.mark.parametrize("make", [sampled, weighed])
def test_the_board_of_each_criterion_equals_the_oracle(engine: Engine, make: Make) -> None:
    board, by = make(engine)
    for column in range(sum(len(stage.criteria) for stage in by.stages)):
        _, *rows = rows_of(alone_html(board, EN, AloneView(column=column)))
        assert [row for row in rows if len(row) == 4] == expected(board, by, column)


def test_equal_values_share_a_place_and_leave_a_gap(engine: Engine) -> None:
    with writing(engine) as session:
        ids = contest(session, units=4, criteria=1, judges=1)
        values = (9000, 8000, 8000, 7000)
        record_scores(
            session, [(*key, v) for key, v in zip(ids.keys, values, strict=True)], actor="t"
        )
    board = Reader(engine).latest(ids.competition_id)
    _, *rows = rows_of(alone_html(board, EN, AloneView(column=0)))
    assert [row[0] for row in rows] == ["1", "2", "2", "4"]


def test_side_by_side_each_criterion_shows_its_best(engine: Engine) -> None:
    board, by = sampled(engine)
    html = alone_html(board, EN, AloneView())
    tops = [expected(board, by, column)[:TOP] for column in range(5)]
    assert [row for row in rows_of(html) if row[0] != "Place"] == [
        row[:3] for top in tops for row in top
    ]
    assert texts_of(html, "h3") == [
        f"{name} {EN.percent(Fraction(weight, 10000), 0)}"
        for name, (weight, _) in zip(
            [criterion.name for criterion in board.stages[0].criteria],
            by.stages[0].criteria,
            strict=True,
        )
    ]
    assert [text for text in texts_of(html, "quiet") if "more" in text] == [
        "and 6 more entries"
    ] * 5


def test_all_who_share_the_last_place_shown_are_there(engine: Engine) -> None:
    with writing(engine) as session:
        ids = contest(session, units=12, criteria=1, judges=1)
        values = (9000, 8900, 8800, 8700, *[8600] * 4, *[8000] * 4)
        record_scores(
            session, [(*key, v) for key, v in zip(ids.keys, values, strict=True)], actor="t"
        )
    board = Reader(engine).latest(ids.competition_id)
    _, *rows = rows_of(alone_html(board, EN, AloneView()))
    assert [row[0] for row in rows] == ["1", "2", "3", "4", "5", "5", "5", "5"]


def test_a_long_board_is_paged_and_searched(engine: Engine) -> None:
    with writing(engine) as session:
        ids = contest(session, units=PAGE_SIZE + 3, criteria=1, judges=1)
        marks = [(*key, 9000 - at) for at, key in enumerate(ids.keys[:-1])]
        record_scores(session, marks, actor="t")
    board = Reader(engine).latest(ids.competition_id)
    view = AloneView(column=0)
    assert alone_pages(board, view) == 2
    assert [row[0] for row in rows_of(alone_html(board, EN, AloneView(column=0, page=2)))] == [
        "#", "51", "52",
    ]  # fmt: skip
    found = rows_of(alone_html(board, EN, AloneView(column=0, search="inovasi 52")))
    assert [row[1] for row in found[1:]] == ["Dinas 52 Inovasi 52"]


def test_nothing_complete_and_nothing_marked_are_said(engine: Engine) -> None:
    with writing(engine) as session:
        ids = contest(session)
        record_scores(session, [(*ids.keys[0], 8000)], actor="t")
    board = Reader(engine).latest(ids.competition_id)
    said = [
        texts_of(alone_html(board, EN, AloneView(column=column)), "empty") for column in (None, 1)
    ]
    assert said == [
        ["No entry is complete yet; choose a criterion to see the values so far."],
        ["There are no marks on this criterion yet."],
    ]
