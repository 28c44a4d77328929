"""The record of a change of structure: named as people name things, decimals written out."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from db.differences import Difference, differences
from db.engine import reading, writing
from db.models import ChangeKind
from db.queries import read_structure
from db.rows import RecusalRow, Structure, UnitRow
from db.structure import in_order, next_id, without_stage, write_structure
from tests.factories import contest


@pytest.fixture
def structure(engine: Engine) -> Structure:
    with writing(engine) as session:
        return read_structure(session, contest(session, stages=2).competition_id)


def test_nothing_changed_is_nothing_recorded(structure: Structure) -> None:
    assert differences(structure, structure) == []


def test_weights_are_recorded_as_decimals(structure: Structure) -> None:
    first, *rest = structure.criteria
    after = replace(structure, criteria=(replace(first, weight=1250, step=50), *rest))
    assert differences(structure, after) == [
        Difference(
            ChangeKind.CRITERION,
            {"stage": "Tahap 1", "criterion": "K1"},
            {"weight": "50", "step": "0.01"},
            {"weight": "12.5", "step": "0.5"},
        )
    ]


def test_what_hangs_on_a_renamed_stage_is_told_by_its_new_name(structure: Structure) -> None:
    first, second = structure.stages
    seat, *seats = structure.panel
    after = replace(
        structure, stages=(replace(first, name="Babak Awal"), second), panel=tuple(seats)
    )
    assert [(one.kind, one.subject) for one in differences(structure, after)] == [
        (ChangeKind.STAGE, {"stage": "Tahap 1"}),
        (ChangeKind.PANEL, {"stage": "Babak Awal", "judge": "J1"}),
    ]
    assert seat.stage_id == first.id


def test_a_known_unit_that_comes_or_goes_is_not_a_new_unit(structure: Structure) -> None:
    old = UnitRow(99_999, "LAMA", "Dinas Lama", "", "")
    new = UnitRow(-1, "BARU", "Dinas Baru", "", "")
    after = replace(
        structure,
        units=(*structure.units, old, new),
        eligible_unit_ids=(*structure.eligible_unit_ids, old.id, new.id),
    )
    told = [(one.kind.value, one.subject["unit"]) for one in differences(structure, after)]
    assert told == [("unit", "BARU"), ("roster", "LAMA"), ("roster", "BARU")]
    assert {one.kind for one in differences(after, structure)} == {ChangeKind.ROSTER}


def test_a_structure_is_written_as_it_was_meant(engine: Engine, structure: Structure) -> None:
    first, second = structure.stages
    unit = UnitRow(next_id(structure.units), "BARU", "Dinas Baru", "", "")
    work = replace(
        structure.submissions[0], id=next_id(structure.submissions), number=9, unit_id=unit.id
    )
    meant = replace(
        structure,
        units=(*structure.units, unit),
        stages=(replace(first, position=2), replace(second, position=1)),
        submissions=(*structure.submissions, work),
        recusals=(RecusalRow(structure.judges[0].id, work.id, "kerabat"),),
    )
    with writing(engine) as session:
        write_structure(session, structure, in_order(meant))
    with reading(engine) as session:
        found = read_structure(session, structure.competition.id)
    assert [row.name for row in found.stages] == ["Tahap 2", "Tahap 1"]
    new = found.submissions[-1]
    assert new.number == 9
    assert {row.id: row.code for row in found.units}[new.unit_id] == "BARU"
    assert [(row.submission_id, row.reason) for row in found.recusals] == [(new.id, "kerabat")]


def test_a_stage_goes_with_what_belongs_to_it(engine: Engine, structure: Structure) -> None:
    gone = structure.stages[0].id
    with writing(engine) as session:
        write_structure(session, structure, without_stage(structure, gone))
    with reading(engine) as session:
        found = read_structure(session, structure.competition.id)
    assert found == replace(
        without_stage(structure, gone),
        competition=found.competition,
    )
    assert gone not in {row.stage_id for row in (*found.criteria, *found.panel, *found.entries)}
