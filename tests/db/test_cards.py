"""Access cards: what is kept, who is found, what is recorded."""

import threading

import pytest
from sqlalchemy import Engine, select, text

from db.cards import (
    find_card,
    has_admin,
    is_valid,
    issue_card,
    list_cards,
    mark_used,
    revoke_card,
)
from db.changes import read_changes
from db.commands import remove_competition
from db.engine import reading, writing
from db.models import AccessCard, ChangeKind, Role
from db.secrets import shared_secret
from tests.factories import contest


def test_a_token_finds_its_card_and_is_nowhere_kept(engine: Engine) -> None:
    with writing(engine) as session:
        token = issue_card(session, "Ibu Sari", Role.PANITIA, actor="test")
    with reading(engine) as session:
        card = find_card(session, token)
        assert card is not None
        assert (card.holder, card.role, card.judge_id, card.competition_id) == (
            "Ibu Sari",
            Role.PANITIA,
            None,
            None,
        )
        assert card.created_at.tzinfo is not None and card.last_used_at is None
        for table in ("access_card", "change"):
            rows = session.execute(text(f"SELECT * FROM {table}")).all()
            assert rows and token not in str(rows)
        for wrong in ("", token[:-1], token + "x", token.swapcase(), card.token_hash):
            assert find_card(session, wrong) is None


def test_tokens_have_128_bits_and_fit_a_link(engine: Engine) -> None:
    with writing(engine) as session:
        tokens = {issue_card(session, "P", Role.PIMPINAN, actor="test") for _ in range(20)}
    assert len(tokens) == 20
    assert all(len(token) == 22 and token.replace("-", "a").replace("_", "a").isalnum()
               for token in tokens)  # fmt: skip


def test_a_revoked_card_finds_nobody_and_is_recorded_once(engine: Engine) -> None:
    with writing(engine) as session:
        token = issue_card(session, "Pak Budi", Role.ADMIN, actor="cli")
        card = find_card(session, token)
        assert card is not None and has_admin(session) and is_valid(session, card.id)
    with writing(engine) as session:
        assert revoke_card(session, card.id, actor="cli")
        assert not revoke_card(session, card.id, actor="cli")
        assert not revoke_card(session, 999, actor="cli")
    with reading(engine) as session:
        assert find_card(session, token) is None
        assert not has_admin(session) and not is_valid(session, card.id)
        revoked, issued = read_changes(session, None)
    assert (issued.kind, issued.subject, issued.before, issued.after) == (
        ChangeKind.CARD,
        {"card": card.id, "holder": "Pak Budi"},
        None,
        {"role": "admin", "judge": None},
    )
    assert revoked.before == {"revoked_at": None} and revoked.after["revoked_at"]


def test_a_judge_has_one_card_of_his_own_competition(engine: Engine) -> None:
    with writing(engine) as session:
        ids = contest(session)
        first = issue_card(session, "Juri 1", Role.JURI, ids.judge_ids[0], actor="test")
        other = issue_card(session, "Juri 2", Role.JURI, ids.judge_ids[1], actor="test")
        second = issue_card(session, "Juri 1", Role.JURI, ids.judge_ids[0], actor="test")
    with reading(engine) as session:
        assert find_card(session, first) is None
        assert find_card(session, other) is not None
        card = find_card(session, second)
        assert card is not None
        assert (card.judge_id, card.judge_code) == (ids.judge_ids[0], "J1")
        assert card.competition_id == ids.competition_id
        assert len(list_cards(session)) == 3
        kinds = [row.kind for row in read_changes(session, ids.competition_id)]
        assert kinds == [ChangeKind.CARD] * 4
        assert read_changes(session, None) == []


def test_a_card_names_a_judge_just_when_it_is_a_judges(engine: Engine) -> None:
    with writing(engine) as session:
        ids = contest(session)
    for role, judge in ((Role.JURI, None), (Role.OPERATOR, ids.judge_ids[0])):
        with pytest.raises(ValueError, match="names a judge"), writing(engine) as session:
            issue_card(session, "X", role, judge, actor="test")
    with pytest.raises(LookupError), writing(engine) as session:
        issue_card(session, "X", Role.JURI, 999, actor="test")
    with reading(engine) as session:
        assert session.scalars(select(AccessCard)).all() == []


def test_a_judges_card_goes_with_his_competition(engine: Engine) -> None:
    with writing(engine) as session:
        ids = contest(session)
        token = issue_card(session, "Juri 1", Role.JURI, ids.judge_ids[0], actor="test")
        remove_competition(session, ids.competition_id)
        assert find_card(session, token) is None


def test_the_last_use_is_written_down(engine: Engine) -> None:
    with writing(engine) as session:
        token = issue_card(session, "P", Role.PIMPINAN, actor="test")
        card = find_card(session, token)
        assert card is not None
        mark_used(session, card.id)
        used = find_card(session, token)
    assert used is not None and used.last_used_at is not None
    assert used.last_used_at >= used.created_at and used.last_used_at.tzinfo is not None


@pytest.mark.parametrize("holder", ["=1+1", "<b>x</b>", "\u202eabc", "é" * 200, "Ny. O'Neil; --"])
def test_a_holder_is_kept_as_it_was_written(engine: Engine, holder: str) -> None:
    with writing(engine) as session:
        issue_card(session, holder, Role.OPERATOR, actor="test")
    with reading(engine) as session:
        assert [row.holder for row in list_cards(session)] == [holder]


def test_all_who_ask_at_once_get_the_same_key(engine: Engine) -> None:
    found: list[str] = []
    askers = [
        threading.Thread(target=lambda: found.append(shared_secret(engine, "cookie")))
        for _ in range(8)
    ]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert len(found) == 8 and len(set(found)) == 1 and len(found[0]) >= 43
    assert shared_secret(engine, "another") != found[0]
