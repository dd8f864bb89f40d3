"""A server that goes away loses nothing that was acknowledged, and nobody has to start the bot again."""

import asyncio
import random
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest

from dialogs.ports import AlreadyRecorded, Appended, StorageUnavailableError, Write
from storage.opening import SHANGHAI, Storage, in_database, open_storage
from storage.postgres.connection import PostgresConnection, SilentError
from storage.postgres.engine import PostgresEngine
from storage.postgres.opening import open_lines
from storage.sql.statements import statements
from storage.sql.writer import Writer
from tests.storage.builders import call, cause, chosen, complaint_of, opened, received, write
from tests.storage.places import fixed_clock
from tests.storage.postgres.beside import run, select
from tests.storage.postgres.lines import Opened, manner, opened_at
from tests.storage.postgres.server import server
from tests.storage.postgres.tunnel import tunnel

T = TypeVar("T")
_DESK, _LOG = statements("desk"), statements("log")
STREAM = call()
IN_TIME = 20.0
OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE pid <> pg_backend_pid() AND datname = current_database()"
)


@pytest.fixture
async def store(url: str, tmp_path: Path) -> AsyncIterator[Opened]:
    async with opened_at(url, tmp_path) as made:
        yield made


async def test_connections_that_were_lost_while_idle_are_replaced_unnoticed(store: Opened, url: str) -> None:
    await write(store.storage, STREAM, opened())

    run(url, OTHERS)

    assert list(await store.storage.events.load(STREAM)) == [opened()]
    assert await store.storage.events.append([Write(STREAM, 1, (chosen("a"),))], cause("a")) == Appended(
        {STREAM: 2}
    )


async def test_connection_lost_within_a_commit_acknowledges_nothing_and_is_tried_again(
    store: Opened, url: str
) -> None:
    def torn(connection: PostgresConnection) -> None:
        connection.execute("INSERT INTO meta VALUES ('torn', '')")
        connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    with pytest.raises(StorageUnavailableError, match="cannot be reached"):
        await store.lines.writer.run(torn)

    assert select(url, "SELECT key FROM meta WHERE key = 'torn'") == []
    assert await store.storage.events.append([Write(STREAM, 0, (opened(),))], cause("a")) == Appended(
        {STREAM: 1}
    )


async def test_server_that_is_away_for_a_while_is_waited_for_by_nobody(tmp_path: Path) -> None:
    with server(given="") as own:
        url = own.migrated("hejie_own")
        async with opened_at(url, tmp_path) as store:
            events = store.storage.events
            await events.append([Write(STREAM, 0, (opened(),))], cause("a"))
            own.stop()
            with pytest.raises(StorageUnavailableError, match="cannot be reached"):
                await events.append([Write(STREAM, 1, (chosen("b"),))], cause("b"))
            with pytest.raises(StorageUnavailableError, match="cannot be reached"):
                await events.load(STREAM)

            own.restart()

            assert await events.append([Write(STREAM, 1, (chosen("b"),))], cause("b")) == Appended(
                {STREAM: 2}
            )
            assert list(await events.load(STREAM)) == [opened(), chosen("b")]


async def test_database_set_to_read_only_turns_the_store_read_only_and_back(store: Opened, url: str) -> None:
    name = select(url, "SELECT current_database()")[0][0]
    run(url, f"ALTER DATABASE {name} SET default_transaction_read_only = on", OTHERS)
    try:
        for _ in range(2):
            with pytest.raises(StorageUnavailableError, match="in recovery or set to read-only"):
                await write(store.storage, STREAM, opened())
        with pytest.raises(
            StorageUnavailableError, match=r"the store is read-only, .* see to the database server"
        ):
            await write(store.storage, STREAM, opened())
        assert list(await store.storage.events.load(STREAM)) == []
    finally:
        run(url, "SET default_transaction_read_only = off", f"ALTER DATABASE {name} RESET ALL")


