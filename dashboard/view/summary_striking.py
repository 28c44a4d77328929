"""What stands out, in sentences: each has its rule, and none is said without the data for it."""

from collections.abc import Iterator

from dashboard.analysis.criteria import extremes
from dashboard.analysis.outlook import Dispute, closest_race, led_by, widest_dispute
from dashboard.board import Board
from dashboard.view.criteria import field_spreads, separation_text
from dashboard.view.judges import empty_text
from dashboard.view.judges_agreement import compared
from dashboard.view.names import criterion_names
from dashboard.view.summary_certainty import entry_text, short_text
from dashboard.view.turnout import participation
from dashboard.view.words import Words

MOST = 6
LEAST_TO_PART = 3
"""Complete entries from which it means something that a criterion parts them."""
LEAST_OF_KIND = 2
"""Expected units of a kind from which it means something that none of them takes part."""


def striking(board: Board, words: Words) -> list[str]:
    """What stands out, at most `MOST` sentences, those about the result first."""
    return [
        *race_text(board, words),
        *led_text(board, words),
        *parting_text(board, words),
        *dispute_texts(board, words),
        *outlier_text(board, words),
        *kinds_text(board, words),
    ][:MOST]


def race_text(board: Board, words: Words) -> Iterator[str]:
    """The closest race on the board (from three complete entries)."""
    standings = board.standings()
    race = closest_race(standings)
    if race is None:
        return
    place = standings.ranking.place
    yield words.text(
        "The closest race is for place %(place)s: %(above)s is %(gap)s points ahead of %(below)s.",
        place=words.number(int(place[race.above])),
        above=short_text(board, words, race.above),
        below=short_text(board, words, race.below),
        gap=words.number(race.gap, int(standings.digits[[race.above, race.below]].max())),
    )


def led_text(board: Board, words: Words) -> Iterator[str]:
    """On how many criteria the winner is highest (two criteria, two complete entries, no tie)."""
    standings = board.standings()
    order = standings.ranking.order
    if len(order) < 2 or len(standings.criteria) < 2 or standings.is_shared(int(order[0])):
        return
    led, names = led_by(standings, int(order[0])), criterion_names(standings)
    unit = short_text(board, words, int(order[0]))
    if not led:
        yield words.text("%(unit)s is first without being highest on any criterion.", unit=unit)
    elif len(led) == len(names):
        yield words.text("%(unit)s is highest on every criterion.", unit=unit)
    else:
        yield words.text(
            "%(unit)s is highest on %(count)s of %(all)s criteria: %(criteria)s.",
            unit=unit,
            count=words.number(len(led)),
            all=words.number(len(names)),
            criteria=words.join([names[column] for column in led]),
        )


def parting_text(board: Board, words: Words) -> Iterator[str]:
    """Which criterion parts the entries most and least (three complete entries, not all alike)."""
    found = field_spreads(board, None)
    if len(board.standings().ranking.order) < LEAST_TO_PART or len(found) < 2:
        return
    if extremes([spread.variance for spread in found]) is not None:
        yield separation_text(board, words, None)


def dispute_texts(board: Board, words: Words) -> Iterator[str]:
    """The entry that the judges disagree on most; of several stages, where that is widest."""
    found: list[tuple[str, Dispute]] = []
    for _, stage in board.stages_of(board.standings()):
        dispute = widest_dispute(stage, board.settings)
        if dispute is not None:
            found.append((stage.name, dispute))
    if not found:
        return
    stage_name, widest = max(found, key=lambda pair: pair[1].highest - pair[1].lowest)
    decimals = board.standings().decimals
    said = words.text(
        "The judges are furthest apart on %(entry)s: their sheets go from %(low)s to %(high)s.",
        entry=entry_text(board, words, widest.entry),
        low=words.number(widest.lowest, decimals),
        high=words.number(widest.highest, decimals),
    )
    several = len(board.standings().stages) > 1
    yield words.text("%(stage)s: %(said)s", stage=stage_name, said=said) if several else said


def outlier_text(board: Board, words: Words) -> Iterator[str]:
    """That marks stand out so far that they should be looked at."""
    count = 0
    for index, _ in board.stages_of(board.standings()):
        found = () if empty_text(board, words, index) else compared(board, index)[2]
        count += len(found) if isinstance(found, tuple) else 0
    if count:
        yield words.plural(
            "%(count)s mark lies far from what the others would make one expect; the page Judges "
            "shows it.",
            "%(count)s marks lie far from what the others would make one expect; the page Judges "
            "shows them.",
            count,
        )


def kinds_text(board: Board, words: Words) -> Iterator[str]:
    """The kinds of units of which none takes part, while others do."""
    counted = participation(board)
    absent = [
        kind
        for kind in counted.kinds
        if kind.kind and not kind.joined and kind.expected >= LEAST_OF_KIND
    ]
    if counted.turnout.joined and absent:
        kinds = [
            words.text("%(kind)s (%(count)s)", kind=kind.kind, count=words.number(kind.expected))
            for kind in absent
        ]
        yield words.text("No unit takes part of the kind %(kinds)s.", kinds=words.join(kinds))
