"""Settings in words: sums, values, and the effect of a change, in the reader's language."""

from datetime import date
from fractions import Fraction

import pytest

from dashboard.analysis.effect import BoardEffect, Effect, Move, Standing
from dashboard.board import Board
from dashboard.view.settings import choices
from dashboard.view.settings.effect import SHOWN, effect_text
from dashboard.view.settings.values import sum_text, table, value_text
from dashboard.view.words import words_in
from db.models import Method

ID, EN = words_in("id"), words_in("en")


@pytest.mark.parametrize(
    ("total", "said"),
    [
        (10_000, "Jumlah bobot: 100."),
        (8500, "Jumlah bobot: 85, kurang 15."),
        (9999, "Jumlah bobot: 99,99, kurang 0,01."),
        (10_050, "Jumlah bobot: 100,5, lebih 0,5."),
        (0, "Jumlah bobot: 0, kurang 100."),
    ],
)
def test_the_sum_says_what_is_missing(total: int, said: str) -> None:
    assert sum_text(ID, total) == said


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("method", Method.MEDIAN, "Median para juri"),
        ("weight", 1250, "12,5"),
        ("weight", None, "–"),
        ("venue", "", "–"),
        ("held_on", date(2018, 11, 27), "Selasa, 27 November 2018"),
        ("timezone", "Asia/Jakarta", "Indonesia Barat (WIB)"),
        ("timezone", "Europe/Paris", "Europe/Paris"),
        ("tie_break", "none", "Tidak ada: peringkatnya dibagi"),
        ("tie_break", "K2,K1", "K2,K1"),
        ("is_digital", False, "tidak"),
    ],
)
def test_a_value_is_told_in_words(name: str, value: object, said: str) -> None:
    assert value_text(ID, name, value) == said


def test_every_choice_has_words() -> None:
    for listed in (choices.METHODS, choices.LEVELS, choices.ROUNDINGS, choices.ROUNDING_MODES,
                   choices.PHASES, choices.PHASE_MEANINGS, choices.STATUSES):  # fmt: skip
        assert set(listed) == set(type(next(iter(listed))))


def test_a_table_takes_text_as_text() -> None:
    drawn = table(["A"], [["x | y\n*z*"]])
    assert drawn.splitlines() == ["| A |", "| --- |", r"| x \| y \*z\* |"]


def standing(place: int, score: int) -> Standing:
    return Standing(place, Fraction(score, 100) if score else None, 2)


def test_the_effect_names_who_moves_and_new_ties(sampled: Board) -> None:
    first, second, *_ = sampled.entry_of
    moves = (
        Move(first, standing(2, 8000), standing(1, 8100)),
        Move(second, standing(1, 8050), standing(0, 0)),
    )
    text = effect_text(sampled, ID, Effect((BoardEffect(None, moves, ((first, second),), True),)))
    lines = text.splitlines()
    assert lines[0].startswith("2 peserta berganti peringkat. Seri baru: ")
    assert "peringkat 2\u00a0→\u00a01, nilai 80,00\u00a0→\u00a081,00" in text
    assert "peringkat 1\u00a0→\u00a0–, nilai 80,50\u00a0→\u00a0–" in text


def test_an_effect_of_nothing_says_so(sampled: Board) -> None:
    nothing = Effect((BoardEffect(None, (), (), False),))
    assert effect_text(sampled, ID, nothing) == "Urutan tidak berubah, nilai juga tidak."
    scores = Effect((BoardEffect(None, (), (), True),))
    assert effect_text(sampled, EN, scores) == "The order does not change; only scores do."


def test_a_long_effect_is_cut_and_says_how_much(sampled: Board) -> None:
    first = next(iter(sampled.entry_of))
    moves = tuple(Move(first, standing(2, 8000), standing(1, 8100)) for _ in range(SHOWN + 3))
    text = effect_text(sampled, EN, Effect((BoardEffect(None, moves, (), True),)))
    assert text.endswith("3 more")
    assert text.count("→") == 2 * SHOWN
