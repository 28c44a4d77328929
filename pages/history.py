"""Riwayat: who changed what, when and why: every mark, and every setting, lock, phase, import."""

from dashboard import live, screen
from dashboard.history import actors, read_page
from dashboard.view.download import Link, address, downloads
from dashboard.view.history.controls import place, sifted, turn
from dashboard.view.history.sifting import asked_by
from dashboard.view.history.table import SIZE, history_html
from dashboard.view.panel import panel


@live.part
def history() -> None:
    """The filters, a page of what happened, and the file of all that was looked for."""
    seen = screen.now()
    board, words, engine = seen.board, seen.words, screen.reader().engine
    home = board.competition.id
    sifting = sifted(board, words, board.once("actors", lambda: actors(engine, home)))
    begin = place(sifting)
    page = read_page(engine, home, sifting, begin, size=SIZE)
    panel(history_html(board, words, page, sifting), key="happened")
    turn(words, page.next)
    if page.rows:
        href = address("/unduh/riwayat.csv", board, words, **asked_by(sifting, board))
        downloads(
            words, [Link(words.text("Download this history (CSV)"), href)], key="history file"
        )


history()
