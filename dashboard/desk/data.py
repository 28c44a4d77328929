"""At the desk: a workbook is tried and imported, a competition started, one removed."""

import hashlib
import io
from dataclasses import asdict, dataclass

from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dashboard.access import Action, Identity, may
from dashboard.desk.door import Denied, Desk, at_desk
from dashboard.desk.imported import record_import
from dashboard.view.words import message
from db.changes import record_change
from db.commands import Refused, remove_competition
from db.engine import reading
from db.ledger import last_events
from db.models import ChangeKind, Competition, Phase
from db.queries import list_competitions
from db.rows import CompetitionRow
from db.starting import Beginning, Parts, start_competition
from db.workbook import Opened, Report, check_workbook, open_workbook, refused
from db.workbook.words import same

NO_NAME = message("The competition needs a name.")
NAME_TAKEN = message("There is already a competition of this name and edition: %(name)s.")
NO_STAGES = message("Criteria belong to stages: take over the stages as well.")
NO_SOURCE = message("The competition to copy from has been removed.")
NOT_TYPED = message("Type the name exactly: %(name)s")
HAS_MARKS = message(
    "Marks were given in this competition, so it stays. Only the sample can be removed with marks."
)
NO_REASON = message(
    "Marks are there already and the import changes them or how they count: give a reason."
)
CLOSED = message(
    "%(name)s is closed. Its marks and rules are not changed by an import; "
    "an administrator can open the judging again on the page Settings."
)
OVER = (Phase.CLOSED, Phase.PUBLISHED)
UNEVEN = message(
    "The workbook opens the judging (Lomba: fase), but these stages have criteria whose weights do "
    "not come to 100: %(stages)s."
)
PHASE_IS_ADMINS = message(
    "The workbook changes the phase (Lomba: fase), which only an administrator may do. "
    "Leave that row empty."
)
MOVED_ON = message(
    "The data have changed since the check, and the import would now overwrite something else. "
    "Nothing was written. Look at the new list and import again."
)


@dataclass(frozen=True)
class Upload:
    """A file as it came, by its name."""

    name: str
    content: bytes

    @property
    def sha256(self) -> str:
        """What identifies the file in the record."""
        return hashlib.sha256(self.content).hexdigest()


def try_workbook(engine: Engine, who: Identity, upload: Upload, unnamed: int | None) -> Report:
    """What an import would do; nothing is written.

    A workbook that names no competition goes to the one with the id `unnamed`.

    Raises:
        Denied: the role may not load.
    """
    with at_desk(engine, who, Action.LOAD):
        pass  # before anything is read for somebody who may not
    opened = _opened(upload)
    if isinstance(opened, Report):
        return opened
    with reading(engine) as session:
        return check_workbook(session, opened, None, unnamed=unnamed)


def load_workbook(
    engine: Engine,
    who: Identity,
    upload: Upload,
    tried: Report,
    *,
    unnamed: int | None = None,
    reason: str = "",
) -> Report:
    """Import what was tried: checked once more, then all of it or nothing.

    The report tells what was done; one with faults, that nothing was.

    Raises:
        Denied: the role may not, a reason is missing, the competition is closed, or since the trial
            the import would overwrite something else.
    """
    opened = _opened(upload)
    if isinstance(opened, Report):
        return opened
    try:
        with at_desk(engine, who, Action.LOAD, tried.competition_id) as desk:
            report = check_workbook(desk.session, opened, who.name, unnamed=unnamed)
            if report.faults:
                return report
            _check_loading(desk, tried, report, reason.strip())
            assert report.competition_id is not None  # there are no faults
            record_import(desk, report, upload.name, upload.sha256, reason.strip())
            return report
    except (Refused, IntegrityError) as problem:
        return refused(opened, problem)


def _opened(upload: Upload) -> Opened | Report:
    file = io.BytesIO(upload.content)
    file.name = upload.name
    return open_workbook(file)


