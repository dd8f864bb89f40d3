"""A connection to SQLite with a thread of its own, in which whole functions run."""

import asyncio
import sqlite3
from collections.abc import Callable
from typing import TypeVar

import aiosqlite

T = TypeVar("T")


class ThreadedConnection(aiosqlite.Connection):
    """An aiosqlite connection that can also run one function from beginning to end in its thread.

    A transaction whose statements are awaited one by one can be torn by a cancelled caller or mixed with
    another caller's; one function cannot. aiosqlite has this hop for its own methods and offers it to nobody
    else, so this subclass is the one place that leans on it.
    """

    def __init__(self, connector: Callable[[], sqlite3.Connection]) -> None:
        """Take what opens the connection; it is called in the new thread."""
        super().__init__(connector, iter_chunk_size=64)
        self._stopped: asyncio.Future[object] | None = None

    async def open(self) -> None:
        """Start the thread and connect; when that fails, end only after the thread did.

        Raises:
            sqlite3.Error: the file cannot be opened.
        """
        try:
            await self
        finally:
            if self._stopped is not None:
                await self._stopped

    def stop(self) -> asyncio.Future[object] | None:
        """Ask the thread to end and remember its answer, for which a failed connect does not wait."""
        self._stopped = super().stop()
        return self._stopped

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run ``work`` in the thread, after everything that was asked before, and return what it returns.

        A caller cancelled meanwhile does not stop it.
        """
        answer: T = await self._execute(work, self._conn)  # type: ignore[no-untyped-call]
        return answer
