"""Saving a form of the settings: what it would do to the order is shown before it is done."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from dashboard import screen
from dashboard.desk.change import NOT_AS_SHOWN, Edit, Outcome, change, preview
from dashboard.desk.door import Denied
from dashboard.desk.entered import Meanwhile
from dashboard.forms.settings.dialogs import Form, close
from dashboard.view.criteria_controls import plain
from dashboard.view.settings.effect import effect_text
from dashboard.view.settings.values import value_text

Make = Callable[[], Edit]


def saving(form: Form, make: Make, *, save: str = "", reason: str | None = None) -> None:
    """The buttons of a form, and what comes of them.

    `save` is the button's name. `reason` is what the form itself asks for; None: it is asked for
    where the change bears on a result. Whatever is wrong is said at its field.
    """
    # Pressed is told by a callback: what the press brings about decides how the button reads.
    pressed = st.session_state.pop(form.key("pressed"), False)
    place = st.container()
    if pressed or _shown(form):
        try:
            _answer(form, make(), place, reason, pressed=pressed)
        except Meanwhile as denied:
            _show_both(form, denied, place)
        except Denied as denied:
            form.object_to(denied)
    words = form.words
    with st.container(horizontal=True, gap="small"):
        label = words.text("Make the change") if _shown(form) else save or words.text("Save")
        key = form.key("save")
        st.button(label, icon=":material/check:", key=key, on_click=_press, args=(form,))
        if st.button(words.text("Cancel"), key=form.key("cancel")):
            close()


def _answer(form: Form, edit: Edit, place: Any, reason: str | None, *, pressed: bool) -> None:
    """Make the edit, or show first what it would do to the order."""
    outcome, shown = preview(form.board, edit), _shown(form)
    given = reason or ""
    if outcome.needs_reason:
        given = _show(form, outcome, place, reason)
        st.session_state[form.key("shown")] = outcome.effect
        if shown is None or not pressed:
            return
        if shown.moves != outcome.effect.moves:
            raise Denied(NOT_AS_SHOWN)
    else:
        st.session_state.pop(form.key("shown"), None)
    if pressed:
        _make(form, edit, given, outcome)


def _shown(form: Form) -> Any:
    """The effect that the reader has looked at, None before."""
    return st.session_state.get(form.key("shown"))


def _press(form: Form) -> None:
    st.session_state[form.key("pressed")] = True


def _make(form: Form, edit: Edit, reason: str, outcome: Outcome) -> None:
    seen = form.seen
    if seen.competition_id is None:
        return
    shown = outcome.effect if outcome.needs_reason else None
    change(screen.reader().engine, seen.who, seen.competition_id, edit, reason=reason, shown=shown)
    close(form.words.text("Saved."))


def _show(form: Form, outcome: Outcome, place: Any, reason: str | None) -> str:
    """The effect, and the field for the reason; what was typed there."""
    words = form.words
    with place.container(border=True):
        heading = words.text("What this does to the order")
        st.markdown(f"**{heading}**")
        st.markdown(effect_text(form.board, words, outcome.effect))
        if reason is not None:
            return reason
        return form.line("reason", label=words.text("Reason (kept in the history)"))


def _show_both(form: Form, denied: Meanwhile, place: Any) -> None:
    """What others made of the same fields and what was typed here, and which of them is to be."""
    words = form.words

    def said(name: str, value: object) -> str:
        return value_text(words, name if name in form.values else "weight", value)

    with place.container(border=True):
        st.warning(denied.text(words), icon=":material/group:")
        for name, (theirs, mine) in denied.both.items():
            both = words.text(
                "now %(theirs)s, yours %(mine)s", theirs=said(name, theirs), mine=said(name, mine)
            )
            st.markdown(f"**{plain(form.labels.get(name, name))}**: {plain(both)}")
        with st.container(horizontal=True, gap="small"):
            now = {name: value for name, (value, _) in denied.both.items()}
            st.button(
                words.text("Save mine all the same"),
                key=form.key("mine"),
                on_click=_again,
                args=(form, now),
            )
            if st.button(words.text("Leave it as it is now"), key=form.key("theirs")):
                close()


def _again(form: Form, theirs: Mapping[str, Any]) -> None:
    form.take_theirs(theirs)
    _press(form)
