"""The spread in numbers and as boxes equals Python's own statistics."""

import json
import statistics
from fractions import Fraction

import numpy as np
import pytest
from sqlalchemy import Engine

from dashboard.reader import Reader
from dashboard.view.criteria_spread import CHARTED, spread_html, spread_json, stacked
from dashboard.view.words import words_in
from db.commands import record_scores
from db.engine import writing
from tests.dashboard.analysis.contests import Contest
from tests.dashboard.view.markup import rows_of, texts_of
from tests.dashboard.view.weighed import Make, sampled, weighed
from tests.factories import contest

EN = words_in("en")


def values_of(by: Contest) -> list[list[Fraction]]:
    """[criterion]: the values of complete entries, best entry first."""
    rows, places = by.rows(), by.places()
    order = sorted((e for e, place in enumerate(places) if place), key=lambda e: (places[e], e))
    panels = [[value or Fraction(0) for value in by.panel(rows, entry)] for entry in order]
    return [list(column) for column in zip(*panels, strict=True)]


@pytest.mark.parametrize("make", [sampled, weighed])
def test_the_spread_in_numbers(engine: Engine, make: Make) -> None:
    board, by = make(engine)
    _, *rows = rows_of(spread_html(board, EN, None))
    scales = [top for stage in by.stages for _, top in stage.criteria]
    shares = [
        Fraction(weight * part, sum(w for w, _ in stage.criteria) * sum(by.weights))
        for stage, part in zip(by.stages, by.weights, strict=True)
        for weight, _ in stage.criteria
    ]
    deviations = [
        statistics.pstdev(float(value * 10000 / top) for value in values)
        for values, top in zip(values_of(by), scales, strict=True)
    ]
    assert [row[1:] for row in rows] == [
        [
            EN.number(min(values), 2),
            EN.number(statistics.median(values), 2),
            EN.number(max(values), 2),
            f"{deviation:.2f}",
            EN.percent(share, 1),
            f"{deviation * float(share):.2f}",
        ]
        for values, deviation, share in zip(values_of(by), deviations, shares, strict=True)
    ]
    tags = [row[0].partition(" separates ")[2] for row in rows]
    assert tags.index("most") == deviations.index(max(deviations))
    assert tags.index("least") == deviations.index(min(deviations))


def test_the_boxes_of_the_sample(engine: Engine) -> None:
    board, by = sampled(engine)
    text, alt, _ = spread_json(board, EN, None)
    boxes = [trace for trace in json.loads(text)["data"] if trace["type"] == "box"]
    for box, values in zip(boxes, values_of(by), strict=True):
        lower, median, upper = statistics.quantiles(map(float, values), method="inclusive")
        assert (box["q1"], box["median"], box["q3"]) == (
            [pytest.approx(lower)], [pytest.approx(median)], [pytest.approx(upper)],
        )  # fmt: skip
        assert (box["lowerfence"], box["upperfence"]) == (
            [float(min(values))], [float(max(values))],
        )  # fmt: skip
    assert alt == (
        "Boxes: how the values of 11 complete entries lie on each criterion; "
        "the table below has the numbers."
    )


def test_of_many_entries_the_best_are_dots_and_all_are_in_the_box(engine: Engine) -> None:
    count = CHARTED + 15
    with writing(engine) as session:
        ids = contest(session, units=count, criteria=1, judges=1)
        marks = [(*key, 5000 + 10 * at) for at, key in enumerate(ids.keys)]
        record_scores(session, marks, actor="t")
    board = Reader(engine).latest(ids.competition_id)
    box, dots, leader = json.loads(spread_json(board, EN, None)[0])["data"]
    values = [(5000 + 10 * at) / 100 for at in range(count)]
    assert dots["x"] == sorted(values, reverse=True)[:CHARTED]
    assert leader["x"] == [max(values)]
    assert box["median"] == [pytest.approx(statistics.median(values))]
    said = texts_of(spread_html(board, EN, None), "quiet")[0]
    assert "Dots are the 30 best entries." in said
    assert f"The diamond is the entry in first place: Dinas {count}." in said


def test_dots_that_would_hide_each_other_are_stacked() -> None:
    assert stacked(np.array([1.0, 50.0, 1.0, 1.0, 99.0])) == [0, 0, 1, 2, 0]
    assert stacked(np.array([7.0, 7.0])) == [0, 1]


def test_one_complete_entry_has_no_spread(engine: Engine) -> None:
    with writing(engine) as session:
        ids = contest(session, units=2, criteria=1, judges=1)
        record_scores(session, [(*ids.keys[0], 8000)], actor="t")
    board = Reader(engine).latest(ids.competition_id)
    assert texts_of(spread_html(board, EN, None), "empty") == [
        "It takes two complete entries to say how far the criteria part them."
    ]
