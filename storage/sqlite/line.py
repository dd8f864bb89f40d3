"""A line to the database that heals: after an error the next caller gets a new connection."""

import asyncio
import contextlib
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from dialogs.ports import StorageUnavailableError
from storage.sqlite.connection import ThreadedConnection
from storage.sqlite.trouble import REFUSALS, explained

T = TypeVar("T")


class Line:
    """One connection at a time, opened when it is first needed and again after any error of SQLite."""

    def __init__(self, path: Path, connector: Callable[[], sqlite3.Connection]) -> None:
        """Take the file, for messages, and what opens a connection to it."""
        self._path = path
        self._connector = connector
        self._connection: ThreadedConnection | None = None
        self._opening = asyncio.Lock()
        self._closed = False

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run ``work`` in the connection's thread.

        Raises:
            StorageUnavailableError: SQLite refused, and the connection was given up; or the line was closed.
        """
        connection: ThreadedConnection | None = None
        try:
            connection = await self._opened()
            return await connection.run(work)
        except REFUSALS as error:
            # After a failed COMMIT only a fresh look at the file tells what the file system has kept.
            await self._give_up(connection)
            raise StorageUnavailableError(explained(error, self._path)) from error

    async def close(self) -> None:
        """Close for good, after what was asked before; a transaction that is open is rolled back."""
        self._closed = True
        await self._give_up(self._connection)

    async def _opened(self) -> ThreadedConnection:
        async with self._opening:
            if self._closed:
                msg = f"the database {self._path} was closed"
                raise StorageUnavailableError(msg)
            if self._connection is None:
                connection = ThreadedConnection(self._connector)
                await connection.open()
                self._connection = connection
            return self._connection

    async def _give_up(self, connection: ThreadedConnection | None) -> None:
        if connection is None:
            return
        if self._connection is connection:
            self._connection = None
        with contextlib.suppress(sqlite3.Error):
            await connection.close()
