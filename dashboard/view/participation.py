"""The page of participation: the share against the target, the funnel, kinds, who is missing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from dashboard.analysis.participation import Entry, split, tally
from dashboard.board import Board
from dashboard.view.followup import missing, missing_heading, missing_text
from dashboard.view.funnel import steps
from dashboard.view.template import render
from dashboard.view.turnout import (
    change_text,
    headline,
    need_text,
    participation,
    remarks,
    share_text,
    target_text,
)
from dashboard.view.words import Words

EDITIONS = 8
"""Earlier competitions shown at most, the newest ones."""


@dataclass(frozen=True)
class Bar:
    """A line with a bar: its name, how full (percent), its count and its share in words."""

    name: str
    filled: float
    count: str
    share: str
    is_current: bool = False


def participation_html(board: Board, words: Words) -> str:
    """The page as HTML, made once for all who look."""
    return board.once(("participation", words.language), lambda: _html(board, words))


def _html(board: Board, words: Words) -> str:
    counted = participation(board)
    standing = [entry for entry in counted.entries if entry.stands]
    return render(
        "participation.html",
        words,
        term=board.competition.unit_term,
        headline=headline(board, words),
        share=share_text(board, words),
        target=target_text(board, words),
        filled=width(counted.turnout.share),
        mark=width(counted.turnout.target),
        need=need_text(board, words),
        change=change_text(board, words),
        remarks=remarks(board, words),
        has_units=bool(counted.units),
        steps=steps(board, words),
        stages=list(zip((stage.name for stage in board.stages), counted.stages, strict=True))
        if len(board.stages) > 1
        else [],
        kinds=kind_bars(board, words),
        editions=edition_bars(board, words),
        missing=missing(board, words),
        missing_heading=missing_heading(board, words),
        copy=missing_text(board, words),
        groups=groups(words, standing),
        standing=words.plural("%(count)s entry", "%(count)s entries", len(standing)),
    )


def width(share: Fraction | None) -> float:
    """A share as the width of a bar, in percent."""
    return 0.0 if share is None else max(0.0, min(100.0, float(share * 100)))


def of_text(words: Words, part: int, whole: int) -> str:
    """A count of a whole: "3 of 18"."""
    return words.text("%(part)s of %(whole)s", part=words.number(part), whole=words.number(whole))


def kind_bars(board: Board, words: Words) -> list[Bar]:
    """The share of each kind of units, highest first."""
    return [
        Bar(
            kind.kind or words.text("no kind given"),
            width(kind.share),
            of_text(words, kind.joined, kind.expected),
            words.percent(kind.share),
        )
        for kind in participation(board).kinds
    ]


def edition_bars(board: Board, words: Words) -> list[Bar]:
    """Earlier competitions and this one, oldest first; nothing where there is none to compare."""
    counted = participation(board)
    out = counted.turnout
    if not counted.earlier or out.share is None:
        return []
    rows = [
        (f"{one.name} {one.edition}".strip(), one.share or Fraction(0), one.joined, one.expected)
        for one in counted.earlier[-EDITIONS:]
    ]
    rows.append((board.competition.full_name, out.share, len(out.joined), out.expected))
    return [
        Bar(name, width(share), of_text(words, part, whole), words.percent(share), row is rows[-1])
        for row in rows
        for name, share, part, whole in [row]
    ]


def groups(words: Words, entries: Sequence[Entry]) -> list[tuple[str, list[Bar]]]:
    """The entries that stand by whether they are digital, inclusive, and by category."""
    if not entries:
        return []
    digital = split(entry.is_digital for entry in entries)
    inclusive = split(entry.is_inclusive for entry in entries)
    silent = words.text("not stated")
    categories = [
        (name or words.text("no category"), count)
        for name, count in tally(entry.category for entry in entries)
    ]
    return [
        (
            words.text("Digital"),
            bars(
                words,
                (
                    (words.text("digital"), digital.yes),
                    (words.text("not digital"), digital.no),
                    *(((silent, digital.unknown),) if digital.unknown else ()),
                ),
                len(entries),
            ),
        ),
        (
            words.text("Inclusive"),
            bars(
                words,
                (
                    (words.text("inclusive"), inclusive.yes),
                    (words.text("not inclusive"), inclusive.no),
                    *(((silent, inclusive.unknown),) if inclusive.unknown else ()),
                ),
                len(entries),
            ),
        ),
        (words.text("Category"), bars(words, categories, len(entries))),
    ]


def bars(words: Words, counts: Iterable[tuple[str, int]], whole: int) -> list[Bar]:
    """Counts of a whole as bars."""
    return [
        Bar(
            name,
            width(Fraction(count, whole)),
            words.number(count),
            words.percent(Fraction(count, whole)),
        )
        for name, count in counts
    ]
