"""Fifty judges save at the same time through the real server: no mark is lost, none refused."""

import http.client
import json
import statistics
import threading
import time
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Engine

from db.cards import issue_card
from db.engine import reading, writing
from db.ledger import differences, events_after
from db.models import Role
from db.queries import read_scores
from tests.browser.conftest import ROOT, Serve
from tests.factories import Contest, contest

JUDGES, ENTRIES, CRITERIA = 50, 40, 5
ALONE, SINGLE, TOGETHER = 1, 15, 8
"""Entries whose marks each judge sends one by one, then those sent sheet by sheet; the rest go in
requests of eight sheets, as the queue of a phone sends them that was without a connection."""


def value_of(submission: int, judge: int, criterion: int) -> int:
    """A mark that nobody else gives, in hundredths."""
    return (submission * 997 + judge * 89 + criterion * 7) % 10001


class Client(threading.Thread):
    """One judge's phone."""

    def __init__(self, url: str, card: str, built: Contest, seat: int, go: threading.Event) -> None:
        super().__init__()
        self.address, self.card, self.built, self.go = urlsplit(url), card, built, go
        self.judge = built.judge_ids[seat]
        self.waits: list[float] = []
        self.odd: list[Any] = []

    def run(self) -> None:
        assert self.address.hostname is not None
        line = http.client.HTTPConnection(self.address.hostname, self.address.port, timeout=60)
        line.request("GET", f"/kartu/{self.card}")
        answer = line.getresponse()
        answer.read()
        self.headers = {
            "Cookie": str(answer.getheader("set-cookie")).split(";")[0],
            "Content-Type": "application/json",
        }
        self.go.wait()
        entries = [(key, self.marks(key)) for key in self.built.submission_ids]
        for key, marks in entries[:ALONE]:
            for mark in marks:
                self.save(line, [(key, [mark])])
        for entry in entries[ALONE : ALONE + SINGLE]:
            self.save(line, [entry])
        for start in range(ALONE + SINGLE, ENTRIES, TOGETHER):
            self.save(line, entries[start : start + TOGETHER])
        line.close()

    def marks(self, submission: int) -> list[Any]:
        return [
            {
                "criterion": criterion,
                "value": value_of(submission, self.judge, criterion),
                "expected": None,
            }
            for criterion in self.built.criterion_ids
        ]

    def save(self, line: http.client.HTTPConnection, entries: list[tuple[int, list[Any]]]) -> None:
        sheets = [
            {
                "stage": self.built.stage_ids[0],
                "submission": submission,
                "judge": self.judge,
                "marks": marks,
                "remarks": None,
            }
            for submission, marks in entries
        ]
        body = json.dumps({"competition": self.built.competition_id, "sheets": sheets})
        began = time.perf_counter()
        line.request("POST", "/sheets/save", body, self.headers)
        answer = line.getresponse()
        told = json.loads(answer.read())
        self.waits.append(time.perf_counter() - began)
        states = [one["state"] for sheet in told.get("answers", []) for one in sheet["marks"]]
        if answer.status != 200 or states != ["saved"] * sum(len(marks) for _, marks in entries):
            self.odd.append((answer.status, told))


def test_ten_thousand_marks_of_fifty_judges_all_stay(engine: Engine, serve: Serve) -> None:
    with writing(engine) as session:
        built = contest(session, units=ENTRIES, entries=ENTRIES, judges=JUDGES, criteria=CRITERIA)
        cards = [
            issue_card(session, f"Juri {seat}", Role.JURI, judge, actor="tes")
            for seat, judge in enumerate(built.judge_ids)
        ]
    address = engine.url.render_as_string(hide_password=False)
    url = serve(ROOT / "streamlit_app.py", {"DATABASE_URL": address})
    go = threading.Event()
    clients = [Client(url, card, built, seat, go) for seat, card in enumerate(cards)]
    for client in clients:
        client.start()
    began = time.perf_counter()
    go.set()
    for client in clients:
        client.join()
    took = time.perf_counter() - began

    assert [odd for client in clients for odd in client.odd] == []
    with reading(engine) as session:
        held = read_scores(session, built.competition_id)
        events = events_after(session, built.competition_id, 0)
        assert differences(session, built.competition_id) == []
    expected = {key: value_of(*key) for key in built.keys}
    rows = zip(held.submission_id, held.judge_id, held.criterion_id, held.value, strict=True)
    assert {(int(s), int(j), int(c)): int(v) for s, j, c, v in rows} == expected
    assert len(expected) == JUDGES * ENTRIES * CRITERIA == len(events)
    own = {judge: f"Juri {seat}" for seat, judge in enumerate(built.judge_ids)}
    assert {(event.judge_id, event.actor) for event in events} == set(own.items())
    waits = sorted(wait for client in clients for wait in client.waits)
    print(
        f"{engine.dialect.name}: {len(expected) / took:.0f} marks/s, {len(waits)} requests in"
        f" {took:.1f} s, median {statistics.median(waits):.3f} s,"
        f" p95 {waits[int(len(waits) * 0.95)]:.3f} s, worst {waits[-1]:.3f} s"
    )
