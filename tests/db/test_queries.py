"""What can be asked of the database."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, text

from db.commands import record_scores, remove_competition
from db.engine import reading, writing
from db.models import Competition, EligibleUnit, Recusal, Sheet, Submission, Unit
from db.queries import (
    find_competition,
    list_competitions,
    read_editions,
    read_heads,
    read_scores,
    read_structure,
)
from db.rows import EditionRow, EntryRow, Head, PanelRow, RecusalRow, SheetRow
from tests.factories import contest


def test_marks_are_read_as_hundredths_in_the_order_of_their_keys(engine: Engine) -> None:
    with writing(engine) as session:
        built, other = contest(session), contest(session)
        marks = {key: 29 + place * 101 for place, key in enumerate(built.keys)}
        record_scores(session, [(*k, v) for k, v in reversed(marks.items())], actor="juri")
        record_scores(session, [(*other.keys[0], 5000)], actor="juri")
    with reading(engine) as session:
        scores = read_scores(session, built.competition_id)
    columns = (scores.submission_id, scores.judge_id, scores.criterion_id, scores.value)
    assert [column.dtype.name for column in columns] == ["int64"] * 4
    rows = list(zip(*(column.tolist() for column in columns), strict=True))
    assert rows == [(*key, value) for key, value in sorted(marks.items())]


def test_every_hundredth_is_read_exactly(engine: Engine) -> None:
    with writing(engine) as session:
        built = contest(session, units=50, judges=20, criteria=10)
        values = [value % 10001 for value in range(len(built.keys))]
        rows = [(*key, value) for key, value in zip(built.keys, values, strict=True)]
        record_scores(session, rows, actor="juri")
        assert read_scores(session, built.competition_id).value.tolist() == values


def test_a_competition_without_marks_gives_empty_arrays(engine: Engine) -> None:
    with writing(engine) as session:
        built = contest(session)
        assert read_scores(session, built.competition_id).value.shape == (0,)


def test_heads_are_those_of_every_competition(engine: Engine) -> None:
    with writing(engine) as session:
        one, two = contest(session), contest(session)
        before = read_heads(session)
        record_scores(session, [(*one.keys[0], 8000), (*one.keys[1], 8000)], actor="juri")
        head = before[one.competition_id]
        assert read_heads(session) == {
            one.competition_id: Head(head.revision + 2, head.structure_revision),
            two.competition_id: before[two.competition_id],
        }


def test_the_structure_is_whole_and_in_order(engine: Engine) -> None:
    confirmed = datetime(2018, 11, 27, 7, 30, tzinfo=UTC)
    with writing(engine) as session:
        built = contest(session, units=3, judges=2, criteria=2, entries=2, stages=2)
        contest(session)
        session.add(Unit(code="luar", name="Bukan peserta"))
        session.add(
            Recusal(judge_id=built.judge_ids[0], submission_id=built.submission_ids[0], reason="x")
        )
        session.add(
            Sheet(
                stage_id=built.stage_ids[0],
                submission_id=built.submission_ids[1],
                judge_id=built.judge_ids[1],
                confirmed_at=confirmed,
            )
        )
        session.execute(
            text("UPDATE stage_entry SET running_order = NULL WHERE submission_id = :first"),
            {"first": built.submission_ids[0]},
        )
    with reading(engine) as session:
        structure = read_structure(session, built.competition_id)
    assert structure.competition.id == built.competition_id
    assert tuple(row.id for row in structure.units) == built.unit_ids
    assert structure.eligible_unit_ids == built.unit_ids
    assert tuple(row.id for row in structure.stages) == built.stage_ids
    assert tuple(row.id for row in structure.criteria) == built.criterion_ids
    assert {row.weight for row in structure.criteria} == {5000}
    assert {(row.minimum, row.maximum, row.step) for row in structure.criteria} == {(0, 10000, 1)}
    assert tuple(row.id for row in structure.judges) == built.judge_ids
    assert structure.panel == tuple(
        PanelRow(stage, judge) for stage in built.stage_ids for judge in built.judge_ids
    )
    assert structure.recusals == (RecusalRow(built.judge_ids[0], built.submission_ids[0], "x"),)
    assert tuple(row.id for row in structure.submissions) == built.submission_ids
    assert [(row.stage_id, row.submission_id, row.running_order) for row in structure.entries] == [
        (stage, submission, order)
        for stage in built.stage_ids
        for submission, order in ((built.submission_ids[1], 2), (built.submission_ids[0], None))
    ]
    assert isinstance(structure.entries[0], EntryRow)
    assert structure.sheets == (
        SheetRow(built.stage_ids[0], built.submission_ids[1], built.judge_ids[1], "", confirmed),
    )
    assert structure.newest_score_at is None


def test_the_newest_change_of_a_mark_is_dated(engine: Engine) -> None:
    with writing(engine) as session:
        built = contest(session)
        record_scores(session, [(*built.keys[0], 8000)], actor="juri")
    with reading(engine) as session:
        newest = read_structure(session, built.competition_id).newest_score_at
    assert newest is not None
    assert abs((datetime.now(UTC) - newest).total_seconds()) < 30


def test_an_unknown_competition_has_no_structure(engine: Engine) -> None:
    with (
        reading(engine) as session,
        pytest.raises(LookupError, match="no competition with the id 7"),
    ):
        read_structure(session, 7)


def test_competitions_are_listed_newest_first(engine: Engine) -> None:
    with writing(engine) as session:
        ids = [contest(session).competition_id for _ in range(3)]
        assert [row.id for row in list_competitions(session)] == ids[::-1]


def test_a_competition_is_found_by_id_name_or_not_at_all(engine: Engine) -> None:
    with writing(engine) as session:
        one, two = contest(session).competition_id, contest(session).competition_id
        name = find_competition(session, str(one)).name
        assert find_competition(session, None).id == two
        assert find_competition(session, name.upper()).id == one
        assert find_competition(session, f"{name} 2018").id == one
        with pytest.raises(LookupError) as caught:
            find_competition(session, "Lomba Lain")
        assert "there is no competition 'Lomba Lain'; these exist: " in str(caught.value)
        assert f"{one}: {name} 2018" in str(caught.value)
        remove_competition(session, one)
        remove_competition(session, two)
        with pytest.raises(LookupError, match="no competition yet"):
            find_competition(session, None)


def test_editions_count_the_expected_units_with_an_entry_that_stands(engine: Engine) -> None:
    with writing(engine) as session:
        newer, older, undated = (
            contest(session, units=5, entries=7),
            contest(session),
            contest(session),
        )
        for built, year in ((newer, 2018), (older, 2017)):
            session.get_one(Competition, built.competition_id).held_on = date(year, 11, 27)
        session.get_one(Competition, newer.competition_id).participation_target = 80
        # units 1 and 2 have two entries each: one of 1 is out, both of 2 are
        for position, status in ((5, "withdrawn"), (1, "withdrawn"), (6, "disqualified")):
            session.get_one(Submission, newer.submission_ids[position]).status = status
        # entry 3 is of a unit that is expected in another competition only
        session.get_one(Submission, newer.submission_ids[2]).unit_id = older.unit_ids[0]
    with reading(engine) as session:
        names = {row.id: row.name for row in list_competitions(session)}
        assert read_editions(session) == tuple(
            EditionRow(built.competition_id, names[built.competition_id], "2018", day, *figures)
            for built, day, figures in (
                (older, date(2017, 11, 27), (100, 3, 3)),
                (newer, date(2018, 11, 27), (80, 5, 3)),
                (undated, None, (100, 3, 3)),
            )
        )


def test_an_edition_that_expects_nobody_counts_nobody(engine: Engine) -> None:
    with writing(engine) as session:
        built = contest(session)
        for unit in built.unit_ids:
            session.delete(session.get_one(EligibleUnit, (built.competition_id, unit)))
    with reading(engine) as session:
        (row,) = read_editions(session)
    assert (row.eligible, row.joined) == (0, 0)
