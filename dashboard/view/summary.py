"""The summary: one page that a leader reads in a minute, and prints on A4."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from zoneinfo import ZoneInfo

import streamlit as st

from dashboard.analysis.standings import Standings
from dashboard.board import Board
from dashboard.view.assets import STATIC
from dashboard.view.leaderboard import Row, View, remarks, row_maker
from dashboard.view.summary_certainty import certainty, lead
from dashboard.view.summary_facts import judging_of, turnout_of
from dashboard.view.summary_striking import striking
from dashboard.view.template import render
from dashboard.view.why import rule
from dashboard.view.words import Words

LISTED, COMFORTABLE = 15, 11
"""Entries in the table that still fit on one sheet; from how many on in small letters."""


def on_paper() -> None:
    """Print of this page the page alone, on A4, without Streamlit around it."""
    st.html(STATIC / "paper.css")


@dataclass(frozen=True)
class Line:
    """One entry of the table: its row on the board, and where its dot stands in percent."""

    row: Row
    dot: float


@dataclass(frozen=True)
class Table:
    """The best entries, those with a place first; `ends` are where the dots begin and end.

    `more` counts the entries with a score that are not listed.
    """

    placed: Sequence[Line]
    partial: Sequence[Line]
    ends: Sequence[str]
    more: int

    @property
    def is_long(self) -> bool:
        """Whether it takes smaller letters to fit on one sheet."""
        return len(self.placed) + len(self.partial) > COMFORTABLE


def summary_html(board: Board, words: Words) -> str:
    """The summary as HTML, made once for all who look."""
    return board.once(("summary", words.language), lambda: _summary_html(board, words))


def _summary_html(board: Board, words: Words) -> str:
    standings, competition = board.standings(), board.competition
    return render(
        "summary.html",
        words,
        competition=competition,
        held_on="" if competition.held_on is None else words.date(competition.held_on),
        stamp=stamp(board, words),
        is_final=board.is_final,
        has_entries=bool(board.structure.submissions),
        has_scores=bool(standings.scored.any()),
        lead=lead(board, words),
        sure=certainty(board, words),
        term=competition.unit_term,
        table=table(board, words),
        turnout=turnout_of(board, words),
        judging=judging_of(board, words),
        striking=striking(board, words),
        rules=[*stages_text(board, words, standings), rule(words, board.settings)],
        remarks=remarks(board, words, standings),
    )


def stamp(board: Board, words: Words) -> tuple[str, str]:
    """The state that is shown: its time and revision, and its day."""
    zone = board.competition.timezone
    moment = words.text(
        "Data %(clock)s · revision %(revision)s",
        clock=words.clock(board.read_at, zone),
        revision=board.revision,
    )
    return moment, words.date(board.read_at.astimezone(ZoneInfo(zone)).date())


def table(board: Board, words: Words) -> Table:
    """The best `LISTED` entries: those with a place, then those judged in part."""
    standings = board.standings()
    placed = standings.ranking.order[:LISTED].tolist()
    partial = standings.partial[: LISTED - len(placed)].tolist()
    totals = {entry: standings.total.fraction(entry) for entry in [*placed, *partial]}
    low, high = min(totals.values(), default=Fraction(0)), max(totals.values(), default=Fraction(0))
    row = row_maker(board, words, View())

    def line(entry: int) -> Line:
        return Line(row(entry), float((totals[entry] - low) / ((high - low) or 1) * 100))

    return Table(
        [line(entry) for entry in placed],
        [line(entry) for entry in partial],
        [words.number(end, standings.decimals) for end in (low, high)] if low < high else [],
        len(standings.ranking.order) + len(standings.partial) - len(totals),
    )


def stages_text(board: Board, words: Words, standings: Standings) -> list[str]:
    """Of which stages the result is made, where there are several."""
    if len(board.stages) < 2 or not standings.stages:
        return []
    whole = sum(stage.weight or 0 for stage in standings.stages)
    parts = [
        f"{stage.name} {words.percent(Fraction(stage.weight or 0, whole), 0)}"
        if len(standings.stages) > 1
        else stage.name
        for stage in standings.stages
    ]
    return [words.text("Result: %(stages)s.", stages=words.join(parts))]
