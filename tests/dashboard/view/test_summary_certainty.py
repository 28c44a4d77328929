"""Who is first and how sure that is: every sentence of it, and none that the data do not carry."""

from sqlalchemy import Engine

from dashboard.view.summary import summary_html
from dashboard.view.summary_certainty import certainty, lead
from dashboard.view.summary_striking import striking
from db.commands import record_scores
from db.engine import writing
from tests.dashboard.view.summed import EN, board_of, filled, mark, placed, score, two
from tests.dashboard.view.test_summary import shown_table
from tests.dashboard.view.weighed import named, sampled
from tests.factories import contest


def test_the_sample_is_told_in_these_sentences(engine: Engine) -> None:
    board, _ = sampled(engine)
    assert certainty(board, EN) == [
        "All 55 score sheets are in. First place is clear unless a score is corrected.",
        "4 of 5 judges have it first on their own sheets.",
        "The winner changes once the weight of Aplikatif rises from 15 to 23.8 or more; then RSUD "
        "Kota wins.",
        "Dinas Arsip dan Perpustakaan and Dinas Perhubungan share place 7: they are equal in every "
        "step of the rule.",
        "Kecamatan Selatan and Kecamatan Utara have the same score, 81.17; their order was settled "
        "by Manfaat bagi publik.",
        "The judges seem to agree, but 11 entries are too few to be sure.",
    ]


def test_the_lead_names_the_winner_and_the_exact_gap(engine: Engine) -> None:
    board, by = sampled(engine)
    first, second, *_ = placed(by)
    unit, title = named(board)[first]
    gap = score(by, first) - score(by, second)
    assert lead(board, EN) == (
        f"{unit} ({title}) is first with {two(score(by, first))}, {two(gap)} points ahead of "
        f"{named(board)[second][0]}."
    )


def test_one_complete_entry_is_called_the_only_one(engine: Engine) -> None:
    board = board_of(engine, filled(engine, [[80, 82], [70, None], [None, None]]))
    assert lead(board, EN) == (
        "Dinas 1 (Inovasi 1) has 81.00 and is the only entry judged in full so far."
    )
    assert certainty(board, EN) == [
        "3 of 6 score sheets are missing, so 2 entries have no place yet."
    ]
    assert striking(board, EN) == []


def test_an_incomplete_entry_that_stands_as_high_makes_first_place_open(engine: Engine) -> None:
    board = board_of(engine, filled(engine, [[80, 82], [81, None], [70, 70]]))
    assert certainty(board, EN)[:2] == [
        "1 of 6 score sheets is missing, so 1 entry has no place yet.",
        "First place is open: Dinas 2 (Inovasi 2) has a mean of 81.00 so far, from 1 of 2 sheets.",
    ]


def test_a_shared_first_place_is_said_to_be_left_by_the_rule(engine: Engine) -> None:
    board = board_of(engine, filled(engine, [[80, 82], [82, 80], [70, 70]]))
    assert lead(board, EN) == "Dinas 1 and Dinas 2 share first place with 81.00."
    assert certainty(board, EN) == [
        "All 6 score sheets are in. The rule leaves the tie for first place.",
        "No change of a single weight changes the winner.",
    ]


def test_a_first_place_that_a_criterion_settled_names_it(engine: Engine) -> None:
    with writing(engine) as session:
        ids = contest(session, units=2, criteria=2, judges=1)
        record_scores(
            session,
            [
                (ids.submission_ids[entry], ids.judge_ids[0], criterion, value)
                for entry, sheet in enumerate([(7000, 9000), (9000, 7000)])
                for criterion, value in zip(ids.criterion_ids, sheet, strict=True)
            ],
            actor="test",
        )
    assert lead(board_of(engine, ids), EN) == (
        "Dinas 2 (Inovasi 2) is first with 80.00, level with Dinas 1; Kriteria 1 settles it."
    )


def test_a_unit_with_several_entries_is_named_with_the_title(engine: Engine) -> None:
    with writing(engine) as session:
        ids = contest(session, units=2, criteria=1, judges=1, entries=4)
        mark(session, ids, [[90], [85], [80], [75]])
    assert lead(board_of(engine, ids), EN) == (
        "Dinas 1 (Inovasi 1) is first with 90.00, 5.00 points ahead of Dinas 2 (Inovasi 2)."
    )


def test_nothing_is_said_of_a_result_before_the_first_mark(engine: Engine) -> None:
    board = board_of(engine, filled(engine, [[None, None]] * 3))
    assert (certainty(board, EN), striking(board, EN)) == ([], [])
    html = summary_html(board, EN)
    assert shown_table(html) == []
    assert "There are no marks yet. The result appears here with the first score sheet." in html
