"""`python -m db card …`: what it prints, refuses, keeps."""

import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine

from db.__main__ import main
from db.cards import find_card, has_admin, list_cards
from db.engine import reading, writing
from db.models import Role
from tests.factories import Contest, contest

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def ids(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Contest:
    monkeypatch.setenv("DATABASE_URL", engine.url.render_as_string(hide_password=False))
    with writing(engine) as session:
        return contest(session)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def ran(*words: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["python -m db", "card", *map(str, words)])
        code = main()
        told = capsys.readouterr()
        return code, told.out, told.err

    return ran


def test_a_link_is_printed_and_lets_in(run: Run, engine: Engine) -> None:
    code, out, _ = run(
        "issue", "--role", "admin", "--holder", "Ibu  Sari", "--url", "https://x.go.id/"
    )
    base, _, token = out.strip().rpartition("/")
    assert code == 0 and base == "https://x.go.id/kartu"
    with reading(engine) as session:
        card = find_card(session, token)
        assert card is not None and (card.holder, card.role) == ("Ibu Sari", Role.ADMIN)


def test_a_judge_is_named_by_his_code(run: Run, engine: Engine, ids: Contest) -> None:
    competition = str(ids.competition_id)
    code, out, _ = run("issue", "--role", "juri", "--judge", "j2", "--competition", competition)
    assert code == 0 and out.startswith("http://localhost:8501/kartu/")
    with reading(engine) as session:
        (card,) = list_cards(session)
    assert (card.judge_id, card.holder) == (ids.judge_ids[1], "Juri 2")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("issue", "--role", "juri", "--holder", "X"), "needs --judge"),
        (("issue", "--role", "admin", "--holder", "X", "--judge", "J1"), "needs --judge"),
        (("issue", "--role", "admin"), "--holder"),
        (("issue", "--role", "admin", "--holder", "  "), "--holder"),
        (("issue", "--role", "juri", "--judge", "J9"), "it has: J1, J2"),
        (("issue", "--role", "juri", "--judge", "J1", "--competition", "none"), "these exist"),
        (("revoke", "99"), "no valid card 99"),
    ],
)
def test_what_cannot_be_is_refused(
    run: Run, engine: Engine, words: tuple[str, ...], said: str
) -> None:
    code, out, err = run(*words)
    assert (code, out) == (1, "") and said in err
    with reading(engine) as session:
        assert list_cards(session) == []


def test_wrong_usage_has_its_own_exit_code(run: Run) -> None:
    for words in (("issue", "--role", "boss"), ("issue",), (), ("revoke", "x")):
        with pytest.raises(SystemExit) as stopped:
            run(*words)
        assert stopped.value.code == 2


def test_cards_are_listed_and_revoked(run: Run, engine: Engine) -> None:
    _, link, _ = run("issue", "--role", "admin", "--holder", "Sari")
    with reading(engine) as session:
        (card,) = list_cards(session)
    code, out, _ = run("list")
    assert code == 0 and out.split() == [
        str(card.id), "valid", "admin", "Sari", "never", "opened",
    ]  # fmt: skip
    assert link.strip().rpartition("/")[2] not in out
    code, out, _ = run("revoke", str(card.id))
    assert code == 0 and "no administrator's card is left" in out
    with reading(engine) as session:
        assert not has_admin(session)
    assert run("revoke", str(card.id))[0] == 1
    assert "revoked" in run("list")[1]


def test_a_sheet_holds_the_cards_that_were_missing(
    run: Run, engine: Engine, tmp_path: Path
) -> None:
    run("issue", "--role", "juri", "--judge", "J1")
    path = tmp_path / "cards.pdf"
    code, out, _ = run("sheet", path)
    assert (code, out) == (0, f"1 cards written to {path}\n")
    assert path.read_bytes().startswith(b"%PDF")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert run("sheet", path)[0] == 1
    code, _, err = run("sheet", tmp_path / "again.pdf")
    assert code == 1 and "every judge has a card" in err


def test_a_sheet_that_cannot_be_written_leaves_no_cards(
    run, engine: Engine, tmp_path: Path
) -> None:
    assert run("sheet", tmp_path / "nowhere" / "cards.pdf")[0] == 1
    with reading(engine) as session:
        assert list_cards(session) == []
