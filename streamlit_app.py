"""The server: the gate, and behind it Streamlit over the frame, our own routes, the assets."""

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from dashboard import away, broadcast, downloads, gate, oidc, parts, pulse, sessions
from dashboard.desk import sheet_route
from dashboard.view import assets


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """Open the database and watch it while the server runs."""
    from dashboard import screen  # here, once, so that no viewer waits for it

    reader = await away.waited_for(screen.reader)
    await gate.ROLL.start(reader.engine, oidc.organisation())
    sheet_route.SHEETS.open(reader)
    pulse.PULSE.start(reader.engine, asyncio.get_running_loop())
    parts.OPEN_SCREENS.start(reader)
    broadcast.BROADCAST.start(reader)
    sessions.mend()
    # What is loaded now stays: leaving it out of every collection makes reruns much cheaper.
    gc.collect()
    gc.freeze()
    yield
    pulse.PULSE.stop()
    await gate.ROLL.stop()


# Not this file but the frame is the main script: beside the folder `pages/` a cold deep link would
# run a page without its frame.
app = st.App(
    Path(__file__).parent / "dashboard" / "app.py",
    lifespan=lifespan,
    on_script_error=away.on_page,
    exception_handlers=dict.fromkeys(away.UNREACHABLE, away.on_route),
    middleware=[
        Middleware(gate.Gate, upload_limit=st.get_option("server.maxUploadSize") * 1024 * 1024)
    ],
    routes=[
        *gate.ROUTES,
        *pulse.ROUTES,
        *sheet_route.ROUTES,
        *broadcast.ROUTES,
        *downloads.ROUTES,
        *assets.ROUTES,
    ],
)
