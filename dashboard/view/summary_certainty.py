"""Who is first and how sure that is, in sentences; none that the data do not carry."""

from collections.abc import Iterator, Sequence

import numpy as np

from dashboard.analysis.agreement import Agreement
from dashboard.analysis.outlook import (
    First,
    Tie,
    challenger,
    first_choices,
    first_place,
    ties,
)
from dashboard.analysis.standings import Standings
from dashboard.board import Board
from dashboard.view.judges import empty_text
from dashboard.view.judges_agreement import VERDICTS, compared, verdict
from dashboard.view.leaderboard import progress
from dashboard.view.names import criterion_names, unit_name
from dashboard.view.turnout import with_rest
from dashboard.view.weights import smallest_text
from dashboard.view.words import Words

NAMED = 6
"""Entries that a sentence names."""
TIES_TOLD = 3
"""Ties that the summary names; the leaderboard shows them all."""


def entry_text(board: Board, words: Words, entry: int) -> str:
    """An entry by its unit and its title."""
    return words.text(
        "%(unit)s (%(title)s)", unit=unit_name(board, entry), title=board.submission(entry).title
    )


def short_text(board: Board, words: Words, entry: int) -> str:
    """An entry by its unit, and by its title as well where the unit has several."""
    unit = board.submission(entry).unit_id
    if sum(row.unit_id == unit for row in board.structure.submissions) > 1:
        return entry_text(board, words, entry)
    return unit_name(board, entry)


def listed(board: Board, words: Words, entries: Sequence[int]) -> str:
    """Entries in a sentence, at most `NAMED` of them by name."""
    names = [short_text(board, words, entry) for entry in entries[:NAMED]]
    return words.join(with_rest(words, names, len(entries)))


def score_text(words: Words, standings: Standings, entry: int) -> str:
    """The total of an entry, with as many decimals as the board shows."""
    return words.number(standings.total.fraction(entry), int(standings.digits[entry]))


def lead(board: Board, words: Words) -> str:
    """Who is first, with what, and how far ahead."""
    standings = board.standings()
    order = standings.ranking.order
    if not len(order):
        return words.text("No entry has been judged in full yet.")
    first = int(order[0])
    values = {
        "entry": entry_text(board, words, first),
        "score": score_text(words, standings, first),
    }
    if len(order) == 1:
        return words.text(
            "%(entry)s has %(score)s and is the only entry judged in full so far.", **values
        )
    if standings.is_shared(first):
        same = np.flatnonzero(standings.ranking.place == 1)
        return words.text(
            "%(units)s share first place with %(score)s.",
            units=listed(board, words, same.tolist()),
            score=values["score"],
        )
    second = int(order[1])
    values["second"] = short_text(board, words, second)
    gap = standings.total.fraction(first) - standings.total.fraction(second)
    step = standings.tie_step(first)
    if gap == 0 and step is not None:
        return words.text(
            "%(entry)s is first with %(score)s, level with %(second)s; %(criterion)s settles it.",
            criterion=criterion_names(standings)[step],
            **values,
        )
    return words.text(
        "%(entry)s is first with %(score)s, %(gap)s points ahead of %(second)s.",
        gap=words.number(gap, int(standings.digits[[first, second]].max())),
        **values,
    )


def certainty(board: Board, words: Words) -> list[str]:
    """How sure the result is, sentence by sentence, the weightiest first."""
    standings = board.standings()
    if not standings.scored.any():
        return []
    return [
        *sheets_text(board, words),
        *challenge_text(board, words),
        *changed_text(board, words),
        *choices_text(board, words),
        *([smallest_text(board, words, None)] if len(standings.ranking.order) > 1 else []),
        *tie_texts(board, words),
        *agreement_texts(board, words),
    ]


