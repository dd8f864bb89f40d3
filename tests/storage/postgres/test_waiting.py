"""Turns of writers of one call: in the order in which they asked, and left by whoever is gone."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from dialogs.events import ChoiceMade
from dialogs.ids import Cause, StreamId
from dialogs.ports import Appended, StorageUnavailableError, Write
from dialogs.service import Office
from storage.manner import Manner
from storage.opening import SHANGHAI, open_storage
from storage.postgres.line import PostgresLine
from storage.postgres.opening import writing
from storage.postgres.turns import PostgresTurns
from storage.turns import own_turns
from tests.storage.builders import call, chosen, opened
from tests.storage.places import KEYRING, fixed_clock
from tests.storage.postgres.beside import select
from tests.storage.upgrading import office

STREAM = call()
LONG, SHORT = 60.0, 0.05
PROGRAMS, TAPS = 6, 8
WAITING = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = 1212500555 AND NOT granted"
HELD = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = 1212500555"
END = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND classid = 1212500555"


@asynccontextmanager
async def turns(url: str, patience: float = LONG) -> AsyncIterator[PostgresTurns]:
    """Give the turns as one program has them."""
    line = PostgresLine("toy", partial(writing, url, patience), most=1)
    try:
        yield PostgresTurns(line)
    finally:
        await line.close()


async def until(url: str, sql: str, count: int) -> None:
    async with asyncio.timeout(30):
        while await asyncio.to_thread(select, url, sql) != [(count,)]:  # noqa: ASYNC110 - a server tells nobody
            await asyncio.sleep(0.01)


async def take(one: PostgresTurns, name: str, came: list[str], stream: StreamId = STREAM) -> None:
    async with one.turn(stream):
        came.append(name)


async def test_programs_have_their_turns_in_the_order_in_which_they_asked(url: str) -> None:
    came = list[str]()
    async with AsyncExitStack() as stack:
        one, two, three = [await stack.enter_async_context(turns(url)) for _ in range(3)]
        async with asyncio.TaskGroup() as group, one.turn(STREAM):
            group.create_task(take(two, "two", came))
            await until(url, WAITING, 1)
            group.create_task(take(three, "three", came))
            await until(url, WAITING, 2)
            came.append("one")

    assert came == ["one", "two", "three"]
    await until(url, HELD, 0)


async def test_calls_do_not_wait_for_each_other(url: str) -> None:
    came = list[str]()
    async with turns(url) as one, turns(url) as other, one.turn(STREAM):
        await take(other, "other", came, call("S2"))

    assert came == ["other"]


async def test_whoever_stops_waiting_keeps_the_turn_from_nobody(url: str) -> None:
    came = list[str]()
    async with turns(url) as one, turns(url) as two, turns(url) as three, asyncio.TaskGroup() as group:
        async with one.turn(STREAM):
            waiting = group.create_task(take(two, "two", came))
            await until(url, WAITING, 1)
            waiting.cancel()
            await asyncio.wait([waiting])
        await take(three, "three", came)
        await until(url, HELD, 0)

    assert came == ["three"]


async def test_turn_that_lasts_too_long_is_waited_for_no_longer(url: str) -> None:
    came = list[str]()
    async with turns(url) as slow, turns(url, SHORT) as other, slow.turn(STREAM):
        await take(other, "other", came)

    assert came == ["other"]


async def test_turn_goes_with_the_program_that_had_it(url: str) -> None:
    came = list[str]()
    async with turns(url) as heir, AsyncExitStack() as stack:
        killed = await stack.enter_async_context(turns(url))
        await stack.enter_async_context(killed.turn(STREAM))
        await asyncio.to_thread(select, url, END)

        await take(heir, "heir", came)

    assert came == ["heir"]


async def test_server_that_is_away_says_so(url: str) -> None:
    async with turns(f"{url}&port=1") as unreachable:
        with pytest.raises(StorageUnavailableError):
            await take(unreachable, "nobody", [])


async def test_within_one_program_turns_follow_each_other() -> None:
    turn, came = own_turns(), list[str]()

    async def second() -> None:
        async with turn(STREAM):
            came.append("two")

    async with asyncio.TaskGroup() as group, turn(STREAM):
        group.create_task(second())
        for _ in range(3):
            await asyncio.sleep(0)
        came.append("one")

    assert came == ["one", "two"]


async def tap(one: Office, name: str) -> None:
    """Choose once more in the call of all, wherever it stands."""

    async def plan() -> Sequence[Write]:
        return [Write(STREAM, len(await one.store.load(STREAM)), (chosen(name),))]

    assert isinstance(await one.write(plan, Cause(name)), Appended)


async def test_programs_that_race_on_one_call_are_all_served(url: str, tmp_path: Path) -> None:
    manner = Manner(keyring=KEYRING, second=tmp_path / "second", shared=True)
    program = partial(open_storage, url, clock=fixed_clock, zone=SHANGHAI, manner=manner)
    names = [f"{number}-{time}" for number in range(PROGRAMS) for time in range(TAPS)]
    async with AsyncExitStack() as stack:
        storages = [await stack.enter_async_context(program()) for _ in range(PROGRAMS)]
        first = await stack.enter_async_context(office(storages[0], tmp_path / "library"))
        offices = [replace(first, store=each.events, turn=each.turn) for each in storages]
        await first.store.append([Write(STREAM, 0, (opened(),))], Cause("new"))
        async with asyncio.TaskGroup() as group:
            for number, name in enumerate(names):
                group.create_task(tap(offices[number % PROGRAMS], name))
        there = await first.store.load(STREAM)

    assert Counter(each.target for each in there if isinstance(each, ChoiceMade)) == Counter(names)
    assert len(there) == len(names) + 1
