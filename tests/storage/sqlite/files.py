"""Opens a SQLite store with its lines in reach, and looks into files from outside."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path

from storage.opening import SHANGHAI, Storage, in_file
from storage.sqlite.opening import Lines, open_lines
from tests.storage.places import fixed_clock


@dataclass(frozen=True, slots=True)
class Opened:
    storage: Storage
    lines: Lines

    async def in_transaction(self) -> bool:
        return await self.lines.writer.alone(lambda connection: connection.in_transaction)


@asynccontextmanager
async def opened_at(path: Path) -> AsyncIterator[Opened]:
    async with open_lines(path, fixed_clock) as lines:
        yield Opened(in_file(lines, fixed_clock, SHANGHAI), lines)


def select(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def change(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(sql)
