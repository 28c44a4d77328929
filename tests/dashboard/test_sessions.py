"""All that a run says reaches the browser; its theme is the one Streamlit would put together."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from streamlit import config
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.NewSession_pb2 import CustomThemeConfig, NewSession
from streamlit.runtime import app_session
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

from dashboard.sessions import in_order, remembered
from tests.benchmarks.viewer import served
from tests.protocol import Client

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


@pytest.mark.parametrize(("mended", "is_lost"), [("yes", False), ("no", True)])
def test_what_a_run_said_is_shown_though_the_next_request_comes_at_once(
    mended: str, is_lost: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the mending it is lost: the day this fails, Streamlit has mended it itself."""
    monkeypatch.setenv("MENDED", mended)
    app = Path(__file__).parent / "apps" / "hasty_server.py"
    with served("sqlite://", app) as server, Client(server.port) as client:
        left, right = client.open().fragments
        shown = client.open(fragment=left, query=right).content
        if b"right line 49 drawing 2" not in shown:  # that was the end of the first run
            shown += client.take().content
    assert b"right line 49 drawing 2" in shown
    assert (b"left line 49 drawing 2" not in shown) == is_lost


def test_a_new_session_that_is_asked_for_a_part_shows_the_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A screen whose server died asks the next one for what it knows: the parts of its page."""
    monkeypatch.setenv("MENDED", "yes")
    app = Path(__file__).parent / "apps" / "hasty_server.py"
    with served("sqlite://", app) as server, Client(server.port) as client:
        shown = client.open(fragment="of the server that died")
        assert b"left line 49 drawing 1" in shown.content
        assert b"right line 49 drawing 1" in shown.content
        again = client.open(fragment=shown.fragments[0]).content
        assert b"left line 49 drawing 2" in again
        assert b"right" not in again


def said(path: list[int], text: str, fragment: str = "") -> ForwardMsg:
    message = ForwardMsg()
    message.metadata.delta_path.extend(path)
    message.delta.new_element.text.body = text
    message.delta.fragment_id = fragment
    return message


def told(queue: ForwardMsgQueue) -> list[str]:
    return [
        one.delta.new_element.text.body if one.HasField("delta") else str(one.WhichOneof("type"))
        for one in queue.flush()
    ]


@pytest.mark.parametrize(
    ("clear", "page"),
    [
        (in_order(ForwardMsgQueue.clear), ["title", "form"]),
        # The day this fails, Streamlit has mended it itself.
        (ForwardMsgQueue.clear, ["title"]),
    ],
)
def test_what_a_page_said_of_a_part_is_sent_though_the_part_is_drawn_again(
    clear: Any, page: list[str]
) -> None:
    queue, done = ForwardMsgQueue(), ForwardMsg()
    done.script_finished = ForwardMsg.FINISHED_SUCCESSFULLY
    for message in (said([0, 0], "title"), said([0, 1], "form", "part"), done):
        queue.enqueue(message)
    clear(queue, True, ["part"])
    queue.enqueue(said([0, 1], "form again", "part"))
    assert told(queue) == [*page, "script_finished", "form again"]


def test_what_a_page_said_is_dropped_where_the_page_runs_again() -> None:
    queue = ForwardMsgQueue()
    queue.enqueue(said([0, 0], "title"))
    in_order(ForwardMsgQueue.clear)(queue, True, None)
    assert told(queue) == []
    queue.enqueue(said([0, 0], "title"))
    in_order(ForwardMsgQueue.clear)(queue)
    assert told(queue) == []


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
