"""Lembar Nilai: a judge marks the entries one by one; at the desk papers are keyed in."""

from dashboard import live, screen
from dashboard.forms.sheet import sheets


@live.part
def sheet() -> None:
    """The sheets that are for whoever looks, at the newest revision."""
    sheets(screen.now())


sheet()
