"""The way from registration to judging: each step, the units behind it, who stopped and why."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.analysis.participation import Fate, Step, StepCount
from dashboard.board import Board
from dashboard.view.names import unit_name
from dashboard.view.turnout import NAMED, counted_name, participation, with_rest
from dashboard.view.words import Words, message

STEPS = {
    Step.REGISTERED: message("Registered"),
    Step.VERIFIED: message("Verified"),
    Step.PRESENTED: message("Presented"),
    Step.JUDGED: message("Judged in full"),
}
NOT_YET = {
    Step.VERIFIED: message("not verified yet"),
    Step.PRESENTED: message("not presented yet"),
    Step.JUDGED: message("not judged in full yet"),
}
FATES = {
    Fate.WITHDRAWN: message("withdrawn"),
    Fate.DISQUALIFIED: message("disqualified"),
    Fate.ABSENT: message("absent"),
}


@dataclass(frozen=True)
class Stopped:
    """Entries that did not come as far as a step, for one reason."""

    reason: str
    names: Sequence[str]
    is_final: bool


@dataclass(frozen=True)
class StepView:
    """One step: how full its bar is (percent), its entries, its units, and who is missing in it."""

    key: str
    name: str
    filled: float
    count: str
    entries: str
    units: str
    summary: str
    behind: Sequence[str]
    stopped: Sequence[Stopped]
    remark: str


def steps(board: Board, words: Words) -> list[StepView]:
    """The whole funnel; empty where nobody has entered."""
    counted = participation(board)
    return [step_view(board, words, step) for step in counted.steps] if counted.entries else []


def step_view(board: Board, words: Words, step: StepCount) -> StepView:
    """One step in words."""
    counted, term = participation(board), board.competition.unit_term
    of_unit = Counter(counted.entries[index].unit for index in step.reached)
    behind = [counted_name(board, words, unit, of_unit[unit]) for unit in step.units[:NAMED]]
    units = f"{words.number(len(step.units))} {term}"
    return StepView(
        key=step.step.name.lower(),
        name=words.text(STEPS[step.step]),
        filled=100 * len(step.reached) / max(len(counted.entries), 1),
        count=words.number(len(step.reached)),
        entries=words.plural("%(count)s entry", "%(count)s entries", len(step.reached)),
        units=units + strangers(board, words, step),
        summary=words.text("Show the %(units)s", units=units),
        behind=with_rest(words, behind, len(step.units)),
        stopped=[
            Stopped(
                f"{words.number(len(group))} {words.text(reason)}",
                with_rest(words, [entry_name(board, i) for i in group[:NAMED]], len(group)),
                is_final,
            )
            for reason, group, is_final in stopped(step)
        ],
        remark=unverified(board, words, step),
    )


def strangers(board: Board, words: Words, step: StepCount) -> str:
    """How many units of a step nobody expected."""
    expected = set(board.structure.eligible_unit_ids)
    count = sum(unit not in expected for unit in step.units)
    if not count or not expected:
        return ""
    return ", " + words.text("%(count)s of them not on the list", count=words.number(count))


def stopped(step: StepCount) -> list[tuple[str, tuple[int, ...], bool]]:
    """The entries that are not in a step, by reason, and whether that is final."""
    groups = [(NOT_YET[step.step], step.under_way, False)] if step.under_way else []
    for fate, reason in FATES.items():
        group = tuple(index for index, why in step.lost if why is fate)
        if group:
            groups.append((reason, group, True))
    return groups


def unverified(board: Board, words: Words, step: StepCount) -> str:
    """That entries came past verification without being marked as verified."""
    if step.step is not Step.VERIFIED:
        return ""
    entries = participation(board).entries
    count = sum(entries[index].status == "registered" for index in step.reached)
    if not count:
        return ""
    return words.plural(
        "%(count)s of them went on without being marked as verified.",
        "%(count)s of them went on without being marked as verified.",
        count,
    )


def entry_name(board: Board, index: int) -> str:
    """An entry by its unit and its title."""
    return f"{unit_name(board, index)} · {board.submission(index).title}"
