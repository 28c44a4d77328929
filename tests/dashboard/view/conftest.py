"""Boards for the views: what is drawn does not depend on the engine, so SQLite serves."""

import pytest
from sqlalchemy import Engine

from dashboard.board import Board
from dashboard.reader import Reader
from db import sample
from db.engine import writing
from tests.dashboard.view.entered import entered


@pytest.fixture
def engine(sqlite_engine: Engine) -> Engine:
    """A migrated, empty database."""
    return sqlite_engine


@pytest.fixture
def sampled(engine: Engine) -> Board:
    """The board of the sample."""
    with writing(engine) as session:
        key = sample.load(session)
    return Reader(engine).latest(key)


@pytest.fixture
def hard(engine: Engine) -> Board:
    """The board of a competition with all that can be odd about entries."""
    return entered(engine)
