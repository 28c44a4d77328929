"""Competitions at random: everything the tables can hold and a workbook must carry."""

from datetime import UTC, date, datetime, time
from typing import TypeVar

from hypothesis import strategies as st

from db.models import (
    EntryStatus,
    Level,
    Method,
    Phase,
    Rounding,
    RoundingMode,
    SubmissionStatus,
)
from db.workbook.state import (
    CriterionFacts,
    EntryFacts,
    JudgeFacts,
    Settings,
    SheetFacts,
    SlotFacts,
    StageFacts,
    State,
    UnitFacts,
)
from db.workbook.words import NO_NAMES, fold, same

T = TypeVar("T")
_SIGNS = st.characters(exclude_categories=("Cc", "Cs", "Cn"))
_AWKWARD = st.one_of(
    st.sampled_from(
        ["=1+1", "+62", "-5", "@a", "#N/A", "'=x", "''", '"', "a;b", "a,b", "<b>&amp;"]
    ),
    st.sampled_from(["1", "1.0", "88,25", "ya", "2018-11-27", "TRUE", "0123", "_x0041_", "😀"]),
    st.sampled_from(["peserta", "juri", "nilai", "kriteria", "total", "tahap", "criteria"]),
    st.sampled_from(["a\nb", "a\tb", "a   b", "a\u00a0b", "a\n\n  b"]),
)
_PLAIN = st.text(st.sampled_from("ABCabc123 -_."), min_size=1, max_size=8)


def _is_clean(text: str) -> bool:
    return bool(text) and text == text.strip()


TEXTS = st.one_of(_PLAIN, _AWKWARD, st.text(_SIGNS, min_size=1, max_size=12)).filter(_is_clean)
MAYBE = st.one_of(st.just(""), TEXTS)
_wall = datetime.fromisoformat
MOMENTS = st.datetimes(_wall("1990-01-01"), _wall("2100-01-01"), timezones=st.just(UTC))
ZONES = st.sampled_from(["Asia/Jakarta", "Asia/Jayapura", "UTC", "America/New_York"])
WEIGHTS = st.integers(0, 1_000_000)
POSITIONS = st.integers(1, 1000)


def _names(draw: st.DrawFn, least: int, most: int, without: str = "") -> list[str]:
    texts = TEXTS.filter(lambda text: not set(without) & set(text) and fold(text) not in NO_NAMES)
    names: list[str] = draw(st.lists(texts, min_size=least, max_size=most, unique_by=same))
    return names


def _some(draw: st.DrawFn, things: list[T]) -> list[T]:
    return [thing for thing in things if draw(st.booleans())]


@st.composite
def states(draw: st.DrawFn) -> State:
    """A competition that follows the rules; marks only where they may be given."""
    stages = _names(draw, 0, 3, ";")
    places = draw(st.lists(POSITIONS, min_size=len(stages), max_size=len(stages), unique=True))
    units = _names(draw, 1, 4)
    judges = {
        code: JudgeFacts(code, draw(TEXTS), draw(MAYBE), frozenset(_some(draw, stages)))
        for code in _names(draw, 0, 3)
    }
    codes = _names(draw, 0, 5, ",;") if stages else []
    criteria = {}
    for code in codes:
        stage, step = draw(st.sampled_from(stages)), draw(st.integers(1, 500))
        low = draw(st.integers(-1000, 1000))
        high = draw(st.integers(max(low + 1, 1), 20_000))
        criteria[stage, code] = CriterionFacts(
            stage, code, draw(POSITIONS), draw(TEXTS), draw(WEIGHTS), draw(MAYBE), low, high, step
        )
    numbers = draw(st.lists(st.integers(1, 999), max_size=4, unique=True))
    entries = {
        number: EntryFacts(
            number,
            draw(st.sampled_from(units)),
            draw(TEXTS),
            draw(MAYBE),
            draw(MAYBE),
            draw(st.none() | st.booleans()),
            draw(st.none() | st.booleans()),
            draw(st.none() | MOMENTS),
            draw(st.sampled_from(SubmissionStatus)),
            frozenset(_some(draw, stages)),
        )
        for number in numbers
    }
    slots = {
        (stage, number): SlotFacts(
            draw(st.none() | POSITIONS),
            draw(st.none() | st.times() | st.just(time(9, 30))),
            draw(st.sampled_from(EntryStatus)),
        )
        for number, entry in entries.items()
        for stage in entry.stages
    }
    recusals = {
        (code, number): draw(MAYBE)
        for code in judges
        for number in numbers
        if draw(st.integers(0, 4)) == 0
    }
    may_judge = [
        (stage, number, code)
        for stage, number in slots
        for code, judge in judges.items()
        if stage in judge.stages and (code, number) not in recusals
    ]
    return State(
        Settings(
            name=draw(TEXTS),
            edition=draw(MAYBE),
            organiser=draw(MAYBE),
            venue=draw(MAYBE),
            held_on=draw(st.none() | st.dates(date(1800, 1, 1), date(2200, 1, 1))),
            timezone=draw(ZONES),
            unit_term=draw(TEXTS),
            participation_target=draw(st.integers(0, 100)),
            method=draw(st.sampled_from(Method)),
            level=draw(st.sampled_from(Level)),
            trim=draw(st.integers(0, 9)),
            rounding=draw(st.sampled_from(Rounding)),
            rounding_mode=draw(st.sampled_from(RoundingMode)),
            decimals=draw(st.integers(0, 6)),
            tie_break=",".join(_some(draw, codes)) or draw(st.sampled_from(["criteria", "none"])),
            phase=draw(st.sampled_from(Phase)),
            is_sample=draw(st.booleans()),
        ),
        {
            code: UnitFacts(code, draw(TEXTS), draw(MAYBE), draw(MAYBE), draw(st.booleans()))
            for code in units
        },
        {
            name: StageFacts(name, place, draw(st.none() | WEIGHTS))
            for name, place in zip(stages, places, strict=True)
        },
        criteria,
        judges,
        entries,
        slots,
        recusals,
        {key: SheetFacts(draw(MAYBE), draw(st.none() | MOMENTS)) for key in _some(draw, may_judge)},
        {
            (number, code, key): draw(
                st.integers(0, (criterion.maximum - criterion.minimum) // criterion.step)
            )
            * criterion.step
            + criterion.minimum
            for stage, number, code in may_judge
            for key, criterion in criteria.items()
            if key[0] == stage and draw(st.booleans())
        },
    )
