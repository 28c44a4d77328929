"""A small contest of one criterion, and what the oracle says of a board's order."""

from fractions import Fraction

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from dashboard.board import Board
from dashboard.reader import Reader
from dashboard.view.words import words_in
from db.commands import record_scores
from db.engine import writing
from tests.dashboard.analysis.contests import Contest
from tests.factories import Contest as Written
from tests.factories import contest

ID, EN = words_in("id"), words_in("en")


def two(value: Fraction) -> str:
    return EN.number(value, 2)


def placed(by: Contest) -> list[int]:
    places = by.places()
    return sorted((e for e, place in enumerate(places) if place), key=lambda e: (places[e], e))


def score(by: Contest, entry: int) -> Fraction:
    total, _ = by.results()[entry]
    assert total is not None
    return total


def filled(engine: Engine, values: list[list[int | None]]) -> Written:
    """A contest of one criterion: `values[entry][judge]` in points, None: not given."""
    with writing(engine) as session:
        ids = contest(session, units=len(values), criteria=1, judges=len(values[0]))
        mark(session, ids, values)
    return ids


def mark(session: Session, ids: Written, values: list[list[int | None]]) -> None:
    record_scores(
        session,
        [
            (ids.submission_ids[entry], judge, ids.criterion_ids[0], value * 100)
            for entry, row in enumerate(values)
            for judge, value in zip(ids.judge_ids, row, strict=True)
            if value is not None
        ],
        actor="test",
    )


def board_of(engine: Engine, ids: Written) -> Board:
    return Reader(engine).latest(ids.competition_id)
