"""The published result: the places as they were set down, and nothing else."""

import json
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from dashboard.board import Board
from dashboard.result import result_of
from dashboard.view.template import render
from dashboard.view.words import Words
from db.models import Phase
from db.rows import SnapshotRow

PODIUM = 3


@dataclass(frozen=True)
class Place:
    """One entry with a place, in words."""

    place: str
    is_podium: bool
    unit: str
    title: str
    score: str
    note: str


def result_html(board: Board | None, final: SnapshotRow | None, words: Words) -> str:
    """The result that was published, or that there is none; made anew from what was set down.

    A competition that was published without setting its result down (by an import) shows its board.
    """
    if board is None or board.competition.phase != Phase.PUBLISHED:
        return render("result.html", words, published=False)
    content: dict[str, Any] = json.loads(final.content) if final else result_of(board)
    competition = board.competition
    held = [
        words.date(competition.held_on) if competition.held_on else "",
        competition.venue,
        competition.organiser,
    ]
    return render(
        "result.html",
        words,
        published=True,
        competition=content["competition"],
        held=" · ".join(filter(None, held)),
        term=competition.unit_term,
        places=[place(row, words) for row in content["standings"] if row["place"]],
        revision=words.number(content["revision"]),
        declared=declared(final.taken_at, competition.timezone, words) if final else "",
        seal=final.sha256 if final else "",
    )


def place(row: dict[str, Any], words: Words) -> Place:
    """One row of the result in words."""
    digits = len(row["score"].partition(".")[2])
    return Place(
        place=words.number(row["place"]),
        is_podium=row["place"] <= PODIUM,
        unit=row["unit"],
        title=row["title"],
        score=words.number(Decimal(row["score"]), digits),
        note=words.text("tied") if row["tie_break"] == "shared" else "",
    )


def declared(at: datetime, timezone: str, words: Words) -> str:
    """When the result was declared: "Selasa, 27 November 2018, 16:05 WIB"."""
    day = words.date(at.astimezone(ZoneInfo(timezone)).date())
    return f"{day}, {words.clock(at, timezone, seconds=False)}"
