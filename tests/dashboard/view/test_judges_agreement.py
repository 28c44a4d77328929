"""What is said of the judges: the right sentence and figures, or nothing for want of data."""

import statistics
from dataclasses import replace

import pytest
from sqlalchemy import Engine

from dashboard.analysis.agreement import Agreement
from dashboard.board import Board
from dashboard.reader import Reader
from dashboard.view.judges_agreement import VERDICTS, agreement_html, meaning, verdict
from dashboard.view.words import words_in
from db import sample
from db.engine import writing
from db.models import Competition
from tests.dashboard.analysis.test_agreement import plain_alpha, squared
from tests.dashboard.view.contests import judged
from tests.dashboard.view.markup import rows_of, texts_of
from tests.factories import contest

EN, ID = words_in("en"), words_in("id")
WHOLE = Agreement(5, 11, 11, 0.85, 0.81, 0.9, 0.9, True)


@pytest.fixture
def of_sample(engine: Engine) -> Board:
    with writing(engine) as session:
        key = sample.load(session)
    return Reader(engine).latest(key)


def sheets_of_sample() -> list[list[float]]:
    """[entry][judge]: every weighted sheet, from the marks as they were invented."""
    weights = [weight for _, _, weight, _ in sample.CRITERIA]
    return [
        [sum(w * m for w, m in zip(weights, sheet, strict=True)) / 10000 for sheet in sheets]
        for sheets in sample.marks()
        if sheets
    ]


def test_the_profiles_of_the_sample_equal_the_oracle(of_sample: Board) -> None:
    sheets = sheets_of_sample()
    columns = list(zip(*sheets, strict=True))
    usual = statistics.fmean(statistics.stdev(column) for column in columns)
    rows = rows_of(agreement_html(of_sample, ID, 0))[1:6]
    for judge, (row, column) in enumerate(zip(rows, columns, strict=True)):
        away = statistics.fmean(
            sheet - statistics.fmean(entry) for sheet, entry in zip(column, sheets, strict=True)
        )
        spread = statistics.stdev(column)
        told = (statistics.fmean(column), abs(away), spread, spread / usual)
        mean, severity, width, ratio = (f"{value:.2f}".replace(".", ",") for value in told)
        sign = "+" if away > 0 else "−"
        assert row[:4] == [f"Juri {judge + 1}", "11", mean, sign + severity]
        assert row[5:] == [width, f"{ratio}×"]


def test_the_sample_gets_a_plain_sentence_in_both_languages(of_sample: Board) -> None:
    html = agreement_html(of_sample, ID, 0)
    assert texts_of(html, "lead") == [
        "Juri tampaknya sepakat, tetapi 11 peserta terlalu sedikit untuk memastikannya."
    ]
    assert "0,82 dari 1" in html and "0,80" in html and "0,667" in html
    english = agreement_html(of_sample, EN, 0)
    assert texts_of(english, "lead") == [
        "The judges seem to agree, but 11 entries are too few to be sure."
    ]


def test_a_mistyped_mark_is_listed_with_what_was_expected(of_sample: Board) -> None:
    structure = of_sample.structure
    submission, judge, criterion = (
        structure.submissions[1], structure.judges[2], structure.criteria[1]
    )  # fmt: skip
    board = of_sample.remarked([(submission.id, judge.id, criterion.id, 850)])
    assert board is not None
    html = agreement_html(board, EN, 0)
    first = next(row for row in rows_of(html) if "8.50" in row)
    assert first[:3] == [
        "Judge 3",
        f"Dinas Pendidikan {submission.title} · {criterion.name}",
        "8.50",
    ]
    assert 80 < float(first[3]) < 95
    assert f'data-key="{submission.id}-1-2"' in html


