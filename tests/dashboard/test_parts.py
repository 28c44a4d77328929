"""An open screen gets finished pieces where they are all that a board changes, and nothing else."""

import json
from collections.abc import Hashable

import pytest
from sqlalchemy import Engine

from dashboard.access import NOBODY, Identity
from dashboard.board import Board
from dashboard.parts import Data, OpenScreen, OpenScreens, Part, Piece
from dashboard.reader import Reader
from db.commands import confirm_sheet, record_scores
from db.engine import writing
from db.models import Role
from tests.factories import Contest, contest

ADMIN = Identity(Role.ADMIN, "admin")
made: list[tuple[int, Hashable]] = []


def count(board: Board, most: int) -> Data | None:
    """How many sheets are in, told while there are at most so many."""
    made.append((board.revision, most))
    sheets = int(board.standings().sheets_in.sum())
    return {"sheets": sheets} if sheets <= most else None


def rules(board: Board) -> int:
    return board.competition.structure_revision


@pytest.fixture
def reader(sqlite_engine: Engine) -> Reader:
    made.clear()
    return Reader(sqlite_engine)


@pytest.fixture
def ids(sqlite_engine: Engine) -> Contest:
    with writing(sqlite_engine) as session:
        return contest(session)


def drawn(board: Board, *, most: int = 1000, drawing: int = 7) -> Part:
    """A part with one piece, as it is drawn at this board."""
    piece = Piece(count, (most,))
    is_there = piece.data(board) is not None
    return Part(rules, rules(board), drawing, board.revision, {"count": (piece, is_there)})


def mark(reader: Reader, ids: Contest, keys: int = 1, value: int = 7000) -> Board:
    with writing(reader.engine) as session:
        record_scores(session, [(*key, value) for key in ids.keys[:keys]], actor="test")
    return reader.latest(ids.competition_id)


def lock(reader: Reader, ids: Contest) -> Board:
    """A locked sheet is a new structure."""
    with writing(reader.engine) as session:
        confirm_sheet(
            session,
            stage_id=ids.stage_ids[0],
            submission_id=ids.submission_ids[0],
            judge_id=ids.judge_ids[0],
            at=None,
        )
    return reader.latest(ids.competition_id)


def test_a_new_mark_is_a_finished_piece_with_the_drawing_it_is_for(
    reader: Reader, ids: Contest
) -> None:
    part = drawn(reader.latest(ids.competition_id))
    pieces = part.finished(mark(reader, ids))
    assert pieces is not None
    assert json.loads(pieces["count"]) == {"drawing": 7, "data": {"sheets": 0}}


def test_a_part_is_drawn_where_its_rules_changed_or_a_piece_comes_or_goes(
    reader: Reader, ids: Contest
) -> None:
    before = reader.latest(ids.competition_id)
    goes, comes = drawn(before, most=0), drawn(before)
    comes.pieces["count"] = Piece(count, (1000,)), False
    full = mark(reader, ids, keys=len(ids.keys))
    assert goes.finished(full) is None
    assert comes.finished(full) is None
    assert drawn(before).finished(full) is not None
    assert drawn(before).finished(lock(reader, ids)) is None


def test_a_piece_is_made_once_for_all_who_look_at_the_same(reader: Reader, ids: Contest) -> None:
    board = reader.latest(ids.competition_id)
    parts = [drawn(board, most=most, drawing=i) for i, most in enumerate([500, 500, 500, 600])]
    made.clear()
    newer = mark(reader, ids)
    assert all(part.finished(newer) for part in parts)
    assert made == [(newer.revision, 500), (newer.revision, 600)]


def test_a_part_with_pieces_is_behind_every_newer_board(reader: Reader, ids: Contest) -> None:
    board = reader.latest(ids.competition_id)
    part, bare = drawn(board), Part(rules, rules(board), 7, board.revision)
    newer = mark(reader, ids)
    assert not part.is_behind(board, received=7)
    assert part.is_behind(board, received=6)
    assert part.is_behind(newer, received=7)
    assert not bare.is_behind(newer, received=7)
    assert bare.is_behind(lock(reader, ids), received=7)


@pytest.fixture
def open_screen(reader: Reader, ids: Contest) -> OpenScreen:
    screen = OpenScreen(ADMIN, ids.competition_id)
    screen.parts = {"part": drawn(reader.latest(ids.competition_id))}
    return screen


@pytest.fixture
def screens(reader: Reader, open_screen: OpenScreen) -> OpenScreens:
    screens = OpenScreens()
    screens.start(reader)
    screens.enter(open_screen)
    return screens


def test_a_screen_is_served_by_its_name_and_only_to_whom_it_was_drawn_for(
    screens: OpenScreens, open_screen: OpenScreen, reader: Reader, ids: Contest
) -> None:
    newer = mark(reader, ids)
    home = ids.competition_id
    done = screens.finished(open_screen.name, ADMIN, home, newer.revision)
    assert done is not None
    assert (done.revision, done.newest_score_at) == (newer.revision, newer.newest_score_at)
    assert json.loads(done.pieces) == {"count": {"drawing": 7, "data": {"sheets": 0}}}
    strangers = [NOBODY, Identity(Role.ADMIN, "another"), Identity(Role.PIMPINAN, "admin")]
    for who in strangers:
        assert screens.finished(open_screen.name, who, home, newer.revision) is None
    assert screens.finished("guessed", ADMIN, home, newer.revision) is None
    assert screens.finished(open_screen.name, ADMIN, home + 1, newer.revision) is None


def test_a_screen_that_is_drawn_at_the_moment_or_is_up_to_date_gets_nothing(
    screens: OpenScreens, open_screen: OpenScreen, reader: Reader, ids: Contest
) -> None:
    now, home = reader.latest(ids.competition_id), ids.competition_id
    assert screens.finished(open_screen.name, ADMIN, home, now.revision) is None
    newer = mark(reader, ids)
    open_screen.parts = None
    assert screens.finished(open_screen.name, ADMIN, home, newer.revision) is None


def test_one_part_that_must_be_drawn_holds_back_the_pieces_of_all(
    screens: OpenScreens, open_screen: OpenScreen, reader: Reader, ids: Contest
) -> None:
    now = reader.latest(ids.competition_id)
    live = Part(lambda board: board.revision, now.revision, 8, now.revision)
    open_screen.parts = {**(open_screen.parts or {}), "live": live}
    newer = mark(reader, ids)
    assert screens.finished(open_screen.name, ADMIN, ids.competition_id, newer.revision) is None


def test_a_screen_is_forgotten_with_its_session(screens: OpenScreens, reader: Reader) -> None:
    passing = OpenScreen(ADMIN, 1)
    screens.enter(passing)
    assert passing.name in screens._open
    name = passing.name
    del passing
    assert name not in screens._open


def test_a_piece_that_cannot_be_made_is_logged_and_left_to_the_page(
    screens: OpenScreens, open_screen: OpenScreen, reader: Reader, ids: Contest,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    def broken(board: Board) -> Data:
        raise ZeroDivisionError("broken on purpose")

    newer = mark(reader, ids)
    (part,) = (open_screen.parts or {}).values()
    part.pieces["broken"] = Piece(broken, ()), True
    assert screens.finished(open_screen.name, ADMIN, ids.competition_id, newer.revision) is None
    assert "broken on purpose" in caplog.text
