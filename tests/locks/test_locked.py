"""Another program holds the right to write: appends wait, then are refused, none is dropped in silence."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from dialogs.ids import Cause
from dialogs.ports import AlreadyRecorded, Appended, Conflict, EventStore, StorageUnavailableError, Write
from storage.manner import Manner
from storage.opening import SHANGHAI, Storage, in_database
from storage.silence import Silent
from storage.sql import breaker
from storage.sql.writer import MOST_WAITING, PATIENCE, Writer
from storage.sqlite import engine
from storage.sqlite.opening import open_lines
from tests.locks.load import HELD, Told, tap_all
from tests.storage.builders import call, cause, opened
from tests.storage.places import fixed_clock
from tests.storage.sqlite.files import select

AT_ONCE = 40
LONG, SHORT = 60.0, 0.05
"""Seconds: so long that nobody runs out of them, and so short that everybody does."""
_LOOKS = 10_000_000
Answer = Appended | AlreadyRecorded | Conflict


@dataclass(slots=True)
class Ear(Silent):
    """Hears how the writing goes."""

    writable_heard: list[bool] = field(default_factory=list)
    lost_heard: int = 0

    def lost(self) -> None:
        self.lost_heard += 1

    def writable(self, *, now: bool) -> None:
        self.writable_heard.append(now)


@dataclass(frozen=True, slots=True)
class Open:
    """A store that somebody else may lock."""

    path: Path
    storage: Storage
    writer: Writer[sqlite3.Connection]
    ear: Ear

    @property
    def waiting(self) -> int:
        """How many transactions were asked for and have no answer."""
        return self.writer._pending

    async def tap(self, number: int) -> Answer:
        """Have a call begin."""
        name = f"S{number}"
        return await self.storage.events.append([Write(call(name), 0, (opened(name),))], cause(name))

    async def tap_all(self, number: int = AT_ONCE) -> Sequence[Answer | BaseException]:
        return await asyncio.gather(*map(self.tap, range(number)), return_exceptions=True)

    def stored(self) -> set[tuple[object, ...]]:
        return set(select(self.path, "SELECT stream_key FROM events"))


@asynccontextmanager
async def opened_with(
    folder: Path, patience: float, *, most_waiting: int = MOST_WAITING, room: float = PATIENCE
) -> AsyncIterator[Open]:
    """Open a store that waits so long for a lock, and lets so many wait for so long."""
    path, ear = folder / "hejie.db", Ear()
    async with open_lines(path, fixed_clock, Manner(patience=patience, meter=ear)) as lines:
        lines.writer._most_waiting, lines.writer._patience = most_waiting, room
        yield Open(path, in_database(lines, fixed_clock, SHANGHAI), lines.writer, ear)


@contextmanager
def locked(path: Path) -> Iterator[sqlite3.Connection]:
    """Hold the right to write until the body ends, or rolls back."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


async def until(count: Callable[[], int], least: int) -> None:
    """Let others go on until ``count`` is at ``least``."""
    for _ in range(_LOOKS):
        if count() >= least:
            return
        await asyncio.sleep(0)
    raise AssertionError(count())


def names(number: int = AT_ONCE) -> set[tuple[object, ...]]:
    return {(f"S{each}",) for each in range(number)}


async def test_appends_wait_for_a_lock_and_are_written_when_it_is_gone(tmp_path: Path) -> None:
    async with opened_with(tmp_path, LONG) as store:
        with locked(store.path) as other:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(store.tap(number)) for number in range(AT_ONCE)]
                await until(lambda: store.waiting, AT_ONCE)
                assert [task.done() for task in tasks] == [False] * AT_ONCE
                assert list(await store.storage.events.load(call("S0"))) == []
                other.rollback()

        assert all(isinstance(task.result(), Appended) for task in tasks)
        assert store.stored() == names()


async def test_appends_are_refused_when_the_lock_outlasts_them_and_nothing_is_left_of_them(
    tmp_path: Path,
) -> None:
    async with opened_with(tmp_path, SHORT) as store:
        with locked(store.path):
            refused = await store.tap_all()
            assert {type(each) for each in refused} == {StorageUnavailableError}
            assert all(HELD in str(each) for each in refused)
        assert store.stored() == set()
        assert select(store.path, "SELECT count(*) FROM data_keys") == [(0,)]

        assert {type(each) for each in await store.tap_all()} == {Appended}
        assert store.stored() == names()
        assert {type(each) for each in await store.tap_all()} == {AlreadyRecorded}


