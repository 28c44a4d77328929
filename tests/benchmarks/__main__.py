"""All benchmarks, one after the other: `python -m tests.benchmarks [--short]`."""

import sys

from tests.benchmarks import import_scores, load, one_score, page_rerun, yardstick
from tests.benchmarks.report import Run, main


def heading(run: Run) -> None:
    """Say whose figures follow, and how to get them alone."""
    print(f"\npython -m {run.__module__}", flush=True)


if __name__ == "__main__":
    runs = (yardstick.run, page_rerun.run, import_scores.run, one_score.run, load.run)
    sys.exit(main(__doc__, *runs, before=heading))
