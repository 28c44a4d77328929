"""Access cards at the desk: who may, for whom, what is recorded, which card stays."""

import threading

import pytest
from sqlalchemy import Engine

from dashboard.access import NOBODY, Identity
from dashboard.desk import cards as desk
from dashboard.desk.door import GONE, NOT_ALLOWED, Denied
from db.cards import find_card, list_cards
from db.changes import read_changes
from db.engine import reading, writing
from db.models import Role
from db.rows import CardRow, IssuedCard
from tests.factories import Contest, contest

ADMIN = Identity(Role.ADMIN, "Sari")


@pytest.fixture
def ids(engine: Engine) -> Contest:
    with writing(engine) as session:
        return contest(session, judges=3)


def card_of(engine: Engine, issued: IssuedCard) -> CardRow | None:
    with reading(engine) as session:
        return find_card(session, issued.token)


def as_holder(engine: Engine, issued: IssuedCard) -> Identity:
    row = card_of(engine, issued)
    assert row is not None
    return Identity(row.role, row.holder, row.judge_id, row.competition_id, row.id)


def test_a_card_is_issued_in_the_name_as_written_but_for_spaces(engine: Engine) -> None:
    made = desk.issue(engine, ADMIN, "  Ibu\tSari \n Dewi ", Role.PANITIA)
    assert made.holder == "Ibu Sari Dewi"
    row = card_of(engine, made)
    assert row is not None and (row.holder, row.role) == ("Ibu Sari Dewi", Role.PANITIA)
    with reading(engine) as session:
        (change,) = read_changes(session, None)
    assert change.actor == "Sari" and change.subject["holder"] == "Ibu Sari Dewi"


@pytest.mark.parametrize(
    ("holder", "role", "message", "where"),
    [
        (" \u00a0 ", Role.ADMIN, desk.NO_HOLDER, "holder"),
        ("x" * 201, Role.ADMIN, desk.LONG_HOLDER, "holder"),
        ("Juri", Role.JURI, desk.NO_JUDGE, "judge"),
    ],
)
def test_a_card_for_no_one_is_refused_where_it_was_asked(
    engine: Engine, holder: str, role: Role, message: str, where: str
) -> None:
    with pytest.raises(Denied) as denied:
        desk.issue(engine, ADMIN, holder, role)
    assert (denied.value.message, denied.value.where) == (message, where)
    assert desk.list_cards(engine, ADMIN) == []


@pytest.mark.parametrize("role", [*(role for role in Role if role != Role.ADMIN), None])
def test_only_an_admin_gives_access(engine: Engine, ids: Contest, role: Role | None) -> None:
    who = NOBODY if role is None else Identity(role, "x")
    made = desk.issue(engine, ADMIN, "P", Role.PIMPINAN)
    row = card_of(engine, made)
    assert row is not None
    for act in (
        lambda: desk.list_cards(engine, who),
        lambda: desk.issue(engine, who, "x", Role.ADMIN),
        lambda: desk.issue_to_judge(engine, who, ids.competition_id, ids.judge_ids[0]),
        lambda: desk.issue_to_jury(engine, who, ids.competition_id),
        lambda: desk.replace(engine, who, row.id),
        lambda: desk.revoke(engine, who, row.id),
    ):
        with pytest.raises(Denied) as denied:
            act()
        assert denied.value.message == NOT_ALLOWED
    assert [one.id for one in desk.list_cards(engine, ADMIN)] == [row.id]


def test_a_jury_gets_the_cards_it_lacks(engine: Engine, ids: Contest) -> None:
    first = desk.issue_to_judge(engine, ADMIN, ids.competition_id, ids.judge_ids[1])
    made = desk.issue_to_jury(engine, ADMIN, ids.competition_id)
    assert [card.judge_code for card in made] == ["J1", "J3"]
    assert all(card.competition.startswith("Lomba") for card in made)
    assert desk.issue_to_jury(engine, ADMIN, ids.competition_id) == []
    assert card_of(engine, first) is not None
    again = desk.issue_to_judge(engine, ADMIN, ids.competition_id, ids.judge_ids[1])
    assert card_of(engine, first) is None and card_of(engine, again) is not None


def test_two_admins_at_once_make_one_card_for_each_judge(engine: Engine, ids: Contest) -> None:
    made: list[IssuedCard] = []
    askers = [
        threading.Thread(
            target=lambda: made.extend(desk.issue_to_jury(engine, ADMIN, ids.competition_id))
        )
        for _ in range(4)
    ]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert sorted(card.judge_code for card in made) == ["J1", "J2", "J3"]


def test_a_judge_of_another_competition_gets_none_here(engine: Engine, ids: Contest) -> None:
    with writing(engine) as session:
        other = contest(session)
    for judge in (other.judge_ids[0], None, 999):
        with pytest.raises(Denied) as denied:
            desk.issue_to_judge(engine, ADMIN, ids.competition_id, judge)
        assert denied.value.message == desk.NO_JUDGE
    with pytest.raises(Denied) as denied:
        desk.issue_to_jury(engine, ADMIN, 999)
    assert denied.value.message == GONE


def test_a_replaced_card_is_the_same_but_for_the_link(engine: Engine, ids: Contest) -> None:
    for made in (
        desk.issue(engine, ADMIN, "Pak Budi", Role.OPERATOR),
        desk.issue_to_judge(engine, ADMIN, ids.competition_id, ids.judge_ids[0]),
    ):
        row = card_of(engine, made)
        assert row is not None
        new = desk.replace(engine, ADMIN, row.id)
        assert card_of(engine, made) is None
        held = card_of(engine, new)
        assert held is not None
        assert (held.holder, held.role, held.judge_id) == (row.holder, row.role, row.judge_id)
        with pytest.raises(Denied) as denied:
            desk.replace(engine, ADMIN, row.id)
        assert denied.value.message == desk.NO_CARD


def test_a_card_is_revoked_once_and_its_holder_can_do_nothing_more(engine: Engine) -> None:
    other = as_holder(engine, desk.issue(engine, ADMIN, "B", Role.ADMIN))
    row = card_of(engine, desk.issue(engine, other, "P", Role.PIMPINAN))
    assert row is not None and other.card_id is not None
    desk.revoke(engine, ADMIN, row.id)
    with pytest.raises(Denied) as denied:
        desk.revoke(engine, ADMIN, row.id)
    assert denied.value.message == desk.NO_CARD
    desk.revoke(engine, ADMIN, other.card_id)
    with pytest.raises(Denied):
        desk.issue(engine, other, "X", Role.ADMIN)


def test_who_is_in_by_the_only_admin_card_cannot_revoke_it(engine: Engine) -> None:
    me = as_holder(engine, desk.issue(engine, ADMIN, "A", Role.ADMIN))
    assert me.card_id is not None
    with pytest.raises(Denied) as denied:
        desk.revoke(engine, me, me.card_id)
    assert denied.value.message == desk.LAST_ADMIN
    with reading(engine) as session:
        assert [row.revoked_at for row in list_cards(session)] == [None]
    desk.issue(engine, me, "B", Role.ADMIN)
    desk.revoke(engine, me, me.card_id)
