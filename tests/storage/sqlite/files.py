"""Opens a SQLite store with its lines in reach, and looks into files from outside."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass
from pathlib import Path

from dialogs.ports import StorageUnavailableError
from storage.opening import SHANGHAI, Storage, in_database
from storage.sqlite.opening import Lines, open_lines
from tests.storage.places import fixed_clock


@dataclass(frozen=True, slots=True)
class Opened:
    storage: Storage
    lines: Lines

    @asynccontextmanager
    async def gathering(self, jobs: int) -> AsyncIterator[None]:
        """Keep the writing thread busy until the body is over and ``jobs`` more wait: they share a commit."""
        gate = threading.Event()

        async def keep_busy() -> None:
            with suppress(StorageUnavailableError):  # those that wait may be taken along, and lose it all
                await self.lines.writer.run(lambda _: gate.wait())

        async with asyncio.TaskGroup() as group:
            group.create_task(keep_busy())
            await asyncio.sleep(0)
            try:
                yield
                while self.lines.writer._pending <= jobs:  # noqa: ASYNC110 - nothing tells us
                    await asyncio.sleep(0)
            finally:
                gate.set()

    async def in_transaction(self) -> bool:
        return await self.lines.writer.alone(lambda connection: connection.in_transaction)


@asynccontextmanager
async def opened_at(path: Path) -> AsyncIterator[Opened]:
    async with open_lines(path, fixed_clock) as lines:
        yield Opened(in_database(lines, fixed_clock, SHANGHAI), lines)


def select(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def change(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)
