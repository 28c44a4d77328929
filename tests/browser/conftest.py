"""A real server and a real browser: fixtures for tests marked `browser`."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, sync_playwright

ROOT = Path(__file__).parents[2]
APPS = Path(__file__).parent / "apps"
START_SECONDS = 60
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

Serve = Callable[..., str]
OpenPage = Callable[..., Page]


def find_chromium() -> str | None:
    """Where the browser is, if anywhere."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("PANTAU_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser per module; without Chromium the tests are skipped, but fail in CI.

    Not one per session: Playwright's event loop runs on in this thread while it is open, and every
    later test that calls `asyncio.run` would be refused.
    """
    path = find_chromium()
    if path is None or not Path(path).exists():
        reason = f"Chromium was not found ({path or 'nor is $PANTAU_CHROMIUM set'})"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """`serve(script, env)`: run a script or an app under Streamlit until the module is done.

    A relative script is one of tests/browser/apps. `env` is added to the environment; the
    database is a new SQLite file unless it says otherwise. The server's log is shown when it
    dies, and a traceback in it fails the module.
    """
    with ExitStack() as running:

        def start(script: str | Path, env: dict[str, str] | None = None) -> str:
            folder = tmp_path_factory.mktemp("server")
            environment = {
                **os.environ,
                "DATABASE_URL": f"sqlite:///{folder / 'pantau.db'}",
                "PYTHONPATH": str(ROOT),
                "PYTHONUNBUFFERED": "1",
                **(env or {}),
            }
            return running.enter_context(_Server(APPS / script, environment, folder / "log"))

        yield start


class _Server:
    """`streamlit run` in a process of its own, on a free port of 127.0.0.1."""

    def __init__(self, script: Path, environment: dict[str, str], log: Path) -> None:
        self._script, self._environment, self._log = script, environment, log

    def __enter__(self) -> str:
        for _attempt in range(3):
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                port: int = probe.getsockname()[1]
            self._start(port)
            if self._wait(port):
                return f"http://127.0.0.1:{port}"
            self._stop()
            if "is not available" not in self._text():  # another process took the port between
                break
        raise RuntimeError(f"{self._script.name} did not start:\n{self._text()}")

    def __exit__(self, *_exception: object) -> None:
        self._stop()
        assert "Traceback (most recent call last)" not in self._text(), self._text()

    def _start(self, port: int) -> None:
        command = [sys.executable, "-m", "streamlit", "run", str(self._script)]
        options = [f"--server.port={port}", "--server.address=127.0.0.1"]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                command + options,
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def _wait(self, port: int) -> bool:
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and self._process.poll() is None:
            # The line comes once our own process listens: the port may be a stranger's until then.
            if f":{port}" in self._text() and _is_healthy(port):
                return self._process.poll() is None
            time.sleep(0.05)
        return False

    def _stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _text(self) -> str:
        return self._log.read_text("utf-8", "replace")


def _is_healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[OpenPage]:
    """`open_page(url, **context)`: a page in a context of its own, watched until the test ends.

    Fails the test on a console error, an uncaught exception, a failed request, an answer of 400
    or more, or a request to anywhere but 127.0.0.1. `context` goes to `Browser.new_context`.
    """
    problems: list[str] = []
    contexts = []

    def open_at(url: str, **context: Any) -> Page:
        contexts.append(chromium.new_context(**context))
        page = contexts[-1].new_page()
        _watch(page, problems)
        page.goto(url)
        return page

    yield open_at
    found = list(problems)  # closing aborts what is under way
    for context in contexts:
        context.close()
    assert found == []


def is_lost(request: Request) -> bool:
    """Whether a request failed. One that turned into a download is given up by the page itself."""
    is_file = urlsplit(request.url).path.startswith(("/media/", "/unduh/"))
    return not (is_file and request.failure == "net::ERR_ABORTED")


def _watch(page: Page, problems: list[str]) -> None:
    def look_at(url: str) -> None:
        if urlsplit(url).scheme in {"http", "https", "ws", "wss"} and (
            urlsplit(url).hostname != "127.0.0.1"
        ):
            problems.append(f"left this machine: {url}")

    page.on("console", lambda line: line.type == "error" and problems.append(line.text))
    page.on("pageerror", lambda error: problems.append(f"uncaught: {error}"))
    page.on("request", lambda request: look_at(request.url))
    page.on("websocket", lambda socket: look_at(socket.url))
    page.on(
        "requestfailed", lambda r: is_lost(r) and problems.append(f"failed: {r.url} {r.failure}")
    )
    page.on("response", lambda r: r.status >= 400 and problems.append(f"{r.status}: {r.url}"))
