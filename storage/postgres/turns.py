"""Turns among programs that share a log: by locks of the server, which go with whoever is lost."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Final

import asyncpg

from dialogs.ids import StreamId
from storage.postgres.line import PostgresLine
from storage.postgres.statements import FOLDER
from storage.sql.connection import Connection
from storage.sql.statements import statements

_SQL = statements("turns", FOLDER)
PATIENCE: Final = 1.0
"""Seconds that are waited for those before, who take a hundredth each; then one of them hangs."""


@dataclass(frozen=True, slots=True)
class PostgresTurns:
    """Turns by stream. Their connection is their own, since it waits for others; made when first needed."""

    line: PostgresLine
    """Of one connection, whose ``lock_timeout`` is our patience."""
    _own: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Of this program: its connection has one turn at a time."""

    @asynccontextmanager
    async def turn(self, stream: StreamId) -> AsyncIterator[None]:
        """Have the turn of ``stream`` while inside: a :data:`~dialogs.ports.Turn`."""
        async with self._own:
            try:
                await self.line.run(partial(_take, stream=str(stream)))
                yield
            finally:
                self.line.send(_give_back)  # without a wait that could be cancelled


def _take(connection: Connection, stream: str) -> None:
    with suppress(asyncpg.LockNotAvailableError):
        connection.execute(_SQL["take"], (stream,))


def _give_back(connection: Connection) -> None:
    connection.execute(_SQL["give_back"])
