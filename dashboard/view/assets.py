"""The files browsers fetch from our own server: Plotly's script, fonts; nothing from elsewhere."""

import gzip
import hashlib
from functools import cache
from pathlib import Path

import plotly
from plotly.offline import get_plotlyjs_version
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

STATIC = Path(__file__).parent / "static"
PLOTLY_JS = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
PLOTLY_URL = f"/vendor/plotly.min.js?v={get_plotlyjs_version()}"

_FOREVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"


@cache
def _packed_plotly() -> tuple[bytes, str]:
    """The script gzipped, and the ETag of that form; made once, at the first request."""
    packed = gzip.compress(PLOTLY_JS.read_bytes(), compresslevel=9, mtime=0)
    return packed, f'"{hashlib.sha256(packed).hexdigest()[:20]}"'


async def _plotly(request: Request) -> Response:
    """4.8 MB go out as 1.4 MB; only a URL that names this very version may be kept forever."""
    current = request.query_params.get("v") == get_plotlyjs_version()
    headers = {
        "Cache-Control": _FOREVER if current else _ASK_AGAIN,
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
    }
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return FileResponse(PLOTLY_JS, media_type="text/javascript", headers=headers)
    packed, tag = await run_in_threadpool(_packed_plotly)
    headers["ETag"] = tag
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    headers["Content-Encoding"] = "gzip"
    return Response(packed, media_type="text/javascript", headers=headers)


class _Assets(StaticFiles):
    """Fonts carry their version in their name and are kept; everything else is asked for again."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = _FOREVER if path.endswith(".woff2") else _ASK_AGAIN
        return response


ROUTES: list[BaseRoute] = [
    Route("/vendor/plotly.min.js", _plotly),
    Mount("/assets", _Assets(directory=STATIC)),
]
"""For `st.App(routes=…)`. A gate must let /assets through before sign-in: it holds the fonts."""


def source(*names: str) -> str:
    """The text of scripts or style sheets, one after another, as components want them."""
    return "\n".join((STATIC / name).read_text("utf-8") for name in names)
