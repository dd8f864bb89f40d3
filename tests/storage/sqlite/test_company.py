"""Writes that can wait for company, and those that cannot."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from storage.silence import Silent
from storage.sql.writer import Writer
from storage.sqlite.engine import SqliteEngine


@dataclass
class _Counting(Silent):
    """A meter that counts the commits."""

    commits: int = 0
    works: int = 0

    def committed(self, works: int, events: int, seconds: float) -> None:
        self.commits += 1
        self.works += works


@pytest.fixture
def meter() -> _Counting:
    return _Counting()


@pytest.fixture
async def writer(tmp_path: Path, meter: _Counting) -> AsyncIterator[Writer[sqlite3.Connection]]:
    path = tmp_path / "x.db"
    with closing(sqlite3.connect(path)) as connection:  # each batch begins with a look at the end of the log
        connection.execute("CREATE TABLE events (position INTEGER PRIMARY KEY, hash BLOB)")
    made = Writer(SqliteEngine(path, lambda: sqlite3.connect(path, isolation_level=None)), meter=meter)
    yield made
    await made.close()


def _work(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT 1").fetchone()[0])


async def test_what_can_wait_goes_along_with_whoever_cannot(
    writer: Writer[sqlite3.Connection], meter: _Counting
) -> None:
    await writer.run(_work)

    answers = await asyncio.gather(
        writer.run(_work, can_wait=True), writer.run(_work, can_wait=True), writer.run(_work)
    )

    assert list(answers) == [1, 1, 1]
    assert meter.works == 4
    assert meter.commits <= 3  # the thread may be so quick as to find the first of the three alone


async def test_what_can_wait_is_written_though_nobody_else_writes(writer: Writer[sqlite3.Connection]) -> None:
    assert await writer.run(_work, can_wait=True) == 1


async def test_what_waits_is_written_before_the_writer_closes(writer: Writer[sqlite3.Connection]) -> None:
    async with asyncio.TaskGroup() as tasks:
        waiting = tasks.create_task(writer.run(_work, can_wait=True))
        await asyncio.sleep(0)
        await writer.close()

    assert waiting.result() == 1


async def test_what_waited_for_a_caller_who_has_gone_is_written_with_the_next(
    writer: Writer[sqlite3.Connection],
) -> None:
    done = list[int | None]()
    async with asyncio.TaskGroup() as tasks:
        gone = tasks.create_task(writer.run(_work, done.append, can_wait=True))
        await asyncio.sleep(0)
        gone.cancel()

    await writer.run(_work)

    assert done == [1]


async def test_neighbours_hear_how_they_ended_though_what_one_remembers_fails(
    writer: Writer[sqlite3.Connection],
) -> None:
    def fails(answer: int | None) -> None:
        raise LookupError("invented")

    loop, heard = asyncio.get_running_loop(), list[object]()
    loop.set_exception_handler(lambda _loop, context: heard.append(context["exception"]))
    answers = await asyncio.gather(writer.run(_work, fails), writer.run(_work), writer.run(_work))

    assert list(answers) == [1, 1, 1]
    assert [type(each) for each in heard] == [LookupError]
