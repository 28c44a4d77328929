"""How the judges mark beside one another, in sentences for people who know no statistics."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from dashboard.analysis.agreement import (
    LEAST_ENTRIES,
    LEAST_JUDGES,
    Agreement,
    Profile,
    TooThin,
    agreement,
    profiles,
    sheet_points,
)
from dashboard.analysis.outliers import Outlier, outliers
from dashboard.board import Board
from dashboard.view.judges import Bench, bench, empty_text, judge_names
from dashboard.view.names import unit_name
from dashboard.view.template import render
from dashboard.view.words import Words, message

RELIABLE, TENTATIVE = 0.8, 0.667
"""Krippendorff, "Content Analysis" (2004), section 11.4.2: rely on marks from alpha 0.800, draw
only tentative conclusions from 0.667."""
STRONG = 0.7
"""Schmidt, "Managing Delphi Surveys Using Nonparametric Statistical Techniques", Decision Sciences
28:3 (1997): W from 0.7 is strong agreement."""
LISTED = 10

VERDICTS = {
    "agree": message("The judges agree: their marks can be relied on."),
    "agree?": message("The judges seem to agree, but %(entries)s entries are too few to be sure."),
    "fair": message("The judges agree fairly well: enough for a careful conclusion."),
    "fair?": message(
        "The judges seem to agree fairly well, but %(entries)s entries are too few to be sure."
    ),
    "order": message(
        "The judges mark on different levels, but put the entries in much the same order."
    ),
    "apart": message("The judges do not agree yet: look at the differences below."),
}


def verdict(found: Agreement) -> str:
    """Which of the `VERDICTS` fits; "?" where the interval reaches below the step."""
    if found.alpha >= RELIABLE:
        return "agree" if found.low >= RELIABLE else "agree?"
    if found.alpha >= TENTATIVE:
        return "fair" if found.low >= TENTATIVE else "fair?"
    return "order" if found.w is not None and found.w >= STRONG else "apart"


@dataclass(frozen=True)
class Line:
    """One judge beside the panel; `offset` of the bar is in percent of the largest, signed."""

    name: str
    entries: str
    mean: str
    severity: str
    offset: float
    tag: str
    spread: str
    ratio: str
    wide: str


@dataclass(frozen=True)
class Striking:
    """One mark that stands out."""

    key: str
    judge: str
    unit: str
    title: str
    criterion: str
    value: str
    expected: str
    difference: str
    times: str


Compared = tuple[
    Agreement | TooThin | None, tuple[Profile, ...] | TooThin, tuple[Outlier, ...] | TooThin
]


def compared(board: Board, stage: int) -> Compared:
    """The agreement of a stage's judges, their profiles, the marks that stand out; found once."""
    return board.once(("compared", stage), lambda: _compared(board, stage))


def _compared(board: Board, stage: int) -> Compared:
    judged = board.stages[stage]
    points = sheet_points(judged.marks, judged.criteria, board.settings)
    return (
        agreement(points),
        profiles(points, judged.marks.due),
        outliers(judged.marks, judged.criteria),
    )


def agreement_html(board: Board, words: Words, stage: int) -> str:
    """The whole comparison of the judges as HTML, made once for all who look at the same."""
    return board.once(
        ("agreement", stage, words.language), lambda: _agreement_html(board, words, stage)
    )


def _agreement_html(board: Board, words: Words, stage: int) -> str:
    if empty_text(board, words, stage):
        return ""
    known, names = bench(board, stage), judge_names(board, words, stage)
    found, told, striking = compared(board, stage)
    return render(
        "judges_agreement.html",
        words,
        thin=too_thin(words, found) if isinstance(found, TooThin) else "",
        lead=lead(words, found),
        details=details(words, found) if isinstance(found, Agreement) else [],
        profiles_thin=too_thin(words, told) if isinstance(told, TooThin) else "",
        lines=[] if isinstance(told, TooThin) else lines(words, names, told),
        meaning=meaning(board, words, found) if isinstance(found, Agreement) else [],
        striking_thin=too_thin(words, striking) if isinstance(striking, TooThin) else "",
        striking=[]
        if isinstance(striking, TooThin)
        else [strike(board, words, known, names, one) for one in striking[:LISTED]],
        more=0 if isinstance(striking, TooThin) else max(0, len(striking) - LISTED),
    )


def decimal(value: float) -> Fraction:
    """A statistic as a number to write: nobody reads more than six places of it."""
    return Fraction(round(value * 10**6), 10**6)


