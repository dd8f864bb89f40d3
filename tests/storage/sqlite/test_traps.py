"""Four traps of an asynchronous connection: each shown with plain aiosqlite first, then with our writer."""

import asyncio
import random
import sqlite3
from collections.abc import AsyncIterator, Awaitable
from contextlib import closing
from pathlib import Path
from typing import NoReturn

import aiosqlite
import pytest

from dialogs.ports import AlreadyRecorded, Appended, StorageUnavailableError, Write
from storage.sql.writer import Writer
from storage.sqlite.engine import SqliteEngine
from tests.storage.builders import call, cause, chosen, opened
from tests.storage.sqlite.files import Opened, opened_at, select

STREAM = call()
PUT = "INSERT INTO meta (key, value) VALUES (?, 'x')"


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Opened]:
    async with opened_at(tmp_path / "hejie.db") as made:
        yield made


@pytest.fixture
async def plain(tmp_path: Path) -> AsyncIterator[aiosqlite.Connection]:
    async with aiosqlite.connect(tmp_path / "plain.db", isolation_level=None) as made:
        await made.execute("PRAGMA journal_mode = WAL")
        await made.execute("CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT)")
        yield made


async def keys(connection: aiosqlite.Connection) -> list[str]:
    return [row[0] for row in await connection.execute_fetchall("SELECT key FROM meta ORDER BY key")]


async def connection_of(store: Opened) -> int:
    """Which connection writes now."""
    return await store.lines.writer.alone(id)


async def our_keys(store: Opened) -> list[str]:
    return await store.lines.reader.run(
        lambda connection: [
            row[0] for row in connection.execute("SELECT key FROM meta WHERE key <> 'log' ORDER BY key")
        ]
    )


async def test_plain_neighbour_loses_an_acknowledged_row_to_a_rollback(plain: aiosqlite.Connection) -> None:
    await plain.execute("BEGIN")
    await plain.execute(PUT, ("mine",))
    await plain.execute(PUT, ("acknowledged to a neighbour",))
    await plain.rollback()

    assert await keys(plain) == []


async def test_neighbour_keeps_its_row_when_ours_is_rolled_back(store: Opened) -> None:
    def fails(connection: sqlite3.Connection) -> None:
        connection.execute(PUT, ("mine",))
        raise LookupError("invented")

    def neighbour(connection: sqlite3.Connection) -> None:
        connection.execute(PUT, ("neighbour",))

    run = store.lines.writer.run
    answers = await asyncio.gather(run(fails), run(neighbour), run(fails), return_exceptions=True)

    assert [type(answer) for answer in answers] == [LookupError, type(None), LookupError]
    assert await our_keys(store) == ["neighbour"]


async def test_plain_transaction_stays_open_when_its_caller_is_cancelled(plain: aiosqlite.Connection) -> None:
    begun = asyncio.Event()

    async def transaction() -> None:
        await plain.execute("BEGIN")
        await plain.execute(PUT, ("torn",))
        begun.set()
        await asyncio.Event().wait()
        await plain.commit()

    async with asyncio.TaskGroup() as group:
        task = group.create_task(transaction())
        await begun.wait()
        task.cancel()

    assert plain.in_transaction
    await plain.rollback()


@pytest.mark.parametrize("steps", range(6))
async def test_no_transaction_stays_open_when_its_caller_is_cancelled(store: Opened, steps: int) -> None:
    async with asyncio.TaskGroup() as group:
        task = group.create_task(store.storage.events.append([Write(STREAM, 0, (opened(),))], cause("tap")))
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()

    assert not await store.in_transaction()
    assert await store.storage.events.append(
        [Write(call("S2"), 0, (opened("S2"),))], cause("next")
    ) == Appended({call("S2"): 1})


async def test_plain_insert_of_a_cancelled_caller_may_still_happen(plain: aiosqlite.Connection) -> None:
    async with asyncio.TaskGroup() as group:
        task = group.create_task(plain.execute_insert(PUT, ("unknown",)).__aenter__())
        await asyncio.sleep(0)
        task.cancel()

    assert await keys(plain) == ["unknown"]


