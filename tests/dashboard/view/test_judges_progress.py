"""Progress, pace and the list to ask by, against plain Python over the same rows."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import pytest
from sqlalchemy import Engine

from dashboard.board import Board
from dashboard.reader import Reader
from dashboard.view.judges_progress import (
    agenda_of,
    chase_line,
    chase_text,
    duration,
    progress_html,
)
from dashboard.view.words import words_in
from db import sample
from db.engine import writing
from db.models import Competition
from tests.dashboard.view.contests import ABSENT, PRESENTING, WAITING, WITHDRAWN, Judged, judged
from tests.dashboard.view.markup import rows_of, texts_of
from tests.factories import contest

EN, ID = words_in("en"), words_in("id")
MINUTE = 60_000
DAY = date(2018, 11, 27)
NINE = round(datetime(2018, 11, 27, 2, tzinfo=UTC).timestamp() * 1000)
"""9:00 WIB."""


@pytest.fixture
def written(engine: Engine) -> Judged:
    with writing(engine) as session:
        return judged(session)


def lacking(by: Judged, stage: int, entry: int, judge: int) -> list[int]:
    criteria = range(3 * stage, 3 * stage + 3)
    return [n - 3 * stage for n in criteria if (entry, judge, n) not in by.marks]


def held(by: Judged, stage: int) -> list[tuple[int, int]]:
    """Sheets that are waited for, by judge and then entry."""
    called = {
        entry
        for entry in range(9)
        if entry != WITHDRAWN and (stage, entry) not in (ABSENT, PRESENTING, *WAITING)
    }
    return sorted(
        (judge, entry)
        for entry, judge in by.due[stage]
        if entry in called and lacking(by, stage, entry, judge)
    )


@pytest.mark.parametrize("stage", [0, 1])
def test_progress_equals_the_oracle(engine: Engine, written: Judged, stage: int) -> None:
    board = Reader(engine).latest(written.ids.competition_id)
    html = progress_html(board, EN, stage)
    due = written.due[stage]
    full = {place for place in due if not lacking(written, stage, *place)}
    locked = {(e, j) for s, e, j in written.locked if s == stage}
    leads = texts_of(html, "lead")
    assert leads[0] == f"{len(full)} of {len(due)} score sheets are in {len(locked)} locked"
    waiting = held(written, stage)
    entries = {entry for _, entry in waiting}
    assert leads[-1].startswith(f"{len(waiting)} sheets hold back {len(entries)} places")
    for judge, row in enumerate(rows_of(html)[1:]):
        own, all_due = (sum(who == judge for _, who in of) for of in (full, due))
        late = sum(who == judge for who, _ in waiting)
        assert row[:4] == [
            f"Judge {judge + 1}",
            f"{own}/{all_due}",
            str(sum(who == judge for _, who in locked)),
            str(late) if late else "–",
        ]
        assert row[5:] == ["not enough data", "done" if own == all_due else "not enough data"]


def test_who_presents_and_who_has_not_scored_it(engine: Engine, written: Judged) -> None:
    board = Reader(engine).latest(written.ids.competition_id)
    stage, entry = PRESENTING
    html = progress_html(board, EN, stage)
    assert texts_of(html, "lead")[1].startswith("Presenting now: Dinas 6 Inovasi 6")
    judges = [
        f"Judge {judge + 1}"
        for one, judge in sorted(written.due[stage])
        if one == entry and lacking(written, stage, entry, judge)
    ]
    assert texts_of(html, "chips")[0] == f"Not scored yet by: {' '.join(judges)}"


@pytest.mark.parametrize("stage", [0, 1])
def test_the_list_names_every_sheet_that_is_waited_for(
    engine: Engine, written: Judged, stage: int
) -> None:
    board = Reader(engine).latest(written.ids.competition_id)
    wanted: list[str] = []
    waiting = held(written, stage)
    for judge in range(4):
        own = [entry for who, entry in waiting if who == judge]
        if own:
            count = "1 sheet" if len(own) == 1 else f"{len(own)} sheets"
            wanted += ["", f"Judge {judge + 1}: {count}"]
        for entry in own:
            missing = lacking(written, stage, entry, judge)
            names = EN.join([f"Kriteria {n + 1}" for n in missing])
            said = "not scored yet" if len(missing) == 3 else f"missing {names}"
            wanted.append(f"- {entry + 1}. Dinas {entry % 6 + 1}, Inovasi {entry + 1}: {said}")
    head, *rest = chase_text(board, EN, stage).splitlines()
    assert head.endswith(f"revision {board.revision})")
    assert rest == wanted


def test_the_chase_line_counts_sheets_and_places() -> None:
    assert chase_line(ID, 3, 2) == "3 lembar menahan 2 tempat"
    assert chase_line(EN, 1, 1) == "1 sheet holds back 1 place"
    assert chase_line(EN, 0, 0) == ""


def timed(engine: Engine, *, judged_entries: int = 4, held_on: date | None = DAY) -> Board:
    """Six entries in slots of 20 minutes from 9:00; the two judges mark one every 30 minutes."""
    with writing(engine) as session:
        ids = contest(session, units=6, criteria=1, judges=2)
    board = Reader(engine).latest(ids.competition_id)
    slots = tuple(
        replace(row, slot_time=time(9 + n // 3, n % 3 * 20))
        for n, row in enumerate(board.structure.entries)
    )
    rules = replace(board.competition, held_on=held_on)
    touched = np.zeros((6, 2), dtype=np.int64)
    touched[:judged_entries] = NINE + 30 * MINUTE * np.arange(judged_entries)[:, None]
    touched[:judged_entries, 1] += 12 * MINUTE
    changes = [
        (ids.submission_ids[entry], judge, ids.criterion_ids[0], 8000)
        for entry in range(judged_entries)
        for judge in ids.judge_ids
    ]
    board = board.remarked(changes) or board
    newest = datetime.fromtimestamp(int(touched.max()) / 1000, UTC)
    structure = replace(board.structure, competition=rules, entries=slots, newest_score_at=newest)
    return replace(board, structure=structure, touched=(touched,))


def test_pace_last_activity_and_finish_come_from_the_ledger(engine: Engine) -> None:
    rows = rows_of(progress_html(timed(engine), EN, 0))[1:]
    # The last sheets: 10:30 and 10:42; two are left at 2 an hour; the last slot, 10:40, ends 11:00.
    assert rows == [
        ["Judge 1", "4/6", "0", "2", "10:30 WIB 12 minutes ago", "2.0",
         "11:42 WIB 42 minutes after the schedule"],
        ["Judge 2", "4/6", "0", "2", "10:42 WIB just now", "2.0",
         "11:42 WIB 42 minutes after the schedule"],
    ]  # fmt: skip
    assert "10:42:00 WIB" in progress_html(timed(engine), EN, 0)


def test_below_the_least_number_of_sheets_nothing_is_projected(engine: Engine) -> None:
    for row in rows_of(progress_html(timed(engine, judged_entries=3), EN, 0))[1:]:
        assert row[5:] == ["not enough data", "not enough data"]


def test_a_judge_who_is_done_has_no_finish_to_come(engine: Engine) -> None:
    for row in rows_of(progress_html(timed(engine, judged_entries=6), EN, 0))[1:]:
        assert row[5:] == ["2.0", "done"]


def test_slots_of_another_day_are_not_compared(engine: Engine) -> None:
    rows = rows_of(progress_html(timed(engine, held_on=DAY + timedelta(days=1)), EN, 0))[1:]
    assert [row[6] for row in rows] == ["11:42 WIB", "11:42 WIB"]
    assert agenda_of(timed(engine, held_on=None), 0) == NINE + 120 * MINUTE


def test_spans_are_told_by_their_two_largest_parts() -> None:
    told = {m: duration(EN, m * MINUTE) for m in (1, 59, 60, 125, 1440, 1501, 3000)}
    assert told == {
        1: "1 minute", 59: "59 minutes", 60: "1 hour", 125: "2 hours 5 minutes", 1440: "1 day",
        1501: "1 day 1 hour", 3000: "2 days 2 hours",
    }  # fmt: skip
    assert duration(ID, 125 * MINUTE) == "2 jam 5 menit"


def test_the_sample_waits_for_nobody(engine: Engine) -> None:
    with writing(engine) as session:
        key = sample.load(session)
    board = Reader(engine).latest(key)
    html = progress_html(board, ID, 0)
    assert texts_of(html, "lead")[0] == "55 dari 55 lembar nilai masuk 50 terkunci"
    assert texts_of(html, "lead")[-1] == "Tidak ada yang tertunggak"
    assert [row[1:4] + row[5:] for row in rows_of(html)[1:]] == [
        ["11/11", "10", "–", "belum cukup data", "selesai"]
    ] * 5
    assert chase_text(board, ID, 0) == ""


def test_before_the_first_mark_judging_has_not_begun(engine: Engine) -> None:
    with writing(engine) as session:
        ids = contest(session)
    board = Reader(engine).latest(ids.competition_id)
    waiting = tuple(replace(row, status="waiting") for row in board.structure.entries)
    board = replace(board, structure=replace(board.structure, entries=waiting))
    html = progress_html(board, EN, 0)
    assert texts_of(html, "lead")[-1] == "Judging has not begun"
    assert {row[4] for row in rows_of(html)[1:]} == {"–"}
    assert chase_text(board, EN, 0) == ""


@pytest.mark.parametrize(
    ("built", "said"),
    [({"criteria": 0}, "criteria"), ({"judges": 0}, "judges"), ({"entries": 0}, "entries")],
)
def test_what_is_lacking_first_is_said_in_a_sentence(
    engine: Engine, built: dict[str, int], said: str
) -> None:
    with writing(engine) as session:
        ids = contest(session, **built)  # type: ignore[arg-type]  # numbers only
    board = Reader(engine).latest(ids.competition_id)
    assert texts_of(progress_html(board, EN, 0), "empty")[0].startswith(f"There are no {said}")


def test_a_competition_without_anything_says_what_to_do(engine: Engine) -> None:
    with writing(engine) as session:
        session.add(Competition(name="Kosong"))
    html = progress_html(Reader(engine).latest(1), EN, 0)
    assert texts_of(html, "empty")[0].startswith("There are no criteria yet.")