def too_thin(words: Words, thin: TooThin) -> str:
    """What it takes before anything is said, and how much of it there is."""
    return words.text(
        "Not enough data yet: this takes at least %(judges)s judges and %(entries)s entries that "
        "they all judged; so far there are %(have_judges)s judges and %(have_entries)s entries.",
        judges=LEAST_JUDGES,
        entries=LEAST_ENTRIES,
        have_judges=words.number(thin.judges),
        have_entries=words.number(thin.entries),
    )


def lead(words: Words, found: Agreement | TooThin | None) -> str:
    """The agreement of the panel in one plain sentence."""
    if isinstance(found, TooThin):
        return ""
    if found is None:
        return words.text("All sheets are alike, so nothing can be said about agreement.")
    kind = verdict(found)
    if not kind.endswith("?"):
        return words.text(VERDICTS[kind])
    return words.text(VERDICTS[kind], entries=words.number(found.entries))


def details(words: Words, found: Agreement) -> list[str]:
    """The coefficients behind the sentence, with the marks they are measured by."""
    said = [
        words.text(
            "Marks: %(alpha)s of 1 (Krippendorff's alpha, 95 percent interval %(low)s to "
            "%(high)s; %(judges)s judges, %(entries)s entries). From %(reliable)s marks can be "
            "relied on, from %(tentative)s with care (Krippendorff 2004).",
            alpha=words.number(decimal(found.alpha), 2),
            low=words.number(decimal(found.low), 2),
            high=words.number(decimal(found.high), 2),
            judges=words.number(found.judges),
            entries=words.number(found.entries),
            reliable=words.number(decimal(RELIABLE), 2),
            tentative=words.number(decimal(TENTATIVE), 3),
        )
    ]
    if found.w is not None:
        said.append(
            words.text(
                "Order: %(w)s of 1 (Kendall's W over the %(entries)s entries that all judges "
                "judged; 1 means the same order). From %(strong)s it is strong (Schmidt 1997).",
                w=words.number(decimal(found.w), 2),
                entries=words.number(found.in_common),
                strong=words.number(decimal(STRONG), 1),
            )
        )
    return said


def meaning(board: Board, words: Words, found: Agreement) -> list[str]:
    """What strictness and spread do to the order under the rule in force; no more than is true.

    With plain means over a complete matrix, a judge's level adds the same to every entry.
    """
    rules = board.settings
    if rules.method == "standardised":
        return [words.text("The scoring rule evens out the level and spread of each judge.")]
    if rules.method != "mean":
        return []
    said = []
    if not found.is_whole:
        said.append(
            words.text(
                "Not every judge has judged every entry: there a strict or mild judge can move "
                "the order."
            )
        )
    elif rules.rounding == "exact":
        said.append(
            words.text(
                "A strict or mild judge moves nobody in the order, because so far all judges have "
                "judged the same entries."
            )
        )
    return [*said, words.text("A judge who spreads the marks widely weighs more in the order.")]


def lines(words: Words, names: Sequence[str], told: tuple[Profile, ...]) -> list[Line]:
    """The judges beside the panel."""
    widest = max((abs(one.severity) for one in told if one.severity is not None), default=0) or 1
    return [line(words, names[one.seat], one, widest) for one in told]


def line(words: Words, name: str, one: Profile, widest: float) -> Line:
    """One judge beside the panel."""
    if one.mean is None or one.severity is None or one.spread is None or one.ratio is None:
        return Line(name, words.number(one.entries), "", "", 0, "", "", "", "")
    tag = wide = ""
    if one.stands_apart:
        tag = words.text("mild") if one.severity > 0 else words.text("strict")
    if one.spreads_apart:
        wide = words.text("wide") if one.ratio > 1 else words.text("narrow")
    return Line(
        name,
        words.number(one.entries),
        words.number(decimal(one.mean), 2),
        words.signed(decimal(one.severity), 2),
        100 * one.severity / widest,
        tag,
        words.number(decimal(one.spread), 2),
        words.number(decimal(one.ratio), 2),
        wide,
    )


def strike(
    board: Board, words: Words, known: Bench, names: Sequence[str], one: Outlier
) -> Striking:
    """One mark that stands out, in words."""
    value, expected = Fraction(one.value, 100), decimal(one.expected)
    return Striking(
        f"{board.submission(one.entry).id}-{one.column}-{one.seat}",
        names[one.seat],
        unit_name(board, one.entry),
        board.submission(one.entry).title,
        known.stage.criteria[one.column].name,
        words.number(value, 2),
        words.number(expected, 1),
        words.signed(value - expected, 1),
        words.number(decimal(one.times), 1),
    )
