"""The running order of a stage: who is called when."""

from collections.abc import Mapping
from datetime import time

from sqlalchemy import update
from sqlalchemy.orm import Session

from db.commands import refusing
from db.models import StageEntry


def set_running_order(session: Session, stage_id: int, order: Mapping[int, int | None]) -> None:
    """Give entries of a stage, by submission id, their numbers; None: not called yet."""
    _set(session, stage_id, "running_order", order)


def set_slot_times(session: Session, stage_id: int, times: Mapping[int, time | None]) -> None:
    """Give entries of a stage, by submission id, their times, local to the event."""
    _set(session, stage_id, "slot_time", times)


def _set(session: Session, stage_id: int, column: str, values: Mapping[int, object]) -> None:
    with refusing(session):
        session.execute(
            update(StageEntry),
            [
                {"stage_id": stage_id, "submission_id": submission, column: value}
                for submission, value in values.items()
            ],
        )
