"""Import of 100,000 scores from a workbook: `python -m tests.benchmarks.import_scores`.

Target: under 10 s on SQLite, dry run and reading of the file included. The ratio is that of the
import to the bare writing of the same rows, by the same ledger.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import text

from db.commands import record_scores
from db.engine import reading, writing
from db.queries import read_scores
from db.workbook import export_workbook, import_workbook
from tests.benchmarks.contests import add_contest, temporary_database
from tests.benchmarks.report import Report, main

ENTRIES, JUDGES, CRITERIA = 2858, 5, 7
LIMIT = 10.0


def run(report: Report, *, short: bool) -> None:
    """Write a workbook, import it, compare."""
    entries = ENTRIES // 20 if short else ENTRIES
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scores.xlsx"
        with temporary_database() as engine:
            competition = add_contest(engine, entries=entries, judges=JUDGES, criteria=CRITERIA)
            export_workbook(engine, path, competition)
            with reading(engine) as session:
                marks = read_scores(session, competition)
            rows = list(
                zip(
                    *(
                        column.tolist()
                        for column in (
                            marks.submission_id,
                            marks.judge_id,
                            marks.criterion_id,
                            marks.value,
                        )
                    ),
                    strict=True,
                )
            )
            with writing(engine) as session:
                session.execute(text("DELETE FROM score"))
                began = time.perf_counter()
                record_scores(session, rows, actor="benchmark")
                bare = time.perf_counter() - began
        with temporary_database(os.environ.get("DATABASE_URL")) as engine:
            began = time.perf_counter()
            imported = import_workbook(engine, path, actor="benchmark")
            spent = time.perf_counter() - began
            if imported.faults:
                raise RuntimeError(imported.faults[0].message("en"))
        size = path.stat().st_size
    report.line(
        f"import of {len(rows):,} scores from {size / 1e6:.1f} MB",
        f"{spent:.1f} s, {spent / bare:.1f} times the bare writing ({bare:.1f} s)",
        f"< {LIMIT:.0f} s",
        spent < LIMIT,
    )


if __name__ == "__main__":
    sys.exit(main(__doc__, run))
