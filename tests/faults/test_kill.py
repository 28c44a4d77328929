"""The server is killed in the middle of the work: what it said was saved is there."""

import http.client
import random
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from db.engine import connect, reading
from db.ledger import events_after
from tests.benchmarks.viewer import served
from tests.factories import Contest
from tests.faults import rounds
from tests.faults.checks import (
    Cell,
    built_at,
    check_whole,
    held_in,
    post,
    save_body,
    state_of,
    url_of,
)

WRITERS = 10
LONGEST = 1.2
"""Seconds after the first answer within which the server is killed."""


@dataclass
class Known:
    """What one writer was told, and the mark whose answer it still waits for."""

    saved: dict[Cell, int] = field(default_factory=dict)
    waiting: tuple[Cell, int] | None = None
    told: list[tuple[Cell, int]] = field(default_factory=list)
    odd: list[object] = field(default_factory=list)


class Writer(threading.Thread):
    """Posts the marks of one judge, one by one, until the server is gone."""

    def __init__(
        self, port: int, built: Contest, judge: int, held: dict[Cell, int], first: threading.Event
    ) -> None:
        super().__init__()
        self.port, self.built, self.first = port, built, first
        self.cells = [cell for cell in built.keys if cell[1] == judge]
        self.known = Known({cell: held[cell] for cell in self.cells if cell in held})

    def run(self) -> None:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        luck = random.Random()
        try:
            while True:
                cell = luck.choice(self.cells)
                before = self.known.saved.get(cell)
                value = luck.choice([one for one in range(0, 10001, 7) if one != before])
                self.known.waiting = cell, value
                status, told = post(line, save_body(self.built, cell, value, before))
                if status != 200 or state_of(told) != "saved":
                    self.known.odd.append((status, told))
                    return
                self.known.saved[cell] = value
                self.known.told.append((cell, value))
                self.known.waiting = None
                self.first.set()
        except (OSError, http.client.HTTPException, ValueError):  # also half an answer
            return
        finally:
            line.close()


def test_a_killed_server_has_kept_all_that_it_said_was_saved(tmp_path: Path) -> None:
    path = tmp_path / "pantau.db"
    built = built_at(url_of(path), units=6, judges=WRITERS, criteria=4)
    held: dict[Cell, int] = {}
    revision = answered = 0
    for number in range(rounds(3, 50)):
        first = threading.Event()
        with served(url_of(path)) as server:
            writers = [Writer(server.port, built, judge, held, first) for judge in built.judge_ids]
            for writer in writers:
                writer.start()
            assert first.wait(30)
            time.sleep(random.uniform(0, LONGEST))
            server.kill()
            for writer in writers:
                writer.join()
        engine = connect(url_of(path))
        check_whole(engine)
        before, held = held, held_in(engine, built.competition_id)
        with reading(engine) as session:
            events = events_after(session, built.competition_id, revision)
        engine.dispose()
        revision = events[-1].revision
        written = {((one.submission_id, one.judge_id, one.criterion_id), one.new) for one in events}
        for known in (writer.known for writer in writers):
            assert known.odd == []
            assert set(known.told) <= written, f"round {number}: the ledger lacks marks"
            for cell, value in known.saved.items():
                allowed = {value}
                if known.waiting and known.waiting[0] == cell:
                    allowed.add(known.waiting[1])
                assert held[cell] in allowed, f"round {number}: {cell} was {value}"
        assert held.keys() >= before.keys()
        answered += sum(len(writer.known.told) for writer in writers)
    print(f"{answered} marks were acknowledged, none is lost")