@pytest.mark.parametrize(
    ("alpha", "low", "w", "kind"),
    [
        (0.9, 0.8, 0.9, "agree"),
        (0.8, 0.799, 0.9, "agree?"),
        (0.799, 0.667, 0.9, "fair"),
        (0.667, 0.5, 0.9, "fair?"),
        (0.6, 0.5, 0.7, "order"),
        (0.6, 0.5, 0.69, "apart"),
        (0.6, 0.5, None, "apart"),
    ],
)
def test_the_sentence_follows_the_named_thresholds(
    alpha: float, low: float, w: float | None, kind: str
) -> None:
    assert verdict(replace(WHOLE, alpha=alpha, low=low, w=w)) == kind
    assert kind in VERDICTS


def said(board: Board, found: Agreement, **rules: object) -> str:
    row = replace(board.competition, **rules)  # type: ignore[arg-type]  # columns of the row
    changed = replace(board, structure=replace(board.structure, competition=row))
    return " ".join(meaning(changed, EN, found))


def test_strictness_is_said_to_move_the_order_only_where_it_can(of_sample: Board) -> None:
    part = replace(WHOLE, is_whole=False)
    assert "moves nobody" in said(of_sample, WHOLE)
    assert "moves nobody" not in said(of_sample, part)
    assert "can move the order" in said(of_sample, part)
    assert "strict" not in said(of_sample, WHOLE, rounding="total")
    assert said(of_sample, part, method="median") == ""
    assert "evens out" in said(of_sample, part, method="standardised")


def test_too_few_judges_are_refused_in_words(engine: Engine) -> None:
    with writing(engine) as session:
        ids = contest(session, units=8, judges=2)
    board = Reader(engine).latest(ids.competition_id)
    board = board.remarked([(*key, 8000 + 10 * n) for n, key in enumerate(ids.keys)]) or board
    assert texts_of(agreement_html(board, EN, 0), "lead") == [
        "Not enough data yet: this takes at least 3 judges and 5 entries that they all judged; so "
        "far there are 2 judges and 8 entries."
    ]
    assert rows_of(agreement_html(board, EN, 0)) == []


def test_agreement_over_recusals_and_blanks_equals_the_oracle(engine: Engine) -> None:
    with writing(engine) as session:
        written = judged(session)
    board = Reader(engine).latest(written.ids.competition_id)
    sheets: list[list[float | None]] = [[None] * 4 for _ in range(9)]
    for entry, judge in written.due[0]:
        marks = [written.marks.get((entry, judge, criterion)) for criterion in range(3)]
        if None not in marks:
            sheets[entry][judge] = sum(mark or 0 for mark in marks) / 300
    alpha = plain_alpha(sheets, squared)
    paired = sum(sum(sheet is not None for sheet in row) > 1 for row in sheets)
    assert alpha is not None
    html = agreement_html(board, EN, 0)
    assert f"Marks: {alpha:.2f} of 1" in html
    assert f"; 4 judges, {paired} entries)" in html
    assert "so far there are 4 judges and 2 entries" in html  # for severity all must be in


def test_a_stage_that_has_hardly_begun_is_refused(engine: Engine) -> None:
    with writing(engine) as session:
        written = judged(session)
    board = Reader(engine).latest(written.ids.competition_id)
    assert texts_of(agreement_html(board, EN, 1), "lead") == [
        "Not enough data yet: this takes at least 3 judges and 5 entries that they all judged; so "
        "far there are 4 judges and 0 entries."
    ]


def test_all_sheets_alike_are_told_as_such(engine: Engine) -> None:
    with writing(engine) as session:
        ids = contest(session, units=6, judges=3)
    board = Reader(engine).latest(ids.competition_id)
    board = board.remarked([(*key, 8000) for key in ids.keys]) or board
    assert texts_of(agreement_html(board, EN, 0), "lead") == [
        "All sheets are alike, so nothing can be said about agreement."
    ]


def test_a_competition_without_anything_says_nothing_of_judges(engine: Engine) -> None:
    with writing(engine) as session:
        session.add(Competition(name="Kosong"))
    assert agreement_html(Reader(engine).latest(1), EN, 0) == ""
