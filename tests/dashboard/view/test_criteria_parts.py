"""The parts of the criteria page open without fault, and what is tried stays with its viewer."""

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from dashboard.reader import Reader
from dashboard.view.criteria_controls import options_of, strides
from dashboard.view.criteria_parts import OPEN, PARTS
from dashboard.view.words import LANGUAGES, words_in
from db.commands import record_scores
from db.engine import writing
from db.models import Criterion, Submission, SubmissionStatus
from tests.dashboard.view.weighed import sampled, weighed
from tests.factories import contest
from tests.test_structure import ROOT

OFFICIAL = [2000, 2000, 1500, 1500, 3000]
COMPARE, PLAY = 3, 5


def opened(part: int, language: str = "id") -> AppTest:
    app = AppTest.from_file(str(ROOT / "dashboard" / "app.py"), default_timeout=30)
    app.query_params["bahasa"] = language
    app.run()
    app.session_state[OPEN] = part
    app.switch_page(str(ROOT / "pages" / "criteria.py")).run()
    return sound(app)


def sound(app: AppTest) -> AppTest:
    assert [error.value for error in app.exception] == []
    return app


def sliders(app: AppTest) -> list[int]:
    return [slider.value for slider in app.select_slider]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", range(len(PARTS)))
def test_a_part_opens_on_weighted_stages(database: Engine, part: int, language: str) -> None:
    weighed(database)
    app = opened(part, language)
    name = words_in(language).text(PARTS[part][0])
    assert app.session_state[f"{OPEN} {language}"] == name


@pytest.mark.parametrize("part", range(len(PARTS)))
def test_a_part_opens_on_the_very_first_mark(database: Engine, part: int) -> None:
    with writing(database) as session:
        ids = contest(session, stages=2)
        record_scores(session, [(*ids.keys[0], 8000)], actor="test")
    opened(part)


def test_sliders_begin_at_the_official_weights_and_come_back_to_them(database: Engine) -> None:
    sampled(database)
    app = opened(PLAY)
    assert sliders(app) == OFFICIAL
    assert app.button(key="reset weights").disabled
    sound(app.select_slider[4].set_value(6000).run())
    assert sliders(app) == [*OFFICIAL[:4], 6000]
    sound(app.button(key="reset weights").click().run())
    assert sliders(app) == OFFICIAL


def test_the_button_puts_the_sliders_where_another_wins(database: Engine) -> None:
    _, by = sampled(database)
    app = opened(PLAY)
    sound(app.button(key="try weights").click().run())
    assert sliders(app)[2] == 2380
    assert by.reweighted(sliders(app)).winners() != by.winners()


def test_what_is_tried_stays_over_a_change_of_language_and_of_part(database: Engine) -> None:
    sampled(database)
    app = opened(PLAY)
    sound(app.button(key="try weights").click().run())
    tried = sliders(app)
    app.query_params["bahasa"] = "en"
    sound(app.run())
    assert sliders(app) == tried
    app.session_state[f"{OPEN} en"] = "Heat map"
    assert sliders(sound(app.run())) == []
    app.session_state[f"{OPEN} en"] = "What if"
    assert sliders(sound(app.run())) == tried


def test_what_one_viewer_tries_no_other_sees(database: Engine) -> None:
    sampled(database)
    app = opened(PLAY)
    sound(app.select_slider[0].set_value(9000).run())
    assert sliders(opened(PLAY)) == OFFICIAL


def test_an_entry_that_is_gone_is_no_longer_compared(database: Engine) -> None:
    board, _ = sampled(database)
    app = opened(COMPARE)
    gone = board.structure.submissions[2]
    sound(app.selectbox[0].select(gone.id).run())
    with writing(database) as session:
        session.get_one(Submission, gone.id).status = SubmissionStatus.WITHDRAWN
    assert [box.value for box in sound(app.run()).selectbox] == [None] * 4


def test_a_slider_stops_at_its_steps_at_the_official_weight_and_where_it_was_put() -> None:
    assert options_of(1428, 2737, 10000, 2000) == [
        0, 1428, 2000, 2737, 4000, 6000, 8000, 10000,
    ]  # fmt: skip
    assert options_of(14, 14, 98, 1) == [*range(99)]


@pytest.mark.parametrize(
    ("weights", "stride"),
    [((4000, 6000), (10000, 100)), ((14, 84), (98, 1)), ((17500, 17500), (35000, 500)),
     ((900_000, 100_000), (1_000_000, 10_000))],
)  # fmt: skip
def test_a_slider_has_at_most_a_hundred_steps(
    database: Engine, weights: tuple[int, int], stride: tuple[int, int]
) -> None:
    with writing(database) as session:
        ids = contest(session)
        for key, weight in zip(ids.criterion_ids, weights, strict=True):
            session.get_one(Criterion, key).weight = weight
    assert strides(Reader(database).latest(ids.competition_id), None) == [stride, stride]