def _check_loading(desk: Desk, tried: Report, report: Report, reason: str) -> None:
    target = report.target
    assert target is not None  # the workbook was checked
    if (target.id, report.digest) != (tried.competition_id, tried.digest):
        raise Denied(MOVED_ON)
    counts = report.counts.get("Nilai")
    gives_marks = counts is not None and counts.new + counts.changed > 0
    if target.phase in OVER and (gives_marks or report.alters_result):
        raise Denied(CLOSED, name=target.name)
    moves = target.becomes in OVER if target.phase is None else target.becomes != target.phase
    if moves and not may(desk.who, Action.CONFIGURE):
        raise Denied(PHASE_IS_ADMINS)
    opens = target.becomes == Phase.JUDGING and target.phase in (None, Phase.REGISTRATION)
    if opens and target.uneven:
        raise Denied(UNEVEN, stages=", ".join(target.uneven))
    if report.alters_result and not reason:
        raise Denied(NO_REASON, where="reason")


def start(
    engine: Engine,
    who: Identity,
    beginning: Beginning,
    *,
    source_id: int | None = None,
    parts: Parts | None = None,
) -> int:
    """Start a competition, empty or shaped like an earlier one; its id.

    Raises:
        Denied: the role may not, the name is missing or taken, criteria without stages.
    """
    parts = parts or Parts()
    if not beginning.name.strip():
        raise Denied(NO_NAME, where="name")
    if source_id is not None and parts.criteria and not parts.stages:
        raise Denied(NO_STAGES, where="stages")
    with at_desk(engine, who, Action.LOAD) as desk:
        known = list_competitions(desk.session)
        for row in known:
            if (same(row.name), same(row.edition)) == (
                same(beginning.name),
                same(beginning.edition),
            ):
                raise Denied(NAME_TAKEN, where="name", name=row.full_name)
        source = next((row for row in known if row.id == source_id), None)
        if source_id is not None and source is None:
            raise Denied(NO_SOURCE, where="source")
        new = start_competition(desk.session, beginning, source_id=source_id, parts=parts)
        fields = {
            name: value for name, value in asdict(beginning).items() if value not in ("", None)
        }
        if beginning.held_on is not None:
            fields["held_on"] = beginning.held_on.isoformat()
        if source is not None:
            fields["copied_from"] = source.full_name
            fields |= {name: True for name, taken in asdict(parts).items() if taken}
        record_change(
            desk.session,
            competition_id=new,
            kind=ChangeKind.COMPETITION,
            actor=who.name,
            subject={"competition": f"{beginning.name} {beginning.edition}".strip()},
            after=fields,
        )
        return new


def remove(engine: Engine, who: Identity, competition_id: int, typed: str) -> str:
    """Remove the sample, or a competition in which no mark was ever given; its name.

    Raises:
        Denied: the role may not, marks were given, or the name was not typed as it is.
    """
    with at_desk(engine, who, Action.LOAD, competition_id) as desk:
        row = desk.competition
        assert row is not None  # the desk would not have opened
        name = f"{row.name} {row.edition}".strip()
        if not is_removable(desk.session, row):
            raise Denied(HAS_MARKS)
        if same(typed) != same(name):
            raise Denied(NOT_TYPED, where="typed", name=name)
        remove_competition(desk.session, competition_id)
        record_change(
            desk.session,
            competition_id=None,
            kind=ChangeKind.COMPETITION,
            actor=who.name,
            subject={"competition": name},
            before={"name": name},
        )
        return name


def is_removable(session: Session, competition: Competition | CompetitionRow) -> bool:
    """Whether nothing real would be lost: the sample, or one whose ledger is empty."""
    home = competition.id
    return competition.is_sample or home is None or not last_events(session, home, 1)


def removable(engine: Engine) -> tuple[CompetitionRow, ...]:
    """The competitions that may be removed, newest first."""
    with reading(engine) as session:
        return tuple(row for row in list_competitions(session) if is_removable(session, row))
