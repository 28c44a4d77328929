"""A real event through the importer: every mark of 16 competitions arrives as it was given."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from db.engine import reading
from db.queries import read_scores, read_structure
from db.workbook import import_workbook
from tests.olympic import EXCERPT, WHOLE, Segment, segments


def check_segment(engine: Engine, segment: Segment, path: Path) -> None:
    report = import_workbook(engine, segment.write(path), actor="test")
    assert report.faults == ()
    assert report.competition_id is not None
    with reading(engine) as session:
        structure = read_structure(session, report.competition_id)
        scores = read_scores(session, report.competition_id)
    numbers = {row.id: row.number for row in structure.submissions}
    judges = {row.id: row.code for row in structure.judges}
    codes = {row.id: row.code for row in structure.criteria}
    marks = {
        (numbers[submission], judges[judge], codes[criterion]): value / 100
        for submission, judge, criterion, value in zip(
            scores.submission_id.tolist(),
            scores.judge_id.tolist(),
            scores.criterion_id.tolist(),
            scores.value.tolist(),
            strict=True,
        )
    }
    assert marks == segment.marks
    assert {row.code: row.weight for row in structure.criteria} == dict.fromkeys(
        segment.criteria, segment.factor
    )


def test_the_excerpt_is_imported_mark_by_mark(engine: Engine, tmp_path: Path) -> None:
    found = segments(EXCERPT)
    for index, segment in enumerate(found):
        check_segment(engine, segment, tmp_path / f"{index}.xlsx")
    assert [(len(s.entries), len(s.marks)) for s in found] == [(5, 225), (10, 450)]


def test_all_sixteen_segments_are_imported_mark_by_mark(engine: Engine, tmp_path: Path) -> None:
    if not WHOLE.is_dir():
        pytest.skip("the whole data set is not beside the project (../shared/data)")
    found = segments(WHOLE)
    for index, segment in enumerate(found):
        check_segment(engine, segment, tmp_path / f"{index}.xlsx")
    assert len(found) == 16
    assert sum(len(segment.entries) for segment in found) == 250
    assert sum(len(s.entries) * len(s.criteria) for s in found) == 1_250
    assert sum(len(segment.marks) for segment in found) == 11_250


def test_the_official_totals_follow_from_the_official_panel_scores() -> None:
    """So the data that other tests of the scoring rely on agree with themselves."""
    for segment in segments(EXCERPT):
        for official in segment.official.values():
            factored = [(panel * segment.factor + 50) // 100 for panel in official.panel.values()]
            assert official.total == sum(factored)
