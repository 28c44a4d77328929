"""A competition that units entered in every way there is, and the edition before it."""

from datetime import date

from sqlalchemy import Engine

from dashboard.board import Board
from dashboard.reader import Reader
from db.commands import record_scores
from db.engine import writing
from db.models import Competition, EntryStatus, Recusal, StageEntry, Submission, Unit
from tests.factories import contest

KINDS = ("Dinas", "Badan", "")


def board_of(engine: Engine, competition: int) -> Board:
    return Reader(engine).latest(competition)


def entered(engine: Engine) -> Board:
    """Two editions, of which the newer expects 10 units: 9 entries of 8 units, in two stages.

    Unit 1 enters twice, 3 withdraws, 4 is disqualified, 5 stays away, 6 is not verified, entry 7 is
    of a unit that is not on the list, 9 is judged in the first stage only. The target is 50 %.
    """
    with writing(engine) as session:
        old = contest(session, units=4, entries=1)
        name(session.get_one(Competition, old.competition_id), "2017")
        new = contest(session, units=10, entries=9, stages=2, judges=3)
        now = session.get_one(Competition, new.competition_id)
        name(now, "2018")
        now.participation_target = 50
        now.unit_term = "OPD"
        for number, unit in enumerate(new.unit_ids):
            session.get_one(Unit, unit).kind = KINDS[number % 3]
        entry = [session.get_one(Submission, key) for key in new.submission_ids]
        entry[1].unit_id = new.unit_ids[0]
        entry[2].status = "withdrawn"
        entry[3].status = "disqualified"
        entry[5].status = "registered"
        entry[6].unit_id = old.unit_ids[0]
        for number, row in enumerate(entry):
            row.is_digital = (True, False, None)[number % 3]
            row.is_inclusive = bool(number % 2)
            row.category = ("", "Kesehatan")[number % 2]
        for stage in new.stage_ids:
            for number, status in ((4, EntryStatus.ABSENT), (5, EntryStatus.WAITING)):
                slot = session.get_one(StageEntry, (stage, new.submission_ids[number]))
                slot.status = status
        session.add(Recusal(judge_id=new.judge_ids[0], submission_id=new.submission_ids[0]))
    judged = {new.submission_ids[number] for number in (0, 1, 6, 7)}
    first = new.criterion_ids[:2]
    with writing(engine) as session:
        record_scores(
            session,
            [
                (entry_id, judge, criterion, 8000)
                for entry_id, judge, criterion in new.keys
                if (
                    entry_id in judged or (entry_id == new.submission_ids[8] and criterion in first)
                )
                and not (entry_id == new.submission_ids[0] and judge == new.judge_ids[0])
            ],
            actor="test",
        )
    return board_of(engine, new.competition_id)


def name(competition: Competition, edition: str) -> None:
    competition.edition = edition
    competition.name = "Lomba Inovasi"
    competition.held_on = date(int(edition), 11, 27)
