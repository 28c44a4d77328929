"""The section on the stages."""

from dataclasses import asdict

import streamlit as st

from dashboard import live, screen
from dashboard.desk.stages import add_stage, edit_stage, move_stage, remove_stage
from dashboard.forms.settings.dialogs import Form, ask
from dashboard.forms.settings.listing import add_button, line
from dashboard.forms.settings.saving import saving
from dashboard.view.words import message

HINT = message(
    "Left empty, the stage is shown beside the result and not added to it. With several stages the "
    "weights count in proportion."
)


@live.part
def show() -> None:
    """The stages in their order, each with its weight."""
    seen = screen.now()
    words, structure = seen.words, seen.board.structure
    if not structure.stages:
        st.markdown(words.text("There is no stage yet. A contest of one round has one stage."))
    for row in structure.stages:
        criteria = sum(one.stage_id == row.id for one in structure.criteria)
        weight = (
            words.text("alone makes the result")
            if len(structure.stages) == 1
            else words.text("beside the result")
            if row.weight is None
            else words.text("weight %(weight)s", weight=words.hundredths(row.weight))
        )
        count = words.plural("%(count)s criterion", "%(count)s criteria", criteria)
        if line(f"{row.position}. {row.name}", f"{weight} · {count}", f"stage {row.id}"):
            ask("stage", row.id, asdict(row))
    if add_button(words.text("Add a stage"), "add stage"):
        ask("new stage")
    if len(structure.stages) > 1 and add_button(
        words.text("Change the order"), "order stages", ":material/swap_vert:"
    ):
        ask("move stage")


def add(form: Form) -> None:
    """The dialog of a new stage."""
    given = {"name": form.line("name"), "weight": _weight(form, None)}
    saving(form, lambda: add_stage(given))


def edit(form: Form) -> None:
    """The dialog of a stage."""
    given = {
        "name": form.line("name", form.values["name"]),
        "weight": _weight(form, form.values["weight"]),
    }
    if form.removal(form.words.text("Remove this stage")):
        saving(form, lambda: remove_stage(form.asked.key), save=form.words.text("Remove"))
    else:
        saving(form, lambda: edit_stage(form.asked.key, form.values, given))


def _weight(form: Form, value: int | None) -> str:
    return form.number("weight", value, help=form.words.text(HINT))


def move(form: Form) -> None:
    """The dialog that lets a stage change places with its neighbour."""
    words, stages = form.words, form.board.structure.stages
    names = {row.id: row.name for row in stages}
    key = form.choice(
        "stage", names, stages[-1].id, names.__getitem__, label=words.text("Stage to move")
    )
    earlier, later = words.text("earlier"), words.text("later")
    way = form.choice("way", [-1, 1], -1, lambda by: earlier if by < 0 else later,
                      label=words.text("Where to"))  # fmt: skip
    saving(form, lambda: move_stage(key or 0, way or 0), save=words.text("Move"))


DIALOGS = {
    "new stage": (message("New stage"), add),
    "stage": (message("Stage"), edit),
    "move stage": (message("Change the order"), move),
}
