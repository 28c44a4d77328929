"""The running order on screen."""

import pytest
from sqlalchemy import Engine

from dashboard.reader import Reader
from dashboard.view.order import order_html
from dashboard.view.words import LANGUAGES, words_in
from db.commands import set_entry_status
from db.engine import writing
from db.models import EntryStatus, Submission, SubmissionStatus
from tests.factories import contest


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_who_is_on_and_who_comes_next(sqlite_engine: Engine, language: str) -> None:
    with writing(sqlite_engine) as session:
        ids = contest(session, entries=3)
        for place, status in ((0, EntryStatus.PRESENTING), (1, EntryStatus.WAITING)):
            set_entry_status(
                session,
                stage_id=ids.stage_ids[0],
                submission_id=ids.submission_ids[place],
                status=status,
            )
    board = Reader(sqlite_engine).latest(ids.competition_id)
    html = order_html(board, words_in(language), 0, may_withdraw=False)
    on, _, rest = html.partition('data-do="next"')
    assert "Dinas 1" in on
    assert "Dinas 2" in rest.partition("</button>")[0]
    assert 'value="withdraw"' not in html
    assert 'value="withdraw"' in order_html(board, words_in(language), 0, may_withdraw=True)


def test_a_withdrawn_entry_has_no_status_to_choose(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as session:
        ids = contest(session, entries=2)
        gone = session.get(Submission, ids.submission_ids[0])
        assert gone
        gone.status = SubmissionStatus.WITHDRAWN
    board = Reader(sqlite_engine).latest(ids.competition_id)
    html = order_html(board, words_in("id"), 0, may_withdraw=True)
    assert html.count("<select") == 1
    assert 'data-do="reinstate"' in html
    assert 'data-do="reinstate"' not in order_html(board, words_in("id"), 0, may_withdraw=False)
