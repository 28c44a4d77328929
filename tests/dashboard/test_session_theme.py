"""The theme that a browser gets is the one that Streamlit would put together."""

from collections import Counter
from typing import Any

from streamlit import config
from streamlit.proto.NewSession_pb2 import CustomThemeConfig, NewSession
from streamlit.runtime import app_session

from dashboard.session_theme import remembered

SECTIONS = ("theme", "theme.light", "theme.dark", "theme.sidebar", "theme.light.sidebar")


def fill_all(fill: Any) -> NewSession:
    """As for a run: each section into its own place."""
    message = NewSession()
    theme = message.custom_theme
    fill(theme)
    places = (theme.light, theme.dark, theme.sidebar, theme.light.sidebar)
    for section, place in zip(SECTIONS[1:], places, strict=True):
        fill(place, section)
    return message


def test_it_is_the_same_message_each_time() -> None:
    assert config.get_option("theme.light.primaryColor"), "our theme is not set here"
    expected = fill_all(app_session._populate_theme_msg)
    fill = remembered(app_session._populate_theme_msg)
    assert expected.custom_theme.light.primary_color
    assert [fill_all(fill), fill_all(fill)] == [expected, expected]
    assert not fill_all(fill).custom_theme.HasField("sidebar")


def test_each_section_is_worked_out_once() -> None:
    calls: Counter[str] = Counter()

    def fill(msg: CustomThemeConfig, section: str = "theme") -> None:
        calls[section] += 1

    copy = remembered(fill)
    for _ in range(3):
        fill_all(copy)
    assert calls == dict.fromkeys(SECTIONS, 1)
