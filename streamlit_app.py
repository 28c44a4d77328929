"""The server: Streamlit over the frame, the live route and the assets."""

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st

from dashboard import pulse
from dashboard.view import assets


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """Open the database and watch it while the server runs."""
    from dashboard import screen  # here, once, so that no viewer waits for it

    reader = await asyncio.to_thread(screen.reader)
    pulse.PULSE.start(reader.engine, asyncio.get_running_loop())
    # What is loaded now stays: leaving it out of every collection makes reruns much cheaper.
    gc.collect()
    gc.freeze()
    yield
    pulse.PULSE.stop()


# Not this file but the frame is the main script: beside the folder `pages/` a cold deep link would
# run a page without its frame.
app = st.App(
    Path(__file__).parent / "dashboard" / "app.py",
    lifespan=lifespan,
    routes=[*pulse.ROUTES, *assets.ROUTES],
)
