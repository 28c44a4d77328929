"""One new score to new standings, and a cold start: `python -m tests.benchmarks.one_score`.

At 1,000 to 1,000,000 scores: all in one competition, and in many competitions of 1,000 each.
The slope is that of the logarithms: 0 for a cost that does not grow, 1 for one that doubles with
the scores. Targets: one new score under 100 ms at 1,000,000 and at least 20 times cheaper than
reading all anew; with many competitions it does not grow.
`DATABASE_URL` runs it on that (empty) database instead of a SQLite file.
"""

import os
import statistics
import sys
import time
from collections.abc import Sequence

import numpy as np

from dashboard.board import Board
from dashboard.reader import Reader
from db.commands import set_score
from db.engine import writing
from tests.benchmarks.contests import add_contest, temporary_database
from tests.benchmarks.report import Report, main

SIZES = (1_000, 10_000, 100_000, 1_000_000)
SMALL = SIZES[0]
PER_ENTRY = 5 * 7
TRIES = 15
LIMIT, TIMES, FLAT = 0.100, 20, 0.1


def standings(reader: Reader, competition: int) -> Board:
    """A board with its places and movement ready to be shown."""
    board = reader.latest(competition)
    result = board.standings()
    result.digits, board.places_before(), result.provisional
    return board


def measure(sizes: Sequence[int]) -> tuple[float, float]:
    """Seconds for one new score, and for reading all anew, each the median of its tries.

    `sizes`: scores of each competition; the last one is measured.
    """
    with temporary_database(os.environ.get("DATABASE_URL")) as engine:
        for number, size in enumerate(sizes):
            competition = add_contest(engine, entries=size // PER_ENTRY, edition=str(number))
        reader = Reader(engine)
        board = standings(reader, competition)
        axes, submissions = board.axes[0], board.structure.submissions
        judge, criterion = next(iter(axes.judges)), next(iter(axes.criteria))
        new, anew = [], []
        for number in range(TRIES):
            with writing(engine) as session:
                set_score(
                    session,
                    submission_id=submissions[number * 7 % len(submissions)].id,
                    judge_id=judge,
                    criterion_id=criterion,
                    value=5000 + number,
                    actor="benchmark",
                )
            began = time.perf_counter()
            standings(reader, competition)
            new.append(time.perf_counter() - began)
            if number < 3:
                began = time.perf_counter()
                standings(Reader(engine), competition)
                anew.append(time.perf_counter() - began)
    return statistics.median(new), statistics.median(anew)


def slope(figures: dict[int, float]) -> float:
    """The slope of the logarithms, by least squares."""
    return float(np.polyfit(np.log([*figures]), np.log([*figures.values()]), 1)[0])


def run(report: Report, *, short: bool) -> None:
    """Measure each size, in one competition and in many."""
    sizes = SIZES[:2] if short else SIZES
    ratio = 0.0
    for together, how in ((True, "in one competition"), (False, f"in competitions of {SMALL:,}")):
        new, anew = {}, {}
        for size in sizes:
            new[size], anew[size] = measure([size] if together else [SMALL] * (size // SMALL))
            ratio = anew[size] / new[size]
            is_target = together and size == SIZES[-1]
            report.line(
                f"one new score at {size:,} {how}",
                f"{new[size] * 1000:.1f} ms; all anew {anew[size] * 1000:.1f} ms, "
                f"{ratio:.0f} times",
                f"< {LIMIT * 1000:.0f} ms, {TIMES} times" if is_target else "",
                new[size] < LIMIT and ratio >= TIMES,
            )
        report.line(
            f"slope of one new score {how}",
            f"{slope(new):.2f} (all anew {slope(anew):.2f})",
            "" if together else f"< {FLAT:g}",
            slope(new) < FLAT,
        )


if __name__ == "__main__":
    sys.exit(main(__doc__, run))
