"""Writes that can wait for company, and those that cannot."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TypeVar

import pytest

from storage.sqlite.line import Line
from storage.sqlite.writer import Writer

T = TypeVar("T")


class _Counting(Line):
    """A line that counts the trips to its thread: one is one commit."""

    trips = 0

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        self.trips += 1
        return await super().run(work)


@pytest.fixture
async def line(tmp_path: Path) -> AsyncIterator[_Counting]:
    made = _Counting(tmp_path / "x.db", lambda: sqlite3.connect(tmp_path / "x.db", isolation_level=None))
    yield made
    await made.close()


def _work(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT 1").fetchone()[0])


async def test_what_can_wait_goes_along_with_whoever_cannot(line: _Counting) -> None:
    writer = Writer(line)

    answers = await asyncio.gather(
        writer.run(_work, can_wait=True), writer.run(_work, can_wait=True), writer.run(_work)
    )

    assert (list(answers), line.trips) == ([1, 1, 1], 1)


async def test_what_can_wait_is_written_though_nobody_else_writes(line: _Counting) -> None:
    assert await Writer(line).run(_work, can_wait=True) == 1


async def test_what_waits_is_written_before_the_writer_closes(line: _Counting) -> None:
    writer = Writer(line)
    async with asyncio.TaskGroup() as tasks:
        waiting = tasks.create_task(writer.run(_work, can_wait=True))
        await asyncio.sleep(0)
        await writer.close()

    assert waiting.result() == 1


async def test_what_waited_for_a_caller_who_has_gone_is_written_with_the_next(line: _Counting) -> None:
    writer, done = Writer(line), list[int | None]()
    async with asyncio.TaskGroup() as tasks:
        gone = tasks.create_task(writer.run(_work, done.append, can_wait=True))
        await asyncio.sleep(0)
        gone.cancel()

    await writer.run(_work)

    assert (done, line.trips) == ([1], 1)


async def test_neighbours_hear_how_they_ended_though_what_one_remembers_fails(line: _Counting) -> None:
    def fails(answer: int | None) -> None:
        raise LookupError("invented")

    writer = Writer(line)
    answers = await asyncio.gather(
        writer.run(_work, fails), writer.run(_work), writer.run(_work), return_exceptions=True
    )

    assert isinstance(answers[0], LookupError)
    assert list(answers[1:]) == [1, 1]
