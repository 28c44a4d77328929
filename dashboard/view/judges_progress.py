"""How far each judge is: sheets in, last activity, pace, when it ends, and whom to ask for what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from dashboard.analysis.progress import (
    HOUR,
    LEAST_SHEETS,
    LEAST_SPAN,
    LONGEST_GAP,
    State,
    agenda_end,
    finish,
    missing_criteria,
    pace,
)
from dashboard.board import EPOCH, Board, milliseconds
from dashboard.view.judges import Bench, bench, empty_text, judge_names
from dashboard.view.names import unit_name
from dashboard.view.presenting import Presenting, presenting
from dashboard.view.template import render
from dashboard.view.words import Words

MINUTE = HOUR // 60
LISTED = 40
"""Sheets that the list to copy names for each judge."""


@dataclass(frozen=True)
class Line:
    """One judge, in words; `filled` is the part of the sheets that are in, in percent."""

    name: str
    sheets: str
    filled: float
    locked: str
    behind: int
    last: str
    age: str
    pace: str
    finish: str
    against: str
    is_late: bool


def progress_html(board: Board, words: Words, stage: int) -> str:
    """The state of judging as HTML, made once for all who look at the same."""
    return board.once(
        ("progress", stage, words.language), lambda: _progress_html(board, words, stage)
    )


def _progress_html(board: Board, words: Words, stage: int) -> str:
    if empty := empty_text(board, words, stage):
        return render("judges_empty.html", words, text=empty)
    known, names = bench(board, stage), judge_names(board, words, stage)
    held, due = known.held, known.marks.due
    now, zone = milliseconds(board.newest_score_at), board.competition.timezone
    agenda = agenda_of(board, stage)
    return render(
        "judges_progress.html",
        words,
        got=int(known.marks.sheets_in.sum()),
        due=int(due.sum()),
        locked=int((known.locked & due).sum()),
        stages=on_stage(board, words, stage),
        chase=chase_line(words, held.sheet_count, held.entry_count),
        waiting=[
            (name, words.number(int(count)))
            for name, count in zip(names, held.sheets.sum(axis=0), strict=True)
            if count
        ],
        judged=bool(known.marks.given.any()),
        lines=[
            line(board, words, known, (seat, name), now, agenda) for seat, name in enumerate(names)
        ],
        now=None if now is None else words.clock(moment(now), zone),
        agenda=None if agenda is None else words.clock(moment(agenda), zone, seconds=False),
        least=LEAST_SHEETS,
        span=LEAST_SPAN // MINUTE,
        gap=LONGEST_GAP // MINUTE,
    )


def on_stage(board: Board, words: Words, stage: int) -> Sequence[Presenting]:
    """Who presents now, else who is next."""
    return presenting(board, words, board.standings(stage))


def chase_line(words: Words, sheets: int, entries: int) -> str:
    """How many sheets keep how many entries from a place; empty where none does."""
    if not sheets:
        return ""
    places = words.plural("%(count)s place", "%(count)s places", entries)
    return words.plural(
        "%(count)s sheet holds back %(places)s",
        "%(count)s sheets hold back %(places)s",
        sheets,
        places=places,
    )


def line(
    board: Board,
    words: Words,
    known: Bench,
    judge: tuple[int, str],
    now: int | None,
    agenda: int | None,
) -> Line:
    """The progress of one judge, given by seat and name."""
    seat, name = judge
    touched = board.touched[known.index][:, seat]
    due, full = known.marks.due[:, seat], known.marks.sheet_full[:, seat]
    remaining, zone = int((due & ~full).sum()), board.competition.timezone
    last = int(touched.max(initial=0))
    per_hour = pace(touched[full & (touched > 0)])
    end = None if now is None else finish(now, remaining, per_hour)
    late = None if agenda is None or end is None or not remaining else end - agenda
    if not remaining:
        ends = words.text("done") if full.any() else "–"
    else:
        ends = "" if end is None else when(words, end, now, zone)
    return Line(
        name=name,
        sheets=f"{words.number(int(full.sum()))}/{words.number(int(due.sum()))}",
        filled=100 * int(full.sum()) / max(int(due.sum()), 1),
        locked=words.number(int((known.locked[:, seat] & due).sum())),
        behind=int(known.held.sheets[:, seat].sum()),
        last="–" if not last else when(words, last, now, zone),
        age="" if not last or now is None else age(words, now - last),
        pace="" if per_hour is None else words.number(per_hour, 1),
        finish=ends,
        against="" if late is None else lateness(words, late),
        is_late=late is not None and late >= MINUTE,
    )


def agenda_of(board: Board, stage: int) -> int | None:
    """When (ms) the running order ends; None without times, or where it is of another day.

    The slots have no date: they are taken for the competition's day, and only compared with marks
    that were given on it.
    """
    newest, zone = board.newest_score_at, ZoneInfo(board.competition.timezone)
    if newest is None:
        return None
    today = newest.astimezone(zone).date()
    if (board.competition.held_on or today) != today:
        return None
    slots = [slot.slot_time for slot in board.slots[stage].values() if slot.slot_time]
    if not slots:
        return None
    times = [milliseconds(datetime.combine(today, slot, zone)) or 0 for slot in slots]
    return agenda_end(times)


def moment(at: int) -> datetime:
    """The time of a number of milliseconds since 1970."""
    return EPOCH + timedelta(milliseconds=at)


def when(words: Words, at: int, now: int | None, timezone: str) -> str:
    """The time of day, with the day where it is not that of the newest score."""
    zone = ZoneInfo(timezone)
    clock = words.clock(moment(at), timezone, seconds=False)
    day = moment(at).astimezone(zone).date()
    if now is None or day == moment(now).astimezone(zone).date():
        return clock
    return f"{words.date(day)}, {clock}"


def duration(words: Words, span: int) -> str:
    """A span of ms in days, hours and minutes, the two largest of them."""
    minutes = span // MINUTE
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [
        words.plural("%(count)s day", "%(count)s days", days) if days else "",
        words.plural("%(count)s hour", "%(count)s hours", hours) if hours else "",
        words.plural("%(count)s minute", "%(count)s minutes", rest) if rest and not days else "",
    ]
    return " ".join(part for part in parts if part)


def age(words: Words, span: int) -> str:
    """How long before the newest score."""
    if span < MINUTE:
        return words.text("just now")
    return words.text("%(span)s ago", span=duration(words, span))


def lateness(words: Words, span: int) -> str:
    """How long after the end of the running order, or before it."""
    if abs(span) < MINUTE:
        return words.text("as scheduled")
    if span > 0:
        return words.text("%(span)s after the schedule", span=duration(words, span))
    return words.text("%(span)s before the schedule", span=duration(words, -span))


def chase_text(board: Board, words: Words, stage: int) -> str:
    """The sheets that are waited for, judge by judge, to paste into a message; empty if none is."""
    return board.once(("chase", stage, words.language), lambda: _chase_text(board, words, stage))


def _chase_text(board: Board, words: Words, stage: int) -> str:
    if empty_text(board, words, stage):
        return ""
    known = bench(board, stage)
    held = known.held.sheets[known.entries]
    if not held.any():
        return ""
    at = words.clock(board.read_at, board.competition.timezone)
    lines = [
        words.text(
            "Score sheets still awaited (%(clock)s, revision %(revision)s)",
            clock=at,
            revision=board.revision,
        )
    ]
    for seat, name in enumerate(judge_names(board, words, stage)):
        entries = known.entries[held[:, seat]].tolist()
        if not entries:
            continue
        sheets = words.plural("%(count)s sheet", "%(count)s sheets", len(entries))
        lines += ["", f"{name}: {sheets}"]
        lines += [f"- {awaited(board, words, known, entry, seat)}" for entry in entries[:LISTED]]
        if len(entries) > LISTED:
            more = words.number(len(entries) - LISTED)
            lines.append("- " + words.text("and %(count)s more", count=more))
    return "\n".join(lines)


def awaited(board: Board, words: Words, known: Bench, entry: int, seat: int) -> str:
    """One sheet that is waited for: the entry, and what its sheet lacks."""
    submission = board.submission(entry)
    name = f"{submission.number}. {unit_name(board, entry)}, {submission.title}"
    if known.found[entry, seat] == State.EMPTY:
        return words.text("%(entry)s: not scored yet", entry=name)
    lacking = missing_criteria(known.marks, entry, seat)
    criteria = [known.stage.criteria[column].name for column in lacking]
    return words.text("%(entry)s: missing %(criteria)s", entry=name, criteria=words.join(criteria))
