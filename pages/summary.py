"""Ringkasan Pimpinan: the whole competition on one page, to read in a minute and to print."""

from dashboard import live, screen
from dashboard.view.panel import panel
from dashboard.view.summary import on_paper, summary_html


@live.part
def summary() -> None:
    """The result and how sure it is, participation, progress, what stands out."""
    seen = screen.now()
    panel(summary_html(seen.board, seen.words), key="summary")


on_paper()
summary()