async def test_writer_that_lost_its_hold_writes_nothing_until_it_has_it_again(
    url: str, tmp_path: Path
) -> None:
    hold = "SELECT pg_advisory_lock(1212500553, hashtext(current_schema()))"
    async with open_storage(
        url, clock=fixed_clock, manner=replace(manner(tmp_path), patience=0.2)
    ) as storage:
        await write(storage, STREAM, opened())
        run(url, OTHERS)
        other = await asyncio.to_thread(PostgresConnection, url, {})
        await asyncio.to_thread(other.execute, hold)

        with pytest.raises(StorageUnavailableError, match="is held by another program"):
            await storage.events.append([Write(STREAM, 1, (chosen("a"),))], cause("a"))
        assert list(await storage.events.load(STREAM)) == [opened()]

        await asyncio.to_thread(other.close)
        answer = await storage.events.append([Write(STREAM, 1, (chosen("a"),))], cause("a"))

        assert answer == Appended({STREAM: 2})


async def test_way_that_was_cut_in_silence_is_waited_for_once(store: Opened, url: str) -> None:
    silent = list[str]()

    class Impatient(PostgresConnection):
        def _run(self, work: Coroutine[object, object, T]) -> T:
            try:
                return super()._run(work)
            except SilentError as error:
                silent.append(type(error).__name__)
                raise

    async with tunnel(url) as way:
        writer = Writer(PostgresEngine("toy", lambda: Impatient(way.url, {}, soon=0.4)))
        one = in_database(replace(store.lines, writer=writer), fixed_clock, SHANGHAI, alone=False)
        await write(one, STREAM, opened(), chosen("a"))
        await write(one, STREAM, chosen("b"))
        way.cut()

        answer = await one.events.append([Write(STREAM, 3, (chosen("c"),))], cause("c"))
        await writer.close()

    assert answer == Appended({STREAM: 4})
    assert silent == [SilentError.__name__]


ASKED: Mapping[str, Callable[[PostgresConnection], object]] = {
    "commit": lambda connection: connection.execute("COMMIT"),
    "desk": lambda connection: connection.execute(_DESK["shown_at"], (1, 1)),
    "many": lambda connection: connection.executemany(_LOG["destroy_key"], [("S1",)]),
}


@pytest.mark.parametrize("asked", ASKED)
async def test_whatever_a_tap_waits_for_is_given_up_soon_when_the_way_was_cut(url: str, asked: str) -> None:
    ask, loop = ASKED[asked], asyncio.get_running_loop()
    async with tunnel(url) as way:
        with ThreadPoolExecutor(1) as thread:
            connection = await loop.run_in_executor(thread, PostgresConnection, way.url, {}, 0.2)
            for statement in (_DESK["shown_at"], _LOG["destroy_key"]):
                await loop.run_in_executor(thread, connection.takes, statement)
            await loop.run_in_executor(thread, connection.execute, "BEGIN")
            way.cut()

            answer = loop.run_in_executor(thread, ask, connection)
            await asyncio.wait([answer], timeout=IN_TIME)

            await way.close()
            with pytest.raises(SilentError):
                await answer
            await loop.run_in_executor(thread, connection.close)


async def refusal(work: Awaitable[object]) -> str:
    with pytest.raises(StorageUnavailableError) as raised:
        await work
    return str(raised.value)


async def test_bot_whose_machine_is_lost_within_a_transaction_lets_the_others_write(
    url: str, tmp_path: Path
) -> None:
    begun, may_end = threading.Event(), threading.Event()
    shared = replace(manner(tmp_path), shared=True, patience=3.0)

    def slow(_: object) -> None:
        begun.set()
        may_end.wait()

    async with (
        open_storage(url, clock=fixed_clock, manner=shared) as other,
        tunnel(url) as way,
        open_lines(way.url, fixed_clock, shared) as lost,
        asyncio.TaskGroup() as group,
    ):
        losing = group.create_task(refusal(lost.writer.run(slow)))
        await asyncio.to_thread(begun.wait)
        way.cut()

        try:
            answer = await other.events.append([Write(STREAM, 0, (opened(),))], cause("a"))
        finally:
            await way.close()
            may_end.set()
    assert answer == Appended({STREAM: 1})
    assert "cannot be reached" in losing.result()


