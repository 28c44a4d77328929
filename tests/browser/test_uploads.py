"""Files that must not get in: too large, or small and unpacking to hundreds of megabytes."""

import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import Browser
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from tests.benchmarks.viewer import Server, served
from tests.browser.test_live import sample_database

pytestmark = pytest.mark.browser

MEGABYTE = 2**20
ROOM = 40 * MEGABYTE
"""What the server may take more than before: two files of 20 MB, and not one of 100."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with served(f"sqlite:///{sample_database(tmp_path_factory)}") as running:
        yield running


@contextmanager
def watched(server: Server) -> Iterator[list[int]]:
    """Bytes that the server takes more than at the beginning, as seen every few milliseconds."""
    before, grown, over = server.memory(), [0], threading.Event()

    def look() -> None:
        while not over.is_set():
            grown.append(server.memory() - before)
            time.sleep(0.005)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield grown
    finally:
        over.set()
        thread.join()


@contextmanager
def session(server: Server) -> Iterator[tuple[httpx.Client, str]]:
    """A client as the browser's is, with its cookie and token, and where its files go."""
    home = f"http://127.0.0.1:{server.port}"
    with httpx.Client(base_url=home, timeout=60) as client:
        client.get("/_stcore/health")
        token = client.cookies["_streamlit_xsrf"]
        client.headers["X-Xsrftoken"] = token
        cookie = {"Cookie": f"_streamlit_xsrf={token}"}
        url = f"ws://127.0.0.1:{server.port}/_stcore/stream"
        with connect(
            url, subprotocols=[Subprotocol("streamlit")], additional_headers=cookie, max_size=None
        ) as socket:
            ask = BackMsg()
            ask.rerun_script.query_string = ""
            socket.send(ask.SerializeToString())
            while True:
                told = ForwardMsg.FromString(socket.recv())  # type: ignore[arg-type]
                if told.WhichOneof("type") == "new_session":
                    break
            yield client, f"/_stcore/upload_file/{told.new_session.initialize.session_id}"


def form(size: int) -> Iterator[bytes]:
    """The body of an upload, piece by piece, so that the client never holds it either."""
    yield (
        b'--batas\r\nContent-Disposition: form-data; name="a.xlsx"; filename="a.xlsx"\r\n'
        b"Content-Type: application/octet-stream\r\n\r\n"
    )
    piece = b"\0" * MEGABYTE
    for _ in range(size // MEGABYTE):
        yield piece
    yield b"\r\n--batas--\r\n"


def put(client: httpx.Client, folder: str, size: int, **headers: str) -> int | None:
    """The status; None where the server hung up before all was sent, which refuses as well."""
    try:
        answer = client.put(
            f"{folder}/{uuid4()}",
            content=form(size),
            headers={"Content-Type": "multipart/form-data; boundary=batas", **headers},
        )
    except httpx.TransportError:
        return None
    return answer.status_code


def test_a_small_file_comes_in(server: Server) -> None:
    with session(server) as (client, folder):
        assert put(client, folder, 5 * MEGABYTE) == 204


@pytest.mark.parametrize("told", [True, False])
def test_a_large_file_is_refused_while_it_comes(server: Server, told: bool) -> None:
    size = 100 * MEGABYTE
    length = {"Content-Length": str(sum(map(len, form(size))))} if told else {}
    with session(server) as (client, folder):
        put(client, folder, size, **length)  # what is taken once, such as buffers, is kept
        with watched(server) as grown:
            for _ in range(3):
                assert put(client, folder, size, **length) in (413, None)
    assert max(grown) < ROOM
    with session(server) as (client, folder):
        assert put(client, folder, MEGABYTE) == 204


def test_a_zip_bomb_is_told_on_the_page_without_filling_the_memory(
    server: Server, chromium: Browser, tmp_path: Path
) -> None:
    bomb = tmp_path / "bom.xlsx"
    with (
        zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w") as part,
    ):
        for _ in range(1000):
            part.write(b"\0" * MEGABYTE)
    assert bomb.stat().st_size < 10 * MEGABYTE
    with chromium.new_context() as context:
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{server.port}/data")
        page.locator(".strip[data-state=live]").wait_for()
        with watched(server) as grown:
            page.locator("input[type=file]").set_input_files(bomb)
            page.locator(".trial .faults").wait_for(timeout=20_000)
        assert "lebih dari 300 MB setelah dibuka" in page.locator(".trial").inner_text()
        assert page.get_by_role("button", name="Impor sekarang").count() == 0
    assert max(grown) < ROOM
