"""One new score to new standings: `python -m tests.benchmarks.one_score`.

At 10,000 to 1,000,000 scores. Targets: under 100 ms at 1,000,000 scores, and at
least 20 times cheaper than reading all anew.
`DATABASE_URL` runs it on that (empty) database instead of a SQLite file.
"""

import os
import statistics
import sys
import time

from dashboard.board import Board
from dashboard.reader import Reader
from db.commands import set_score
from db.engine import writing
from tests.benchmarks.contests import add_contest, temporary_database

SIZES = (10_000, 100_000, 1_000_000)
PER_ENTRY = 5 * 7
TRIES = 15
LIMIT, TIMES = 0.100, 20


def standings(reader: Reader, competition: int) -> Board:
    """A board with its places and movement ready to be shown."""
    board = reader.latest(competition)
    result = board.standings()
    result.digits, board.places_before(), result.provisional
    return board


def measure(size: int) -> tuple[float, float]:
    """Seconds for one new score, and for reading all anew, each the median of its tries."""
    with temporary_database(os.environ.get("DATABASE_URL")) as engine:
        competition = add_contest(engine, entries=size // PER_ENTRY)
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


def main() -> int:
    """Print a line per size; 1 if a target is missed."""
    figures = {}
    for size in SIZES:
        figures[size] = new, anew = measure(size)
        print(
            f"{size:>9,} scores: one new score {new * 1000:6.1f} ms, "
            f"all anew {anew * 1000:8.1f} ms, ratio {anew / new:5.0f}"
        )
    new, anew = figures[SIZES[-1]]
    growth = new / figures[SIZES[0]][0]
    print(f"growth of one new score from {SIZES[0]:,} to {SIZES[-1]:,}: {growth:.1f} times")
    met = new < LIMIT and anew / new >= TIMES
    print(
        f"target: under {LIMIT * 1000:.0f} ms and at least {TIMES} times cheaper: "
        f"{'met' if met else 'MISSED'}"
    )
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
