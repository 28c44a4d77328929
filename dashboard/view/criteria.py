"""The heat map of entries and criteria, and what the criteria say in two sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from dashboard.analysis.criteria import HEAT_LEVELS, Spread, extremes, heat, spreads
from dashboard.analysis.standings import Standings
from dashboard.board import Board
from dashboard.view.leaderboard import View, note, on_page, remarks, sections
from dashboard.view.names import criterion_names, unit_name
from dashboard.view.template import render
from dashboard.view.weights import smallest_text
from dashboard.view.words import Words


def empty_text(board: Board, words: Words, stage: int | None) -> str:
    """What to do first where there is nothing to show yet; empty where there is."""
    if not board.structure.submissions:
        return words.text("There are no entries yet. Add them in the workbook and load it.")
    if not board.stages or not board.standings(stage).criteria:
        return words.text("There are no criteria yet. Add them in the workbook and load it.")
    standings = board.standings(stage)
    if not (standings.panel_known & standings.entered[:, None]).any():
        return words.text("There are no marks yet. This page fills with the first score sheet.")
    return ""


def field_spreads(board: Board, stage: int | None) -> tuple[Spread, ...]:
    """The spread of each criterion over the complete entries, computed once."""
    standings = board.standings(stage)
    return board.once(("spreads", stage), lambda: spreads(standings, standings.ranking.order))


def separation_text(board: Board, words: Words, stage: int | None) -> str:
    """Which criterion separates the entries most, and which least, in a sentence or two."""
    found = field_spreads(board, stage)
    if not found:
        return words.text("It takes two complete entries to say how far the criteria part them.")
    names = criterion_names(board.standings(stage))
    if len(found) == 1:
        return words.text(
            "There is one criterion; the entries spread by %(deviation)s of 100 points on it.",
            deviation=deviation(words, found[0]),
        )
    apart = extremes([spread.variance for spread in found])
    if apart is None:
        return words.text("All criteria separate the entries equally.")
    most, least = apart
    sentence = words.text(
        "%(most)s separates the entries most (standard deviation %(wide)s of 100), "
        "%(least)s least (%(narrow)s).",
        most=names[most],
        wide=deviation(words, found[most]),
        least=names[least],
        narrow=deviation(words, found[least]),
    )
    felt = extremes([spread.variance * spread.share**2 for spread in found])
    if felt is None or felt[0] == most:
        return sentence
    weighted = words.text(
        "With its weight, %(criterion)s moves the totals most.", criterion=names[felt[0]]
    )
    return f"{sentence} {weighted}"


def deviation(words: Words, spread: Spread) -> str:
    """A standard deviation in words: a statistic, so rounding a float does no harm."""
    return words.number(Fraction(spread.deviation), 2)


def findings_html(board: Board, words: Words, stage: int | None) -> str:
    """What there is to know at once, as HTML; what to do first where there is nothing."""
    return board.once(
        ("criteria findings", stage, words.language), lambda: _findings_html(board, words, stage)
    )


def _findings_html(board: Board, words: Words, stage: int | None) -> str:
    empty = empty_text(board, words, stage)
    return render(
        "criteria_findings.html",
        words,
        empty=empty,
        remarks=[] if empty else remarks(board, words, board.standings(stage)),
        separation="" if empty else separation_text(board, words, stage),
        weights="" if empty else smallest_text(board, words, stage),
    )


@dataclass(frozen=True)
class Heated:
    """A value in words and how warm it is: 1 to `HEAT_LEVELS`, 0 where there is none."""

    text: str
    level: int


@dataclass(frozen=True)
class HeatRow:
    """One entry of the heat map."""

    key: int
    place: str
    unit: str
    title: str
    note: str
    score: str
    cells: Sequence[Heated]


def heat_html(board: Board, words: Words, view: View) -> str:
    """The heat map as HTML, made once for all who look at the same."""
    return board.once(("heat", view, words.language), lambda: _heat_html(board, words, view))


def _heat_html(board: Board, words: Words, view: View) -> str:
    standings = board.standings(view.stage)
    names = criterion_names(standings)
    return render(
        "criteria_heat.html",
        words,
        term=board.competition.unit_term,
        levels=range(1, HEAT_LEVELS + 1),
        heads=[
            (name, words.percent(Fraction(*share), 0), span)
            for name, share, span in zip(
                names, standings.shares, spans(words, standings), strict=True
            )
        ],
        names=names,
        sections=[
            (section, heat_rows(board, words, view, section.entries.tolist()))
            for section in on_page(sections(board, words, view), view.page)
        ],
        searching=bool(view.search.strip()),
    )


def spans(words: Words, standings: Standings) -> list[str]:
    """From the lowest to the highest value of each criterion, which its colours run over."""
    counted = standings.panel_known & standings.entered[:, None]
    found = []
    for column in range(len(standings.criteria)):
        values = standings.panel.numerators[counted[:, column], column]
        ends = [values.min(), values.max()] if len(values) else []
        found.append(
            "–".join(
                words.number(Fraction(int(end), standings.panel.denominator), standings.decimals)
                for end in ends
            )
        )
    return found


def heat_rows(board: Board, words: Words, view: View, entries: Sequence[int]) -> list[HeatRow]:
    """Rows of the heat map in words."""
    standings = board.standings(view.stage)
    ranking = standings.provisional if view.provisional else standings.ranking
    levels = board.once(("heat levels", view.stage), lambda: heat(standings))
    return [
        HeatRow(
            key=board.submission(entry).id,
            place=words.number(int(ranking.place[entry])) if ranking.place[entry] else "–",
            unit=unit_name(board, entry),
            title=board.submission(entry).title,
            note=note(board, words, standings, entry),
            score=words.number(standings.total.fraction(entry), int(standings.digits[entry]))
            if standings.scored[entry] and standings.entered[entry]
            else "–",
            cells=[
                Heated(
                    words.number(standings.panel.fraction(entry, column), standings.decimals), level
                )
                if level
                else Heated("–", 0)
                for column, level in enumerate(levels[entry].tolist())
            ],
        )
        for entry in entries
    ]
