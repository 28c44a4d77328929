"""The board as a person reads it: who leads, by how much, is it final, what is missing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from dashboard.analysis.standings import Standings, movement
from dashboard.board import Board
from dashboard.view.names import seat_name, unit_name
from dashboard.view.presenting import presenting
from dashboard.view.template import render
from dashboard.view.words import Words, message

PODIUM = 3
PAGE_SIZE = 50


@dataclass(frozen=True)
class View:
    """What a viewer chose to see of a board; `stage` None is the competition's result.

    A board that `explains` has a button in each row that asks for the account of its score.
    """

    stage: int | None = None
    provisional: bool = False
    search: str = ""
    page: int = 1
    explains: bool = True


@dataclass(frozen=True)
class Cell:
    """One criterion of one entry: its value in words and how full its bar is (percent)."""

    text: str
    filled: float


@dataclass(frozen=True)
class Row:
    """One entry on the board, in words; empty texts where there is nothing to say."""

    key: int
    number: int
    place: str
    moved: int | None
    unit: str
    title: str
    score: str
    padding: int
    gap: str
    lead: str
    tie: str
    sheets: str
    is_short: bool
    cells: Sequence[Cell | None]
    note: str


@dataclass(frozen=True)
class Section:
    """A group of rows under one heading; the first, of those with places, has none."""

    name: str
    heading: str
    entries: NDArray[np.int64]


SECTIONS = {
    "placed": "",
    "partial": message("Judged in part, by their mean so far"),
    "waiting": message("Not scored yet"),
    "out": message("Not taking part"),
}


def sections(board: Board, words: Words, view: View) -> list[Section]:
    """All entries that match the search, group by group, in the order they are shown."""
    standings = board.standings(view.stage)
    groups = {
        "placed": standings.provisional.order if view.provisional else standings.ranking.order,
        "partial": standings.partial[:0] if view.provisional else standings.partial,
        "waiting": standings.waiting,
        "out": standings.out,
    }
    wanted = view.search.casefold().strip()
    return [
        Section(name, words.text(heading) if heading else "", matching(board, groups[name], wanted))
        for name, heading in SECTIONS.items()
    ]


def matching(board: Board, entries: NDArray[np.int64], wanted: str) -> NDArray[np.int64]:
    """The entries whose unit, title or number holds the wanted text."""
    if not wanted:
        return entries
    return np.array(
        [entry for entry in entries.tolist() if wanted in haystack(board, entry)], dtype=np.int64
    )


def haystack(board: Board, entry: int) -> str:
    """What a search looks through."""
    row = board.submission(entry)
    unit = board.unit_of[row.unit_id]
    return f"{row.number} {unit.name} {unit.short_name} {row.title}".casefold()


def page_count(board: Board, words: Words, view: View) -> int:
    """How many pages the board has, at least one."""
    rows = sum(len(section.entries) for section in sections(board, words, view))
    return max(1, -(-rows // PAGE_SIZE))


def on_page(groups: Sequence[Section], page: int) -> list[Section]:
    """The part of the groups that stands on one page; empty groups are left out."""
    start, shown = (page - 1) * PAGE_SIZE, []
    for section in groups:
        entries = section.entries[max(start, 0) : max(start + PAGE_SIZE, 0)]
        start -= len(section.entries)
        if len(entries):
            shown.append(Section(section.name, section.heading, entries))
    return shown


def board_html(board: Board, words: Words, view: View) -> str:
    """The whole board as HTML, made once for all who look at the same."""
    return board.once(("html", view, words.language), lambda: _board_html(board, words, view))


def _board_html(board: Board, words: Words, view: View) -> str:
    standings = board.standings(view.stage)
    ranking = standings.provisional if view.provisional else standings.ranking
    row = row_maker(board, words, view)
    return render(
        "board.html",
        words,
        term=board.competition.unit_term,
        criteria=standings.criteria,
        shares=[words.percent(Fraction(*share), 0) for share in standings.shares],
        remarks=remarks(board, words, standings),
        progress=progress(standings),
        complete=int(standings.complete.sum()),
        entered=int(standings.entered.sum()),
        stages=presenting(board, words, standings),
        podium=[row(entry) for entry in ranking.order[:PODIUM].tolist()],
        provisional=view.provisional,
        sections=[
            (section, [row(entry) for entry in section.entries.tolist()])
            for section in on_page(sections(board, words, view), view.page)
        ],
        searching=bool(view.search.strip()),
        explains=view.explains,
    )


def progress(standings: Standings) -> tuple[int, int]:
    """Full sheets in, and sheets expected."""
    return int(standings.sheets_in.sum()), int(standings.sheets_due.sum())


def row_maker(board: Board, words: Words, view: View) -> Callable[[int], Row]:
    """A function from entry to row, for one view of one board."""
    standings = board.standings(view.stage)
    ranking = standings.provisional if view.provisional else standings.ranking
    before = board.places_before(view.stage)
    moved = movement(standings.ranking, before)
    best = standings.total.fraction(int(ranking.order[0])) if len(ranking.order) else None
    digits = standings.digits
    widest = int(digits[ranking.order].max(initial=standings.decimals))
    sharing = np.bincount(ranking.place) > 1
    lead = lead_text(words, standings, ranking.order)

    def row(entry: int) -> Row:
        submission = board.submission(entry)
        place = int(ranking.place[entry])
        total = standings.total.fraction(entry) if standings.scored[entry] else None
        places = int(digits[entry])
        shared = place > 0 and bool(sharing[place])
        gap = (
            ""
            if total is None or best is None or total == best
            else words.number(total - best, places)
        )
        return Row(
            key=submission.id,
            number=submission.number,
            place=words.number(place) if place else "",
            moved=None if before.place[entry] == 0 else int(moved[entry]),
            unit=unit_name(board, entry),
            title=submission.title,
            score="" if total is None else words.number(total, places),
            padding=widest - places,
            gap=gap if place else "",
            lead=lead if place == 1 and not shared else "",
            tie=tie_text(words, standings, entry, shared=shared, provisional=view.provisional),
            sheets=f"{standings.sheets_in[entry]}/{standings.sheets_due[entry]}",
            is_short=bool(standings.sheets_in[entry] < standings.sheets_due[entry]),
            cells=cells(words, standings, entry),
            note=note(board, words, standings, entry),
        )

    return row


def lead_text(words: Words, standings: Standings, order: NDArray[np.int64]) -> str:
    """By how much the first is ahead of the second; empty where there is no second or no gap."""
    if len(order) < 2:
        return ""
    first, second = (standings.total.fraction(int(entry)) for entry in order[:2])
    digits = int(standings.digits[order[:2]].max())
    return (
        ""
        if first == second
        else words.text("ahead by %(gap)s", gap=words.number(first - second, digits))
    )


def cells(words: Words, standings: Standings, entry: int) -> list[Cell | None]:
    """The entry's value on each criterion; None where it has none yet."""
    return [
        Cell(
            words.number(value := standings.panel.fraction(entry, column), standings.decimals),
            max(0.0, min(100.0, float(value * 10000 / criterion.maximum))),
        )
        if standings.panel_known[entry, column]
        else None
        for column, criterion in enumerate(standings.criteria)
    ]


