"""The participation in a competition counted once, and its headline in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from dashboard.analysis.participation import (
    Edition,
    Entry,
    KindShare,
    StageCount,
    StepCount,
    Turn,
    Turnout,
    Unit,
    by_kind,
    by_stage,
    earlier,
    funnel,
    previous,
    several,
    turnout,
)
from dashboard.board import Board
from dashboard.view.words import Words

NAMED = 60
"""Names listed at most in one place of the screen; the download has them all."""


@dataclass(frozen=True)
class Participation:
    """All that is counted of a board; entries are indexed as the board's."""

    units: tuple[Unit, ...]
    entries: tuple[Entry, ...]
    turnout: Turnout
    steps: tuple[StepCount, ...]
    stages: tuple[StageCount, ...]
    kinds: tuple[KindShare, ...]
    earlier: tuple[Edition, ...]
    previous: Edition | None


def participation(board: Board) -> Participation:
    """Everything counted, once per revision."""
    return board.once("participation", lambda: _participation(board))


def _participation(board: Board) -> Participation:
    expected = set(board.structure.eligible_unit_ids)
    units = tuple(Unit(row.id, row.kind, row.id in expected) for row in board.structure.units)
    entries = tuple(entry_of(board, index) for index in range(len(board.structure.submissions)))
    out = turnout(units, entries, Fraction(board.competition.participation_target, 100))
    editions = tuple(
        Edition(row.id, row.name, row.edition, row.joined, row.eligible) for row in board.editions
    )
    return Participation(
        units,
        entries,
        out,
        funnel(entries),
        by_stage(entries, len(board.stages)),
        by_kind(units, out.joined),
        earlier(editions, board.competition.id),
        previous(editions, board.competition.id),
    )


def entry_of(board: Board, index: int) -> Entry:
    """An entry as participation counts it."""
    row = board.submission(index)
    turns = tuple(
        Turn(
            stage,
            slots[index].status,
            int(board.stages[stage].marks.sheets_in[index]),
            int(board.stages[stage].marks.sheets_due[index]),
        )
        for stage, slots in enumerate(board.slots)
        if index in slots
    )
    return Entry(row.unit_id, row.status, turns, row.category, row.is_digital, row.is_inclusive)


def headline(board: Board, words: Words) -> str:
    """How many units take part, of how many that are expected."""
    out, term = participation(board).turnout, board.competition.unit_term
    if not out.expected:
        joined = words.number(len(out.guests))
        return words.text("%(joined)s %(term)s take part", joined=joined, term=term)
    return words.text(
        "%(joined)s of %(expected)s %(term)s take part",
        joined=words.number(len(out.joined)),
        expected=words.number(out.expected),
        term=term,
    )


def share_text(board: Board, words: Words) -> str:
    """The share of the expected units; empty where none is expected."""
    part = participation(board).turnout.share
    return "" if part is None else words.percent(part)


def target_text(board: Board, words: Words) -> str:
    """The target in words."""
    target = participation(board).turnout.target
    return words.text("target %(target)s", target=words.percent(target, 0))


def need_text(board: Board, words: Words) -> str:
    """How many more units the target needs; empty where nothing can be said."""
    out = participation(board).turnout
    if not out.expected:
        return ""
    if not out.still_needed:
        return words.text("The target is reached")
    return words.plural(
        "%(count)s more %(term)s is needed for the target",
        "%(count)s more %(term)s are needed for the target",
        out.still_needed,
        term=board.competition.unit_term,
    )


def change_text(board: Board, words: Words) -> str:
    """The share against the edition before this one; empty where there is none."""
    counted = participation(board)
    now, before = counted.turnout.share, counted.previous
    if before is None or before.share is None or now is None:
        return ""
    values = {
        "edition": before.edition or before.name,
        "joined": words.number(before.joined),
        "expected": words.number(before.expected),
        "share": words.percent(before.share),
        "points": words.number(abs(now - before.share) * 100, 1),
    }
    if now > before.share:
        return words.text(
            "Up %(points)s percentage points on %(edition)s: %(joined)s of %(expected)s"
            " (%(share)s).",
            **values,
        )
    if now < before.share:
        return words.text(
            "Down %(points)s percentage points on %(edition)s: %(joined)s of %(expected)s"
            " (%(share)s).",
            **values,
        )
    return words.text(
        "The same share as %(edition)s: %(joined)s of %(expected)s (%(share)s).", **values
    )


def remarks(board: Board, words: Words) -> list[str]:
    """What the headline leaves out: who left, who was not expected, who entered more than once."""
    counted, term = participation(board), board.competition.unit_term
    out = counted.turnout
    said = []
    if not out.expected and counted.entries:
        said.append(
            words.text(
                "The list of %(term)s that are expected is empty, so there is no share: "
                "fill the sheet SKPD of the workbook and import it.",
                term=term,
            )
        )
    if out.left:
        said.append(
            words.plural(
                "%(count)s %(term)s registered, but is out and does not count: %(names)s.",
                "%(count)s %(term)s registered, but are out and do not count: %(names)s.",
                len(out.left),
                term=term,
                names=unit_names(board, words, out.left),
            )
        )
    if out.guests and out.expected:
        said.append(
            words.plural(
                "%(count)s %(term)s that is not on the list takes part; it does not count in the"
                " share: %(names)s.",
                "%(count)s %(term)s that are not on the list take part; they do not count in the"
                " share: %(names)s.",
                len(out.guests),
                term=term,
                names=unit_names(board, words, out.guests),
            )
        )
    if twice := several(counted.entries):
        names = [counted_name(board, words, unit, count) for unit, count in twice[:NAMED]]
        said.append(
            words.plural(
                "%(count)s %(term)s has more than one entry: %(names)s.",
                "%(count)s %(term)s have more than one entry: %(names)s.",
                len(twice),
                term=term,
                names=words.join(with_rest(words, names, len(twice))),
            )
        )
    return said


def counted_name(board: Board, words: Words, unit: int, entries: int) -> str:
    """A unit, with how many entries it has where it has several."""
    name: str = board.unit_of[unit].name
    return f"{name} ({words.number(entries)})" if entries > 1 else name


def unit_names(board: Board, words: Words, units: Sequence[int]) -> str:
    """The names of units in a sentence."""
    names = [board.unit_of[unit].name for unit in units[:NAMED]]
    return words.join(with_rest(words, names, len(units)))


def with_rest(words: Words, names: Sequence[str], count: int) -> list[str]:
    """The names, and how many there are beyond them."""
    left_out = count - len(names)
    if not left_out:
        return [*names]
    return [*names, words.plural("%(count)s more", "%(count)s more", left_out)]
