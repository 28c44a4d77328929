"""A new competition takes over the shape of an earlier one, and nothing that happened in it."""

from dataclasses import asdict, replace
from itertools import product

import pytest
from sqlalchemy import Engine

from db import sample
from db.engine import reading, writing
from db.models import Competition, Level, Method, Phase
from db.queries import read_scores, read_structure
from db.rows import Structure
from db.starting import Beginning, Parts, start_competition

NEW = Beginning("Lomba Baru", "2027", unit_term="OPD")


def shape(structure: Structure) -> dict[str, object]:
    """What two competitions can have in common, without ids."""
    stage = {row.id: row.name for row in structure.stages}
    judge = {row.id: row.code for row in structure.judges}
    return {
        "stages": [(row.position, row.name, row.weight) for row in structure.stages],
        "criteria": [
            (stage[row.stage_id], *asdict(replace(row, id=0, stage_id=0)).values())
            for row in structure.criteria
        ],
        "judges": [(row.code, row.name, row.institution) for row in structure.judges],
        "panel": [(stage[row.stage_id], judge[row.judge_id]) for row in structure.panel],
        "roster": structure.eligible_unit_ids,
    }


@pytest.fixture
def earlier(engine: Engine) -> int:
    with writing(engine) as session:
        key = sample.load(session)
        competition = session.get_one(Competition, key)
        competition.method, competition.level = Method.MEDIAN, Level.SHEET
        competition.tie_break = "K5,K1"
    return key


@pytest.mark.parametrize("chosen", list(product([True, False], repeat=4)))
def test_each_part_comes_or_stays(engine: Engine, earlier: int, chosen: tuple[bool, ...]) -> None:
    parts = Parts(*chosen)
    with writing(engine) as session:
        new = start_competition(session, NEW, source_id=earlier, parts=parts)
    with reading(engine) as session:
        old, made = (read_structure(session, key) for key in (earlier, new))
        assert len(read_scores(session, new).value) == 0
    was, now = shape(old), shape(made)
    assert now["stages"] == (was["stages"] if parts.stages else [])
    with_criteria = parts.stages and parts.criteria
    assert now["criteria"] == (was["criteria"] if with_criteria else [])
    assert now["judges"] == (was["judges"] if parts.judges else [])
    assert now["panel"] == (was["panel"] if parts.stages and parts.judges else [])
    assert now["roster"] == (was["roster"] if parts.roster else ())
    rules = (made.competition.method, made.competition.level, made.competition.tie_break)
    assert rules == (
        (Method.MEDIAN, Level.SHEET, "K5,K1")
        if with_criteria
        else (Method.MEAN, Level.CRITERION, "criteria")
    )
    assert made.competition.phase == Phase.REGISTRATION
    assert not made.competition.is_sample
    assert (made.submissions, made.entries, made.sheets, made.recusals) == ((), (), (), ())


def test_an_empty_one_has_its_own_facts_alone(engine: Engine) -> None:
    with writing(engine) as session:
        new = start_competition(session, NEW)
    with reading(engine) as session:
        made = read_structure(session, new)
    assert {name: getattr(made.competition, name) for name in asdict(NEW)} == asdict(NEW)
    assert (made.stages, made.judges, made.units) == ((), (), ())


def test_the_earlier_one_stays_as_it_was(engine: Engine, earlier: int) -> None:
    with reading(engine) as session:
        before = read_structure(session, earlier)
    with writing(engine) as session:
        start_competition(session, NEW, source_id=earlier)
    with reading(engine) as session:
        assert read_structure(session, earlier) == before
