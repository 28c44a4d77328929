"""Many viewers: `python -m tests.benchmarks.load [--short]`.

Our app, the app that a tutorial would give, and a bare server that only sends the finished board,
on the same data in one run. Prints delays from commit to screen, CPU per viewer-minute, memory per
viewer.
"""

import asyncio
import resource
import subprocess
import sys
import time
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from sqlalchemy import Engine, update

from db import sample
from db.commands import record_scores
from db.engine import reading, writing
from db.models import Sheet
from db.queries import read_heads, read_scores
from tests.benchmarks.contests import temporary_database
from tests.benchmarks.crowd import (
    AppViewer,
    Measured,
    RivalViewer,
    SocketViewer,
    StreamViewer,
    Viewer,
    crowd,
    measure,
)
from tests.benchmarks.report import Report, main
from tests.benchmarks.viewer import ROOT, Server, free_port, served

RIVAL = Path(__file__).with_name("naive_app.py")
SLOW, QUICK = 5.0, 1.0
"""Seconds between two scores."""
IDLE_LIMIT = 0.002
MEMORY_LIMIT = 1_000_000
PAGE_LIMIT = 50_000
UPDATE_LIMIT = 60e-6
"""CPU seconds per broadcast viewer and update."""


@dataclass(frozen=True)
class Size:
    """How large a run is: viewers, seconds of each measurement, visits for the memory."""

    few: int
    many: int
    hall: int
    rivals: int
    seconds: float
    visits: int


FULL = Size(few=100, many=300, hall=2000, rivals=8, seconds=30, visits=2000)
SHORT = Size(few=20, many=40, hall=200, rivals=3, seconds=2, visits=60)


class Scorer:
    """Writes one mark after the other, each another value than before."""

    def __init__(self, engine: Engine, competition: int) -> None:
        self._engine, self.competition = engine, competition
        with reading(engine) as session:
            scores = read_scores(session, competition)
        columns = (scores.submission_id, scores.judge_id, scores.criterion_id)
        self._keys = list(zip(*(column.tolist() for column in columns), strict=True))
        self._step = count()

    async def write(self) -> int:
        """Commit one mark; the revision it made."""
        return await asyncio.to_thread(self._write)

    def _write(self) -> int:
        step = next(self._step)
        key = self._keys[step % len(self._keys)]
        with writing(self._engine) as session:
            record_scores(session, [(*key, 7000 + step * 100 % 3000)], actor="benchmark")
        with reading(self._engine) as session:
            return read_heads(session)[self.competition].revision


def tell(
    report: Report, what: str, seen: Measured, *, p95: float | None = None, keeps_up: bool = False
) -> None:
    """Print what a crowd saw; `p95` is the limit in seconds."""
    figure = (
        f"p50 {seen.quantile(0.5):.2f} p95 {seen.quantile(0.95):.2f} "
        f"p99 {seen.quantile(0.99):.2f} s, {seen.cpu:.3f} CPU-s"
    )
    targets = [f"p95 < {p95:g} s"] if p95 else []
    targets += ["every score seen"] if keeps_up else []
    met = seen.missed == 0 and (p95 is None or seen.quantile(0.95) < p95)
    report.line(what, figure, ", ".join(targets), met if targets else True)


@contextmanager
def floor(engine: Engine) -> Iterator[Server]:
    """The bare server on the same database, until the block ends."""
    port = free_port()
    command = [sys.executable, "-m", "tests.benchmarks.floor", str(port), str(engine.url.database)]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        time.sleep(3)
        yield Server(process, port)
    finally:
        process.terminate()
        process.wait(20)


def watch(
    make: Callable[[Server], Viewer],
    viewers: int,
    server: Server,
    write: Callable[[], Awaitable[int]],
    every: float,
    seconds: float,
) -> Measured:
    """One measurement with a fresh crowd."""
    return asyncio.run(
        measure(lambda: make(server), viewers, server, write, every=every, seconds=seconds)
    )


def app_runs(server: Server, scorer: Scorer, size: Size, report: Report) -> dict[float, float]:
    """Our app with few and many viewers; CPU per viewer-minute by interval."""
    watch(AppViewer, 3, server, scorer.write, 1, 3)  # whatever is loaded late is loaded now
    cost = {}
    for every in (SLOW, QUICK):
        rate = f"a score every {every:g} s"
        seen = watch(AppViewer, size.few, server, scorer.write, every, size.seconds)
        cost[every] = seen.cpu
        limit = 1.0 if every == SLOW else None
        tell(report, f"app, {size.few} viewers, {rate}", seen, p95=limit, keeps_up=True)
        if every == SLOW:
            figure = f"{seen.bytes_per_viewer / 1000:.0f} kB"
            met = seen.bytes_per_viewer < MEMORY_LIMIT
            report.line("app, memory per viewer", figure, "< 1 MB", met)
        seen = watch(AppViewer, size.many, server, scorer.write, every, size.seconds)
        limit = 3.0 if every == SLOW else None
        tell(report, f"app, {size.many} viewers, {rate}", seen, p95=limit, keeps_up=True)
    return cost


