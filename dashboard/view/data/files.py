"""The files of a competition to take along."""

from dashboard.board import Board
from dashboard.view.download import Link, address
from dashboard.view.words import Words


def file_links(board: Board, words: Words) -> list[Link]:
    """The workbook that imports back, and the recapitulation to print."""
    state = words.text("final") if board.is_final else words.text("provisional")
    return [
        Link(
            words.text("Recap to print (xlsx)"),
            address("/unduh/rekap.xlsx", board, words),
            words.text(
                "Ranking, each judge's marks, participation and rules; %(state)s, revision "
                "%(revision)s.",
                state=state,
                revision=board.revision,
            ),
        ),
        Link(
            words.text("Workbook that can be imported again (xlsx)"),
            address("/unduh/lomba.xlsx", board, words),
            words.text("The whole competition as it is now, in the sheets of the template."),
        ),
    ]
