"""Files to take along, each for the roles of the page that offers it: routes of our own."""

import csv
import io
import tempfile
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from itertools import chain
from pathlib import Path
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from dashboard.access import NOBODY, Identity, may_open, may_see
from dashboard.board import Board
from dashboard.history import read_all
from dashboard.screen import number, reader
from dashboard.view.followup import file_name, workbook
from dashboard.view.history.export import history_name, history_rows
from dashboard.view.history.sifting import sifting_of
from dashboard.view.recap import recap_name, slug, write_recap
from dashboard.view.template import render
from dashboard.view.words import Words, message, words_in
from db.workbook import export_workbook, write_template

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_EVENTS = 200_000
"""Rows of a history that go into one file."""
PIECE = 500

NOT_FOR_YOU = message("This file is not for you.")
NO_COMPETITION = message("There is no such competition.")
TOO_LARGE = message("This competition is too large for one xlsx file.")

Write = Callable[[Path], None]


class Refusal(Exception):  # noqa: N818 (an answer, not a failure of ours)
    """Why there is no file, as a message of the catalogue, and the status to say it with."""

    def __init__(self, status: HTTPStatus, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message


# Plain functions: Starlette runs them in threads, away from the event loop.
def template(request: Request) -> Response:
    """The empty workbook."""
    return sent("template-lomba.xlsx", write_template)


def competition(request: Request) -> Response:
    """A competition as the workbook that imports back."""
    board, _ = asked(request)
    engine, key = reader().engine, board.competition.id
    name = f"{slug(board)}-r{board.revision}.xlsx"
    try:
        return sent(name, lambda path: export_workbook(engine, path, key))
    except ValueError as problem:
        raise Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, TOO_LARGE) from problem


def recap(request: Request) -> Response:
    """The recapitulation to print."""
    board, words = asked(request)
    return sent(recap_name(board, words), lambda path: write_recap(board, words, path))


def followup(request: Request) -> Response:
    """All expected units and all entries, for whom to call."""
    board, words = asked(request)
    content = workbook(board, words)
    return Response(content, media_type=XLSX, headers=attached(file_name(board, words)))


def history(request: Request) -> Response:
    """What happened, as far as the address asks for it; written as it is read."""
    board, words = asked(request)
    sifting = sifting_of(board, request.query_params)
    engine, key = reader().engine, board.competition.id
    found = read_all(engine, key, sifting, most=MOST_EVENTS, piece=PIECE)
    # The first piece is read before anything is sent: if it cannot be, that is what is answered.
    found = chain([first] if (first := next(found, None)) else [], found)
    lines = csv_lines(words, history_rows(board, words, found))
    return StreamingResponse(
        lines, media_type="text/csv; charset=utf-8", headers=attached(history_name(board, words))
    )


def csv_lines(words: Words, rows: Iterator[list[str]]) -> Iterator[str]:
    """CSV as a spreadsheet in the reader's language opens it, with the mark that says UTF-8."""
    delimiter = ";" if words.separators[0] == "," else ","
    yield "\ufeff"
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter)
    for row in rows:
        writer.writerow(row)
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def asked(request: Request) -> tuple[Board, Words]:
    """The board that the address names, if whoever asks may open it.

    Raises:
        Refusal: it is not there, or not for them. Of the two a stranger learns nothing.
    """
    wanted = number(request.query_params.get("lomba"))
    for row in reader().competitions():
        if row.id == wanted and may_open(asking(request), row):
            return reader().latest(row.id), words_of(request)
    raise Refusal(HTTPStatus.NOT_FOUND, NO_COMPETITION)


def asking(request: Request) -> Identity:
    """Who is asking: what the gate found out."""
    who: Identity = request.scope.get("state", {}).get("identity", NOBODY)
    return who


def words_of(request: Request) -> Words:
    """The language that the address asks for."""
    return words_in(request.query_params.get("bahasa"))


def attached(name: str) -> dict[str, str]:
    """The headers of a file that is kept, not shown, and not held by anybody on the way."""
    plain = name.encode("ascii", "ignore").decode().replace('"', "")
    return {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}",
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }


def sent(name: str, write: Write) -> Response:
    """A file that `write` makes, and that is gone before it is sent.

    Were it sent from the disk, a request for a part that is none would leave it there.
    """
    with tempfile.TemporaryDirectory(prefix="pantau-") as folder:
        path = Path(folder) / "file.xlsx"
        write(path)
        content = path.read_bytes()
    return Response(content, media_type=XLSX, headers=attached(name))


def guarded(page: str, answer: Callable[[Request], Response]) -> Callable[[Request], Response]:
    """An answer for those only who may see the page that offers it."""

    def checked(request: Request) -> Response:
        try:
            if not may_see(asking(request), page):
                raise Refusal(HTTPStatus.FORBIDDEN, NOT_FOR_YOU)
            return answer(request)
        except Refusal as refusal:
            words = words_of(request)
            html = render("refused.html", words, reason=words.text(refusal.message))
            return HTMLResponse(html, refusal.status, {"Cache-Control": "no-store"})

    return checked


FILES: Mapping[str, tuple[str, Callable[[Request], Response]]] = {
    "/unduh/template.xlsx": ("data", template),
    "/unduh/lomba.xlsx": ("data", competition),
    "/unduh/rekap.xlsx": ("data", recap),
    "/unduh/tindak-lanjut.xlsx": ("participation", followup),
    "/unduh/riwayat.csv": ("history", history),
}
"""By address: the page whose roles may have the file, and what makes it."""

ROUTES: list[BaseRoute] = [
    Route(path, guarded(page, answer)) for path, (page, answer) in FILES.items()
]
"""For `st.App(routes=…)`."""
