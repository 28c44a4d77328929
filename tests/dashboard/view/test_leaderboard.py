"""The board in words: figures of the sample by hand, and what a board without marks says."""

from sqlalchemy import Engine

from dashboard.board import Board
from dashboard.reader import Reader
from dashboard.view.contributions import contributions_json
from dashboard.view.leaderboard import View, board_html, page_count
from dashboard.view.why import why_html
from dashboard.view.words import words_in
from db.engine import writing
from db.models import Competition
from tests.factories import contest

ID, EN = words_in("id"), words_in("en")


def test_the_sample_is_told_with_its_leader_margin_ties_and_absent_entry(sampled: Board) -> None:
    html = board_html(sampled, ID, View())
    for words in (
        "55 dari 55 lembar nilai masuk",
        "88,52",
        "unggul 0,53",
        "−0,74",
        "seri, ditentukan oleh Manfaat bagi publik",
        "tidak hadir",
        "Tidak ikut dinilai",
    ):
        assert words in html
    assert html.count('<span class="tag">seri</span>') == 2


def test_the_explanation_is_the_calculation_of_the_second_place(sampled: Board) -> None:
    second = sampled.submission(int(sampled.standings().ranking.order[1]))
    html = why_html(sampled, ID, View(), second.id)
    # 91,60 × 20 % + 89,80 × 20 % + 90,60 × 15 % + 83,90 × 15 % + 85,10 × 30 %
    for words in ("18,320", "17,960", "13,590", "12,585", "25,530", "87,99", "unggul 0,53 poin"):
        assert words in html


def test_a_competition_without_entries_says_what_to_do_and_draws_nothing(engine: Engine) -> None:
    with writing(engine) as session:
        session.add(Competition(name="Kosong"))
    board = Reader(engine).latest(1)
    html = board_html(board, ID, View())
    assert "impor di halaman Data" in html
    assert "<table" not in html and 'class="card"' not in html
    assert contributions_json(board, ID, View()) is None


def test_entries_without_marks_wait_and_nothing_is_charted(engine: Engine) -> None:
    with writing(engine) as session:
        ids = contest(session)
    board = Reader(engine).latest(ids.competition_id)
    html = board_html(board, EN, View())
    assert "0 of 6 score sheets are in" in html
    assert "Not scored yet" in html
    assert "0.00" not in html, "not scored is never 0"
    assert contributions_json(board, EN, View()) is None


def test_names_are_text_in_the_board_and_in_the_chart(engine: Engine) -> None:
    with writing(engine) as session:
        ids = contest(session)
    board = Reader(engine).latest(ids.competition_id)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE unit SET name = '<b>Dinas</b> & Co'")
        for submission, judge, criterion in ids.keys:
            connection.exec_driver_sql(
                "INSERT INTO score (submission_id, judge_id, criterion_id, value)"
                f" VALUES ({submission}, {judge}, {criterion}, 80)"
            )
    board = Reader(engine).latest(ids.competition_id)
    assert "&lt;b&gt;Dinas&lt;/b&gt; &amp; Co" in board_html(board, ID, View())
    drawn = contributions_json(board, ID, View())
    assert drawn is not None and "<b>" not in drawn[0]


def test_a_long_board_is_paged_and_searched(engine: Engine) -> None:
    with writing(engine) as session:
        ids = contest(session, units=120)
    board = Reader(engine).latest(ids.competition_id)
    assert page_count(board, ID, View()) == 3
    assert "Dinas 77<" in board_html(board, ID, View(search="dinas 77"))
    assert "tidak ada" in board_html(board, ID, View(search="xyz")).casefold()
