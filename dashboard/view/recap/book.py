"""The whole recapitulation in one workbook."""

import re
import unicodedata
from pathlib import Path

import xlsxwriter

from dashboard.board import Board
from dashboard.view.followup import sheet_name
from dashboard.view.recap.marks import marks_paper
from dashboard.view.recap.paper import Styles
from dashboard.view.recap.ranking import ranking_paper
from dashboard.view.recap.rules import rules_paper
from dashboard.view.recap.turnout import turnout_paper
from dashboard.view.words import Words


def recap_name(board: Board, words: Words) -> str:
    """What the file is called: the competition and the revision it shows."""
    kind = words.text("Recap").lower()
    return f"{kind}-{slug(board)}-r{board.revision}.xlsx"


def slug(board: Board) -> str:
    """The competition's name as a part of a file name: plain letters, digits, hyphens."""
    plain = unicodedata.normalize("NFKD", board.competition.full_name)
    words = re.findall(r"[a-z0-9]+", plain.encode("ascii", "ignore").decode().lower())
    return "-".join(words)[:60].strip("-") or str(board.competition.id)


def write_recap(board: Board, words: Words, path: Path) -> None:
    """Write the file: ranking, each stage's marks, participation, rules."""
    with xlsxwriter.Workbook(path, {"in_memory": True}) as book:
        book.set_properties({"title": board.competition.full_name})
        styles = Styles(book)
        taken: set[str] = set()

        def named(name: str) -> str:
            return sheet_name(name, taken)

        ranking_paper(book, styles, board, words, named(words.text("Ranking")))
        several = len(board.stages) > 1
        for index, stage in enumerate(board.stages):
            title = words.text("Recap")
            name = named(f"{title} {stage.name}" if several else title)
            marks_paper(book, styles, board, words, name, index)
        turnout_paper(book, styles, board, words, named(words.text("Participation")))
        rules_paper(book, styles, board, words, named(words.text("Rules")))
