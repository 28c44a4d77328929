"""Score sheets on the page: which of them are shown, and what the browser is told of them."""

import hashlib
from collections.abc import Sequence
from typing import Any

import streamlit as st

from dashboard.access import Action, Identity, may
from dashboard.board import Board
from dashboard.desk.sheet_state import keys_of, phase_text, sheets_json, stages_of
from dashboard.screen import Screen
from dashboard.view.criteria_controls import plain
from dashboard.view.judges import empty_text
from dashboard.view.leaderboard import PAGE_SIZE
from dashboard.view.names import entry_name
from dashboard.view.sheet.component import sheets_view
from dashboard.view.sheet.content import criteria_json, desk_name, entries_json, judges_json
from dashboard.view.sheet.labels import labels
from dashboard.view.words import Words
from db.models import Role
from db.rows import SheetKey

BY_JUDGE, BY_ENTRY = "judge", "entry"


def sheets(seen: Screen) -> None:
    """A judge's own sheets, or at the desk those of one judge or of one entry."""
    board, words, who = seen.board, seen.words, seen.who
    stages = stages_of(board, who)
    if not stages and who.role == Role.JURI:
        st.info(words.text("You are not on the panel of any stage yet. Ask the committee."))
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        stage = choose_stage(board, words, stages)
        if empty := empty_text(board, words, stage):
            st.info(empty)
            return
        if who.role == Role.JURI:
            grouped, keys = BY_JUDGE, keys_of(board, stage, judge=who.judge_id, entry=None)
        else:
            grouped, keys = choose_sheets(board, words, stage)
    data = sheets_data(board, words, who, stage, grouped, keys)
    sheets_view(data, key=f"sheets {data['store']}")


def choose_stage(board: Board, words: Words, stages: Sequence[int]) -> int:
    """Which stage's sheets are filled in: at first the last one that has a mark."""
    if len(stages) < 2:
        return stages[0] if stages else 0
    begun = [i for i in stages if board.stages[i].marks.given.any()]
    chosen = st.segmented_control(
        words.text("Stage"),
        stages,
        format_func=lambda i: plain(board.stages[i].name),
        default=begun[-1] if begun else stages[0],
        key="sheet stage",
        required=True,
    )
    return stages[0] if chosen is None else chosen


def choose_sheets(board: Board, words: Words, stage: int) -> tuple[str, list[SheetKey]]:
    """By judge or by entry, and which one; with many entries, which page of them."""
    grouping = {BY_JUDGE: words.text("Judge"), BY_ENTRY: words.text("Entry")}
    grouped = st.segmented_control(
        words.text("Sheets of one"),
        [*grouping],
        format_func=grouping.__getitem__,
        default=BY_JUDGE,
        key="sheets by",
        required=True,
    )
    if grouped == BY_ENTRY:
        entries = list(board.slots[stage])
        entry = st.selectbox(
            words.text("Entry"),
            entries,
            format_func=lambda index: entry_name(board, index),
            index=next(
                (
                    place
                    for place, index in enumerate(entries)
                    if board.slots[stage][index].status == "presenting"
                ),
                0,
            ),
            key=f"sheets of entry {stage}",
            width=380,
        )
        return BY_ENTRY, keys_of(board, stage, judge=None, entry=board.submission(entry).id)
    judge = st.selectbox(
        words.text("Judge"),
        list(board.axes[stage].judges),
        format_func=lambda key: desk_name(board, words, key),
        key=f"sheets of judge {stage}",
        width=380,
    )
    return BY_JUDGE, on_page(words, keys_of(board, stage, judge=judge, entry=None))


def on_page(words: Words, keys: list[SheetKey]) -> list[SheetKey]:
    """The page of the running order that is looked at."""
    pages = -(-len(keys) // PAGE_SIZE)
    if pages < 2:
        return keys
    page = min(st.pagination(pages, key="sheets page"), pages)
    return keys[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]


def sheets_data(
    board: Board, words: Words, who: Identity, stage: int, grouped: str, keys: Sequence[SheetKey]
) -> dict[str, Any]:
    """All that the component needs to work without the page.

    `store` names this person at this competition: under it the browser keeps what is not saved yet.
    """
    competition = board.competition
    shown = {key.submission_id for key in keys}
    is_judge = who.role == Role.JURI
    return {
        "mode": "judge" if is_judge else "desk",
        "group": grouped,
        "competition": competition.id,
        "store": store_name(competition.id, who),
        "revision": board.revision,
        "language": words.language,
        "point": words.number(0, 1)[1],
        "notice": phase_text(board, words),
        "may_unlock": may(who, Action.UNLOCK),
        "labels": board.once(("sheet labels", words.language), lambda: labels(words)),
        "criteria": criteria_json(board, words, stage),
        "entries": [row for row in entries_json(board, words, stage) if row["id"] in shown],
        "judges": [
            row
            for row in judges_json(board, words, stage)
            if not is_judge or row["id"] == who.judge_id
        ],
        "sheets": sheets_json(board, words, keys),
    }


def store_name(competition: int, who: Identity) -> str:
    """Under which name a browser keeps what somebody typed; nobody else's begins with it."""
    person = f"{who.role}/{who.name}/{who.judge_id}/{who.card_id}"
    mark = hashlib.sha256(person.encode()).hexdigest()[:16]
    return f"pantau sheet/{competition}/{who.judge_id or 'desk'}/{mark}/"
