"""What SQLite itself makes durable: one row a commit, by the standard library and by aiosqlite."""

import asyncio
import os
import secrets
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import aiosqlite

from tests.benchmarks.log.pace import Figures, paces, waits

_BODY: Final = 180
_CALL: Final = 40
_TABLE: Final = (
    "CREATE TABLE events (position INTEGER PRIMARY KEY, stream TEXT NOT NULL, version INTEGER NOT NULL,"
    " body BLOB NOT NULL, cause TEXT NOT NULL UNIQUE, UNIQUE (stream, version))"
)
_INSERT: Final = "INSERT INTO events (stream, version, body, cause) VALUES (?, ?, ?, ?)"
_WARM: Final = 50
Row = tuple[str, int, bytes, str]


def rows_of_calls(name: str) -> Iterator[Row]:
    number = 0
    while True:
        call = f"{name}-{number // _CALL:012d}"
        cause = f"tg:1:tap:{call}:{secrets.randbits(60)}"
        yield call, number % _CALL + 1, os.urandom(_BODY), cause
        number += 1


def raw(path: Path, seconds: float) -> Figures:
    """Insert a row a commit, in the one thread there is."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(_TABLE)
    rows, took = rows_of_calls("raw"), list[float]()
    for _ in range(_WARM):
        connection.execute(_INSERT, next(rows))
    began, cpu = time.perf_counter(), time.process_time()
    while (asked := time.perf_counter()) < began + seconds:
        connection.execute(_INSERT, next(rows))
        took.append(time.perf_counter() - asked)
    whole, cpu = time.perf_counter() - began, time.process_time() - cpu
    connection.close()
    return {**waits(took), **paces(len(took), whole, cpu)}


async def awaited(path: Path, seconds: float, callers: int) -> Figures:
    """Insert a row a commit through aiosqlite, by so many callers on its one connection."""
    took = list[float]()
    async with aiosqlite.connect(path, isolation_level=None) as connection:
        await connection.execute("PRAGMA journal_mode = WAL")
        await connection.execute("PRAGMA synchronous = FULL")
        await connection.execute(_TABLE)

        async def call(name: str, until: float) -> None:
            rows = rows_of_calls(name)
            while (asked := time.perf_counter()) < until:
                await connection.execute(_INSERT, next(rows))
                took.append(time.perf_counter() - asked)

        began, cpu = time.perf_counter(), time.process_time()
        async with asyncio.TaskGroup() as group:
            for number in range(callers):
                group.create_task(call(f"caller-{number}", began + seconds))
        whole, cpu = time.perf_counter() - began, time.process_time() - cpu
    return {**waits(took), **paces(len(took), whole, cpu)}
