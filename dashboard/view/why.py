"""Why an entry stands where it stands, in words and as a calculation to follow."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from dashboard.analysis.explain import Account, Comparison, Fate, Given, account, compare
from dashboard.analysis.scoring import Settings
from dashboard.analysis.standings import JudgedStage, Standings
from dashboard.board import Board
from dashboard.view.leaderboard import View
from dashboard.view.names import seat_name, unit_name
from dashboard.view.template import render
from dashboard.view.words import Words, message

METHODS = {
    "mean": message("mean of all judges"),
    "trimmed_mean": message("mean without the highest and lowest %(trim)s"),
    "median": message("median of the judges"),
    "standardised": message("mean of the judges' standardised marks"),
}
LEVELS = {
    "criterion": message("The judges are combined on each criterion, then weighted: %(method)s."),
    "sheet": message("Each judge's sheet is weighted first, then combined: %(method)s."),
}
ROUNDINGS = {
    "exact": message("Nothing is rounded before the places are settled."),
    "criterion": message("Each criterion is rounded to %(decimals)s decimals."),
    "total": message("The total is rounded to %(decimals)s decimals."),
}


@dataclass(frozen=True)
class Mark:
    """One judge's mark in words; `said` tells what became of it, if it did not simply count."""

    text: str
    fate: str
    said: str


@dataclass(frozen=True)
class Line:
    """One criterion, or the sum of a stage."""

    name: str
    marks: Sequence[Mark]
    panel: str = ""
    weight: str = ""
    points: str = ""
    difference: str = ""
    side: str = ""
    is_sum: bool = False


@dataclass(frozen=True)
class StageTable:
    """The calculation of one stage."""

    name: str
    judges: Sequence[str]
    result: str
    lines: Sequence[Line]


def why_html(board: Board, words: Words, view: View, submission: int) -> str:
    """The explanation of one entry as HTML; empty if the board does not know it."""
    entry = board.entry_of.get(submission)
    if entry is None:
        return ""
    return board.once(
        ("why", view.stage, view.provisional, words.language, entry),
        lambda: _why_html(board, words, view, entry),
    )


def _why_html(board: Board, words: Words, view: View, entry: int) -> str:
    standings = board.standings(view.stage)
    settings = board.settings
    ranking = standings.provisional if view.provisional else standings.ranking
    told = account(standings, entry, settings)
    against = compare(standings, entry, ranking.order) if ranking.place[entry] else None
    units = [unit_name(board, entry) for entry in range(len(board.structure.submissions))]
    return render(
        "why.html",
        words,
        heading=heading(board, words, standings, told),
        sentences=sentences(words, standings, against, units, entry),
        stages=[
            stage_table(board, words, standings, told, against, index)
            for index in range(len(standings.stages))
        ],
        above=units[against.above] if against else "",
        rule=rule(words, settings),
    )


def heading(board: Board, words: Words, standings: Standings, told: Account) -> str:
    """The entry and its exact total."""
    title = board.submission(told.entry).title
    if told.total is None:
        return words.text("%(title)s: not scored yet", title=title)
    digits = int(standings.digits[told.entry])
    return words.text("%(title)s: %(score)s", title=title, score=words.number(told.total, digits))


def sentences(
    words: Words,
    standings: Standings,
    against: Comparison | None,
    units: Sequence[str],
    entry: int,
) -> list[str]:
    """The entry against the one above it, in a sentence."""
    if against is None:
        return []
    above, below = units[against.above], units[entry]
    if against.shared:
        return [
            words.text(
                "%(above)s and %(below)s are equal in every step of the rule and share the place.",
                above=above,
                below=below,
            )
        ]
    if against.settled_by is not None:
        return [
            words.text(
                "%(above)s and %(below)s have the same total; %(criterion)s settles it.",
                above=above,
                below=below,
                criterion=standings.criteria[against.settled_by].name,
            )
        ]
    digits = int(max(standings.digits[entry], standings.digits[against.above]))
    worst = min(range(len(against.differences)), key=lambda i: against.differences[i])
    return [
        words.text(
            "%(above)s is %(gap)s points ahead of %(below)s; most of it on %(criterion)s.",
            above=above,
            below=below,
            gap=words.number(-against.gap, digits),
            criterion=standings.criteria[worst].name,
        )
    ]


def stage_table(
    board: Board,
    words: Words,
    standings: Standings,
    told: Account,
    against: Comparison | None,
    index: int,
) -> StageTable:
    """One stage's marks and what they come to."""
    stage = standings.stages[index]
    decimals = max(standings.decimals, 2)
    lines = []
    for column, one in enumerate(told.criteria):
        if one.stage != index:
            continue
        difference = against.differences[column] if against else None
        lines.append(
            Line(
                one.criterion.name,
                [mark(words, given, 2) for given in one.given],
                "" if one.panel is None else words.number(one.panel, decimals),
                words.percent(one.share, 1),
                "" if one.points is None else words.number(one.points, decimals + 1),
                "" if difference is None else words.signed(difference, decimals),
                "" if not difference else "better" if difference > 0 else "worse",
            )
        )
    lines.append(sum_line(words, standings, told, against, index))
    where = next(i for i, judged in board.stages_of(standings) if judged is stage)
    return StageTable(
        stage.name,
        [seat_name(board, words, where, seat) for seat in range(stage.marks.due.shape[1])],
        words.text("Result"),
        lines,
    )


def sum_line(
    words: Words, standings: Standings, told: Account, against: Comparison | None, index: int
) -> Line:
    """What the stage adds to the total, under the judges' own sheets where those are combined."""
    stage: JudgedStage = standings.stages[index]
    by_sheet = bool(told.sheets)
    marks = (
        [mark(words, given, 2) for given in told.sheets[index]]
        if by_sheet
        else [Mark("", "", "") for _ in range(stage.marks.due.shape[1])]
    )
    only = len(standings.stages) == 1
    points = stage.scores.total.fraction(told.entry) if stage.scores.scored[told.entry] else None
    digits = int(standings.digits[told.entry])
    gap: Fraction | None = against.gap if against and only else None
    return Line(
        words.text("Total") if only else words.text("Total of the stage"),
        marks,
        points="" if points is None else words.number(points, digits),
        difference="" if gap is None else words.signed(gap, digits),
        side="" if not gap else "better" if gap > 0 else "worse",
        is_sum=True,
    )


def mark(words: Words, given: Given, decimals: int) -> Mark:
    """One mark in words."""
    said = {
        Fate.COUNTED: "",
        Fate.DROPPED: words.text("dropped"),
        Fate.BLANK: words.text("not scored yet"),
        Fate.RECUSED: words.text("does not judge this entry"),
    }[given.fate]
    if given.fate is Fate.RECUSED:
        return Mark("×", given.fate, said)
    text = "–" if given.value is None else words.number(given.value, decimals)
    return Mark(text, given.fate, said)


def rule(words: Words, settings: Settings) -> str:
    """The scoring rule in force, in words."""
    method = words.text(METHODS[settings.method])
    if settings.method == "trimmed_mean":
        method = words.text(METHODS[settings.method], trim=settings.trim)
    sentence = words.text(LEVELS[settings.level], method=method)
    rounding = ROUNDINGS[settings.rounding]
    rounded = (
        words.text(rounding)
        if settings.rounding == "exact"
        else words.text(rounding, decimals=settings.decimals)
    )
    return f"{sentence} {rounded}"
