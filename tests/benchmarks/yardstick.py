"""How fast this machine is at the moment: `python -m tests.benchmarks.yardstick`.

Two machines, or two days of one, differ; figures compare where this one is alike.
"""

import sys
import time

from tests.benchmarks.report import Report, main


def run(report: Report, *, short: bool) -> None:
    """Time a plain loop, which nothing of ours changes."""
    began = time.process_time()
    sum(number for number in range(10_000_000))
    report.line("ten million additions", f"{time.process_time() - began:.2f} s of CPU")


if __name__ == "__main__":
    sys.exit(main(__doc__, run))
