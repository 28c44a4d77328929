"""The section on the judges, their panels, and the entries that they do not judge."""

from dataclasses import asdict

import streamlit as st

from dashboard import live, screen
from dashboard.board import Board
from dashboard.desk.jury import FIELDS, add_judge, edit_judge, lift_recusal, recuse, remove_judge
from dashboard.forms.settings.dialogs import Form, ask
from dashboard.forms.settings.listing import add_button, line, listed
from dashboard.forms.settings.saving import saving
from dashboard.view.names import entry_name
from dashboard.view.words import Words, message

REASON = message("Reason (kept in the history)")


@live.part
def show() -> None:
    """The judges with their stages, and the recusals with their reasons."""
    seen = screen.now()
    board, words = seen.board, seen.words
    structure = board.structure
    stage = {row.id: row.name for row in structure.stages}
    if not structure.judges:
        st.markdown(words.text("There is no judge yet."))
    rows = structure.judges
    for row in listed(words, rows, lambda one: f"{one.code} {one.name} {one.institution}", "jury"):
        seats = [stage[seat.stage_id] for seat in structure.panel if seat.judge_id == row.id]
        judged = words.join(seats) if seats else words.text("judges no stage")
        told = " · ".join(part for part in (row.institution, judged) if part)
        if line(f"{row.code} · {row.name}", told, f"judge {row.id}"):
            ask("judge", row.id, asdict(row) | {"stages": stages_of(board, row.id)})
    if add_button(words.text("Add a judge"), "add judge", ":material/person_add:"):
        ask("new judge")
    st.subheader(words.text("Recusals"))
    st.markdown(words.text("A judge who is recused from an entry owes it no sheet."))
    _recusals(board, words)
    if (
        structure.judges
        and structure.submissions
        and add_button(words.text("Add a recusal"), "add recusal", ":material/block:")
    ):
        ask("recusal")


def _recusals(board: Board, words: Words) -> None:
    judge = {row.id: row.code for row in board.structure.judges}
    rows = [
        (f"{judge[row.judge_id]} · {entry_name(board, board.entry_of[row.submission_id])}", row)
        for row in board.structure.recusals
    ]
    for name, row in listed(words, rows, lambda one: f"{one[0]} {one[1].reason}", "recusals"):
        if line(name, row.reason, f"recusal {row.judge_id} {row.submission_id}"):
            ask("lift", row.judge_id, {"submission_id": row.submission_id, "name": name})


def stages_of(board: Board, judge_id: int) -> frozenset[int]:
    """The stages that a judge judges."""
    return frozenset(s.stage_id for s in board.structure.panel if s.judge_id == judge_id)


def _fields(form: Form, seats: frozenset[int]) -> tuple[dict[str, str], frozenset[int]]:
    given = {name: form.line(name, form.values.get(name, "")) for name in FIELDS}
    stages = {row.id: row.name for row in form.board.structure.stages}
    if not stages:
        return given, frozenset()
    return given, form.ticks("stages", form.words.text("Judges these stages"), stages, seats)


def add(form: Form) -> None:
    """The dialog of a new judge, who judges every stage unless it is said otherwise."""
    structure = form.board.structure
    if not form.values:
        taken = {row.code.casefold() for row in structure.judges}
        form.take_theirs({"code": next(f"J{n}" for n in range(1, 10_000) if f"j{n}" not in taken)})
    given, stages = _fields(form, frozenset(row.id for row in structure.stages))
    saving(form, lambda: add_judge(given, stages))


def edit(form: Form) -> None:
    """The dialog of a judge."""
    opened = frozenset(form.values["stages"])
    given, stages = _fields(form, opened)
    key = form.asked.key
    if form.removal(form.words.text("Remove this judge")):
        saving(form, lambda: remove_judge(key), save=form.words.text("Remove"))
    else:
        saving(form, lambda: edit_judge(key, form.values, given, opened, stages))


def add_recusal(form: Form) -> None:
    """The dialog of a new recusal."""
    board, words = form.board, form.words
    judges = {row.id: f"{row.code} · {row.name}" for row in board.structure.judges}
    entries = {row.id: entry_name(board, at) for at, row in enumerate(board.structure.submissions)}
    judge = form.choice("code", judges, None, judges.__getitem__, label=words.text("Judge"),
                        placeholder=words.text("Choose"))  # fmt: skip
    entry = form.choice("number", entries, None, entries.__getitem__, label=words.text("Entry"),
                        placeholder=words.text("Choose"))  # fmt: skip
    reason = form.line("reason", label=words.text(REASON))
    saving(form, lambda: recuse(judge, entry, reason), reason=reason)


def lift(form: Form) -> None:
    """The dialog that lifts a recusal."""
    words = form.words
    st.markdown(words.text("The judge will owe this entry a sheet again."))
    reason = form.line("reason", label=words.text(REASON))
    entry = int(form.values["submission_id"])
    saving(
        form,
        lambda: lift_recusal(form.asked.key, entry, reason),
        save=words.text("Lift the recusal"),
        reason=reason,
    )


DIALOGS = {
    "new judge": (message("New judge"), add),
    "judge": (message("Judge"), edit),
    "recusal": (message("New recusal"), add_recusal),
    "lift": (message("Lift the recusal"), lift),
}
