"""Rincian Kriteria: how each criterion parts the entries, and whether the weights decide."""

from dashboard import live, screen
from dashboard.view.controls import stage_choice
from dashboard.view.criteria import empty_text, findings_html
from dashboard.view.criteria_parts import chosen_part
from dashboard.view.panel import panel


@live.part
def criteria() -> None:
    """What the criteria say in two sentences, and six ways to look closer."""
    seen = screen.now()
    board, words = seen.board, seen.words
    stage = stage_choice(board, words)
    panel(findings_html(board, words, stage), key="criteria findings")
    if empty_text(board, words, stage):
        return
    chosen_part(board, words, stage)


criteria()
