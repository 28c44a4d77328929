"""The frame: every page opens in every language, with data and without, and never in error."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from dashboard.view.words import LANGUAGES
from db import sample
from db.engine import writing
from db.models import Competition, Snapshot, SnapshotKind
from tests.factories import contest
from tests.test_structure import ROOT

APP = str(ROOT / "dashboard" / "app.py")
PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))


def opened(page: str, **asked: str) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=30)
    for name, value in asked.items():
        app.query_params[name] = value
    app.run()
    app.switch_page(str(ROOT / "pages" / f"{page}.py")).run()
    assert [error.value for error in app.exception] == []
    return app


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_on_the_sample(database: Engine, page: str, language: str) -> None:
    with writing(database) as session:
        sample.load(session)
    app = opened(page, bahasa=language)
    assert app.session_state["screen"].language == language


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_on_a_competition_without_entries(database: Engine, page: str) -> None:
    with writing(database) as session:
        session.add(Competition(name="Kosong"))
    opened(page)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_on_several_stages_without_marks(database: Engine, page: str) -> None:
    with writing(database) as session:
        contest(session, stages=2, entries=5)
    opened(page)


def test_an_empty_database_says_what_to_do(database: Engine) -> None:
    app = AppTest.from_file(APP, default_timeout=30).run()
    assert [error.value for error in app.exception] == []
    assert "halaman Data" in app.info[0].value


def test_a_link_keeps_language_and_competition_over_a_change_of_page(database: Engine) -> None:
    with writing(database) as session:
        first = contest(session).competition_id
        contest(session)
    app = opened(PAGES[0], bahasa="en", lomba=str(first))
    seen = app.session_state["screen"]
    assert (seen.language, seen.competition_id) == ("en", first)


@pytest.mark.parametrize("odd", ["0", "-1", "999999", "abc", "1e9", "9" * 400, "²", "<b>"])
def test_an_odd_address_shows_the_newest_competition(database: Engine, odd: str) -> None:
    with writing(database) as session:
        contest(session)
        newest = contest(session).competition_id
    app = opened(PAGES[0], bahasa=odd, lomba=odd, layar=odd)
    seen = app.session_state["screen"]
    assert (seen.language, seen.competition_id) == ("id", newest)


def test_the_frame_says_final_once_the_result_is_set_down(database: Engine) -> None:
    with writing(database) as session:
        ids = contest(session)
    assert "Sementara" in badges(opened(PAGES[0]))
    with writing(database) as session:
        session.add(
            Snapshot(
                competition_id=ids.competition_id,
                revision=1,
                kind=SnapshotKind.FINAL,
                taken_at=datetime.now(UTC),
                taken_by="test",
                content="{}",
                sha256="",
            )
        )
    assert "Final" in badges(opened(PAGES[0]))


def test_the_picker_shows_only_where_there_is_a_choice(database: Engine) -> None:
    with writing(database) as session:
        only = contest(session).competition_id
    assert opened(PAGES[0]).selectbox.len == 0
    with writing(database) as session:
        contest(session)
    app = opened(PAGES[0])
    assert app.session_state["screen"].competition_id != only
    app.selectbox[0].select(only).run()
    app.run()
    assert app.session_state["screen"].competition_id == only
    assert app.query_params["lomba"] == str(only)


def badges(app: AppTest) -> str:
    return " ".join(element.value for element in app.markdown)
