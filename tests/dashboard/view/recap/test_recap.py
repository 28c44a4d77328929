"""The recap on paper, read back by another reader and held against the plain rules."""

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import Engine, update

from dashboard.board import Board
from dashboard.reader import Reader
from dashboard.view.recap import recap_name, slug, write_recap
from dashboard.view.words import Words, words_in
from db.engine import writing
from db.models import Competition, Judge, Level, Method, Rounding, Stage, Submission, Unit
from tests.dashboard.analysis import oracle
from tests.dashboard.analysis.contests import Contest
from tests.dashboard.analysis.oracle import Rules
from tests.dashboard.view.contests import ABSENT, RECUSED, WITHDRAWN, Judged, judged
from tests.factories import contest

ID, EN = words_in("id"), words_in("en")
Line = Sequence[object]
WEIGHTS = (40, 60)

RULES = (
    Rules(),
    Rules(method="trimmed_mean", level="sheet"),
    Rules(method="median", rounding="criterion", decimals=1),
    Rules(rounding="total", rounding_mode="half_even"),
)


@dataclass(frozen=True)
class Book:
    sheets: dict[str, list[list[object]]]

    def table(self, sheet: str, first: str) -> list[Line]:
        """The lines under the header that begins with `first`, up to the first empty line."""
        lines = self.sheets[sheet]
        top = next(i for i, line in enumerate(lines) if line[0] == first and line[1])
        found: list[Line] = []
        for line in lines[top + 1 :]:
            if not any(str(cell).strip() for cell in line):
                break
            found.append(line)
        return found


def recapped(board: Board, words: Words, folder: Path) -> Book:
    path = folder / recap_name(board, words)
    write_recap(board, words, path)
    book = CalamineWorkbook.from_path(str(path))
    return Book(
        {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for name in book.sheet_names
        }
    )


def judged_by(engine: Engine, rules: Rules) -> tuple[Judged, Board, Contest]:
    """The contest of two stages, and the same in the oracle's terms."""
    with writing(engine) as session:
        made = judged(session)
        session.execute(
            update(Competition).values(
                method=Method(rules.method),
                level=Level(rules.level),
                trim=rules.trim,
                rounding=Rounding(rules.rounding),
                rounding_mode=rules.rounding_mode,
                decimals=rules.decimals,
            )
        )
        for key, weight in zip(made.ids.stage_ids, WEIGHTS, strict=True):
            session.get_one(Stage, key).weight = weight * 100
    stages = tuple(
        oracle.Stage(
            ((5000, 10000),) * 3,
            9,
            4,
            {
                (entry, criterion - 3 * stage, judge): value
                for (entry, judge, criterion), value in made.marks.items()
                if criterion // 3 == stage
            },
            frozenset(made.due[stage]),
            frozenset(e for e in range(9) if e != WITHDRAWN and (stage, e) != ABSENT),
        )
        for stage in range(2)
    )
    board = Reader(engine).latest(made.ids.competition_id)
    return made, board, Contest(stages, WEIGHTS, rules, "criteria")


def number(cell: object) -> float | None:
    """A cell that holds a number; None for a blank one and for the sign of a missing mark."""
    assert isinstance(cell, float) or cell in ("", "–"), cell
    return cell if isinstance(cell, float) else None


def near(cell: object, value: Fraction | None) -> bool:
    found = number(cell)
    if value is None or found is None:
        return value is None and found is None
    return abs(found - value) < Fraction(1, 10**9)


@pytest.mark.parametrize("rules", RULES)
def test_the_ranking_is_the_oracles(engine: Engine, tmp_path: Path, rules: Rules) -> None:
    _, board, by = judged_by(engine, rules)
    lines = recapped(board, ID, tmp_path).table("Peringkat", "Peringkat")
    results, places, rows = by.results(), by.places(), by.rows()
    assert len(lines) == 9
    assert [int(line[0]) for line in lines if isinstance(line[0], float)] == sorted(
        place for place in places if place
    )
    above: Fraction | None = None
    for line in lines:
        entry = int(float(str(line[1]))) - 1
        total, _ = results[entry]
        assert number(line[0]) == (places[entry] or None)
        assert near(line[10], total)
        panel = by.panel(rows, entry)
        assert all(near(cell, value) for cell, value in zip(line[4:10], panel, strict=True))
        gap = above - total if places[entry] and above is not None and total is not None else None
        assert near(line[11], gap)
        above = total if places[entry] else None
        in_, due = (
            sum(getattr(row[entry], name) for row in rows) for name in ("sheets_in", "sheets_due")
        )
        assert line[12] == (f"{in_}/{due}" if due else "")