@pytest.mark.parametrize("steps", range(6))
async def test_cause_of_a_cancelled_caller_can_be_tried_again(store: Opened, steps: int) -> None:
    events, writes = store.storage.events, [Write(STREAM, 0, (opened(),))]
    async with asyncio.TaskGroup() as group:
        task = group.create_task(events.append(writes, cause("tap")))
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()

    answer = await events.append(writes, cause("tap"))

    assert answer in [Appended({STREAM: 1}), AlreadyRecorded({STREAM: 1})]
    assert list(await events.load(STREAM)) == [opened()]


def test_plain_transaction_that_reads_first_fails_at_once_when_another_wrote(tmp_path: Path) -> None:
    path = tmp_path / "plain.db"
    with (
        closing(sqlite3.connect(path, isolation_level=None, timeout=60)) as ours,
        closing(sqlite3.connect(path, isolation_level=None)) as other,
    ):
        ours.execute("PRAGMA journal_mode = WAL")
        ours.execute("CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT)")
        ours.execute("BEGIN")
        ours.execute("SELECT * FROM meta").fetchall()
        other.execute(PUT, ("other",))
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            ours.execute(PUT, ("ours",))


async def test_our_transaction_that_reads_first_keeps_the_right_to_write(
    store: Opened, tmp_path: Path
) -> None:
    def read_then_write(connection: sqlite3.Connection) -> None:
        connection.execute("SELECT * FROM meta").fetchall()
        with (
            closing(sqlite3.connect(tmp_path / "hejie.db", isolation_level=None, timeout=0)) as other,
            pytest.raises(sqlite3.OperationalError, match="locked"),
        ):
            other.execute(PUT, ("other",))
        connection.execute(PUT, ("ours",))

    await store.lines.writer.run(read_then_write)

    assert await our_keys(store) == ["ours"]


@pytest.mark.parametrize("seed", range(8))
async def test_storm_of_cancellations_leaves_each_event_written_once_or_not_at_all(
    store: Opened, seed: int
) -> None:
    chance, events = random.Random(seed), store.storage.events
    streams = [call(f"S{number}") for number in range(120)]

    async def tap(number: int) -> object:
        write = Write(streams[number], 0, (opened(f"S{number}"), chosen("a")))
        return await events.append([write], cause(f"tap-{number}"))

    tasks = {}
    doomed = set(chance.sample(range(len(streams)), len(streams) // 2))
    async with asyncio.TaskGroup() as group:
        for number in range(len(streams)):
            tasks[number] = group.create_task(tap(number))
        for number in chance.sample(sorted(doomed), len(doomed)):
            for _ in range(chance.randrange(4)):
                await asyncio.sleep(0)
            tasks[number].cancel()

    assert not await store.in_transaction()
    lengths = [len(await events.load(stream)) for stream in streams]
    assert {lengths[number] for number in doomed} <= {0, 2}
    assert {lengths[number] for number in set(range(len(streams))) - doomed} == {2}
    again = await asyncio.gather(*(tap(number) for number in range(len(streams))))
    assert {type(answer) for answer in again} <= {Appended, AlreadyRecorded}
    assert [len(await events.load(stream)) for stream in streams] == [2] * len(streams)


async def test_failure_of_a_commit_is_told_to_all_in_it_and_the_next_is_served(
    store: Opened, tmp_path: Path
) -> None:
    def breaks(connection: sqlite3.Connection) -> None:
        connection.execute("ROLLBACK")

    async def refused(asked: Awaitable[object]) -> None:
        with pytest.raises(StorageUnavailableError):
            await asked

    before = await connection_of(store)
    async with asyncio.TaskGroup() as group, store.gathering(2):
        group.create_task(refused(store.lines.writer.run(breaks)))
        append = store.storage.events.append([Write(STREAM, 0, (opened(),))], cause("lost"))
        group.create_task(refused(append))

    answer = await store.storage.events.append([Write(STREAM, 0, (opened(),))], cause("tap"))
    assert answer == Appended({STREAM: 1})
    assert await connection_of(store) != before
    assert select(tmp_path / "hejie.db", "SELECT cause FROM events") == [("test:tap",)]


async def test_fault_of_our_own_reaches_everybody_who_waits(tmp_path: Path) -> None:
    def broken() -> NoReturn:
        raise RuntimeError("invented")

    writer = Writer(SqliteEngine(tmp_path / "hejie.db", broken))

    answers = await asyncio.gather(writer.run(id), writer.run(id), return_exceptions=True)
    await writer.close()

    assert [repr(answer) for answer in answers] == ["RuntimeError('invented')"] * 2
