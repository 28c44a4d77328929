"""Score sheets at the desk: who may write what, and that nobody undoes another without knowing."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, text, update
from sqlmodel import col

from dashboard.access import Identity
from dashboard.desk.door import NOT_ALLOWED, REVOKED, Denied
from dashboard.desk.sheet_answers import Answer, Entered, Mark, Remarks, State
from dashboard.desk.sheet_lock import confirm, unlock
from dashboard.desk.sheet_rules import (
    ABSENT,
    CHANGED,
    DISQUALIFIED,
    LOCKED,
    LONGEST_REMARKS,
    NO_CRITERION,
    NOT_ENTERED,
    NOT_FULL,
    NOT_ON_PANEL,
    NOT_OPEN_YET,
    OFF_STEP,
    OUT_OF_SCALE,
    OVER,
    REASON_NEEDED,
    RECUSED_WHY,
    TOO_LONG,
    UNKNOWN,
    WITHDRAWN,
    said,
)
from dashboard.desk.sheets import save
from dashboard.view.words import words_in
from db.cards import issue_card, list_cards, revoke_card
from db.changes import read_changes
from db.commands import set_score
from db.engine import reading, writing
from db.ledger import differences, events_after
from db.models import (
    Competition,
    Criterion,
    EntryStatus,
    Panel,
    Phase,
    Recusal,
    Role,
    StageEntry,
    Submission,
    SubmissionStatus,
)
from db.queries import read_heads, read_scores, read_structure
from db.rows import SheetKey
from tests.factories import Contest, contest

SARI = Identity(Role.OPERATOR, "Sari")
RINA = Identity(Role.PANITIA, "Rina")


@pytest.fixture
def built(engine: Engine) -> Contest:
    with writing(engine) as session:
        return contest(session, units=2, criteria=3)


def judge(built: Contest, seat: int = 0) -> Identity:
    return Identity(Role.JURI, f"Juri {seat + 1}", built.judge_ids[seat], built.competition_id)


def key_of(built: Contest, entry: int = 0, seat: int = 0) -> SheetKey:
    return SheetKey(built.stage_ids[0], built.submission_ids[entry], built.judge_ids[seat])


def give(
    engine: Engine, who: Identity, built: Contest, *marks: Mark, key: SheetKey | None = None
) -> tuple[Answer, ...]:
    entered = [Entered(key or key_of(built), marks)]
    return save(engine, who, built.competition_id, entered).sheets[0].marks


def states(answers: tuple[Answer, ...]) -> list[State]:
    return [answer.state for answer in answers]


def fill_sheet(engine: Engine, who: Identity, built: Contest) -> dict[int, int | None]:
    """Mark the first sheet in full; what was given."""
    values: dict[int, int | None] = dict.fromkeys(built.criterion_ids, 8000)
    give(engine, who, built, *(Mark(key, value, None) for key, value in values.items()))
    return values


def test_a_mark_is_written_once_and_the_ledger_says_by_whom(engine: Engine, built: Contest) -> None:
    key = built.criterion_ids[0]
    first = give(engine, judge(built), built, Mark(key, 8850, None))
    assert states(first) == [State.SAVED]
    again = give(engine, judge(built), built, Mark(key, 8850, None))
    assert states(again) == [State.SAME]
    changed = give(engine, SARI, built, Mark(key, 9000, 8850))
    assert states(changed) == [State.SAVED]
    gone = give(engine, judge(built), built, Mark(key, None, 9000))
    assert states(gone) == [State.SAVED]
    with reading(engine) as session:
        events = events_after(session, built.competition_id, 0)
    assert [(e.old, e.new, e.actor) for e in events] == [
        (None, 8850, "Juri 1"),
        (8850, 9000, "Sari"),
        (9000, None, "Juri 1"),
    ]


def test_what_somebody_else_wrote_is_shown_and_stays(engine: Engine, built: Contest) -> None:
    one, other = built.criterion_ids[:2]
    give(engine, SARI, built, Mark(one, 7000, None))
    before = datetime.now(UTC)
    answers = give(engine, judge(built), built, Mark(one, 9000, None), Mark(other, 8000, None))
    assert states(answers) == [State.CONFLICT, State.SAVED]
    clash = answers[0]
    assert (clash.held, clash.by) == (7000, "Sari")
    assert clash.at is not None
    assert abs((before - clash.at.replace(tzinfo=UTC)).total_seconds()) < 60
    chosen = give(engine, judge(built), built, Mark(one, 9000, 7000))
    assert states(chosen) == [State.SAVED]


def test_a_mark_withdrawn_meanwhile_is_a_conflict_too(engine: Engine, built: Contest) -> None:
    key = built.criterion_ids[0]
    give(engine, SARI, built, Mark(key, 7000, None))
    give(engine, SARI, built, Mark(key, None, 7000))
    (answer,) = give(engine, judge(built), built, Mark(key, 7500, 7000))
    assert (answer.state, answer.held, answer.by) == (State.CONFLICT, None, "Sari")


def test_one_bad_mark_keeps_none_of_the_others(engine: Engine, built: Contest) -> None:
    first, second, third = built.criterion_ids
    with writing(engine) as session:
        session.execute(update(Criterion).values(step=50).where(col(Criterion.id) == second))
    answers = give(
        engine,
        judge(built),
        built,
        Mark(first, 10050, None),
        Mark(second, 8825, None),
        Mark(third, 8825, None),
        Mark(999999, 8000, None),
    )
    assert [answer.denied.message if answer.denied else "" for answer in answers] == [
        OUT_OF_SCALE,
        OFF_STEP,
        "",
        NO_CRITERION,
    ]
    assert states(answers)[2] == State.SAVED
    assert answers[1].denied is not None
    text_of = said(answers[1].denied, words_in("id"))
    assert "0,5" in text_of


def status(submission: SubmissionStatus) -> Callable[[Contest], object]:
    return lambda built: (
        update(Submission)
        .values(status=submission)
        .where(col(Submission.id) == built.submission_ids[0])
    )


def entry(built: Contest) -> object:
    return (
        update(StageEntry)
        .values(status=EntryStatus.ABSENT)
        .where(col(StageEntry.submission_id) == built.submission_ids[0])
    )


def phase(value: Phase) -> Callable[[Contest], object]:
    return lambda built: update(Competition).values(phase=value)


SHUT = {
    "withdrawn": (status(SubmissionStatus.WITHDRAWN), WITHDRAWN),
    "disqualified": (status(SubmissionStatus.DISQUALIFIED), DISQUALIFIED),
    "absent": (entry, ABSENT),
    "not entered": (
        lambda built: text(
            f"DELETE FROM stage_entry WHERE submission_id = {built.submission_ids[0]}"
        ),
        NOT_ENTERED,
    ),
    "not on the panel": (
        lambda built: text(f"DELETE FROM panel WHERE judge_id = {built.judge_ids[0]}"),
        NOT_ON_PANEL,
    ),
    "not open yet": (phase(Phase.REGISTRATION), NOT_OPEN_YET),
    "closed": (phase(Phase.CLOSED), OVER),
    "published": (phase(Phase.PUBLISHED), OVER),
}


@pytest.mark.parametrize("why", SHUT)
def test_a_sheet_that_is_shut_takes_nothing_and_says_why(
    engine: Engine, built: Contest, why: str
) -> None:
    change, message = SHUT[why]
    with writing(engine) as session:
        session.execute(change(built))
        before = read_heads(session)[built.competition_id].revision
    key = key_of(built)
    entered = Entered(key, [Mark(built.criterion_ids[0], 8000, None)], Remarks("baik", ""))
    (answer,) = save(engine, SARI, built.competition_id, [entered]).sheets
    found = [answer.marks[0], answer.remarks]
    assert [(one.state, one.denied.message) for one in found if one and one.denied] == [
        (State.REFUSED, message)
    ] * 2
    with pytest.raises(Denied) as caught:
        confirm(engine, SARI, built.competition_id, key, {})
    assert caught.value.message == message
    with reading(engine) as session:
        assert read_heads(session)[built.competition_id].revision == before


@pytest.mark.parametrize("waiting", [EntryStatus.WAITING, EntryStatus.PRESENTING])
def test_papers_are_taken_before_the_running_order_says_so(
    engine: Engine, built: Contest, waiting: EntryStatus
) -> None:
    with writing(engine) as session:
        session.execute(update(StageEntry).values(status=waiting))
    answers = give(engine, SARI, built, Mark(built.criterion_ids[0], 8000, None))
    assert states(answers) == [State.SAVED]


def test_a_judge_who_is_recused_has_no_sheet_and_reads_why(engine: Engine, built: Contest) -> None:
    with writing(engine) as session:
        session.add(
            Recusal(
                judge_id=built.judge_ids[0],
                submission_id=built.submission_ids[0],
                reason="Atasan langsung",
            )
        )
    (answer,) = give(engine, judge(built), built, Mark(built.criterion_ids[0], 8000, None))
    assert answer.denied is not None
    assert answer.denied.message == RECUSED_WHY
    assert "Atasan langsung" in said(answer.denied, words_in("id"))


def test_a_sheet_of_another_competition_is_unknown(engine: Engine, built: Contest) -> None:
    with writing(engine) as session:
        other = contest(session)
    foreign = SheetKey(built.stage_ids[0], other.submission_ids[0], built.judge_ids[0])
    (answer,) = give(engine, SARI, built, Mark(built.criterion_ids[0], 8000, None), key=foreign)
    assert answer.denied is not None
    assert answer.denied.message == UNKNOWN


@pytest.mark.parametrize("role", [None, *Role])
def test_only_those_who_may_write_do(engine: Engine, built: Contest, role: Role | None) -> None:
    who = Identity(role, "Seseorang", built.judge_ids[0] if role == Role.JURI else None)
    mark = Mark(built.criterion_ids[0], 8000, None)
    if role in (None, Role.PIMPINAN):
        with pytest.raises(Denied, match=NOT_ALLOWED):
            give(engine, who, built, mark)
        with pytest.raises(Denied, match=NOT_ALLOWED):
            confirm(engine, who, built.competition_id, key_of(built), {})
    else:
        assert states(give(engine, who, built, mark)) == [State.SAVED]
    if role not in (Role.ADMIN, Role.PANITIA):
        with pytest.raises(Denied, match=NOT_ALLOWED):
            unlock(engine, who, built.competition_id, key_of(built), "salah ketik")


def test_a_judge_writes_no_other_judges_sheet(engine: Engine, built: Contest) -> None:
    with pytest.raises(Denied, match=NOT_ALLOWED):
        give(
            engine,
            judge(built),
            built,
            Mark(built.criterion_ids[0], 8000, None),
            key=key_of(built, seat=1),
        )
    with pytest.raises(Denied, match=NOT_ALLOWED):
        confirm(engine, judge(built), built.competition_id, key_of(built, seat=1), {})


def test_a_judge_of_another_competition_is_kept_out(engine: Engine, built: Contest) -> None:
    with writing(engine) as session:
        other = contest(session)
    with pytest.raises(Denied, match=NOT_ALLOWED):
        give(engine, judge(other), built, Mark(built.criterion_ids[0], 8000, None))


def test_a_revoked_card_writes_nothing(engine: Engine, built: Contest) -> None:
    with writing(engine) as session:
        issue_card(session, "Sari", Role.OPERATOR, actor="admin")
        card = list_cards(session)[0].id
    who = Identity(Role.OPERATOR, "Sari", card_id=card)
    mark = Mark(built.criterion_ids[0], 8000, None)
    assert states(give(engine, who, built, mark)) == [State.SAVED]
    with writing(engine) as session:
        revoke_card(session, card, actor="admin")
    with pytest.raises(Denied, match=REVOKED):
        give(engine, who, built, mark)


def test_a_sheet_is_locked_when_it_is_full_and_as_it_was_seen(
    engine: Engine, built: Contest
) -> None:
    who, key = judge(built), key_of(built)
    home = built.competition_id
    with pytest.raises(Denied) as missing:
        confirm(engine, who, home, key, {})
    assert missing.value.message == NOT_FULL
    assert "Kriteria 1, Kriteria 2, Kriteria 3" in missing.value.text(words_in("id"))
    seen = fill_sheet(engine, who, built)
    with pytest.raises(Denied, match=CHANGED):
        confirm(engine, who, home, key, {**seen, built.criterion_ids[0]: 7000})
    at = confirm(engine, who, home, key, seen)
    assert abs((datetime.now(UTC) - at).total_seconds()) < 60
    assert confirm(engine, who, home, key, {}) == at
    answers = give(engine, SARI, built, Mark(built.criterion_ids[0], 9000, 8000))
    assert [answer.denied and answer.denied.message for answer in answers] == [LOCKED]
    with pytest.raises(Denied) as unreasoned:
        unlock(engine, RINA, home, key, "  ")
    assert (unreasoned.value.message, unreasoned.value.where) == (REASON_NEEDED, "reason")
    unlock(engine, RINA, home, key, "Salah baca kertas")
    unlock(engine, RINA, home, key, "Sekali lagi")
    assert states(give(engine, SARI, built, Mark(built.criterion_ids[0], 9000, 8000))) == [
        State.SAVED
    ]
    with reading(engine) as session:
        record = read_changes(session, home)
    subject = {"judge": "J1", "submission": 1, "stage": "Tahap 1"}
    assert [(c.kind, c.actor, c.reason, c.subject) for c in record] == [
        ("unlock", "Rina", "Salah baca kertas", subject),
        ("lock", "Juri 1", "", subject),
    ]
    assert record[1].after == {"confirmed_at": at.isoformat(timespec="seconds")}


def test_a_repeated_save_of_a_sheet_locked_since_is_answered_as_done(
    engine: Engine, built: Contest
) -> None:
    seen = fill_sheet(engine, judge(built), built)
    confirm(engine, judge(built), built.competition_id, key_of(built), seen)
    answers = give(engine, judge(built), built, Mark(built.criterion_ids[0], 8000, None))
    assert states(answers) == [State.SAME]


def test_nothing_is_unlocked_once_judging_is_over(engine: Engine, built: Contest) -> None:
    seen = fill_sheet(engine, judge(built), built)
    confirm(engine, judge(built), built.competition_id, key_of(built), seen)
    with writing(engine) as session:
        session.execute(update(Competition).values(phase=Phase.CLOSED))
    with pytest.raises(Denied, match=OVER):
        unlock(engine, RINA, built.competition_id, key_of(built), "Terlambat")


def test_remarks_follow_the_same_rules_and_are_recorded(engine: Engine, built: Contest) -> None:
    home, key = built.competition_id, key_of(built)

    def remark(who: Identity, new: str, expected: str) -> Answer:
        found = (
            save(engine, who, home, [Entered(key, (), Remarks(new, expected))]).sheets[0].remarks
        )
        assert found is not None
        return found

    assert remark(judge(built), "Bagus", "").state == State.SAVED
    assert remark(judge(built), "Bagus", "").state == State.SAME
    clash = remark(SARI, "Kurang", "")
    assert (clash.state, clash.held) == (State.CONFLICT, "Bagus")
    assert remark(SARI, "Bagus sekali", "Bagus").state == State.SAVED
    long = remark(SARI, "x" * (LONGEST_REMARKS + 1), "Bagus sekali")
    assert long.denied is not None
    assert long.denied.message == TOO_LONG
    with reading(engine) as session:
        assert read_structure(session, home).sheets[0].remarks == "Bagus sekali"
        record = read_changes(session, home)
    assert [(c.actor, c.before, c.after) for c in record] == [
        ("Sari", {"remarks": "Bagus"}, {"remarks": "Bagus sekali"}),
        ("Juri 1", {"remarks": ""}, {"remarks": "Bagus"}),
    ]


def test_what_a_program_writes_past_the_desk_is_a_conflict_as_well(
    engine: Engine, built: Contest
) -> None:
    submission, seat, criterion = built.keys[0]
    with writing(engine) as session:
        set_score(
            session,
            submission_id=submission,
            judge_id=seat,
            criterion_id=criterion,
            value=6100,
            actor="portal",
        )
    (answer,) = give(engine, judge(built), built, Mark(criterion, 8000, None))
    assert (answer.state, answer.held, answer.by) == (State.CONFLICT, 6100, "portal")
    with reading(engine) as session:
        assert read_scores(session, built.competition_id).value.tolist() == [6100]
        assert differences(session, built.competition_id) == []


def test_a_panel_seat_lost_meanwhile_shuts_the_sheet(engine: Engine, built: Contest) -> None:
    with writing(engine) as session:
        session.delete(session.get(Panel, (built.stage_ids[0], built.judge_ids[0])))
    (answer,) = give(engine, judge(built), built, Mark(built.criterion_ids[0], 8000, None))
    assert answer.denied is not None
    assert answer.denied.message == NOT_ON_PANEL
