"""Ringkasan Pimpinan: the whole competition on one page, to read in a minute and to print."""

from dashboard import live, screen
from dashboard.view import panel
from dashboard.view.panel import opened
from dashboard.view.pieces import rules, summary_piece
from dashboard.view.summary import on_paper


@live.part
def summary() -> None:
    """The result and how sure it is, participation, progress, what stands out."""
    live.steady(rules)
    live.piece(panel.mount, "summary", summary_piece, screen.now().words, opened("summary"))


on_paper()
summary()
