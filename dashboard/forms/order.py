"""The running order to work with: call the next one, move, set times, mark who is absent."""

from collections.abc import Callable
from datetime import time

import streamlit as st

from dashboard import screen
from dashboard.access import Action, may
from dashboard.desk.door import Denied
from dashboard.desk.running_order import LONGEST_SLOT, RunningOrder
from dashboard.view.controls import judged_stage
from dashboard.view.criteria_controls import plain
from dashboard.view.order import name_of, order_html
from dashboard.view.panel import Act, panel
from db.models import EntryStatus

SAID, ASKS, STAGE = "order said", "order asks", "order stage"


def order(seen: screen.Screen) -> None:
    """The table of one stage, and what it takes to fill it."""
    board, words = seen.board, seen.words
    if not board.structure.stages:
        st.info(words.text("There is no stage yet. Stages are made on the page Settings."))
        return
    st.session_state[STAGE] = stage = judged_stage(board, words)
    if said := st.session_state.get(SAID):
        st.error(said)
    html = order_html(board, words, stage, may_withdraw=may(seen.who, Action.WITHDRAW))
    panel(html, key="order", on_act=act)
    if asks := st.session_state.pop(ASKS, None):
        ask_why(*asks)


def running_order() -> RunningOrder:
    """The stage that is shown, for who is asking."""
    seen = screen.now()
    stage = seen.board.structure.stages[st.session_state[STAGE]]
    return RunningOrder(screen.reader().engine, seen.who, seen.board.competition.id, stage.id)


def attempt(change: Callable[[], None]) -> None:
    """Make a change, or keep why it was not made for the page to say."""
    st.session_state.pop(SAID, None)
    try:
        change()
    except Denied as denied:
        st.session_state[SAID] = denied.text(screen.now().words)
    screen.catch_up()


def act(asked: Act) -> None:
    """Do what a person asked for in the table."""
    desk = running_order()
    if asked.name == "next":
        attempt(desk.call_next)
        return
    submission = int(asked.of)
    if asked.name in ("up", "down"):
        step = -1 if asked.name == "up" else 1
        attempt(lambda: desk.place(submission, position_of(submission) + step))
    elif asked.name == "time":
        attempt(lambda: desk.set_time(submission, time_of(asked.value)))
    elif asked.name == "reinstate" or asked.value == "withdraw":
        st.session_state[ASKS] = submission, asked.name
    else:
        attempt(lambda: desk.set_status(submission, EntryStatus(asked.value)))


def time_of(typed: str) -> time | None:
    """A time of day as people type it, "08:20" or "8.20"; None for nothing."""
    hours, _, minutes = typed.replace(".", ":").partition(":")
    return time(int(hours), int(minutes)) if typed.strip() else None


def position_of(submission: int) -> int:
    """Where an entry stands in the order that is shown, from 1."""
    slots = screen.now().board.slots[st.session_state[STAGE]].values()
    return [slot.submission_id for slot in slots].index(submission) + 1


def ask_why(submission: int, name: str) -> None:
    """Ask for the reason before an entry is taken out, or let in again."""
    seen = screen.now()
    words, back = seen.words, name == "reinstate"
    title = words.text("Let it take part again") if back else words.text("Withdraw an entry")

    @st.dialog(title)
    def dialog() -> None:
        st.markdown(f"**{plain(name_of(seen.board, submission))}**")
        if not back:
            st.write(words.text("Its marks stay on record but do not count."))
        reason = st.text_input(words.text("Reason"), key=f"why {name} {submission}")
        if st.button(title, key="why sure"):
            desk = running_order()
            change = desk.reinstate if back else desk.withdraw
            attempt(lambda: change(submission, reason))
            if said := st.session_state.get(SAID):
                st.error(said)
            else:
                st.rerun()

    dialog()


def times_and_lots(seen: screen.Screen) -> None:
    """Fill the times of all who wait, and draw lots for the order."""
    board, words = seen.board, seen.words
    if not board.structure.entries:
        return
    with st.expander(words.text("Times and drawing of lots"), icon=":material/schedule:"):
        times, lots = st.columns(2, gap="large")
        with times, st.form("times", border=False):
            st.markdown(words.text("Give everybody who still waits a time, in running order."))
            start = st.time_input(words.text("First slot begins"), time(8), key="times start")
            minutes = st.number_input(
                words.text("Minutes per entry"), 1, LONGEST_SLOT, 20, key="times minutes"
            )
            if st.form_submit_button(words.text("Fill the times"), icon=":material/schedule:"):
                attempt(lambda: running_order().fill_times(start, int(minutes)))
                st.rerun()
        with lots:
            st.markdown(
                words.text("Put all entries into a random order, before the first one presents.")
            )
            if st.button(words.text("Draw lots"), icon=":material/casino:", key="draw lots"):
                attempt(running_order().draw_lots)
                st.rerun()
