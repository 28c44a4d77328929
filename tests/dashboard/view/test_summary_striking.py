"""What stands out: the sentences on the sample, and their figures from the marks themselves."""

from fractions import Fraction
from itertools import pairwise

import pytest
from sqlalchemy import Engine, update

from dashboard.reader import Reader
from dashboard.view.summary_striking import MOST, striking
from dashboard.view.words import LANGUAGES, words_in
from db import sample
from db.engine import writing
from db.models import Competition
from tests.dashboard.view.summed import EN, placed, score, two
from tests.dashboard.view.weighed import named, sampled


def test_the_sample_is_told_in_these_sentences(engine: Engine) -> None:
    board, _ = sampled(engine)
    assert striking(board, EN) == [
        "The closest race is for place 2: RSUD Kota is 0.21 points ahead of Dinas Kesehatan.",
        "Dinas Kependudukan dan Pencatatan Sipil is highest on 2 of 5 criteria: Akses pelayanan "
        "and Inklusif.",
        "Akses pelayanan separates the entries most (standard deviation 4.17 of 100), Aplikatif "
        "least (2.88). With its weight, Potensi pengembangan moves the totals most.",
        "The judges are furthest apart on Satuan Polisi Pamong Praja (Patroli Sapa Warga): their "
        "sheets go from 76.98 to 81.68.",
        "1 mark lies far from what the others would make one expect; the page Judges shows it.",
        "No unit takes part of the kind Sekretariat (9) and Badan (5).",
    ]


def test_the_figures_in_the_sample_s_sentences_equal_plain_python(engine: Engine) -> None:
    """The numbers above, from the marks themselves."""
    board, by = sampled(engine)
    order, marks = placed(by), sample.marks()
    weights = [weight for _, _, weight, _ in sample.CRITERIA]
    sheets = {
        entry: [
            sum(Fraction(mark * weight, 10000) for mark, weight in zip(sheet, weights, strict=True))
            for sheet in marks[entry]
        ]
        for entry in order
    }
    first = sum(
        all(sheets[order[0]][judge] >= sheets[other][judge] for other in order)
        for judge in range(5)
    )
    assert first == 4
    gap, above, below = min(
        (gap, a, b) for a, b in pairwise(order) if (gap := score(by, a) - score(by, b))
    )
    assert (two(gap), above, below) == ("0.21", order[1], order[2])
    widest = max(order, key=lambda entry: max(sheets[entry]) - min(sheets[entry]))
    assert named(board)[widest][0] == "Satuan Polisi Pamong Praja"
    assert (two(min(sheets[widest])), two(max(sheets[widest]))) == ("76.98", "81.68")
    panel = by.panel(by.rows(), order[0])
    led = [
        column
        for column in range(5)
        if all((by.panel(by.rows(), other)[column] or 0) <= (panel[column] or 0) for other in order)
    ]
    assert [sample.CRITERIA[column][1] for column in led] == ["Akses pelayanan", "Inklusif"]
    kinds = {kind: set(units) for kind, units in sample.UNITS.items()}
    units = {unit for unit, *_ in sample.ENTRIES}
    none = {kind: len(names) for kind, names in kinds.items() if not names & units}
    assert none == {"Sekretariat": 9, "Badan": 5}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("method", ["mean", "median", "trimmed_mean", "standardised"])
@pytest.mark.parametrize("level", ["criterion", "sheet"])
def test_at_most_six_things_stand_out_under_any_rule(
    engine: Engine, language: str, method: str, level: str
) -> None:
    with writing(engine) as session:
        key = sample.load(session)
        session.execute(
            update(Competition).where(Competition.id == key).values(method=method, level=level)  # type: ignore[arg-type]
        )
    said = striking(Reader(engine).latest(key), words_in(language))
    assert len(said) <= MOST
    assert len(said) == len(set(said))
