"""The summary: its figures equal what plain Python makes of the same rows."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from sqlalchemy import Engine

from dashboard.board import Board
from dashboard.reader import Reader
from dashboard.view.summary import COMFORTABLE, LISTED, summary_html
from dashboard.view.summary_certainty import certainty
from dashboard.view.summary_striking import striking
from db.engine import writing
from db.models import Competition, Snapshot, SnapshotKind, Submission, Unit
from tests.dashboard.analysis.contests import Contest
from tests.dashboard.view.entered import entered
from tests.dashboard.view.markup import rows_of, texts_of
from tests.dashboard.view.summed import EN, ID, board_of, filled, mark, placed, score, two
from tests.dashboard.view.weighed import named, sampled, weighed
from tests.factories import Contest as Written


def expected_table(board: Board, by: Contest) -> list[list[str]]:
    """Places, then those judged in part: place, name, score, gap, sheets."""
    names, places, rows = named(board), by.places(), by.rows()
    there = {entry for stage in by.stages for entry in stage.entered}
    results = by.results()
    partial = [entry for entry in there if not results[entry][1] and results[entry][0] is not None]
    partial.sort(key=lambda entry: (-score(by, entry), entry))
    best = score(by, placed(by)[0]) if placed(by) else Fraction(0)
    lines = []
    for entry in [*placed(by), *partial]:
        full = sum(stage[entry].sheets_in for stage in rows)
        due = sum(stage[entry].sheets_due for stage in rows)
        gap = score(by, entry) - best
        lines.append(
            [
                str(places[entry] or "–"),
                " ".join(names[entry]),
                two(score(by, entry)),
                two(gap) if gap and places[entry] else "",
                f"{full}/{due}",
            ]
        )
    return lines


def shown_table(html: str) -> list[list[str]]:
    rows = [row[:5] for row in rows_of(html) if len(row) >= 5]
    return [row for row in rows if row[0] != "#"]


@pytest.mark.parametrize("make", [sampled, weighed])
def test_the_table_equals_the_oracle(engine: Engine, make: object) -> None:
    board, by = make(engine)  # type: ignore[operator]
    assert shown_table(summary_html(board, EN)) == expected_table(board, by)


@pytest.mark.parametrize("make", [sampled, weighed])
def test_sheets_and_complete_entries_equal_the_oracle(engine: Engine, make: object) -> None:
    board, by = make(engine)  # type: ignore[operator]
    rows = by.rows()
    there = {entry for stage in by.stages for entry in stage.entered}
    full = sum(stage[entry].sheets_in for stage in rows for entry in there)
    due = sum(len(stage.due) for stage in by.stages)
    text = " ".join(texts_of(summary_html(board, EN), "sum-cols"))
    assert f"{full} of {due} score sheets are in" in text
    assert f"{sum(done for _, done in by.results())} of {len(there)} entries complete" in text


def test_participation_against_target_and_the_edition_before(engine: Engine) -> None:
    board = entered(engine)
    text = " ".join(texts_of(summary_html(board, EN), "sum-cols"))
    # 10 expected; 1 twice, 3 and 4 out, 7's entry is another unit's, 2 and 10 never entered.
    assert "5 of 10 OPD take part 50.0%" in text
    assert "Target 50%. The target is reached." in text
    assert "Up 25.0 percentage points on 2017: 1 of 4 (25.0%)." in text
    assert "By kind: " in text
    stopped = "1 withdrawn: Dinas 3.1 disqualified: Dinas 4.1 absent: Dinas 5."
    assert stopped in text


def test_a_property_is_told_only_where_it_is_known_of_all(engine: Engine) -> None:
    text = " ".join(texts_of(summary_html(entered(engine), EN), "sum-cols"))
    assert "digital" not in text  # of every third nobody said
    assert "of 7 entries inclusive." in text


def sealed(engine: Engine, ids: Written, revision: int) -> None:
    with writing(engine) as session:
        session.add(
            Snapshot(
                competition_id=ids.competition_id,
                revision=revision,
                kind=SnapshotKind.FINAL,
                taken_at=datetime.now(UTC),
                taken_by="test",
                content="{}",
                sha256="0" * 64,
            )
        )


def test_a_final_result_is_called_final_until_a_score_changes(engine: Engine) -> None:
    ids = filled(engine, [[80, 82], [81, 79], [70, 70]])
    revision = board_of(engine, ids).revision
    assert texts_of(summary_html(board_of(engine, ids), EN), "sum-stamp")[0].startswith(
        "Provisional Print Data "
    )
    sealed(engine, ids, revision)
    html = summary_html(board_of(engine, ids), EN)
    assert texts_of(html, "h4")[0] == "Final result"
    assert texts_of(html, "sum-stamp")[0].startswith("Final Print Data ")
    assert certainty(board_of(engine, ids), EN)[0] == (
        f"All 6 score sheets are in. The final result was set down at revision {revision}."
    )
    assert "The result is provisional" not in html
    with writing(engine) as session:
        mark(session, ids, [[90, 82]])
    changed = board_of(engine, ids)
    assert texts_of(summary_html(changed, EN), "h4")[0] == "The result so far"
    assert (
        f"A final result was set down at revision {revision}; scores have changed since."
        in certainty(changed, EN)
    )


def test_the_stamp_names_the_board_s_time_day_and_revision(engine: Engine) -> None:
    board, _ = sampled(engine)
    (stamp,) = texts_of(summary_html(board, ID), "sum-stamp")
    day = board.read_at.astimezone(UTC) + timedelta(hours=7)
    assert stamp == (
        f"Sementara data contoh Cetak Data {day:%H:%M:%S} WIB · revisi {board.revision} "
        f"{ID.date(day.date())}"
    )


def test_a_long_table_ends_and_says_how_many_more_there_are(engine: Engine) -> None:
    board = board_of(engine, filled(engine, [[90 - entry] for entry in range(LISTED + 3)]))
    html = summary_html(board, EN)
    assert len(shown_table(html)) == LISTED
    assert "3 more entries are on the leaderboard." in html
    assert "sum-dense" in html
    few = board_of(engine, filled(engine, [[90 - entry] for entry in range(COMFORTABLE)]))
    assert "sum-dense" not in summary_html(few, EN)


def test_a_competition_without_entries_says_what_to_do(engine: Engine) -> None:
    with writing(engine) as session:
        session.add(Competition(name="Kosong"))
    board = Reader(engine).latest(1)
    html = summary_html(board, EN)
    assert shown_table(html) == []
    assert [text for text in texts_of(html, "empty") if "workbook" in text] == [
        "There are no entries yet. Fill the sheet Peserta of the workbook and import it "
        "on the page Data."
    ]
    assert (certainty(board, EN), striking(board, EN)) == ([], [])


def test_names_are_escaped(engine: Engine) -> None:
    ids = filled(engine, [[80, 82], [70, 71]])
    with writing(engine) as session:
        session.get_one(Unit, ids.unit_ids[0]).name = "<script>alert(1)</script>"
        session.get_one(Submission, ids.submission_ids[1]).title = "<b>&"
    html = summary_html(board_of(engine, ids), EN)
    assert "<script>" not in html
    assert "&lt;b&gt;&amp;" in html