def sheets_text(board: Board, words: Words) -> Iterator[str]:
    """Whether everything is in, and what that means for first place."""
    standings = board.standings()
    got, due = progress(standings)
    out = int((standings.entered & ~standings.complete).sum())
    if not out:
        all_in = words.plural(
            "The one score sheet is in.", "All %(count)s score sheets are in.", due
        )
        if board.is_final:
            yield words.text(
                "%(sheets)s The final result was set down at revision %(revision)s.",
                sheets=all_in,
                revision=board.structure.final_revision,
            )
        elif first_place(standings) is First.SHARED:
            yield words.text("%(sheets)s The rule leaves the tie for first place.", sheets=all_in)
        else:
            yield words.text(
                "%(sheets)s First place is clear unless a score is corrected.", sheets=all_in
            )
        return
    without = words.plural(
        "%(count)s entry has no place yet", "%(count)s entries have no place yet", out
    )
    if got == due:
        yield words.text("All sheets are in, but %(entries)s.", entries=without)
        return
    yield words.plural(
        "%(count)s of %(due)s score sheets is missing, so %(entries)s.",
        "%(count)s of %(due)s score sheets are missing, so %(entries)s.",
        due - got,
        due=words.number(due),
        entries=without,
    )


def challenge_text(board: Board, words: Words) -> Iterator[str]:
    """That first place is open, and to whom."""
    standings = board.standings()
    entry = challenger(standings)
    if entry is not None:
        yield words.text(
            "First place is open: %(entry)s has a mean of %(score)s so far, from %(got)s of "
            "%(due)s sheets.",
            entry=entry_text(board, words, entry),
            score=score_text(words, standings, entry),
            got=words.number(int(standings.sheets_in[entry])),
            due=words.number(int(standings.sheets_due[entry])),
        )


def changed_text(board: Board, words: Words) -> Iterator[str]:
    """That scores have changed since the final result was set down."""
    final = board.structure.final_revision
    if final is not None and not board.is_final:
        yield words.text(
            "A final result was set down at revision %(revision)s; scores have changed since.",
            revision=final,
        )


def choices_text(board: Board, words: Words) -> Iterator[str]:
    """How many judges have the winner first themselves."""
    found = first_choices(board.standings(), board.settings)
    if found is not None:
        count, asked = found
        yield words.text(
            "%(count)s of %(asked)s judges have it first on their own sheets.",
            count=words.number(count),
            asked=words.number(asked),
        )


def tie_texts(board: Board, words: Words) -> Iterator[str]:
    """The ties and how they were settled; that of first place is told by the lead."""
    standings = board.standings()
    found = [
        tie for tie in ties(standings) if tie.place > 1 or (tie.steps and len(tie.entries) > 2)
    ]
    for tie in found[:TIES_TOLD]:
        yield tie_text(board, words, standings, tie)
    if len(found) > TIES_TOLD:
        yield words.plural(
            "%(count)s more tie is on the leaderboard.",
            "%(count)s more ties are on the leaderboard.",
            len(found) - TIES_TOLD,
        )


def tie_text(board: Board, words: Words, standings: Standings, tie: Tie) -> str:
    """One tie."""
    units = listed(board, words, tie.entries)
    if not tie.steps:
        return words.text(
            "%(units)s share place %(place)s: they are equal in every step of the rule.",
            units=units,
            place=words.number(tie.place),
        )
    names = criterion_names(standings)
    return words.text(
        "%(units)s have the same score, %(score)s; their order was settled by %(criteria)s.",
        units=units,
        score=score_text(words, standings, tie.entries[0]),
        criteria=words.join([names[column] for column in tie.steps]),
    )


def agreement_texts(board: Board, words: Words) -> Iterator[str]:
    """The agreement of each panel, where there are data enough to say anything."""
    stages = board.stages_of(board.standings())
    for index, stage in stages:
        found = None if empty_text(board, words, index) else compared(board, index)[0]
        if not isinstance(found, Agreement):
            continue
        kind = verdict(found)
        said = (
            words.text("The judges do not agree yet; the page Judges shows where.")
            if kind == "apart"
            else words.text(VERDICTS[kind], entries=words.number(found.entries))
        )
        several = len(stages) > 1
        yield words.text("%(stage)s: %(said)s", stage=stage.name, said=said) if several else said
