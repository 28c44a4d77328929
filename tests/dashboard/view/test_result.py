"""The published result: what was set down, only once it is published, and no marks of judges."""

import hashlib
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from dashboard.reader import Reader
from dashboard.result import result_json
from dashboard.view.result import result_html
from dashboard.view.words import LANGUAGES, words_in
from db.commands import record_scores
from db.engine import writing
from db.models import Competition, Phase, Snapshot, SnapshotKind
from tests.factories import Contest, contest


@pytest.fixture
def judged(sqlite_engine: Engine) -> Contest:
    with writing(sqlite_engine) as session:
        ids = contest(session, units=3, criteria=1, judges=2)
        marks = [(*key, 8000 + 100 * index) for index, key in enumerate(ids.keys[:4])]
        record_scores(session, marks, actor="juri")
    return ids


def publish(engine: Engine, ids: Contest, *, set_down: bool = True) -> None:
    content = result_json(Reader(engine).latest(ids.competition_id))
    with writing(engine) as session:
        competition = session.get(Competition, ids.competition_id)
        assert competition
        competition.phase = Phase.PUBLISHED
        if set_down:
            session.add(
                Snapshot(
                    competition_id=ids.competition_id,
                    revision=competition.revision,
                    kind=SnapshotKind.FINAL,
                    taken_at=datetime(2018, 11, 27, 9, 5, tzinfo=UTC),
                    taken_by="Ketua",
                    content=content,
                    sha256=hashlib.sha256(content.encode()).hexdigest(),
                )
            )


def shown(engine: Engine, ids: Contest, language: str = "id") -> str:
    reader = Reader(engine)
    board = reader.latest(ids.competition_id)
    return result_html(board, reader.final(ids.competition_id), words_in(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_before_it_is_published_there_is_nothing(
    sqlite_engine: Engine, judged: Contest, language: str
) -> None:
    html = shown(sqlite_engine, judged, language)
    assert "Dinas" not in html
    assert "8" not in html
    assert result_html(None, None, words_in(language)) == html


def test_it_shows_places_and_totals_of_those_with_a_place(
    sqlite_engine: Engine, judged: Contest
) -> None:
    publish(sqlite_engine, judged)
    html = shown(sqlite_engine, judged)
    assert html.index("Dinas 2") < html.index("Dinas 1")
    assert "82,50" in html
    assert "80,50" in html
    assert "Dinas 3" not in html
    assert "Ditetapkan Selasa, 27 November 2018, 16:05 WIB" in html
    assert "80,00" not in html, "the mark of one judge"


def test_a_mark_changed_afterwards_does_not_change_what_was_published(
    sqlite_engine: Engine, judged: Contest
) -> None:
    publish(sqlite_engine, judged)
    before = shown(sqlite_engine, judged)
    with writing(sqlite_engine) as session:
        record_scores(session, [(*judged.keys[0], 9900)], actor="juri")
    assert shown(sqlite_engine, judged) == before


def test_what_an_import_published_shows_its_board(sqlite_engine: Engine, judged: Contest) -> None:
    publish(sqlite_engine, judged, set_down=False)
    html = shown(sqlite_engine, judged)
    assert "82,50" in html
    assert "SHA-256" not in html
