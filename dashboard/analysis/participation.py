"""Who takes part: units against the target, entries step by step, who is missing and why.

Units and entries are two things: one unit may enter twice, and a unit that nobody expected may
enter too. An entry *stands* unless it was withdrawn or disqualified; a unit takes part if an entry
of it stands, whether or not it turns up on the day.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from fractions import Fraction


class Step(IntEnum):
    """How far an entry has come."""

    REGISTERED = 0
    VERIFIED = 1
    PRESENTED = 2
    JUDGED = 3


class Fate(StrEnum):
    """Why an entry goes no further; `UNDER_WAY`: it still may, or has come all the way."""

    UNDER_WAY = "under way"
    WITHDRAWN = "withdrawn"
    DISQUALIFIED = "disqualified"
    ABSENT = "absent"


@dataclass(frozen=True)
class Unit:
    """A unit that is expected to take part or has entered."""

    key: int
    kind: str
    expected: bool


@dataclass(frozen=True)
class Turn:
    """An entry in the running order of one stage (by index).

    `status` is "waiting", "presenting", "presented" or "absent"; sheets are the full ones and those
    due.
    """

    stage: int
    status: str
    sheets_in: int = 0
    sheets_due: int = 0


@dataclass(frozen=True)
class Entry:
    """An entry: its unit's key, its status, and its turn in each stage that lists it.

    `status` is "registered", "verified", "withdrawn" or "disqualified".
    """

    unit: int
    status: str
    turns: tuple[Turn, ...] = ()
    category: str = ""
    is_digital: bool | None = None
    is_inclusive: bool | None = None

    @property
    def sheets(self) -> tuple[int, int]:
        """Full sheets, and sheets due, over all stages."""
        return sum(turn.sheets_in for turn in self.turns), sum(
            turn.sheets_due for turn in self.turns
        )

    @property
    def stands(self) -> bool:
        """Whether it is neither withdrawn nor disqualified."""
        return self.status not in (Fate.WITHDRAWN, Fate.DISQUALIFIED)

    @property
    def step(self) -> Step:
        """The furthest step reached. Who presented, or was missed there, had been let through."""
        got, due = self.sheets
        if self.stands and 0 < due == got:
            return Step.JUDGED
        if got or any(turn.status in ("presenting", "presented") for turn in self.turns):
            return Step.PRESENTED
        return Step.VERIFIED if self.status == "verified" or self.is_absent else Step.REGISTERED

    @property
    def is_absent(self) -> bool:
        """Whether it stayed away from every stage that lists it."""
        return bool(self.turns) and all(turn.status == "absent" for turn in self.turns)

    @property
    def fate(self) -> Fate:
        """What ended its way, if anything did."""
        if not self.stands:
            return Fate(self.status)
        if self.is_absent:
            return Fate.ABSENT
        return Fate.UNDER_WAY


@dataclass(frozen=True)
class Turnout:
    """The expected units, by their keys in listed order: every one is in exactly one group.

    `joined` take part; `left` have entered, but none of their entries stands; `missing` have never
    entered. `guests` take part without being expected. `target` is a share of one.
    """

    joined: tuple[int, ...]
    left: tuple[int, ...]
    missing: tuple[int, ...]
    guests: tuple[int, ...]
    target: Fraction

    @property
    def expected(self) -> int:
        """How many units are expected."""
        return len(self.joined) + len(self.left) + len(self.missing)

    @property
    def share(self) -> Fraction | None:
        """The part of the expected units that takes part; None where none is expected."""
        return share(len(self.joined), self.expected)

    @property
    def still_needed(self) -> int:
        """How many more of the expected units the target needs; 0 once it is reached."""
        wanted = min(self.target, Fraction(1)) * self.expected
        return max(0, -(-wanted.numerator // wanted.denominator) - len(self.joined))


@dataclass(frozen=True)
class StepCount:
    """The entries (by index) that came as far as `step`, and what became of those who did not.

    Of those one step before: `reached` went on, `under_way` may still do, `lost` will not. `units`
    are the keys of the units behind `reached`, each once, in the order of their entries.
    """

    step: Step
    reached: tuple[int, ...]
    units: tuple[int, ...]
    under_way: tuple[int, ...]
    lost: tuple[tuple[int, Fate], ...]


@dataclass(frozen=True)
class StageCount:
    """Entries that stand in one stage's running order, and what became of them there.

    `listed` counts all; `full` those with every sheet due, `part` those with some, of `presented`.
    """

    listed: int
    presented: int
    absent: int
    full: int
    part: int


@dataclass(frozen=True)
class KindShare:
    """The expected units of one kind, and how many of them take part."""

    kind: str
    joined: int
    expected: int

    @property
    def share(self) -> Fraction:
        """The part of 1 that takes part."""
        return Fraction(self.joined, self.expected)


@dataclass(frozen=True)
class Split:
    """Entries that have a property, that have it not, and those of which nobody said."""

    yes: int
    no: int
    unknown: int


@dataclass(frozen=True)
class Edition:
    """The participation in any competition of the database."""

    competition: int
    name: str
    edition: str
    joined: int
    expected: int

    @property
    def share(self) -> Fraction | None:
        """The part of the expected units that took part; None where none was expected."""
        return share(self.joined, self.expected)


def share(part: int, whole: int) -> Fraction | None:
    """The exact share of one; None of nothing."""
    return Fraction(part, whole) if whole else None


def turnout(units: Sequence[Unit], entries: Iterable[Entry], target: Fraction) -> Turnout:
    """Sort the units by whether they take part; `target` is a share of one."""
    entered: dict[int, bool] = {}
    for entry in entries:
        entered[entry.unit] = entered.get(entry.unit, False) or entry.stands
    expected = [unit.key for unit in units if unit.expected]
    return Turnout(
        joined=tuple(key for key in expected if entered.get(key)),
        left=tuple(key for key in expected if entered.get(key) is False),
        missing=tuple(key for key in expected if key not in entered),
        guests=tuple(unit.key for unit in units if not unit.expected and entered.get(unit.key)),
        target=target,
    )


def funnel(entries: Sequence[Entry]) -> tuple[StepCount, ...]:
    """Count the entries step by step; no step has more than the one before it."""
    counts = []
    before: Sequence[int] = range(len(entries))
    for step in Step:
        reached = tuple(i for i in before if entries[i].step >= step)
        stopped = [i for i in before if entries[i].step < step]
        counts.append(
            StepCount(
                step,
                reached,
                distinct(entries[i].unit for i in reached),
                tuple(i for i in stopped if entries[i].fate is Fate.UNDER_WAY),
                tuple(
                    (i, entries[i].fate) for i in stopped if entries[i].fate is not Fate.UNDER_WAY
                ),
            )
        )
        before = reached
    return tuple(counts)


def by_stage(entries: Iterable[Entry], stages: int) -> tuple[StageCount, ...]:
    """Count the standing entries stage by stage."""
    turns: list[list[Turn]] = [[] for _ in range(stages)]
    for entry in entries:
        for turn in entry.turns if entry.stands else ():
            turns[turn.stage].append(turn)
    return tuple(
        StageCount(
            len(of_stage),
            sum(
                bool(turn.sheets_in) or turn.status in ("presenting", "presented")
                for turn in of_stage
            ),
            sum(turn.status == "absent" for turn in of_stage),
            sum(0 < turn.sheets_due == turn.sheets_in for turn in of_stage),
            sum(0 < turn.sheets_in < turn.sheets_due for turn in of_stage),
        )
        for of_stage in turns
    )


def by_kind(units: Iterable[Unit], joined: Iterable[int]) -> tuple[KindShare, ...]:
    """The share of each kind of expected units: highest first, then the larger, then by name."""
    taking_part = set(joined)
    expected = [unit for unit in units if unit.expected]
    whole = Counter(unit.kind for unit in expected)
    part = Counter(unit.kind for unit in expected if unit.key in taking_part)
    rows = [KindShare(kind, part[kind], count) for kind, count in whole.items()]
    return tuple(sorted(rows, key=lambda row: (-row.share, -row.expected, not row.kind, row.kind)))


def split(answers: Iterable[bool | None]) -> Split:
    """Count yes, no and unknown."""
    counted = Counter(answers)
    return Split(counted[True], counted[False], counted[None])


def tally(values: Iterable[str]) -> tuple[tuple[str, int], ...]:
    """Each value with its count, the most frequent first; the empty one comes last."""
    counted = Counter(values)
    return tuple(sorted(counted.items(), key=lambda pair: (not pair[0], -pair[1], pair[0])))


def several(entries: Iterable[Entry]) -> tuple[tuple[int, int], ...]:
    """Units with more than one entry that stands, and how many, the most first."""
    counted = Counter(entry.unit for entry in entries if entry.stands)
    rows = [(unit, count) for unit, count in counted.items() if count > 1]
    return tuple(sorted(rows, key=lambda row: -row[1]))


def earlier(editions: Sequence[Edition], competition: int) -> tuple[Edition, ...]:
    """Those before this competition, in their order (oldest first), that expected any unit."""
    ids = [one.competition for one in editions]
    before = editions[: ids.index(competition)] if competition in ids else ()
    return tuple(one for one in before if one.expected)


def previous(editions: Sequence[Edition], competition: int) -> Edition | None:
    """The edition of the same contest that came just before this one."""
    names = {one.competition: one.name for one in editions}
    same = [one for one in earlier(editions, competition) if one.name == names[competition]]
    return same[-1] if same else None


def distinct(keys: Iterable[int]) -> tuple[int, ...]:
    """Each key once, where it comes first."""
    return tuple(dict.fromkeys(keys))
