"""Ringkasan Pimpinan: the whole competition on one page, to read in a minute and to print."""

from dashboard import live, screen
from dashboard.view.leaderboard import View
from dashboard.view.panel import opened, panel
from dashboard.view.summary import on_paper, summary_html
from dashboard.view.why import why_html


@live.part
def summary() -> None:
    """The result and how sure it is, participation, progress, what stands out."""
    seen = screen.now()
    board, words = seen.board, seen.words
    asked = opened("summary")
    why = why_html(board, words, View(), int(asked)) if asked else ""
    panel(summary_html(board, words), key="summary", opened=asked, detail=why)


on_paper()
summary()
