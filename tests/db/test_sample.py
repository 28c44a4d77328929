"""The sample has the shape of the real day, and comes only where nobody chose a database."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from dashboard.reader import Reader
from db import engine as door
from db import sample
from db.engine import connect, reading, writing
from db.ledger import differences
from db.models import Competition
from db.queries import list_competitions


def test_the_sample_has_the_shape_of_the_real_day(engine: Engine) -> None:
    with writing(engine) as session:
        key = sample.load(session)
    board = Reader(engine).latest(key)
    structure, result = board.structure, board.standings()
    assert structure.competition.is_sample
    assert len(structure.eligible_unit_ids) == 40
    assert len({row.unit_id for row in structure.submissions}) == 12
    assert [slot.status for slot in structure.entries].count("absent") == 1
    assert (len(structure.judges), result.complete.sum(), result.sheets_in.sum()) == (5, 11, 55)
    weights = [row.weight for row in structure.criteria]
    assert (sum(weights), max(weights)) == (10000, weights[-1])
    with reading(engine) as session:
        assert differences(session, key) == []


def test_the_sample_has_a_true_tie_a_settled_tie_and_near_ties(engine: Engine) -> None:
    with writing(engine) as session:
        key = sample.load(session)
    result = Reader(engine).latest(key).standings()
    places = result.ranking.place[result.ranking.order].tolist()
    assert places == [1, 2, 3, 4, 5, 6, 7, 7, 9, 10, 11]
    settled = [e for e in result.ranking.order.tolist() if result.tie_step(e) is not None]
    assert [int(result.ranking.place[entry]) for entry in settled] == [9, 10]
    totals = [result.total.fraction(entry) for entry in result.ranking.order.tolist()]
    assert totals[0] - totals[1] < 1 and totals[1] - totals[2] < 1


@pytest.fixture
def embedded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The embedded default, in a place of this test's own."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr(door, "EMBEDDED", tmp_path / "data" / "pantau.db")
    return tmp_path / "data" / "pantau.db"


def competitions(engine: Engine) -> list[str]:
    with reading(engine) as session:
        return [row.name for row in list_competitions(session)]


def test_a_new_embedded_database_gets_the_sample_and_only_once(embedded: Path) -> None:
    engine = connect()
    sample.prepare(engine)
    sample.prepare(engine)
    assert competitions(engine) == [sample.NAME]
    engine.dispose()


def test_a_sample_that_was_removed_does_not_come_back(embedded: Path) -> None:
    engine = connect()
    sample.prepare(engine)
    from db.commands import remove_competition

    with writing(engine) as session:
        remove_competition(session, list_competitions(session)[0].id)
    sample.prepare(engine)
    assert competitions(engine) == []
    engine.dispose()


def test_a_database_that_was_chosen_is_never_seeded(tmp_path: Path) -> None:
    engine = connect(f"sqlite:///{tmp_path / 'own.db'}")
    sample.prepare(engine)
    assert competitions(engine) == []
    engine.dispose()


def test_a_second_sample_shares_the_units_of_the_first(engine: Engine) -> None:
    with writing(engine) as session:
        first = sample.load(session)
        session.get_one(Competition, first).edition = "2017"
        second = sample.load(session)
    reader = Reader(engine)
    assert (
        reader.latest(first).structure.eligible_unit_ids
        == reader.latest(second).structure.eligible_unit_ids
    )
