"""The two halves of the summary beside the result: who takes part, and how far judging is."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.analysis.participation import Fate, split
from dashboard.board import Board
from dashboard.view.funnel import FATES, STEPS
from dashboard.view.judges import bench, empty_text
from dashboard.view.judges_progress import chase_line
from dashboard.view.leaderboard import progress
from dashboard.view.names import judge_name
from dashboard.view.participation import of_text, width
from dashboard.view.presenting import Presenting, presenting
from dashboard.view.summary_certainty import listed
from dashboard.view.turnout import (
    change_text,
    headline,
    need_text,
    participation,
    share_text,
    target_text,
)
from dashboard.view.words import Words, message

EARLIER = 3
"""Earlier competitions of which the share is shown, the newest ones."""
KINDS = 8
"""Kinds of units that are named."""
DIGITAL, INCLUSIVE = message("%(part)s entries digital"), message("%(part)s entries inclusive")


@dataclass(frozen=True)
class Bar:
    """A line with a bar: its name, how full (percent), its count in words."""

    name: str
    filled: float
    count: str


@dataclass(frozen=True)
class Turnout:
    """Who takes part; empty texts where there is nothing to say."""

    headline: str
    share: str
    target: str
    filled: float
    mark: float
    need: str
    change: str
    editions: Sequence[Bar]
    kinds: str
    properties: str


@dataclass(frozen=True)
class Judging:
    """How far judging is; `steps` count entries, `waiting` says whose sheets are missing."""

    got: int
    due: int
    complete: int
    entered: int
    steps: Sequence[Bar]
    now: Sequence[Presenting]
    chase: Sequence[str]
    waiting: str
    stopped: Sequence[str]


def turnout_of(board: Board, words: Words) -> Turnout:
    """Who takes part, against the target and earlier competitions."""
    out = participation(board).turnout
    return Turnout(
        headline(board, words),
        share_text(board, words),
        target_text(board, words),
        width(out.share),
        width(out.target),
        need_text(board, words),
        change_text(board, words),
        edition_bars(board, words),
        kinds_line(board, words),
        properties_line(board, words),
    )


def edition_bars(board: Board, words: Words) -> list[Bar]:
    """The newest earlier competitions, oldest first; other editions of this one by that alone."""
    own = board.competition.name
    return [
        Bar(
            one.edition if one.edition and one.name == own else f"{one.name} {one.edition}".strip(),
            width(one.share),
            f"{of_text(words, one.joined, one.expected)} ({words.percent(one.share)})",
        )
        for one in participation(board).earlier[-EARLIER:]
        if one.share is not None
    ]


def kinds_line(board: Board, words: Words) -> str:
    """How many of each kind of units take part; empty where there are no kinds to compare."""
    kinds = [kind for kind in participation(board).kinds if kind.kind]
    if len(kinds) < 2:
        return ""
    named = [f"{kind.kind} {of_text(words, kind.joined, kind.expected)}" for kind in kinds[:KINDS]]
    return words.text("By kind: %(kinds)s", kinds="; ".join(named))


def properties_line(board: Board, words: Words) -> str:
    """How many of the entries that stand are digital and inclusive, where that is known of all."""
    standing = [entry for entry in participation(board).entries if entry.stands]
    said = []
    for text, answers in (
        (DIGITAL, [entry.is_digital for entry in standing]),
        (INCLUSIVE, [entry.is_inclusive for entry in standing]),
    ):
        found = split(answers)
        if standing and not found.unknown:
            said.append(words.text(text, part=of_text(words, found.yes, len(standing))))
    return "; ".join(said)


def judging_of(board: Board, words: Words) -> Judging:
    """How far judging is, and what it waits for."""
    standings = board.standings()
    stages = [index for index, _ in board.stages_of(standings)]
    got, due = progress(standings)
    benches = [bench(board, index) for index in stages if not empty_text(board, words, index)]
    held: Counter[int] = Counter()
    for known in benches:
        seats = list(board.axes[known.index].judges)
        held.update(dict(zip(seats, known.held.sheets.sum(axis=0).tolist(), strict=True)))
    return Judging(
        got,
        due,
        int((standings.complete & standings.entered).sum()),
        int(standings.entered.sum()),
        step_bars(board, words),
        presenting(board, words, standings),
        [
            line
            for known in benches
            if (line := chase_line(words, known.held.sheet_count, known.held.entry_count))
        ],
        words.join(
            [
                f"{judge_name(board, words, row.id)} ({words.number(held[row.id])})"
                for row in board.structure.judges
                if held[row.id]
            ]
        ),
        stopped(board, words),
    )


def step_bars(board: Board, words: Words) -> list[Bar]:
    """The way from registration to judging in counts of entries; empty without entries."""
    counted = participation(board)
    whole = len(counted.entries)
    return [
        Bar(
            words.text(STEPS[step.step]),
            100 * len(step.reached) / whole,
            words.number(len(step.reached)),
        )
        for step in counted.steps
        if whole
    ]


def stopped(board: Board, words: Words) -> list[str]:
    """Who went no further, by reason."""
    lost: dict[Fate, list[int]] = {}
    for step in participation(board).steps:
        for entry, fate in step.lost:
            lost.setdefault(fate, []).append(entry)
    return [
        words.text(
            "%(count)s %(fate)s: %(entries)s",
            count=words.number(len(lost[fate])),
            fate=words.text(reason),
            entries=listed(board, words, lost[fate]),
        )
        for fate, reason in FATES.items()
        if fate in lost
    ]
