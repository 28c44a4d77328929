"""The result in plain data."""

import json

from sqlalchemy import Engine

from dashboard.reader import Reader
from dashboard.result import result_json, result_of
from db.commands import record_scores
from db.engine import writing
from tests.factories import contest


def test_the_same_board_gives_the_same_text(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as session:
        ids = contest(session, entries=2, criteria=1, judges=1)
        marks = [(*key, 8000 + 1000 * index) for index, key in enumerate(ids.keys)]
        record_scores(session, marks, actor="juri")
    texts = {result_json(Reader(sqlite_engine).latest(ids.competition_id)) for _ in range(2)}
    assert len(texts) == 1
    told = json.loads(texts.pop())
    assert told["revision"] == Reader(sqlite_engine).latest(ids.competition_id).revision
    assert [(row["place"], row["number"], row["exact"]) for row in told["standings"]] == [
        (1, 2, "90"),
        (2, 1, "80"),
    ]


def test_what_is_not_scored_has_no_number(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as session:
        ids = contest(session, entries=1)
    rows = result_of(Reader(sqlite_engine).latest(ids.competition_id))["standings"]
    assert isinstance(rows, list)
    assert (rows[0]["place"], rows[0]["score"], rows[0]["exact"]) == (None, None, None)
