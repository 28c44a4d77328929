"""A screen that is told of a change shows it, however many changes it has missed."""

import subprocess
import sys
from types import SimpleNamespace

import pytest
from sqlalchemy import Engine
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests
from streamlit.testing.v1 import AppTest

from dashboard import live, screen
from dashboard.reader import KEPT_BOARDS
from db.commands import confirm_sheet, record_scores
from db.engine import writing
from tests.benchmarks.viewer import ROOT
from tests.factories import Contest, contest


@pytest.fixture
def ids(database: Engine) -> Contest:
    with writing(database) as session:
        return contest(session)


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a run of the strip's own fragment; AppTest always runs the whole page."""
    monkeypatch.setattr(live, "is_alone", lambda: True)


def script() -> None:
    import streamlit as st

    from dashboard import live, screen

    screen.begin()
    live.begin()

    @live.part
    def marks() -> None:
        st.text(f"marks {screen.now().revision}")

    @live.part_of(lambda board: board.competition.structure_revision)
    def rules() -> None:
        st.text(f"rules {screen.now().revision}")

    marks()
    rules()
    live.strip()
    st.button("told", on_click=live.follow)


def burst(engine: Engine, ids: Contest, marks: int) -> int:
    """So many marks, each on a board that another screen has read; the last revision."""
    for step in range(marks):
        with writing(engine) as session:
            record_scores(session, [(*ids.keys[0], 6000 + step)], actor="juri")
        screen.reader().latest(ids.competition_id)
    return screen.reader().latest(ids.competition_id).revision


def drawn_again(app: AppTest) -> list[str]:
    """What the parts say that are drawn again when the screen is told of a change."""
    app.button[0].click().run()
    assert not app.exception
    return [text.value for text in app.text]


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize("missed", [1, KEPT_BOARDS, 3 * KEPT_BOARDS])
def test_a_new_mark_is_shown_however_many_were_missed(
    database: Engine, ids: Contest, missed: int
) -> None:
    app = AppTest.from_function(script).run()
    newest = burst(database, ids, missed)
    assert f"marks {newest}" in drawn_again(app)


@pytest.mark.usefixtures("alone")
def test_what_a_new_mark_does_not_change_is_left_alone(
    database: Engine, ids: Contest, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = AppTest.from_function(script).run()
    claim = app.session_state[live.CLAIM]
    monkeypatch.setattr(live, "received", lambda: claim.drawing)
    newest = burst(database, ids, 1)
    assert drawn_again(app) == [f"marks {newest}"]


@pytest.mark.usefixtures("alone")
def test_what_the_screen_may_not_have_got_is_drawn_again(database: Engine, ids: Contest) -> None:
    app = AppTest.from_function(script).run()
    newest = burst(database, ids, 1)
    assert drawn_again(app) == [f"marks {newest}", f"rules {newest}"]


@pytest.mark.usefixtures("alone")
def test_the_strip_claims_what_is_drawn_before_it_and_nothing_after(
    database: Engine, ids: Contest
) -> None:
    app = AppTest.from_function(script).run()
    first = app.session_state[live.CLAIM]
    burst(database, ids, 1)
    drawn_again(app)
    claim, parts = app.session_state[live.CLAIM], app.session_state[live.PARTS]
    assert claim.revision == first.revision + 1
    assert all(first.drawing < part.drawing < claim.drawing for part in parts.values())


@pytest.mark.usefixtures("alone")
def test_a_new_rule_is_shown_even_if_the_screen_has_moved_on_by_itself(
    database: Engine, ids: Contest
) -> None:
    app = AppTest.from_function(script).run()
    with writing(database) as session:
        confirm_sheet(
            session,
            stage_id=ids.stage_ids[0],
            submission_id=ids.submission_ids[0],
            judge_id=ids.judge_ids[0],
            at=None,
        )
    newest = screen.reader().latest(ids.competition_id).revision
    # As after a change made on this very screen: it is at the newest revision, its parts are not.
    moved = app.session_state[screen.SCREEN]
    app.session_state[screen.SCREEN] = type(moved)(**{**vars(moved), "revision": newest})
    assert f"rules {newest}" in drawn_again(app)


def test_what_the_strip_asks_for_does_not_cut_a_run_of_the_whole_page(
    database: Engine, ids: Contest
) -> None:
    app = AppTest.from_function(script).run()
    newest = burst(database, ids, 1)
    assert drawn_again(app) == [f"marks {newest}", f"rules {newest}"]


def test_a_drawing_of_one_process_is_none_of_another() -> None:
    """A screen that comes over from another replica would take it for its own."""
    tell = "from dashboard import live; print(*(next(live._drawings) for _ in range(3)))"
    runs = [
        subprocess.run([sys.executable, "-c", tell], cwd=ROOT, capture_output=True, check=True)
        for _ in range(2)
    ]
    one, other = ([int(text) for text in run.stdout.split()] for run in runs)
    assert one == [one[0], one[0] + 1, one[0] + 2]
    assert abs(one[0] - other[0]) > 1e9
    assert max(*one, *other) < 2**53


@pytest.mark.parametrize(("page", "leaves"), [("here", False), ("there", True), (None, False)])
def test_who_goes_to_another_page_is_not_called_back(
    monkeypatch: pytest.MonkeyPatch, page: str | None, leaves: bool
) -> None:
    waiting = ScriptRequests()
    if page is not None:
        waiting.request_rerun(RerunData(page_script_hash=page))
    context = SimpleNamespace(script_requests=waiting, page_script_hash="here")
    monkeypatch.setattr(live, "get_script_run_ctx", lambda: context)
    assert live.is_leaving() is leaves
