"""Partisipasi: how many of the expected units take part, how far they came, who is missing."""

from dashboard import live, screen
from dashboard.view import panel
from dashboard.view.download import Link, address, downloads
from dashboard.view.pieces import participation_piece, rules
from dashboard.view.wall import PARTICIPATION, wall


@live.part
def participation() -> None:
    """The share, the funnel and the lists, and a workbook to take along."""
    seen = screen.now()
    board, words = seen.board, seen.words
    if seen.wall:
        wall(board, words, page=PARTICIPATION, turn=seen.turn)
        return
    live.steady(rules)
    live.piece(panel.mount, "participation", participation_piece, words)
    if board.structure.units:
        label = words.text("Download units and entries (xlsx)")
        href = address("/unduh/tindak-lanjut.xlsx", board, words)
        downloads(words, [Link(label, href)], key="follow-up")


participation()
