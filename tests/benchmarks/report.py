"""The table of targets, figures and verdicts, and how a benchmark is called."""

import argparse
from collections.abc import Callable
from typing import Protocol


class Report:
    """Prints a row as soon as it is measured, and knows whether a target was missed."""

    def __init__(self) -> None:
        self.missed = False

    def line(self, what: str, figure: str, target: str = "", met: bool = True) -> None:
        """Print one row; a row without a target has no verdict."""
        verdict = ("met" if met else "MISSED") if target else ""
        self.missed |= bool(target) and not met
        print(f"{what:<66} {figure:<58} {target:<36} {verdict}".rstrip(), flush=True)


class Run(Protocol):
    """One benchmark: measures and reports. `short`: small, to see that it works."""

    def __call__(self, report: Report, *, short: bool) -> None: ...


def main(about: str | None, *runs: Run, before: Callable[[Run], None] | None = None) -> int:
    """Run benchmarks from the command line.

    The exit code is 1 if a target was missed. A short run is too small to judge by, so it only
    fails where something breaks.
    """
    arguments = argparse.ArgumentParser(description=about)
    arguments.add_argument("--short", action="store_true", help="small, to see that it works")
    short = arguments.parse_args().short
    report = Report()
    for run in runs:
        if before:
            before(run)
        run(report, short=short)
    return int(report.missed and not short)
