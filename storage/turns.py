"""Turns within one program: whoever is beaten again and again writes when those before have written."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from dialogs.ids import StreamId
from dialogs.ports import Turn


def own_turns() -> Turn:
    """Return the turns of a log that no other program writes.

    One lock is enough for all streams: it is seldom asked for, and held for a few appends.
    """
    lock = asyncio.Lock()

    @asynccontextmanager
    async def turn(stream: StreamId) -> AsyncIterator[None]:
        del stream
        async with lock:
            yield

    return turn
