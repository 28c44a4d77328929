"""The section on the criteria of each stage."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Literal

import streamlit as st

from dashboard import live, screen
from dashboard.board import Board
from dashboard.desk.criteria import (
    add_criterion,
    edit_criterion,
    move_criterion,
    remove_criterion,
    set_weights,
    use_preset,
    weight_sum,
)
from dashboard.desk.door import Denied
from dashboard.desk.entered import entered
from dashboard.desk.presets import PRESETS
from dashboard.forms.settings.dialogs import Form, ask
from dashboard.forms.settings.listing import add_button, line
from dashboard.forms.settings.saving import saving
from dashboard.view.criteria_controls import plain
from dashboard.view.settings.values import is_whole, sum_text, table
from dashboard.view.words import Words, message
from db.rows import CriterionRow


@live.part
def show() -> None:
    """The criteria of the chosen stage, and what their weights come to."""
    seen = screen.now()
    board, words = seen.board, seen.words
    if not board.structure.stages:
        st.markdown(words.text("Add a stage first: criteria belong to one."))
        return
    stage_id = stage_choice(board, words, "criteria stage")
    rows = criteria_of(board, stage_id)
    if rows:
        total = weight_sum(board.structure, stage_id)
        color: Literal["green", "orange"] = "green" if is_whole(total) else "orange"
        st.badge(sum_text(words, total), color=color, icon=":material/balance:")
    else:
        st.markdown(words.text("This stage has no criteria yet."))
    for row in rows:
        if line(f"{row.code} · {row.name}", details(words, row), f"criterion {row.id}"):
            ask("criterion", row.id, asdict(row))
    with st.container(horizontal=True, gap="small"):
        if add_button(words.text("Add a criterion"), "add criterion"):
            ask("new criterion", stage_id)
        if rows and add_button(words.text("Change all weights"), "weights", ":material/balance:"):
            ask("weights", stage_id, {str(row.id): row.weight for row in rows})
        if len(rows) > 1 and add_button(
            words.text("Change the order"), "order criteria", ":material/swap_vert:"
        ):
            ask("move criterion", stage_id)
        if add_button(words.text("Use a ready-made list"), "preset", ":material/playlist_add:"):
            ask("preset", stage_id)


def stage_choice(board: Board, words: Words, key: str) -> int:
    """Which stage it is about, where there are several."""
    names = {row.id: plain(row.name) for row in board.structure.stages}
    if len(names) < 2:
        return next(iter(names))
    chosen = st.segmented_control(
        words.text("Stage"), list(names), format_func=names.__getitem__,
        default=next(iter(names)), key=key, required=True,
    )  # fmt: skip
    return chosen if chosen in names else next(iter(names))


def criteria_of(board: Board, stage_id: int) -> Sequence[CriterionRow]:
    """The criteria of a stage in their order."""
    return [row for row in board.structure.criteria if row.stage_id == stage_id]


def details(words: Words, row: CriterionRow) -> str:
    """Weight and scale of a criterion."""
    return words.text(
        "weight %(weight)s · %(minimum)s to %(maximum)s in steps of %(step)s",
        weight=words.hundredths(row.weight),
        minimum=words.hundredths(row.minimum),
        maximum=words.hundredths(row.maximum),
        step=words.hundredths(row.step),
    )


def _fields(form: Form) -> dict[str, str]:
    values = form.values
    given = {
        "code": form.line("code", values["code"]),
        "name": form.line("name", values["name"]),
        "description": form.line(
            "description", values["description"], long=True,
            help=form.words.text("The judges read it beside the criterion."),
        ),
    }  # fmt: skip
    numbers = ("weight", "minimum", "maximum", "step")
    for column, name in zip(st.columns(len(numbers)), numbers, strict=True):
        with column:
            given[name] = form.number(name, values[name])
    return given


def add(form: Form) -> None:
    """The dialog of a new criterion."""
    taken = {row.code.casefold() for row in form.board.structure.criteria}
    if not form.values:
        form.take_theirs(
            {
                "code": next(f"K{n}" for n in range(1, 10_000) if f"k{n}" not in taken),
                "name": "",
                "description": "",
                "weight": None,
                "minimum": 0,
                "maximum": 10_000,
                "step": 100,
            }
        )
    given = _fields(form)
    saving(form, lambda: add_criterion(form.asked.key, given))


def edit(form: Form) -> None:
    """The dialog of a criterion."""
    given = _fields(form)
    if form.removal(form.words.text("Remove this criterion")):
        saving(form, lambda: remove_criterion(form.asked.key), save=form.words.text("Remove"))
    else:
        saving(form, lambda: edit_criterion(form.asked.key, form.values, given))


def weights(form: Form) -> None:
    """The dialog of all weights of a stage, with what they come to as they are typed."""
    opened = {int(key): value for key, value in form.values.items()}
    rows = [row for row in criteria_of(form.board, form.asked.key) if row.id in opened]
    given = {}
    for row in rows:
        label = f"{row.code} · {row.name}"
        given[row.id] = form.number(str(row.id), opened[row.id], label=label)
    form.slot("weight")
    try:
        typed = [entered("criterion", "weight", raw, required=True) for raw in given.values()]
        st.markdown(f"**{sum_text(form.words, sum(typed))}**")
    except Denied:
        pass  # it is said at its field when it is saved
    saving(form, lambda: set_weights(opened, given))


def move(form: Form) -> None:
    """The dialog that lets a criterion change places with its neighbour."""
    words = form.words
    names = {row.id: f"{row.code} · {row.name}" for row in criteria_of(form.board, form.asked.key)}
    key = form.choice(
        "criterion", names, next(reversed(names)), names.__getitem__,
        label=words.text("Criterion to move"),
    )  # fmt: skip
    up, down = words.text("up"), words.text("down")
    way = form.choice("way", [-1, 1], -1, lambda by: up if by < 0 else down,
                      label=words.text("Where to"))  # fmt: skip
    saving(form, lambda: move_criterion(key or 0, way or 0), save=words.text("Move"))


def preset(form: Form) -> None:
    """The dialog of the ready-made lists: each with its weights and where it comes from."""
    words = form.words
    named = {one.key: one for one in PRESETS}
    chosen = form.choice(
        "preset", named, PRESETS[0].key, lambda key: words.text(named[key].name),
        label=words.text("Ready-made list"),
    )  # fmt: skip
    one = named[chosen or PRESETS[0].key]
    rows = [[row.name, words.hundredths(row.weight)] for row in one.criteria]
    st.markdown(table([words.text("Criterion"), words.text("Weight")], rows))
    st.markdown(words.text(one.note))
    st.markdown(words.text("Source: %(source)s", source=one.source))
    if criteria_of(form.board, form.asked.key):
        st.info(words.text("It takes the place of the criteria that the stage has now."))
    saving(form, lambda: use_preset(form.asked.key, one), save=words.text("Use this list"))


DIALOGS = {
    "new criterion": (message("New criterion"), add),
    "criterion": (message("Criterion"), edit),
    "weights": (message("Change all weights"), weights),
    "move criterion": (message("Change the order"), move),
    "preset": (message("Ready-made list"), preset),
}
