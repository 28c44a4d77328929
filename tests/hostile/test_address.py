"""The address of a page: whatever stands in it, the page opens and shows what there is."""

from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from dashboard import screen
from dashboard.access import NOBODY, Identity
from dashboard.view.words import LANGUAGES
from db.engine import connect, writing
from db.models import Role
from tests.factories import Contest, contest
from tests.hostile.texts import ANY, NAMES, clean, tries
from tests.test_structure import ROOT

APP = str(ROOT / "dashboard" / "app.py")
READ = ("lomba", "bahasa", "layar", "putar", "bagian")
"""What the frame and the pages read of their address; see the test of that name."""
OTHERS = ("page", "embed_options", "stage", "jenis", "dari", "oleh", "x")
"""What they do not read, or the files of the routes read."""
PAGES = ("leaderboard", "participation", "settings", "history", "sheet", "result", "summary")
WHO = {"admin": Identity(Role.ADMIN, "admin"), "nobody": NOBODY}
VALUES = st.one_of(
    ANY.map(clean),
    st.sampled_from(["1", "0", "-1", "en", "EN", "id ", "999999999", "1_000", "٣", "true"]),
)


@pytest.fixture
def built(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Contest]:
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    engine: Engine = connect(sqlite_url)
    with writing(engine) as session:
        ids = contest(session, stages=2)
    yield ids
    engine.dispose()
    screen.reader().engine.dispose()


def test_what_is_read_of_the_address_is_tried_here() -> None:
    from dashboard.forms.settings.page import ADDRESS

    assert {*READ} == {screen.LANGUAGE, screen.COMPETITION, screen.WALL, screen.TURN, ADDRESS}


@tries(30)
@given(
    page=st.sampled_from(PAGES),
    who=st.sampled_from(sorted(WHO)),
    asked=st.dictionaries(st.sampled_from(READ + OTHERS), VALUES, min_size=1, max_size=6),
)
@example(page="settings", who="admin", asked={"bagian": "<script>"})
@example(page="leaderboard", who="admin", asked={"layar": "1", "putar": "0"})
@example(page="leaderboard", who="admin", asked={"layar": "1", "putar": "999999999"})
@example(page="participation", who="admin", asked={"layar": "1", "putar": "9" * 5000})
def test_any_address_opens_the_page(
    built: Contest, page: str, who: str, asked: dict[str, str]
) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(screen, "asked_by", lambda: WHO[who])
        app = AppTest.from_file(APP, default_timeout=30)
        for name, value in asked.items():
            app.query_params[name] = value
        app.run()
        if who == "admin":
            app.switch_page(str(ROOT / "pages" / f"{page}.py"))
            for name, value in asked.items():
                app.query_params[name] = value
            app.run()
    assert [error.value for error in app.exception] == []
    seen = app.session_state["screen"]
    assert seen.language in LANGUAGES
    if asked.get("bahasa") not in LANGUAGES:
        assert seen.language == "id"
    assert seen.competition_id == (built.competition_id if who == "admin" else None)
    shown = " ".join(element.value for element in (*app.markdown, *app.info, *app.error))
    assert not [name for name in NAMES if "<" in name and name in shown]
