"""The database is away: what people see instead of a failure, on every page and every route."""

import asyncio
import logging
import sqlite3
from collections.abc import Callable

import streamlit as st
from sqlalchemy.exc import InterfaceError, OperationalError
from starlette.requests import Request
from starlette.responses import Response

from dashboard import screen
from dashboard.gate.notices import notice
from dashboard.live import is_alone
from dashboard.reader import Reader
from dashboard.view.words import message, words_in

log = logging.getLogger(__name__)

UNREACHABLE = (OperationalError, InterfaceError)
AGAIN = 3
"""Seconds until a page tries again by itself."""

AWAY = message("The database cannot be reached")
GOES_ON = message("Nothing that was saved is lost. This page goes on by itself as soon as it can.")


async def waited_for(open_reader: Callable[[], Reader]) -> Reader:
    """The boards, as soon as the database server answers: machines start in any order.

    Raises:
        OperationalError: a file cannot be opened; waiting would not help.
    """
    while True:
        try:
            return await asyncio.to_thread(open_reader)
        except UNREACHABLE as error:
            if isinstance(error.orig, sqlite3.Error):
                raise
            log.warning("waiting for the database: %s", error.orig)
            await asyncio.sleep(AGAIN)


def on_page(error: Exception) -> bool:
    """Say so in place of what could not be drawn; other errors stay what they are.

    For `st.App(on_script_error=…)`.
    """
    if not isinstance(error, UNREACHABLE):
        return False
    seen = st.session_state.get(screen.SCREEN)
    words = words_in(seen.language if seen else st.query_params.get(screen.LANGUAGE))
    st.warning(f"{words.text(AWAY)}. {words.text(GOES_ON)}", icon=":material/cloud_off:")
    _again()
    return True


# Drawing the whole page is the trial itself.
@st.fragment(run_every=AGAIN)
def _again() -> None:
    if is_alone():
        st.rerun()


def on_route(_request: Request, error: Exception) -> Response:
    """A page that says so and comes again by itself. For `st.App(exception_handlers=…)`."""
    log.warning("a request cannot be answered for now: %s", error)
    answer = notice(503, AWAY, [GOES_ON])
    answer.headers.update({"Refresh": str(AGAIN), "Retry-After": str(AGAIN)})
    return answer


class Expected(logging.Filter):
    """Streamlit logs each error of a page with its traceback; this one is told in a line."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Shorten what is told of a database that is away."""
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, UNREACHABLE):
            record.levelno, record.levelname = logging.WARNING, "WARNING"
            record.msg, record.args = "a page cannot be drawn for now: %s", (error,)
            record.exc_info = None
        return True


logging.getLogger("streamlit.error_util").addFilter(Expected())
