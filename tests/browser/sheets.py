"""A judging day in the middle, for tests of the score sheets, and the cards of those who work."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from db import sample
from db.cards import issue_card
from db.engine import connect, migrate, writing
from db.models import EntryStatus, Judge, Recusal, Role, Score, Sheet, StageEntry


@dataclass(frozen=True)
class Day:
    """Where the database is, and the addresses that let people in."""

    path: Path
    admin: str
    panitia: str
    operator: str
    judges: tuple[str, ...]

    @property
    def url(self) -> str:
        """The database's address."""
        return f"sqlite:///{self.path}"


def judging_day(path: Path) -> Day:
    """The sample while its seventh entry presents: the later ones wait, the ninth is absent.

    The second judge is recused from the sixth entry. The sheets of the first three entries are
    locked, those up to the sixth complete.
    """
    engine = connect(f"sqlite:///{path}")
    migrate(engine)
    with writing(engine) as session:
        sample.load(session)
        session.execute(update(Sheet).values(confirmed_at=None).where(Sheet.submission_id > 3))
        session.execute(delete(Score).where(Score.submission_id > 6))
        waiting = dict.fromkeys((8, 10, 11, 12), EntryStatus.WAITING)
        set_status(session, {7: EntryStatus.PRESENTING, **waiting})
        judges = list(session.scalars(select(Judge.id).order_by(Judge.code)))
        session.execute(delete(Score).where(Score.submission_id == 6, Score.judge_id == judges[1]))
        session.add(Recusal(judge_id=judges[1], submission_id=6, reason="Atasan langsung"))
        day = Day(
            path,
            *(
                f"kartu/{issue_card(session, role.value.title(), role, actor='tes')}"
                for role in (Role.ADMIN, Role.PANITIA, Role.OPERATOR)
            ),
            tuple(
                f"kartu/{issue_card(session, f'Juri {n}', Role.JURI, judge, actor='tes')}"
                for n, judge in enumerate(judges, 1)
            ),
        )
    engine.dispose()
    return day


def set_status(session: Session, statuses: dict[int, EntryStatus]) -> None:
    """Set the status of entries, by submission."""
    for submission, status in statuses.items():
        session.execute(
            update(StageEntry).where(StageEntry.submission_id == submission).values(status=status)
        )
