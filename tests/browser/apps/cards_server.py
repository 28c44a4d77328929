"""Serves cards_script.py behind the gate."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from dashboard import gate
from dashboard.view.assets import ROUTES


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    from dashboard import screen

    await gate.ROLL.start(screen.reader().engine)
    yield
    await gate.ROLL.stop()


app = st.App(
    Path(__file__).parent / "cards_script.py",
    lifespan=lifespan,
    middleware=[Middleware(gate.Gate, upload_limit=1)],
    routes=[*gate.ROUTES, *ROUTES],
)