def tie_text(
    words: Words, standings: Standings, entry: int, *, shared: bool, provisional: bool
) -> str:
    """That the entry shares its place, or what settled its tie."""
    if shared:
        return words.text("tied")
    step = None if provisional else standings.tie_step(entry)
    if step is None:
        return ""
    return words.text("tie settled by %(criterion)s", criterion=standings.criteria[step].name)


def note(board: Board, words: Words, standings: Standings, entry: int) -> str:
    """Why an entry has no place, in a word or two."""
    submission = board.submission(entry)
    if submission.status == "withdrawn":
        return words.text("withdrawn")
    if submission.status == "disqualified":
        return words.text("disqualified")
    slots = [slots[entry] for slots in board.slots if entry in slots]
    if not standings.entered[entry]:
        return words.text("absent") if slots else words.text("not in the running order")
    if standings.scored[entry] and not standings.complete[entry]:
        return words.text("provisional")
    return ""


def remarks(board: Board, words: Words, standings: Standings) -> list[str]:
    """What a reader must know about how the scores came to be."""
    said = []
    for index, stage in board.stages_of(standings):
        total = Fraction(sum(criterion.weight for criterion in stage.criteria), 100)
        if total != 100:
            digits = 0 if total.denominator == 1 else 2
            said.append(
                words.text(
                    "The weights of %(stage)s come to %(sum)s, not 100; they count in proportion.",
                    stage=stage.name,
                    sum=words.number(total, digits),
                )
            )
        if stage.scores.too_thin:
            names = [seat_name(board, words, index, seat) for seat in stage.scores.too_thin]
            said.append(
                words.text(
                    "Too few or all-equal marks of %(judges)s to standardise; "
                    "plain means are shown.",
                    judges=words.join(names),
                )
            )
    return said
