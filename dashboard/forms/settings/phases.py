"""The section on the phases: where the competition stands, and what the next step takes."""

import streamlit as st

from dashboard import live, screen
from dashboard.desk.door import Denied
from dashboard.desk.phases import change_phase, needs_reason
from dashboard.desk.readiness import COURSE, Check, Weight, checks
from dashboard.forms.settings.dialogs import Form, ask, close
from dashboard.view.criteria_controls import plain
from dashboard.view.settings.choices import PHASE_MEANINGS, PHASES
from dashboard.view.words import Words, message
from db.models import Phase

ICONS = {
    Weight.DONE: ":green[:material/check_circle:]",
    Weight.MUST: ":red[:material/cancel:]",
    Weight.EXPLAIN: ":orange[:material/error:]",
    Weight.ADVICE: ":orange[:material/info:]",
}
SIGNS = {
    Weight.DONE: message("Ready"),
    Weight.MUST: message("To be done first"),
    Weight.EXPLAIN: message("Only with a reason"),
    Weight.ADVICE: message("Worth knowing"),
}
SECTION = {
    "criteria": message("Criteria and weights"),
    "stages": message("Stages"),
    "jury": message("Judges"),
    "entries": message("Entries"),
}
"""Where an open point is put right: sections of this page; the others are pages."""
GO, SHOWN = "settings go to", 20


@live.part
def show() -> None:
    """The course of a competition, the step that comes next, and the way back."""
    seen = screen.now()
    board, words = seen.board, seen.words
    now = board.competition.phase
    for phase in COURSE:
        mark = ":material/radio_button_checked:" if phase is now else ":material/circle:"
        name = words.text(PHASES[phase])
        if phase is now:
            here = words.text("now")
            name = f"**{name}** ({here})"
        st.markdown(f"{mark} {name}  \n{words.text(PHASE_MEANINGS[phase])}")
    at = COURSE.index(now)
    if at + 1 < len(COURSE):
        following = COURSE[at + 1]
        named = words.text(PHASES[following])
        st.subheader(words.text("Next: %(phase)s", phase=named))
        points = checks(board, following)
        _list(words, points)
        ready = all(point.weight is not Weight.MUST for point in points)
        label = words.text("Go over to: %(phase)s", phase=named)
        if st.button(label, icon=":material/arrow_forward:", key="forward", disabled=not ready):
            ask("phase", at + 1, {"phase": now})
    if at:
        label = words.text("Set the phase back")
        if st.button(label, icon=":material/undo:", key="back"):
            ask("back", at, {"phase": now})


def _list(words: Words, points: list[Check]) -> None:
    for at, point in enumerate(points):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            sign = words.text(SIGNS[point.weight])
            text = point_text(words, point)
            st.markdown(f"{ICONS[point.weight]} {sign}: {plain(text)}", width="content")
            if point.weight is not Weight.DONE and point.where in SECTION:
                label = words.text("Go to %(section)s", section=words.text(SECTION[point.where]))
                if st.button(
                    label, type="tertiary", key=f"go {at}", icon=":material/arrow_outward:"
                ):
                    st.session_state[GO] = point.where
                    st.rerun()
        if point.sheets:
            st.markdown(_sheets(words, point))


def point_text(words: Words, point: Check) -> str:
    """One point of the list in words."""
    sums = {name: words.hundredths(value) for name, value in point.hundredths.items()}
    return words.text(point.message, **point.values, **sums)


def _sheets(words: Words, point: Check) -> str:
    lines = []
    for judge, numbers in point.sheets.items():
        named = ", ".join(map(str, numbers[:SHOWN]))
        if more := len(numbers) - SHOWN if len(numbers) > SHOWN else 0:
            rest = words.plural("%(count)s more", "%(count)s more", more)
            named = f"{named} … {rest}"
        text = words.text("%(judge)s: entries %(numbers)s", judge=judge, numbers=named)
        lines.append(f"- {plain(text)}")
    return "\n".join(lines)


def forward(form: Form) -> None:
    """The dialog of the next phase."""
    words, phase = form.words, COURSE[form.asked.key]
    opened: Phase = form.values["phase"]
    st.markdown(words.text(PHASE_MEANINGS[phase]))
    points = [point for point in checks(form.board, phase) if point.weight is not Weight.DONE]
    for point in points:
        st.markdown(f"{ICONS[point.weight]} {plain(point_text(words, point))}")
        if point.sheets:
            st.markdown(_sheets(words, point))
    reason = ""
    if needs_reason(phase, opened, {point.weight for point in points}):
        label = (
            words.text("Basis of the publication, such as the number of the minutes")
            if phase is Phase.PUBLISHED
            else words.text("Reason (kept in the history)")
        )
        reason = form.line("reason", label=label)
    label = words.text("Go over to: %(phase)s", phase=words.text(PHASES[phase]))
    _go(form, phase, opened, reason, label)


def back(form: Form) -> None:
    """The dialog that sets the phase back."""
    words, opened = form.words, form.values["phase"]
    earlier = COURSE[: form.asked.key]
    phase = form.choice(
        "phase", earlier, earlier[-1], lambda one: words.text(PHASES[one]),
        label=words.text("Back to"),
    )  # fmt: skip
    reason = form.line("reason", label=words.text("Reason (kept in the history)"))
    _go(form, phase or earlier[-1], opened, reason, words.text("Set back"))


def _go(form: Form, phase: Phase, opened: Phase, reason: str, label: str) -> None:
    seen = form.seen
    with st.container(horizontal=True, gap="small"):
        pressed = st.button(label, icon=":material/check:", key=form.key("save"))
        if st.button(form.words.text("Cancel"), key=form.key("cancel")):
            close()
    if not pressed or seen.competition_id is None:
        return
    try:
        engine = screen.reader().engine
        change_phase(engine, seen.who, seen.competition_id, phase, opened, reason)
    except Denied as denied:
        form.object_to(denied)
    else:
        close(form.words.text("Saved."))


DIALOGS = {
    "phase": (message("Next phase"), forward),
    "back": (message("Set the phase back"), back),
}