async def idle_cost(server: Server, viewers: int, seconds: float) -> float:
    """The share of a core that viewers cost while nothing changes."""
    async with crowd(lambda: AppViewer(server), viewers, server):
        await asyncio.sleep(min(seconds, 3))
        before = server.cpu_seconds()
        await asyncio.sleep(seconds)
        spent = server.cpu_seconds() - before
    return spent / seconds


async def growth_of_memory(server: Server, visits: int) -> float:
    """Bytes that a visit leaves behind: come, see the board, leave; the first quarter warms up."""

    async def visit() -> None:
        viewer = AppViewer(server)
        await viewer.open()
        await viewer.close()

    async def many(number: int) -> None:
        for _ in range(0, number, 10):
            await asyncio.gather(*(visit() for _ in range(10)))

    await many(visits // 4)
    await asyncio.sleep(3)
    before = server.memory()
    await many(visits)
    await asyncio.sleep(3)
    return (server.memory() - before) / visits


def broadcast(server: Server, scorer: Scorer, size: Size, alone: float, report: Report) -> None:
    """The page without a session, with a hall full of viewers.

    What the server costs `alone`, a share of a core, is not counted as cost of an update.
    """
    with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/siaran") as answer:
        page = len(answer.read())
    report.line("broadcast, the page", f"{page / 1000:.1f} kB", "< 50 kB", page < PAGE_LIMIT)
    path = f"/siaran/arus?lomba={scorer.competition}&bahasa=id"
    for every in (SLOW, QUICK):
        seen = watch(
            lambda server: StreamViewer(server, path),
            size.hall, server, scorer.write, every, size.seconds,
        )  # fmt: skip
        name = f"broadcast, {size.hall} viewers, a score every {every:g} s"
        tell(report, name, seen, p95=1.0, keeps_up=True)
        each = seen.cpu * every / 60 - alone * every / size.hall
        report.line(
            f"{name}, each update",
            f"{each * 1e6:.0f} microseconds of CPU a viewer",
            "<= 60",
            each <= UPDATE_LIMIT,
        )


def run(report: Report, *, short: bool) -> None:
    """Measure all."""
    size = SHORT if short else FULL
    # Each viewer is a connection, at both ends.
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with temporary_database() as engine:
        with writing(engine) as session:
            competition = sample.load(session)
            session.execute(update(Sheet).values(confirmed_at=None))
        scorer = Scorer(engine, competition)
        address = engine.url.render_as_string()
        with served(address) as server:
            cost = app_runs(server, scorer, size, report)
            alone = asyncio.run(idle_cost(server, 0, size.seconds))
            share = asyncio.run(idle_cost(server, size.few, size.seconds))
            report.line("app, nobody looks", f"{alone:.2%} of a core")
            report.line(
                f"app, {size.few} idle viewers",
                f"{share:.2%} of a core, {share - alone:+.2%} by them",
                "< 0.2 % by them",
                share - alone < IDLE_LIMIT,
            )
            left = asyncio.run(growth_of_memory(server, size.visits))
            report.line(
                f"app, {size.visits} visits",
                f"{left / 1000:.1f} kB left behind by each",
                "flat (< 5 kB)",
                left < 5000,
            )
            broadcast(server, scorer, size, alone, report)
        with served(address, RIVAL, settings_of_ours=False) as server:
            for every, times in ((SLOW, 30), (QUICK, 10)):
                seen = watch(RivalViewer, size.rivals, server, scorer.write, every, size.seconds)
                name = f"tutorial's app, {size.rivals} viewers, a score every {every:g} s"
                tell(report, name, seen)
                ratio = seen.cpu / cost[every]
                report.line(
                    f"app against the tutorial's, a score every {every:g} s",
                    f"{ratio:.0f} times less CPU",
                    f"{times} times",
                    ratio >= times,
                )
        with floor(engine) as server:
            for every in (SLOW, QUICK):
                seen = watch(
                    lambda server: SocketViewer(server, "/"),
                    size.few, server, scorer.write, every, size.seconds,
                )  # fmt: skip
                tell(report, f"bare server, {size.few} viewers, a score every {every:g} s", seen)


if __name__ == "__main__":
    sys.exit(main(__doc__, run))
