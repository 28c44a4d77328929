"""Real judged data with official results: imported, scored, and compared mark by mark."""

from fractions import Fraction
from pathlib import Path

import pytest
from sqlalchemy import Engine

from dashboard.reader import Reader
from db.workbook import import_workbook
from tests.olympic import EXCERPT, WHOLE, Segment, segments


def compare(engine: Engine, segment: Segment, folder: Path) -> int:
    """Import one segment and hold it against its protocol; how many panel scores were equal."""
    report = import_workbook(engine, segment.write(folder / "segment.xlsx"), actor="test")
    assert report.faults == ()
    assert report.competition_id is not None
    board = Reader(engine).latest(report.competition_id)
    result = board.standings()
    codes = [criterion.code for criterion in result.criteria]
    equal = 0
    for entry, submission in enumerate(board.structure.submissions):
        official = segment.official[submission.number]
        for column, code in enumerate(codes):
            panel = result.panel.fraction(entry, column)
            assert panel == Fraction(official.panel[code], 100), (
                segment.name,
                submission.title,
                code,
            )
            equal += 1
    assert result.complete.all()
    order = [
        segment.official[board.submission(entry).number].total
        for entry in result.ranking.order.tolist()
    ]
    assert order == sorted(order, reverse=True), segment.name
    return equal


def test_an_excerpt_of_the_olympic_results_is_reproduced(engine: Engine, tmp_path: Path) -> None:
    found = [compare(engine, segment, tmp_path) for segment in segments(EXCERPT)]
    assert len(found) == 2
    assert sum(found) == sum(
        len(segment.official) * len(segment.criteria) for segment in segments(EXCERPT)
    )


@pytest.mark.skipif(not WHOLE.exists(), reason="the whole data set is not beside the project")
def test_all_1250_official_component_panel_scores_are_reproduced(
    engine: Engine, tmp_path: Path
) -> None:
    found = [compare(engine, segment, tmp_path) for segment in segments(WHOLE)]
    assert (len(found), sum(found)) == (16, 1250)
