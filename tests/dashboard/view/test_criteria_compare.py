"""Entries side by side equal plain subtraction over the oracle's values."""

import json
from fractions import Fraction

import pytest
from sqlalchemy import Engine

from dashboard.reader import Reader
from dashboard.view.criteria_compare import compare_html, compare_json, compared
from dashboard.view.words import words_in
from db.commands import record_scores
from db.engine import writing
from db.models import Unit
from tests.dashboard.analysis.contests import Contest
from tests.dashboard.view.markup import rows_of, texts_of
from tests.dashboard.view.weighed import sampled, weighed
from tests.factories import contest

ID, EN = words_in("id"), words_in("en")


def expected(by: Contest, entries: tuple[int, ...]) -> list[list[str]]:
    """Per criterion, and at last for the total: each value, from the second on with its gap."""
    rows, results = by.rows(), by.results()
    columns = list(zip(*(by.panel(rows, entry) for entry in entries), strict=True))
    columns.append(tuple(results[entry][0] for entry in entries))
    lines = []
    for values in columns:
        first = values[0]
        line = ["–" if first is None else EN.number(first, 2)]
        for value in values[1:]:
            gap = None if value is None or first is None else value - first
            line.append("–" if value is None else EN.number(value, 2))
            line.append("–" if gap is None else EN.signed(gap, 2))
        lines.append(line)
    return lines


@pytest.mark.parametrize("entries", [(6, 0), (0, 6), (1, 2, 3), (11, 10, 9, 7)])
def test_entries_of_the_sample_side_by_side(engine: Engine, entries: tuple[int, ...]) -> None:
    board, by = sampled(engine)
    _, *rows = rows_of(compare_html(board, EN, None, entries))
    assert [row[2:] for row in rows] == expected(by, entries)


def test_an_entry_that_lacks_a_stage_has_dashes(engine: Engine) -> None:
    board, by = weighed(engine)
    _, *rows = rows_of(compare_html(board, EN, None, (0, 6)))
    assert [row[2:] for row in rows] == expected(by, (0, 6))


def test_the_sentence_tells_where_an_entry_gains_and_loses_most(engine: Engine) -> None:
    board, by = sampled(engine)
    rows = by.rows()
    first, second = by.panel(rows, 6), by.panel(rows, 0)
    names = [criterion.name for criterion in board.stages[0].criteria]
    gains = [
        ((b or Fraction(0)) - (a or Fraction(0))) * Fraction(weight, 10000)
        for a, b, (weight, _) in zip(first, second, by.stages[0].criteria, strict=True)
    ]
    best, worst = gains.index(max(gains)), gains.index(min(gains))
    assert texts_of(compare_html(board, EN, None, (6, 0)), "p")[0] == (
        "Against Dinas Kependudukan dan Pencatatan Sipil, RSUD Kota gains most on "
        f"{names[best]} ({EN.signed(gains[best], 2)} points of the total) and loses most on "
        f"{names[worst]} ({EN.signed(gains[worst], 2)})."
    )


def test_one_sided_and_equal_pairs_are_told_as_such(engine: Engine) -> None:
    with writing(engine) as session:
        ids = contest(session, units=3, criteria=2, judges=1)
        values = (8000, 7000, 8000, 7000, 8000, 6000)
        record_scores(
            session, [(*key, v) for key, v in zip(ids.keys, values, strict=True)], actor="t"
        )
    board = Reader(engine).latest(ids.competition_id)
    said = [
        texts_of(compare_html(board, EN, None, pair), "p")[0] for pair in ((0, 1), (0, 2), (2, 0))
    ]
    assert said == [
        "Dinas 2 and Dinas 1 have the same values.",
        "Dinas 3 is nowhere ahead of Dinas 1 and loses most on Kriteria 2 "
        "(−5.00 points of the total).",
        "Dinas 1 is nowhere behind Dinas 3 and gains most on Kriteria 2 "
        "(+5.00 points of the total).",
    ]


def test_the_first_two_places_are_filled_up_with_the_best(engine: Engine) -> None:
    board, by = sampled(engine)
    keys = [row.id for row in board.structure.submissions]
    first, second = sorted(range(12), key=lambda entry: by.places()[entry] or 99)[:2]
    absent = next(entry for entry in range(12) if entry not in by.stages[0].entered)
    nobody = [None] * 4
    assert compared(board, None, nobody) == (first, second)
    assert compared(board, None, [keys[3], None, None, None]) == (3, first)
    assert compared(board, None, [None, keys[3], None, None]) == (first, 3)
    assert compared(board, None, [None, keys[first], None, None]) == (second, first)
    assert compared(board, None, [None, None, keys[3], None]) == (first, second, 3)
    assert compared(board, None, [keys[3], keys[3], None, keys[3]]) == (3, first)
    assert compared(board, None, [keys[absent], keys[3], keys[2], None]) == (first, 3, 2)
    assert compared(board, None, [keys[at] for at in (0, 1, 2, 3)]) == (0, 1, 2, 3)
    assert compared(board, None, [10**9, *nobody[1:]]) == (first, second)


def test_one_scored_entry_cannot_be_compared(engine: Engine) -> None:
    with writing(engine) as session:
        ids = contest(session)
        record_scores(session, [(*ids.keys[0], 8000)], actor="t")
    board = Reader(engine).latest(ids.competition_id)
    html = compare_html(board, EN, None, compared(board, None, [None] * 4))
    assert texts_of(html, "empty") == ["It takes two entries with a score to compare."]


def test_the_chart_holds_each_value_on_the_criterions_scale(engine: Engine) -> None:
    board, by = weighed(engine)
    text, alt, height = compare_json(board, ID, None, (0, 1))
    dots = [trace for trace in json.loads(text)["data"] if trace["mode"] == "markers"]
    tops = [top for stage in by.stages for _, top in stage.criteria]
    rows = by.rows()
    assert [trace["x"] for trace in dots] == [
        [
            round(float((value or Fraction(0)) * 10000 / top), 4)
            for value, top in zip(by.panel(rows, entry), tops, strict=True)
        ]
        for entry in (0, 1)
    ]
    assert [trace["name"] for trace in dots] == ["1. Dinas 1", "2. Dinas 2"]
    assert alt == (
        "Titik: nilai 1. Dinas 1 dan 2. Dinas 2 pada tiap kriteria; angkanya ada di tabel di bawah."
    )
    assert height > 6 * 40


def test_a_name_is_no_markup_in_the_chart(engine: Engine) -> None:
    with writing(engine) as session:
        ids = contest(session)
        session.get_one(Unit, ids.unit_ids[0]).name = "Dinas <b>A</b> & B"
        record_scores(session, [(*key, 8000) for key in ids.keys], actor="t")
    board = Reader(engine).latest(ids.competition_id)
    data = json.loads(compare_json(board, EN, None, (0, 1))[0])["data"]
    assert data[-2]["name"] == "1. Dinas &lt;b&gt;A&lt;/b&gt; &amp; B"
