"""The floor: a bare server that only sends the finished board to its sockets.

`python -m tests.benchmarks.floor PORT FILE`: watches the database FILE as the app does and sends
each new board, as JSON, to whoever is connected. No sessions, no roles, no pages.
"""

import asyncio
import json
import sqlite3
import sys

from websockets.asyncio.server import ServerConnection, broadcast, serve

from dashboard.reader import Reader
from dashboard.result import result_of
from db.engine import connect

LOOK_EVERY = 0.05


async def main(port: int, path: str) -> None:
    """Serve until the process is ended."""
    reader = Reader(connect(f"sqlite:///{path}"))
    competition = reader.competitions()[0].id
    watched = sqlite3.connect(path)
    screens: set[ServerConnection] = set()
    seen = None

    async def welcome(screen: ServerConnection) -> None:
        screens.add(screen)
        try:
            await screen.wait_closed()
        finally:
            screens.discard(screen)

    async with serve(welcome, "127.0.0.1", port, compression=None, ping_interval=None):
        while True:
            version = watched.execute("PRAGMA data_version").fetchone()
            if version != seen:
                seen = version
                board = await asyncio.to_thread(reader.latest, competition)
                broadcast(screens, json.dumps(result_of(board), separators=(",", ":")))
            await asyncio.sleep(LOOK_EVERY)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2]))
