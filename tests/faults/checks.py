"""What must hold of a database after a fault, and how a mark is posted to a server."""

import http.client
import json
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from db.engine import connect, migrate, reading, writing
from db.ledger import differences, events_after
from db.queries import list_competitions, read_heads, read_scores
from tests.factories import Contest, contest

Cell = tuple[int, int, int]
"""Submission, judge, criterion."""


def built_at(url: str, **sizes: int) -> Contest:
    """A migrated database at `url` with a contest in it."""
    engine = connect(url)
    migrate(engine)
    with writing(engine) as session:
        built = contest(session, **sizes)
    engine.dispose()
    return built


def held_in(engine: Engine, competition: int) -> dict[Cell, int]:
    """The marks of the table, in hundredths."""
    with reading(engine) as session:
        held = read_scores(session, competition)
    rows = zip(held.submission_id, held.judge_id, held.criterion_id, held.value, strict=True)
    return {(int(s), int(j), int(c)): int(value) for s, j, c, value in rows}


def check_whole(engine: Engine) -> None:
    """Fail unless the file is sound, and the ledger without a gap and equal to the table."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalars().all() == ["ok"]
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
    with reading(engine) as session:
        heads = read_heads(session)
        for competition in list_competitions(session):
            assert differences(session, competition.id) == []
            revisions = [event.revision for event in events_after(session, competition.id, 0)]
            assert revisions == sorted(set(revisions))
            assert not revisions or revisions[-1] <= heads[competition.id].revision


def url_of(path: Path) -> str:
    """The address of a SQLite file."""
    return f"sqlite:///{path}"


def save_body(built: Contest, cell: Cell, value: int, expected: int | None) -> dict[str, Any]:
    """What a page posts to /sheets/save for one mark."""
    submission, judge, criterion = cell
    sheet = {
        "stage": built.stage_ids[0],
        "submission": submission,
        "judge": judge,
        "marks": [{"criterion": criterion, "value": value, "expected": expected}],
        "remarks": None,
    }
    return {"competition": built.competition_id, "sheets": [sheet]}


def post(line: http.client.HTTPConnection, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """Send what a page sends; the status and the answer."""
    headers = {"Content-Type": "application/json"}
    line.request("POST", "/sheets/save?bahasa=en", json.dumps(body), headers)
    answer = line.getresponse()
    return answer.status, json.loads(answer.read())


def state_of(told: dict[str, Any]) -> str:
    """What became of the only mark of a request."""
    state: str = told["answers"][0]["marks"][0]["state"]
    return state
