"""The theme, put together once: Streamlit builds it anew for each run, a quarter of a redraw.

Our theme stands in `.streamlit/config.toml` and stays while the server runs.
"""

from typing import Protocol

from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session


class Fill(Protocol):
    """Writes a section of the theme into a message."""

    def __call__(self, msg: CustomThemeConfig, section: str = "theme") -> None:
        """Fill an empty message."""


def remembered(fill: Fill) -> Fill:
    """`fill`, whose work for a section is done once and copied afterwards."""
    filled: dict[str, CustomThemeConfig] = {}

    def copy(msg: CustomThemeConfig, section: str = "theme") -> None:
        if section not in filled:
            first = CustomThemeConfig()
            fill(first, section)
            filled[section] = first
        # Even an empty message counts as set once something was merged into it.
        if filled[section].ByteSize():
            msg.MergeFrom(filled[section])

    return copy


def remember() -> None:
    """Let the server that starts now remember its theme."""
    app_session._populate_theme_msg = remembered(app_session._populate_theme_msg)