async def lock_again_and_again(store: Open) -> None:
    """Refuse more commits in a row than a disk may lose."""
    with locked(store.path):
        for _ in range(breaker.FAILURES + 2):
            assert {type(each) for each in await store.tap_all(3)} == {StorageUnavailableError}


async def test_lock_never_turns_the_store_read_only(tmp_path: Path) -> None:
    async with opened_with(tmp_path, SHORT) as store:
        await lock_again_and_again(store)

        assert store.ear.lost_heard >= breaker.FAILURES + 2
        assert store.ear.writable_heard == []
        assert {type(each) for each in await store.tap_all(3)} == {Appended}


async def test_breaker_that_takes_a_lock_for_a_broken_disk_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_LASTING", engine._LASTING | {sqlite3.SQLITE_BUSY})
    async with opened_with(tmp_path, SHORT) as store:
        await lock_again_and_again(store)

        assert store.ear.writable_heard == [False]
        assert {type(each) for each in await store.tap_all(3)} == {StorageUnavailableError}


async def test_queue_is_bounded_and_whoever_finds_no_room_in_time_is_told(tmp_path: Path) -> None:
    async with opened_with(tmp_path, LONG, most_waiting=4, room=SHORT) as store:
        with locked(store.path) as other:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(store.tap(number)) for number in range(4)]
                await until(lambda: store.waiting, 4)
                turned_away = await asyncio.gather(*map(store.tap, range(4, AT_ONCE)), return_exceptions=True)
                in_hand = store.waiting
                other.rollback()

        assert {str(each) for each in turned_away} == {
            "too much waits to be written: the disk is too slow for what is asked of it"
        }
        assert in_hand == 4
        assert {type(task.result()) for task in tasks} == {Appended}
        assert store.stored() == names(4)
        assert {type(await store.tap(number)) for number in range(4, AT_ONCE)} == {Appended}


@pytest.mark.parametrize(("most", "is_bounded"), [(4, True), (MOST_WAITING, False)], ids=["bounded", "not"])
async def test_callers_wait_for_room_and_no_more_than_that_stand_in_the_queue(
    tmp_path: Path, most: int, is_bounded: bool
) -> None:
    """Without a bound, everybody would stand there: that is the control."""
    async with opened_with(tmp_path, LONG, most_waiting=most, room=LONG) as store:
        with locked(store.path) as other:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(store.tap(number)) for number in range(AT_ONCE)]
                await until(lambda: store.waiting, 4)
                for _ in range(AT_ONCE):
                    await asyncio.sleep(0)  # by now everybody stands somewhere
                waiting = store.waiting
                other.rollback()

        assert {type(task.result()) for task in tasks} == {Appended}
        assert waiting == (4 if is_bounded else AT_ONCE)
        assert store.stored() == names()


@dataclass(frozen=True, slots=True)
class Hopeful:
    """Broken: takes what was refused for written."""

    events: EventStore

    async def append(self, writes: Sequence[Write], cause: Cause) -> Answer:
        try:
            return await self.events.append(writes, cause)
        except StorageUnavailableError:
            return Appended({write.stream: write.expected + len(write.events) for write in writes})


async def test_load_that_goes_on_over_locks_loses_nothing(tmp_path: Path) -> None:
    told = Told()
    async with opened_with(tmp_path, SHORT) as store:
        events = store.storage.events
        stopping = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            group.create_task(tap_all(events, 8, told, lambda: not stopping.is_set()))
            for _ in range(3):
                with locked(store.path):
                    await until(lambda: store.ear.lost_heard, store.ear.lost_heard + 2)
                await until(lambda: len(told.written), len(told.written) + 8)
            stopping.set()

    assert told.broken(tmp_path / "hejie.db") == []
    assert told.refused > 0


async def test_store_that_drops_in_silence_is_caught(tmp_path: Path) -> None:
    told = Told()
    async with opened_with(tmp_path, SHORT) as store:
        with locked(store.path):
            await tap_all(Hopeful(store.storage.events), 2, told, lambda: len(told.written) < 2)

    assert {"A0:0 is lost", "A1:0 is lost"} <= set(told.broken(store.path))
