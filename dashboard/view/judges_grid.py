"""The grid of every judge's sheet for every entry: complete, locked, in part, missing, not due."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dashboard.analysis.progress import State, is_missing, missing_criteria
from dashboard.board import Board
from dashboard.view.judges import Bench, bench, empty_text, judge_names
from dashboard.view.leaderboard import PAGE_SIZE, haystack, note
from dashboard.view.names import unit_name
from dashboard.view.template import render
from dashboard.view.words import Words, message

CODES_SHOWN = 3
"""Missing criteria named in a cell; the others are counted there and named in its description."""

WORDS = {
    "locked": message("locked"),
    "complete": message("complete"),
    "partial": message("in part"),
    "blank": message("not yet"),
    "recused": message("recused"),
}


@dataclass(frozen=True)
class GridView:
    """What a viewer chose to see of the grid of a stage."""

    stage: int = 0
    missing_only: bool = False
    search: str = ""
    page: int = 1


def shown_entries(board: Board, words: Words, view: GridView) -> NDArray[np.int64]:
    """The entries of the running order that match the search and, if asked, lack a sheet."""
    if empty_text(board, words, view.stage):
        return np.zeros(0, dtype=np.int64)
    known = bench(board, view.stage)
    entries = known.entries
    if view.missing_only:
        entries = entries[is_missing(known.found[entries]).any(axis=1)]
    wanted = view.search.casefold().strip()
    if not wanted:
        return entries
    return np.array([e for e in entries.tolist() if wanted in haystack(board, e)], dtype=np.int64)


def grid_pages(board: Board, words: Words, view: GridView) -> int:
    """How many pages the grid has, at least one."""
    return max(1, -(-len(shown_entries(board, words, view)) // PAGE_SIZE))


@dataclass(frozen=True)
class Cell:
    """One sheet: the name of its state, its word, what is missing, all of it in a sentence.

    `is_held`: it is waited for. `is_locked`: it was confirmed although it is not complete.
    """

    state: str
    word: str
    missing: str
    said: str
    is_held: bool
    is_locked: bool


@dataclass(frozen=True)
class Row:
    """One entry; without cells where nobody owes it a sheet, and `note` says why."""

    key: int
    order: str
    slot: str
    unit: str
    title: str
    cells: Sequence[Cell]
    note: str
    total: str
    is_held: bool


@dataclass(frozen=True)
class Column:
    """One judge: full sheets of those due, and how many are locked."""

    name: str
    total: str
    locked: str
    is_held: bool


def grid_html(board: Board, words: Words, view: GridView) -> str:
    """The grid as HTML, made once for all who look at the same."""
    return board.once(("grid", view, words.language), lambda: _grid_html(board, words, view))


def _grid_html(board: Board, words: Words, view: GridView) -> str:
    if empty_text(board, words, view.stage):
        return ""
    known = bench(board, view.stage)
    entries = shown_entries(board, words, view)
    start = (view.page - 1) * PAGE_SIZE
    return render(
        "judges_grid.html",
        words,
        term=board.competition.unit_term,
        columns=columns(words, known, judge_names(board, words, view.stage)),
        rows=[row(board, words, known, e) for e in entries[start : start + PAGE_SIZE].tolist()],
        states=[(state, words.text(word)) for state, word in WORDS.items()],
        criteria=known.stage.criteria,
        filtered=view.missing_only or bool(view.search.strip()),
    )


def columns(words: Words, known: Bench, names: Sequence[str]) -> list[Column]:
    """The judges with their totals."""
    full = known.marks.sheet_full.sum(axis=0).tolist()
    due = known.marks.due.sum(axis=0).tolist()
    locked = (known.locked & known.marks.due).sum(axis=0).tolist()
    return [
        Column(
            name,
            f"{words.number(full[seat])}/{words.number(due[seat])}",
            words.text("%(count)s locked", count=words.number(locked[seat])),
            bool(known.held.sheets[:, seat].any()),
        )
        for seat, name in enumerate(names)
    ]


def row(board: Board, words: Words, known: Bench, entry: int) -> Row:
    """One entry of the grid."""
    submission, slot = board.submission(entry), board.slots[known.index][entry]
    out, seats = bool((known.found[entry] == State.OUT).all()), range(known.found.shape[1])
    full, due = int(known.marks.sheets_in[entry]), int(known.marks.sheets_due[entry])
    return Row(
        key=submission.id,
        order="" if slot.running_order is None else words.number(slot.running_order),
        slot=f"{slot.slot_time:%H:%M}" if slot.slot_time else "",
        unit=unit_name(board, entry),
        title=submission.title,
        cells=[] if out else [cell(board, words, known, entry, seat) for seat in seats],
        note=note(board, words, board.standings(known.index), entry) if out else "",
        total="" if out else f"{full}/{due}",
        is_held=bool(known.held.sheets[entry].any()),
    )


def cell(board: Board, words: Words, known: Bench, entry: int, seat: int) -> Cell:
    """One sheet of the grid."""
    found, locked = State(known.found[entry, seat]), bool(known.locked[entry, seat])
    state = {State.RECUSED: "recused", State.EMPTY: "blank", State.PARTIAL: "partial"}.get(found)
    state = state or ("locked" if locked else "complete")
    word, missing, said = words.text(WORDS[state]), "", ""
    if state == "partial":
        lacking = missing_criteria(known.marks, entry, seat)
        criteria = [known.stage.criteria[column] for column in lacking]
        total = len(known.stage.criteria)
        word = f"{total - len(lacking)}/{total}"
        shown = [criterion.code for criterion in criteria[:CODES_SHOWN]]
        more = len(criteria) - len(shown)
        codes = ", ".join(shown) + (f" +{more}" if more else "")
        missing = words.text("missing %(codes)s", codes=codes)
        said = words.text(
            "missing: %(criteria)s", criteria=words.join([one.name for one in criteria])
        )
    if state == "recused":
        said = recusal_reason(board, list(board.axes[known.index].judges)[seat], entry)
    alert = locked and state in ("partial", "blank")
    if alert:
        said = "; ".join(part for part in (said, words.text("locked all the same")) if part)
    return Cell(state, word, missing, said, bool(known.held.sheets[entry, seat]), alert)


def recusal_reason(board: Board, judge: int, entry: int) -> str:
    """Why a judge does not judge an entry, as the committee wrote it."""
    submission = board.submission(entry).id
    return next(
        (
            row.reason
            for row in board.structure.recusals
            if (row.judge_id, row.submission_id) == (judge, submission)
        ),
        "",
    )


def on_page(board: Board, words: Words, view: GridView, page: int) -> GridView:
    """The same view on a page that it has."""
    return replace(view, page=max(1, min(page, grid_pages(board, words, view))))
