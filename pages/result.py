"""Hasil: the published result, for everyone; before it is published, nothing."""

from dashboard import live, screen
from dashboard.view.panel import panel
from dashboard.view.result import result_html


@live.part
def result() -> None:
    """The places as they were declared."""
    seen = screen.now()
    chosen = seen.competition_id
    board = None if chosen is None else seen.board
    final = None if chosen is None else screen.reader().final(chosen)
    panel(result_html(board, final, seen.words), key="result")


result()
