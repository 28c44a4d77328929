"""CPU of a warm rerun of each page: `python -m tests.benchmarks.page_rerun`.

Everything is computed already; what is left is what every viewer costs at every rerun. Targets:
the leaderboard under 15 ms of CPU, every other page under 25 ms, on the sample.
"""

import sys

from db import sample
from db.engine import writing
from tests.benchmarks.contests import temporary_database
from tests.benchmarks.report import Report, main
from tests.benchmarks.viewer import ROOT, Server, Viewer, served

RUNS = 60
LIMIT, LIMIT_OTHERS = 0.015, 0.025
PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))


def cost(server: Server, page: str, runs: int) -> float:
    """CPU seconds of one warm rerun of a page, the mean of many."""
    with Viewer(server, page) as viewer:
        for _ in range(5):
            viewer.run()
        before = server.cpu_seconds()
        for _ in range(runs):
            viewer.run()
        spent = server.cpu_seconds() - before
        if viewer.errors:
            raise RuntimeError(viewer.errors[0])
    return spent / runs


def run(report: Report, *, short: bool) -> None:
    """Measure each page."""
    with temporary_database() as engine:
        with writing(engine) as session:
            sample.load(session)
        with served(engine.url.render_as_string()) as server:
            for page in PAGES:
                limit = LIMIT if page == "leaderboard" else LIMIT_OTHERS
                # The app opens on the leaderboard, which therefore has no address of its own.
                spent = cost(server, "" if page == "leaderboard" else page, 10 if short else RUNS)
                report.line(
                    f"a warm rerun of {page}",
                    f"{spent * 1000:.1f} ms of CPU",
                    f"< {limit * 1000:.0f} ms",
                    spent < limit,
                )


if __name__ == "__main__":
    sys.exit(main(__doc__, run))