@pytest.mark.parametrize("rules", RULES)
@pytest.mark.parametrize("stage", [0, 1])
def test_every_judges_sheet_stands_there(
    engine: Engine, tmp_path: Path, rules: Rules, stage: int
) -> None:
    made, board, by = judged_by(engine, rules)
    lines = recapped(board, ID, tmp_path).table(f"Rekap Tahap {stage + 1}", "No.")
    own, rows = by.stages[stage], by.rows()[stage]
    seen: set[tuple[int, int | None]] = set()
    for line in lines:
        entry = int(float(str(line[0]))) - 1
        cells, total, remark = line[4:7], line[7], str(line[8])
        if entry == WITHDRAWN or (stage, entry) == ABSENT:
            assert {str(cell) for cell in (*cells, total)} == {""}
            assert remark == ("mundur" if entry == WITHDRAWN else "tidak hadir")
            seen.add((entry, None))
            continue
        if line[3] == "Panel":
            assert all(near(c, v) for c, v in zip(cells, rows[entry].panel, strict=True))
            assert near(total, rows[entry].total)
            seen.add((entry, None))
            continue
        judge = int(str(line[3])[1]) - 1
        seen.add((entry, judge))
        if (entry, judge) in RECUSED:
            reason = RECUSED[entry, judge]
            assert {str(cell) for cell in (*cells, total)} == {""}
            assert remark == "tidak menilai peserta ini" + (f": {reason}" if reason else "")
            continue
        marks = [own.mark(entry, criterion, judge) for criterion in range(3)]
        assert all(near(c, v) for c, v in zip(cells, marks, strict=True))
        assert [c for c, v in zip(cells, marks, strict=True) if v is None and c != "–"] == []
        known = [mark for mark in marks if mark is not None]
        full = sum(known, Fraction(0)) / 3 if len(known) == 3 else None
        assert near(total, full)
        told = {0: "belum dinilai", 3: ""}.get(len(known), "sebagian")
        assert remark == told
    standing = {e for e in range(9) if e != WITHDRAWN and (stage, e) != ABSENT}
    assert seen == {(e, j) for e in standing for j in range(4)} | {(e, None) for e in range(9)}
    assert made.ids.competition_id == board.competition.id


def test_a_mark_that_is_not_there_is_never_a_nought(engine: Engine, tmp_path: Path) -> None:
    with writing(engine) as session:
        key = contest(session, units=2, judges=2).competition_id
    board = Reader(engine).latest(key)
    book = recapped(board, ID, tmp_path)
    for sheet in ("Peringkat", "Rekap"):
        first = "Peringkat" if sheet == "Peringkat" else "No."
        cells = [cell for line in book.table(sheet, first) for cell in line]
        assert 0.0 not in cells
        assert "–" in cells


def test_names_are_never_formulas(engine: Engine, tmp_path: Path) -> None:
    evil = '=cmd|"/c calc"!A1'
    with writing(engine) as session:
        ids = contest(session, units=1, judges=1, criteria=1)
        session.get_one(Unit, ids.unit_ids[0]).name = evil
        session.get_one(Judge, ids.judge_ids[0]).name = "@SUM(1)"
        session.get_one(Submission, ids.submission_ids[0]).title = "+1+1"
        row = session.get_one(Competition, ids.competition_id)
        row.name, row.organiser, row.unit_term = evil, "-1", "=1"
        session.get_one(Stage, ids.stage_ids[0]).name = "=[a]:*?/\\" * 9
    board = Reader(engine).latest(ids.competition_id)
    book = recapped(board, ID, tmp_path)
    assert any(evil in line for line in book.sheets["Peringkat"])
    with zipfile.ZipFile(tmp_path / recap_name(board, ID)) as archive:
        for part in archive.namelist():
            assert b"<f>" not in archive.read(part)
            assert b"externalLink" not in archive.read(part)
    assert slug(board) == "cmd-c-calc-a1-2018"


def test_it_is_made_for_the_printer(sampled: Board, tmp_path: Path) -> None:
    path = tmp_path / "rekap.xlsx"
    write_recap(sampled, ID, path)
    with zipfile.ZipFile(path) as archive:
        sheets = [
            archive.read(name).decode()
            for name in archive.namelist()
            if name.startswith("xl/worksheets/sheet")
        ]
        names = archive.read("xl/workbook.xml").decode()
    assert len(sheets) == 4
    for sheet in sheets:
        assert 'orientation="landscape"' in sheet
        assert 'paperSize="9"' in sheet
        assert 'fitToHeight="0"' in sheet
        assert "SEMENTARA" in sheet
        assert "Halaman &amp;P / &amp;N" in sheet
    assert names.count("_xlnm.Print_Titles") == 2
    book = recapped(sampled, ID, tmp_path)
    for lines in book.sheets.values():
        told = " ".join(str(cell) for line in lines[:5] for cell in line)
        assert "Dewan Pengurus Korpri" in told
        assert sampled.competition.full_name in told
        assert f"revisi {sampled.revision}" in told
    for sheet in ("Peringkat", "Rekap"):
        texts = [str(cell) for line in book.sheets[sheet] for cell in line]
        assert {"Tanda tangan", "Juri 5", "Tokoh masyarakat"} <= set(texts)


def test_the_rules_and_who_judged_stand_there(engine: Engine, tmp_path: Path) -> None:
    _, board, _ = judged_by(engine, RULES[1])
    lines = recapped(board, EN, tmp_path).sheets["Rules"]
    texts = [str(cell) for line in lines for cell in line]
    assert any("mean without the highest and lowest" in text for text in texts)
    assert {"Tahap 1 (40)", "Atasan langsung", "J4", "3. Dinas 3"} <= set(texts)
    assert "3. Dinas 3" in texts
    assert any("settled by, in this order: Kriteria 1" in text for text in texts)


def test_many_stages_of_like_names_get_sheets_of_their_own(engine: Engine, tmp_path: Path) -> None:
    with writing(engine) as session:
        ids = contest(session, units=1, stages=3)
        for number, key in enumerate(ids.stage_ids):
            session.get_one(Stage, key).name = (
                "Tahap yang namanya panjang sekali nomor " + "x" * number
            )
    book = recapped(Reader(engine).latest(ids.competition_id), ID, tmp_path)
    assert len(book.sheets) == 6


def test_an_empty_competition_has_a_recap(engine: Engine, tmp_path: Path) -> None:
    with writing(engine) as session:
        session.add(Competition(name="Kosong"))
    book = recapped(Reader(engine).latest(1), ID, tmp_path)
    assert [*book.sheets] == ["Peringkat", "Partisipasi", "Aturan"]
