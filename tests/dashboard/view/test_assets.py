"""What browsers fetch from us: packed once, kept as long as it may be."""

import asyncio
import gzip

import httpx
from starlette.applications import Starlette

from dashboard.view.assets import PLOTLY_JS, PLOTLY_URL, ROUTES

FOREVER = "public, max-age=31536000, immutable"


def get(url: str, **headers: str) -> tuple[int, httpx.Headers, bytes]:
    """Status, headers and the body as it travels, still packed."""

    async def ask() -> tuple[int, httpx.Headers, bytes]:
        transport = httpx.ASGITransport(Starlette(routes=ROUTES))
        async with (
            httpx.AsyncClient(transport=transport, base_url="http://test") as client,
            client.stream("GET", url, headers=headers) as answer,
        ):
            body = b"".join([part async for part in answer.aiter_raw()])
            return answer.status_code, answer.headers, body

    return asyncio.run(ask())


def test_plotly_travels_packed_and_is_kept_for_its_version():
    status, headers, body = get(PLOTLY_URL)
    assert status == 200
    assert headers["content-encoding"] == "gzip"
    assert headers["cache-control"] == FOREVER
    assert headers["vary"] == "Accept-Encoding"
    assert gzip.decompress(body) == PLOTLY_JS.read_bytes()
    assert len(body) < 1_600_000


def test_plotly_is_not_sent_again_to_who_has_it():
    tag = get(PLOTLY_URL)[1]["etag"]
    status, headers, body = get(PLOTLY_URL, **{"If-None-Match": tag})
    assert (status, body, headers["etag"]) == (304, b"", tag)


def test_a_browser_without_gzip_gets_the_script_as_it_is():
    _status, headers, body = get(PLOTLY_URL, **{"Accept-Encoding": "identity"})
    assert "content-encoding" not in headers
    assert body == PLOTLY_JS.read_bytes()


def test_another_version_in_the_url_is_not_kept():
    assert get("/vendor/plotly.min.js?v=0")[1]["cache-control"] == "no-cache"


def test_fonts_are_kept_and_the_rest_is_asked_for_again():
    _status, font, _body = get("/assets/fonts/plus-jakarta-sans-tabular-latin.woff2")
    _status, licence, _body = get("/assets/fonts/OFL.txt")
    assert [font["cache-control"], licence["cache-control"]] == [FOREVER, "no-cache"]
    assert font["content-type"] == "font/woff2"


def test_nothing_outside_the_folder_is_served():
    assert get("/assets/%2e%2e/theme.py")[0] == 404
