"""Access cards on the page Settings: make, print, replace, revoke."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from dashboard import screen
from dashboard.desk import cards as desk
from dashboard.desk.door import Denied
from dashboard.forms.cards_made import MADE, made
from dashboard.screen import Screen
from dashboard.view.cards.names import PURPOSES, ROLES
from dashboard.view.cards.shown import card_name, table_html
from dashboard.view.panel import panel
from db.models import Role
from db.rows import CardRow, IssuedCard, JudgeRow

GIVEN = (Role.JURI, Role.OPERATOR, Role.PANITIA, Role.PIMPINAN, Role.ADMIN)
"""The roles in the order in which a committee hands out cards."""
ROUND = "cards round"
"""Counts what was done: the fields hold it in their keys, so that they are empty again."""
REFUSED = "cards refused"
"""Which part of the panel was refused what it asked for, and why."""


def cards(seen: Screen) -> None:
    """The panel "Access cards": what was made just now, a new card, the list of all."""
    st.session_state.setdefault(ROUND, 0)
    _cards(seen)


# A fragment of its own: a revision made by others must not shift what is filled in here.
@st.fragment(key="access cards")
def _cards(seen: Screen) -> None:
    words = seen.words
    try:
        rows = desk.list_cards(screen.reader().engine, seen.who)
    except Denied as denied:
        st.error(denied.text(words))
        return
    made(seen)
    valid = [row for row in rows if row.revoked_at is None]
    with st.container(border=True):
        st.markdown("#### " + words.text("New card"))
        new_card(seen, valid)
    names = {row.id: row.full_name for row in seen.competitions}
    panel(table_html(rows, names, words), key="cards")
    if valid:
        with st.container(border=True):
            st.markdown("#### " + words.text("Replace or revoke a card"))
            change_card(seen, valid)


def new_card(seen: Screen, valid: list[CardRow]) -> None:
    """Ask for whom a card is, and make it; or make one for each judge who has none."""
    words = seen.words
    judges = () if seen.competition_id is None else seen.board.structure.judges
    roles = [role for role in GIVEN if judges or role != Role.JURI]
    role = st.pills(
        words.text("Role"),
        roles,
        format_func=lambda role: words.text(ROLES[role]),
        default=roles[0],
        required=True,
        key=f"card role {bool(judges)}",
    )
    st.caption(words.text(PURPOSES[role]))
    if role == Role.JURI:
        judge_card(seen, judges, {row.judge_id for row in valid if row.judge_id is not None})
    else:
        field = f"card holder {st.session_state[ROUND]}"
        st.text_input(words.text("Holder"), max_chars=desk.LONGEST_HOLDER, key=field)
        act(
            seen,
            words.text("Make card"),
            ":material/add_card:",
            "new",
            lambda: [desk.issue(screen.reader().engine, seen.who, filled(field) or "", role)],
        )
    refusal("new")


def judge_card(seen: Screen, judges: Sequence[JudgeRow], held: set[int]) -> None:
    """Ask for which judge a card is; `held` are those who have one."""
    words, home = seen.words, seen.board.competition.id
    names = {row.id: f"{row.code} · {row.name}" for row in judges}
    field = f"card judge {st.session_state[ROUND]}"
    judge = st.selectbox(
        words.text("Judge"),
        [*names],
        index=None,
        format_func=names.__getitem__,
        placeholder=words.text("Choose a judge"),
        key=field,
    )
    if judge in held:
        st.caption(words.text("This judge has a card. A new one takes its place."))
    engine, who = screen.reader().engine, seen.who
    missing = len(names.keys() - held)
    with st.container(horizontal=True, gap="small"):
        act(
            seen,
            words.text("Make card"),
            ":material/add_card:",
            "new",
            lambda: [desk.issue_to_judge(engine, who, home, filled(field))],
        )
        if missing:
            act(
                seen,
                words.plural(
                    "Make a card for the %(count)s judge without one",
                    "Make cards for the %(count)s judges without one",
                    missing,
                ),
                ":material/library_add:",
                "new",
                lambda: desk.issue_to_jury(engine, who, home),
                key="jury",
            )


def change_card(seen: Screen, valid: list[CardRow]) -> None:
    """Ask which card, and replace or revoke it."""
    words, engine, who = seen.words, screen.reader().engine, seen.who
    by_id = {row.id: row for row in valid}
    field = f"card {st.session_state[ROUND]}"
    card = st.selectbox(
        words.text("Card"),
        [*by_id],
        index=None,
        format_func=lambda key: card_name(by_id[key], words),
        placeholder=words.text("Choose a card"),
        key=field,
    )

    def revoked() -> Sequence[IssuedCard]:
        desk.revoke(engine, who, filled(field))
        return ()

    with st.container(horizontal=True, gap="small"):
        with st.popover(
            words.text("Replace"), icon=":material/autorenew:", disabled=card is None, key="replace"
        ):
            st.write(words.text("The old card stops working at once, and a new one is made."))
            act(
                seen,
                words.text("Replace the card"),
                ":material/autorenew:",
                "change",
                lambda: [desk.replace(engine, who, filled(field))],
            )
        with st.popover(
            words.text("Revoke"), icon=":material/block:", disabled=card is None, key="revoke"
        ):
            st.write(words.text("Its holder's screens close within seconds."))
            act(
                seen,
                words.text("Revoke the card"),
                ":material/block:",
                "change",
                revoked,
                key="revoke",
            )
    refusal("change")


def act(
    seen: Screen,
    label: str,
    icon: str,
    part: str,
    do: Callable[[], Sequence[IssuedCard]],
    key: str = "",
) -> None:
    """A button for what makes cards, or none; what it makes is kept to be shown."""

    def attempt() -> None:
        try:
            done = do()
        except Denied as denied:
            st.session_state[REFUSED] = (part, denied.text(seen.words))
            return
        st.session_state[MADE] = [*st.session_state.get(MADE, []), *done]
        st.session_state[ROUND] += 1

    st.button(label, icon=icon, on_click=attempt, key=f"cards {part} {key}")


def refusal(part: str) -> None:
    """Say, once, why this part was refused what it asked for."""
    where, why = st.session_state.get(REFUSED, ("", ""))
    if where == part:
        st.error(why)
        del st.session_state[REFUSED]


def filled(field: str) -> Any:
    """What stands in a field at this moment, also if it was left by the click itself."""
    return st.session_state.get(field)
