"""Data: a workbook in, with a look before anything is written, files out, competitions begun."""

import streamlit as st

from dashboard import live, screen
from dashboard.forms.data.removal import removal
from dashboard.forms.data.start import beginning
from dashboard.forms.data.upload import upload
from dashboard.view.data.files import file_links
from dashboard.view.download import downloads


@live.part
def files() -> None:
    """What can be taken along of the competition on screen."""
    seen = screen.now()
    st.subheader(seen.words.text("Download"))
    downloads(seen.words, file_links(seen.board, seen.words), key="files")


upload()
if screen.now().competition_id is not None:
    files()
st.subheader(screen.now().words.text("Competitions"))
beginning()
removal()
