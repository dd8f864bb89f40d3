"""What PostgreSQL itself makes durable: one row a commit, by asyncpg."""

import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import asyncpg

from tests.benchmarks.log.pace import Figures, paces, waits
from tests.benchmarks.log.raw import rows_of_calls

TABLE: Final = (
    "CREATE TABLE raw_events (position BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, stream TEXT NOT NULL,"
    " version BIGINT NOT NULL, body BYTEA NOT NULL, cause TEXT NOT NULL UNIQUE, UNIQUE (stream, version))"
)
_INSERT: Final = "INSERT INTO raw_events (stream, version, body, cause) VALUES ($1, $2, $3, $4)"
_WARM: Final = 50


async def raw(
    url: str, seconds: float, begun: Callable[[], Awaitable[None]]
) -> tuple[Figures, Sequence[float]]:
    """Insert a row a commit on one connection; return the figures, and what each commit took."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(TABLE)
        insert = await connection.prepare(_INSERT)
        rows, took = rows_of_calls("raw"), list[float]()
        for _ in range(_WARM):
            await insert.fetch(*next(rows))
        await begun()
        began, cpu = time.perf_counter(), time.process_time()
        while (asked := time.perf_counter()) < began + seconds:
            await insert.fetch(*next(rows))
            took.append(time.perf_counter() - asked)
        whole, cpu = time.perf_counter() - began, time.process_time() - cpu
    finally:
        await connection.close()
    return {**waits(took), **paces(len(took), whole, cpu)}, took
