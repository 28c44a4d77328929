"""A competition at the desk, for tests: what an administrator does to it, and what then stands."""

from dataclasses import dataclass

from sqlalchemy import Engine

from dashboard.access import Identity
from dashboard.board import Board
from dashboard.desk.change import Edit, board_in, change, preview
from db.changes import ChangeRow, read_changes
from db.commands import record_scores
from db.engine import reading, writing
from db.models import Competition, Role
from db.rows import Structure
from tests.factories import Contest, contest

ADMIN = Identity(Role.ADMIN, "Ibu Sari")


@dataclass(frozen=True)
class Day:
    """A competition in a database, and the administrator at its desk."""

    engine: Engine
    ids: Contest

    @property
    def board(self) -> Board:
        with reading(self.engine) as session:
            return board_in(session, self.ids.competition_id)

    @property
    def structure(self) -> Structure:
        return self.board.structure

    @property
    def changes(self) -> list[ChangeRow]:
        """The record, oldest first."""
        with reading(self.engine) as session:
            return read_changes(session, self.ids.competition_id)[::-1]

    def make(self, edit: Edit, reason: str = "") -> None:
        change(self.engine, ADMIN, self.ids.competition_id, edit, reason=reason)

    def make_as_shown(self, edit: Edit, reason: str) -> Board:
        """Make an edit after looking at its effect; the board before it."""
        before = self.board
        shown = preview(before, edit).effect
        change(self.engine, ADMIN, self.ids.competition_id, edit, reason=reason, shown=shown)
        return before

    def mark(self, *rows: tuple[int, int, int, int]) -> None:
        """Give marks: (submission, judge, criterion, hundredths)."""
        with writing(self.engine) as session:
            record_scores(session, rows, actor="juri")

    def set(self, **values: object) -> None:
        """Change the competition's row from outside."""
        with writing(self.engine) as session:
            row = session.get_one(Competition, self.ids.competition_id)
            for name, value in values.items():
                setattr(row, name, value)


def begun(engine: Engine, *, marked: bool = True, **shape: int) -> Day:
    """A competition whose judging is on; every sheet is full if `marked`: entry n gets about n."""
    with writing(engine) as session:
        ids = contest(session, **shape)
    day = Day(engine, ids)
    if marked:
        day.mark(
            *(
                (submission, judge, criterion, 5000 + 300 * at + 700 * (criterion * at % 5))
                for at, submission in enumerate(ids.submission_ids)
                for judge in ids.judge_ids
                for criterion in ids.criterion_ids
            )
        )
    return day
