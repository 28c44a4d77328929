"""What a reader of the history can choose: kinds, whose and which marks, when, and the page."""

import functools
from collections.abc import Callable, Sequence

import streamlit as st

from dashboard.board import Board
from dashboard.history import KINDS, Cursor, Sifting
from dashboard.view.history.sifting import ACTOR, CRITERION, ENTRY, JUDGE, KIND, sifting
from dashboard.view.history.subjects import criterion_of_id, entry_of_id, judge_of_id
from dashboard.view.words import Words, message
from db.rows import CriterionRow, JudgeRow, SubmissionRow

KIND_NAMES = {
    "marks": message("Marks"),
    "sheets": message("Locks and remarks"),
    "order": message("Running order"),
    "settings": message("Settings and phases"),
    "imports": message("Imports"),
    "cards": message("Access cards"),
}
assert KIND_NAMES.keys() == KINDS.keys()
CORRECTIONS, SINCE, UNTIL = "corrections", "happened since", "happened until"
PLACES, ASKED = "history places", "history asked"
"""Where the pages begin that were passed on the way here, and what was looked for then."""


def sifted(board: Board, words: Words, actors: Sequence[str]) -> Sifting:
    """The filters, and what they ask for."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        kinds = st.pills(
            words.text("Kinds"),
            [*KIND_NAMES],
            selection_mode="multi",
            format_func=lambda kind: words.text(KIND_NAMES[kind]),
            key=KIND,
            wrap=True,
            bind="query-params",
        )
        corrections = st.toggle(words.text("Only corrected marks"), key=CORRECTIONS)
    with st.expander(
        words.text("Search by entry, judge, criterion, person or time"), icon=":material/search:"
    ):
        found = _filters(board, words, actors)
        since = until = None
        left, right = st.columns(2)
        with left:
            since = st.datetime_input(
                words.text("From"), value=None, format="DD/MM/YYYY", step=60, key=SINCE
            )
        with right:
            until = st.datetime_input(
                words.text("Until"), value=None, format="DD/MM/YYYY", step=60, key=UNTIL
            )
    entry, judge, criterion, actor = found
    return sifting(
        board,
        kinds=frozenset(kinds or ()),
        submission_id=entry,
        judge_id=judge,
        criterion_id=criterion,
        actor=actor,
        since=since,
        until=until,
        corrections=corrections,
    )


def _filters(
    board: Board, words: Words, actors: Sequence[str]
) -> tuple[int | None, int | None, int | None, str | None]:
    known = board.structure
    columns = list(st.columns(4))

    def choose(
        label: str,
        rows: Sequence[SubmissionRow | JudgeRow | CriterionRow],
        name: Callable[..., str],
        key: str,
    ) -> int | None:
        with columns.pop(0):
            return st.selectbox(
                label,
                [row.id for row in rows],
                index=None,
                placeholder=words.text("All"),
                format_func=functools.partial(name, board, words),
                key=key,
                bind="query-params",
            )

    entry = choose(words.text("Entry"), known.submissions, entry_of_id, ENTRY)
    judge = choose(words.text("Judge"), known.judges, judge_of_id, JUDGE)
    criterion = choose(words.text("Criterion"), known.criteria, criterion_of_id, CRITERION)
    with columns.pop(0):
        actor = st.selectbox(
            words.text("By"),
            actors,
            index=None,
            placeholder=words.text("All"),
            key=ACTOR,
            bind="query-params",
        )
    return entry, judge, criterion, actor


def place(sifting: Sifting) -> Cursor | None:
    """Where the page begins that is shown; None: at the newest. Another search begins anew."""
    if st.session_state.get(ASKED) != sifting:
        st.session_state[ASKED], st.session_state[PLACES] = sifting, []
    places: list[Cursor] = st.session_state[PLACES]
    return places[-1] if places else None


def turn(words: Words, older: Cursor | None) -> None:
    """Go to older rows and back."""
    places: list[Cursor] = st.session_state[PLACES]
    if older is None and not places:
        return
    with st.container(horizontal=True, horizontal_alignment="center"):
        st.button(
            words.text("Newer"),
            icon=":material/chevron_left:",
            disabled=not places,
            on_click=_back,
            args=(places,),
            key="history newer",
        )
        st.button(
            words.text("Older"),
            icon=":material/chevron_right:",
            icon_position="right",
            disabled=older is None,
            on_click=places.append,
            args=(older,),
            key="history older",
        )


def _back(places: list[Cursor]) -> None:
    places.pop()
