"""What is on the wall: the same figures as on the pages, for everybody in the room."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from dashboard.board import Board
from dashboard.view import wall
from dashboard.view.wall import LEADERBOARD, PARTICIPATION, Scene, scene_html, scenes
from dashboard.view.words import words_in
from db.commands import record_scores, set_entry_status
from db.engine import writing
from db.models import EntryStatus, Judge, Stage
from tests.dashboard.view.entered import board_of, entered
from tests.dashboard.view.markup import texts_of
from tests.factories import contest

ID, EN = words_in("id"), words_in("en")
RESULT = Scene(LEADERBOARD)


def two_stages(engine: Engine, weights: tuple[int | None, int | None]) -> Board:
    with writing(engine) as session:
        ids = contest(session, stages=2)
        for stage, weight in zip(ids.stage_ids, weights, strict=True):
            session.get_one(Stage, stage).weight = weight
    return board_of(engine, ids.competition_id)


def test_every_entry_of_the_sample_is_on_the_wall_once_in_the_order_of_the_board(
    sampled: Board,
) -> None:
    html = scene_html(sampled, ID, RESULT)
    order = [sampled.submission(entry) for entry in sampled.standings().ranking.order.tolist()]
    units = [sampled.unit_of[row.unit_id].name for row in order]
    assert [name for name in texts_of(html, "strong") if name in units] == units
    assert texts_of(html, "place")[: len(units)] == [
        "1", "2", "3", "4", "5", "6", "7", "7", "9", "10", "11"
    ]  # fmt: skip
    assert texts_of(html, "score")[:3] == ["88,52", "87,99", "87,78"]


def test_the_wall_says_that_the_result_is_not_final_and_that_the_data_are_a_sample(
    sampled: Board,
) -> None:
    assert texts_of(scene_html(sampled, ID, RESULT), "flag") == ["data contoh", "Sementara"]
    assert texts_of(scene_html(sampled, EN, Scene(PARTICIPATION)), "flag") == [
        "sample data",
        "Provisional",
    ]


def test_a_sealed_result_is_final_on_the_wall(sampled: Board) -> None:
    sealed = replace(sampled, structure=replace(sampled.structure, final_revision=sampled.revision))
    assert texts_of(scene_html(sealed, ID, RESULT), "final") == ["Final"]


def test_participation_on_the_wall_has_the_figures_of_its_page(engine: Engine) -> None:
    html = scene_html(entered(engine), EN, Scene(PARTICIPATION))
    assert texts_of(html, "figure") == ["5 of 10 OPD take part 50.0% target 50%"]
    assert texts_of(html, "count") == ["9", "8", "7", "4"]
    assert texts_of(html, "kind") == [
        "Badan 2 of 3 66.7%",
        "no kind given 2 of 3 66.7%",
        "Dinas 1 of 4 25.0%",
    ]


def test_who_presents_now_is_named_and_the_judges_are_numbers(engine: Engine) -> None:
    with writing(engine) as session:
        ids = contest(session, judges=3)
        for judge in ids.judge_ids:
            session.get_one(Judge, judge).name = "Sri Wahyuningsih"
        set_entry_status(
            session,
            stage_id=ids.stage_ids[0],
            submission_id=ids.submission_ids[1],
            status=EntryStatus.PRESENTING,
        )
        rows = [
            (*key, 8000) for key in ids.keys if key[:2] == (ids.submission_ids[1], ids.judge_ids[2])
        ]
        record_scores(session, rows, actor="test")
    html = scene_html(board_of(engine, ids.competition_id), ID, RESULT)
    assert texts_of(html, "now") == [
        "Sedang tampil: Dinas 2 Inovasi 2 urutan 2 dari 3 Belum menilai: Juri 1 Juri 2"
    ]
    assert "Sri" not in html


def test_more_waiting_judges_than_fit_are_counted(engine: Engine) -> None:
    with writing(engine) as session:
        ids = contest(session, judges=wall.CHIPS + 3)
        set_entry_status(
            session,
            stage_id=ids.stage_ids[0],
            submission_id=ids.submission_ids[0],
            status=EntryStatus.PRESENTING,
        )
    html = scene_html(board_of(engine, ids.competition_id), ID, RESULT)
    assert texts_of(html, "chip")[-2:] == [f"Juri {wall.CHIPS}", "+3"]


def test_entries_judged_in_part_have_no_place_and_say_how_many_judges(engine: Engine) -> None:
    with writing(engine) as session:
        ids = contest(session, units=1, judges=3)
        rows = [(*key, 7000) for key in ids.keys if key[1] != ids.judge_ids[2]]
        record_scores(session, rows, actor="test")
    html = scene_html(board_of(engine, ids.competition_id), ID, RESULT)
    assert texts_of(html, "none") == [
        "Belum ada peserta yang lembar nilainya lengkap, jadi belum ada peringkat."
    ]
    assert texts_of(html, "row") == ["– Dinas 1 Inovasi 1 2/3 juri 70,00"]


def test_an_empty_competition_says_that_there_are_no_entries(engine: Engine) -> None:
    with writing(engine) as session:
        ids = contest(session, units=0)
    board = board_of(engine, ids.competition_id)
    for scene in (RESULT, Scene(PARTICIPATION)):
        assert texts_of(scene_html(board, ID, scene), "none") == ["Belum ada peserta."]


def test_of_very_many_entries_the_rest_is_counted(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wall, "ROWS", 5)
    with writing(engine) as session:
        ids = contest(session, units=9)
        rows = [(*key, 8000) for key in ids.keys if key[0] != ids.submission_ids[8]]
        record_scores(session, rows, actor="test")
    html = scene_html(board_of(engine, ids.competition_id), ID, RESULT)
    assert len(texts_of(html, "row")) == 2  # below a podium of three
    assert texts_of(html, "heading") == ["4 peserta lain ada di halaman Papan Peringkat"]


def test_one_stage_has_one_board_and_the_page_that_was_asked_for_comes_first(
    sampled: Board,
) -> None:
    assert scenes(sampled, LEADERBOARD) == [RESULT, Scene(PARTICIPATION)]
    assert scenes(sampled, PARTICIPATION) == [Scene(PARTICIPATION), RESULT]


def test_combined_stages_show_the_result_and_then_each_stage(engine: Engine) -> None:
    assert scenes(two_stages(engine, (3000, 7000)), LEADERBOARD) == [
        RESULT,
        Scene(LEADERBOARD, 0),
        Scene(LEADERBOARD, 1),
        Scene(PARTICIPATION),
    ]


def test_stages_side_by_side_are_contests_of_their_own(engine: Engine) -> None:
    assert scenes(two_stages(engine, (None, None)), LEADERBOARD) == [
        Scene(LEADERBOARD, 0),
        Scene(LEADERBOARD, 1),
        Scene(PARTICIPATION),
    ]
