"""A workbook is uploaded, tried, and, when its reader has seen what it does, imported."""

from dataclasses import dataclass

import streamlit as st

from dashboard import screen
from dashboard.desk.data import Upload, load_workbook, try_workbook
from dashboard.desk.door import Denied
from dashboard.forms.redraw import redraw
from dashboard.view.data.trial import MANY, trial_html
from dashboard.view.download import Link, address, downloads
from dashboard.view.panel import panel
from dashboard.view.words import Words
from db.workbook.report import Report

MEGABYTES = 20
"""As large as a workbook may be; a contest of 20,000 marks takes less than one."""
TRIED, DONE, TURN = "workbook tried", "workbook imported", "workbook turn"


@dataclass(frozen=True)
class Tried:
    """A file by its id, and what it would do."""

    file_id: str
    unnamed: int | None
    report: Report


@st.fragment
def upload() -> None:
    """Template, upload, trial, import."""
    words = screen.now().words
    st.subheader(words.text("Import a workbook"))
    steps, file = st.columns(2, gap="large")
    with steps:
        st.markdown(
            words.text(
                "Fill in the sheets of the template: one row for each unit, criterion, judge and "
                "entry; marks may stay empty. Upload the file here: nothing is written before you "
                "have seen what would change."
            )
        )
        link = Link(words.text("Template (xlsx)"), address("/unduh/template.xlsx", None, words))
        downloads(words, [link], key="template")
    turn = st.session_state.setdefault(TURN, 0)
    with file:
        given = st.file_uploader(
            words.text(
                "Workbook (xlsx, ods or one sheet as csv; up to %(size)s MB)", size=MEGABYTES
            ),
            type=["xlsx", "ods", "csv"],
            max_upload_size=MEGABYTES,
            key=f"workbook {turn}",
        )
    if given is None:
        st.session_state.pop(TRIED, None)
        if done := st.session_state.get(DONE):
            _show_done(words, done)
        return
    st.session_state.pop(DONE, None)
    try:
        _try(words, Upload(given.name, given.getvalue()), given.file_id)
    except Denied as denied:
        st.error(denied.text(words))


def _try(words: Words, file: Upload, file_id: str) -> None:
    """Show what the file would do, once for each file, and offer to do it."""
    seen, engine = screen.now(), screen.reader().engine
    tried: Tried | None = st.session_state.get(TRIED)
    if tried is None or (tried.file_id, tried.unnamed) != (file_id, seen.competition_id):
        report = try_workbook(engine, seen.who, file, seen.competition_id)
        tried = Tried(file_id, seen.competition_id, report)
        st.session_state[TRIED] = tried
    report, search = tried.report, ""
    if len(report.faults) > MANY:
        search = st.text_input(words.text("Search the faults"), key="fault search") or ""
    html = trial_html(report, words, shown=seen.competition_id, search=search)
    panel(html, key="trial")
    if report.faults or report.target is None:
        return
    reason = ""
    if report.alters_result:
        reason = st.text_input(
            words.text("Reason for the change"),
            placeholder=words.text("It is kept in the history."),
            key="import reason",
        ) or ""  # fmt: skip
    with st.container(horizontal=True):
        now = st.button(
            words.text("Import now"), icon=":material/database_upload:", key="import now"
        )
        again = st.button(words.text("Check again"), icon=":material/refresh:", key="check again")
    if again:
        del st.session_state[TRIED]
        redraw()
    if now:
        _load(words, file, tried, reason)


def _load(words: Words, file: Upload, tried: Tried, reason: str) -> None:
    seen, engine = screen.now(), screen.reader().engine
    try:
        report = load_workbook(
            engine, seen.who, file, tried.report, unnamed=tried.unnamed, reason=reason
        )
    except Denied as denied:
        st.error(denied.text(words))
        if not denied.where:  # what was shown may be out of date
            st.session_state.pop(TRIED, None)
        return
    if report.faults:
        st.session_state[TRIED] = Tried(tried.file_id, tried.unnamed, report)
    else:
        st.session_state[DONE] = report
        st.session_state[TURN] += 1
    redraw()


def _show_done(words: Words, report: Report) -> None:
    """What was imported, and the way to it."""
    seen = screen.now()
    st.success(words.text("The workbook was imported."), icon=":material/check_circle:")
    panel(trial_html(report, words, shown=seen.competition_id, is_done=True), key="imported")
    if report.competition_id != seen.competition_id and st.button(
        words.text("Open this competition"), icon=":material/open_in_new:", key="open imported"
    ):
        screen.go(competition=report.competition_id)