async def test_what_a_work_raises_of_its_own_is_not_laid_to_the_server(store: Opened) -> None:
    def forbidden(_: object) -> None:
        raise PermissionError(13, "Permission denied")

    for carry_out in (store.lines.writer.run, store.lines.writer.alone, store.lines.reader.run):
        with pytest.raises(PermissionError):
            await carry_out(forbidden)

    await write(store.storage, STREAM, opened())


async def test_readers_who_stopped_waiting_do_not_count_as_free(store: Opened) -> None:
    begun, may_end = threading.Barrier(3), threading.Event()

    def slow(_: object) -> None:
        begun.wait()
        may_end.wait()

    async with asyncio.timeout(IN_TIME), asyncio.TaskGroup() as group:
        tasks = [group.create_task(store.lines.reader.run(slow)) for _ in range(2)]
        await asyncio.to_thread(begun.wait)
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        try:
            assert await store.storage.events.load(STREAM) == []
        finally:
            may_end.set()


async def test_close_that_is_cancelled_lets_go_of_the_database(url: str, tmp_path: Path) -> None:
    begun, may_end, stores = threading.Event(), threading.Event(), list[Opened]()

    def slow(_: object) -> None:
        begun.set()
        may_end.wait()

    async def serve() -> None:
        async with opened_at(url, tmp_path) as store:
            stores.append(store)
            group.create_task(store.lines.reader.run(slow))
            await asyncio.to_thread(begun.wait)

    async with asyncio.TaskGroup() as group:
        serving = group.create_task(serve())
        while not stores or not stores[0].lines.reader.is_closed:  # noqa: ASYNC110 - nothing tells it
            await asyncio.sleep(0)
        serving.cancel()
        await asyncio.wait([serving])
        may_end.set()

    async with opened_at(url, tmp_path) as store:
        await write(store.storage, STREAM, opened())


async def begin(storage: Storage, number: int) -> object:
    name = f"S{number}"
    whole = Write(call(name), 0, (opened(name), chosen("a")))
    writes = [whole, Write(complaint_of(name), 0, (received(name),))]
    return await storage.events.append(writes, cause(name))


@pytest.mark.parametrize("seed", range(3))
async def test_storm_of_cancelled_callers_tears_nothing_and_loses_no_neighbour(
    store: Opened, seed: int
) -> None:
    chance, calls = random.Random(seed), range(40)
    doomed = set(chance.sample(calls, 20))
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(begin(store.storage, number)) for number in calls]
        for number in sorted(doomed):
            for _ in range(chance.randrange(4)):
                await asyncio.sleep(0)
            tasks[number].cancel()

    lengths = [len(await store.storage.events.load(call(f"S{number}"))) for number in calls]
    assert {lengths[number] for number in calls if number not in doomed} == {2}
    assert {lengths[number] for number in doomed} <= {0, 2}
    again = {type(await begin(store.storage, number)) for number in calls}
    assert again <= {Appended, AlreadyRecorded}
    assert not await store.lines.writer.alone(lambda connection: connection.is_in_transaction)
    assert store.storage.witness is not None
    assert not (await store.storage.witness.verify(lambda _done, _of: None, rows=True)).flaws


async def test_reader_who_stops_waiting_leaves_the_connection_to_the_next(store: Opened) -> None:
    await write(store.storage, STREAM, opened())

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(store.storage.events.load(STREAM)) for _ in range(20)]
        await asyncio.sleep(0)
        for task in tasks[::2]:
            task.cancel()

    assert [list(task.result()) for task in tasks[1::2]] == [[opened()]] * 10
    assert list(await store.storage.events.load(STREAM)) == [opened()]


async def test_closed_store_is_never_asked_again(url: str, tmp_path: Path) -> None:
    async with opened_at(url, tmp_path) as made:
        storage = made.storage

    with pytest.raises(StorageUnavailableError, match="was closed"):
        await storage.events.load(STREAM)
    with pytest.raises(StorageUnavailableError, match="was closed"):
        await write(storage, STREAM, opened())
