"""The panel of access cards: making, the only showing, replacing, revoking, refusals in words."""

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from dashboard.access import Identity
from dashboard.forms.cards_made import MADE
from db.cards import list_cards
from db.engine import reading, writing
from db.models import Role
from db.rows import CardRow
from tests.factories import Contest, contest


@pytest.fixture
def ids(database: Engine) -> Contest:
    with writing(database) as session:
        return contest(session)


def script() -> None:
    from dashboard import live, screen
    from dashboard.forms.cards import cards

    seen = screen.begin()
    live.begin()
    cards(seen)


def opened() -> AppTest:
    app = AppTest.from_function(script, default_timeout=30).run()
    return checked(app)


def checked(app: AppTest) -> AppTest:
    assert [error.value for error in app.exception] == []
    return app


def press(app: AppTest, label: str) -> AppTest:
    (button,) = (button for button in app.button if label in button.label)
    return checked(button.click().run())


def choose_role(app: AppTest, role: Role) -> AppTest:
    (pills,) = (group for group in app.button_group if group.label == "Peran")
    return checked(pills.set_value(role).run())


def kept(database: Engine) -> list[CardRow]:
    with reading(database) as session:
        return list_cards(session)


def test_a_card_is_made_and_shown_until_its_maker_is_done(database: Engine) -> None:
    app = opened()  # without a competition there are no judges to choose
    assert "Juri" not in str([group.options for group in app.button_group])
    app = choose_role(app, Role.PANITIA)
    press(app, "Buat kartu")
    assert [error.value for error in app.error] == ["Isi nama pemegang kartu."]
    app.text_input[0].set_value("Ibu Sari").run()
    press(app, "Buat kartu")
    (card,) = kept(database)
    assert (card.holder, card.role) == ("Ibu Sari", Role.PANITIA)
    (made,) = app.session_state[MADE]
    assert made.holder == "Ibu Sari" and len(made.token) == 22
    assert app.text_input(key="card holder 1").value == ""
    app.text_input(key="cards base").set_value("https://lomba.go.id").run()
    press(app, "Selesai")
    assert MADE not in app.session_state


def test_an_address_that_is_none_shows_no_links(database: Engine) -> None:
    app = choose_role(opened(), Role.ADMIN)
    app.text_input[0].set_value("Sari").run()
    press(app, "Buat kartu")
    base = app.text_input(key="cards base")
    checked(base.set_value("lomba.go.id").run())
    assert "Ini bukan alamat" in app.error[0].value
    checked(app.text_input(key="cards base").set_value("http://localhost:8501").run())
    assert "hanya terbuka di komputer ini" in app.warning[0].value
    checked(app.text_input(key="cards base").set_value("https://lomba.go.id").run())
    assert not app.error and not app.warning


def test_a_jury_gets_its_cards_at_once(database: Engine, ids: Contest) -> None:
    app = opened()
    press(app, "Buat kartu untuk 2 juri")
    assert [card.judge_code for card in app.session_state[MADE]] == ["J1", "J2"]
    assert not [button for button in app.button if "yang belum punya" in button.label]
    app.selectbox(key="card judge 1").set_value(ids.judge_ids[0]).run()
    assert any("sudah punya kartu" in caption.value for caption in app.caption)
    press(app, "Buat kartu")
    assert len(app.session_state[MADE]) == 3
    assert [card.revoked_at is None for card in kept(database)] == [True, True, False]


def test_a_card_without_its_judge_is_refused_in_words(database: Engine, ids: Contest) -> None:
    app = opened()
    (button,) = (button for button in app.button if button.label == "Buat kartu")
    checked(button.click().run())
    assert [error.value for error in app.error] == ["Pilih juri pemegang kartu ini."]
    assert kept(database) == []


def test_a_card_is_replaced_and_revoked(database: Engine) -> None:
    app = choose_role(opened(), Role.OPERATOR)
    app.text_input[0].set_value("Pak Budi").run()
    press(app, "Buat kartu")
    (card,) = kept(database)
    app.selectbox(key="card 1").set_value(card.id).run()
    press(app, "Ganti kartu ini")
    new, old = kept(database)
    assert old.id == card.id and old.revoked_at and new.revoked_at is None
    app.selectbox(key="card 2").set_value(new.id).run()
    press(app, "Cabut kartu ini")
    assert all(row.revoked_at for row in kept(database))
    assert not [button for button in app.button if "Cabut kartu" in button.label]


def test_whose_card_was_revoked_meanwhile_is_told(database: Engine, asking: list[Identity]) -> None:
    asking[0] = Identity(Role.ADMIN, "Sari", card_id=99)
    app = choose_role(opened(), Role.ADMIN)
    app.text_input[0].set_value("X").run()
    press(app, "Buat kartu")
    assert [error.value for error in app.error] == ["Kartu akses Anda telah dicabut."]


@pytest.mark.parametrize("role", [Role.PANITIA, Role.JURI, None])
def test_others_see_no_cards(database: Engine, asking: list[Identity], role: Role | None) -> None:
    asking[0] = Identity(role, "x")
    app = opened()
    assert [error.value for error in app.error] == ["Akses Anda tidak mengizinkan ini."]
    assert not app.button
