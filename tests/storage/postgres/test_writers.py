"""Several writers of one database: no hole, nothing twice, and no reader who misses what commits late."""

import asyncio
import itertools
import random
import threading
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest

from dialogs.events import ChoiceMade, ErasureReason, WordsErased
from dialogs.ids import Cause, StepId, StreamId
from dialogs.ports import AlreadyRecorded, Appended, Conflict, Write
from storage.chain import FIRST, Tip
from storage.opening import SHANGHAI, Storage, in_database
from storage.postgres import opening
from storage.postgres.connection import PostgresConnection
from storage.postgres.engine import PostgresEngine
from storage.postgres.opening import PostgresLines
from storage.sql.appender import tip_of
from storage.sql.connection import Connection
from storage.sql.engine import Gathered
from storage.sql.verifying import Verification
from storage.sql.writer import Writer
from tests.storage.builders import ADMIN, NOON, call, cause, chosen, opened
from tests.storage.places import fixed_clock
from tests.storage.postgres.beside import select
from tests.storage.postgres.following import Follower
from tests.storage.postgres.lines import Opened, opened_at

T = TypeVar("T")
Making = Callable[[str, Callable[[], PostgresConnection]], PostgresEngine]
WRITERS = 3
STREAM = call()
GREET = StepId("greet")


@pytest.fixture
async def store(url: str, tmp_path: Path) -> AsyncIterator[Opened]:
    async with opened_at(url, tmp_path) as made:
        yield made


@asynccontextmanager
async def writers(
    store: Opened,
    url: str,
    engine: Making = PostgresEngine,
) -> AsyncIterator[Sequence[Storage]]:
    """Give stores that share a database and know nothing of each other, as several programs would."""
    lines = [
        PostgresLines(
            Writer(engine("toy", lambda: opening.writing(url))),
            store.lines.reader,
            store.lines.looker,
            store.lines.keyring,
            store.lines.second,
        )
        for _ in range(WRITERS)
    ]
    try:
        yield [in_database(each, fixed_clock, SHANGHAI, alone=False) for each in lines]
    finally:
        for each in lines:
            await each.writer.close()


async def tap(storage: Storage, name: str, stream: StreamId = STREAM) -> int:
    """Append one event as a service would; return how often another was faster."""
    conflicts = 0
    while True:
        version = len(await storage.events.load(stream))
        answer = await storage.events.append([Write(stream, version, (chosen(name),))], cause(name))
        if not isinstance(answer, Conflict):
            assert answer == Appended({stream: version + 1})
            return conflicts
        conflicts += 1


async def test_three_writers_of_one_stream_leave_no_hole_and_lose_nothing(store: Opened, url: str) -> None:
    names = [f"step-{number}" for number in range(45)]
    async with writers(store, url) as several, asyncio.TaskGroup() as group:
        for number, name in enumerate(names):
            group.create_task(tap(several[number % WRITERS], name))

    there = await store.storage.events.load(STREAM)
    assert Counter(event.target for event in there if isinstance(event, ChoiceMade)) == Counter(names)
    assert select(url, "SELECT position, hash FROM log_end") == select(
        url, "SELECT position, hash FROM events ORDER BY position DESC LIMIT 1"
    )


async def test_every_update_that_two_writers_get_is_written_once(store: Opened, url: str) -> None:
    async def deliver(storage: Storage, number: int) -> str:
        writes = [Write(call(f"S{number}"), 0, (opened(f"S{number}"),))]
        return type(await storage.events.append(writes, cause(f"tap-{number}"))).__name__

    async with writers(store, url) as several:
        answers = await asyncio.gather(*(deliver(each, number) for number in range(40) for each in several))

    assert Counter(answers) == {Appended.__name__: 40, AlreadyRecorded.__name__: 80}
    assert select(url, "SELECT count(*), max(position) FROM events") == [(40, 40)]


async def test_reader_who_follows_several_writers_misses_nothing(store: Opened, url: str) -> None:
    follower, chance = Follower(store.lines.reader), random.Random(1)

    async def calls(storage: Storage, first: int) -> None:
        for number in range(first, first + 15):
            for _ in range(chance.randrange(20)):
                await asyncio.sleep(0)
            writes = [Write(call(f"S{number}"), 0, (opened(f"S{number}"), chosen("a"), chosen("b")))]
            await storage.events.append(writes, cause(f"new-{number}"))

    async with writers(store, url) as several, asyncio.TaskGroup() as group:
        writing = [group.create_task(calls(each, number * 15)) for number, each in enumerate(several)]
        group.create_task(follower.follow(lambda: all(each.done() for each in writing)))

    assert follower.seen == list(range(1, WRITERS * 15 * 3 + 1))


@dataclass(slots=True)
class Meeting:
    """Lets those who come first go on together; who comes again meets nobody."""

    barrier: threading.Barrier = field(default_factory=lambda: threading.Barrier(WRITERS))
    coming: Iterator[int] = field(default_factory=itertools.count)

    def wait(self) -> None:
        if next(self.coming) < WRITERS:
            self.barrier.wait()


@dataclass(frozen=True, slots=True)
class Careless(PostgresEngine):
    """Reads where the log ends, and lets everybody else read the same before anybody moves it."""

    meeting: Meeting = field(default_factory=Meeting)
    moved: list[bool] = field(default_factory=list)
    """Whether the log ended where it was taken to."""

    def end_of_log(self, connection: Connection, known: Tip | None) -> Tip:
        del known
        found = tip_of(connection)
        self.meeting.wait()
        return found

    def write(self, connection: Connection, gathered: Gathered, ends: tuple[Tip, Tip]) -> bool:
        self.moved.append(PostgresEngine.write(self, connection, gathered, ends))
        return self.moved[-1]


async def test_engine_that_does_not_hold_the_end_of_the_log_writes_nothing_by_it(
    store: Opened, url: str
) -> None:
    async def begin(storage: Storage, number: int) -> object:
        writes = [Write(call(f"S{number}"), 0, (opened(f"S{number}"),))]
        return await storage.events.append(writes, cause(f"new-{number}"))

    moved = list[bool]()
    careless = partial(Careless, meeting=Meeting(), moved=moved, at_once=False)
    async with writers(store, url, careless) as several:
        answers = await asyncio.gather(
            *(begin(several[number % WRITERS], number) for number in range(60)), return_exceptions=True
        )

    assert not all(moved)
    written = [answer for answer in answers if isinstance(answer, Appended)]
    assert select(url, "SELECT count(*), max(position) FROM events") == [(len(written), len(written))]
    assert all(isinstance(answer, Appended | RuntimeError) for answer in answers)


async def test_what_several_wrote_is_one_chain(store: Opened, url: str) -> None:
    async with writers(store, url) as several, asyncio.TaskGroup() as group:
        for number in range(30):
            group.create_task(tap(several[number % WRITERS], f"step-{number}", call(f"S{number % 4}")))

    walk = Verification((), {}, ())
    await store.lines.looker.run(walk.step)

    assert (walk.flaw, walk.done, len(walk.heads)) == (None, 30, 4)
    assert Tip(0, FIRST) != await store.lines.looker.run(tip_of)


async def test_call_that_is_opened_and_erased_within_one_commit_leaves_no_key(
    store: Opened, url: str
) -> None:
    erased = WordsErased(at=NOON, by=ADMIN.person, reason=ErasureReason.ASKED, left_in_chat=0)
    gate = threading.Event()
    async with asyncio.TaskGroup() as group:
        held = group.create_task(store.lines.writer.run(lambda _: gate.wait()))
        for number, write in enumerate((Write(STREAM, 0, (opened(),)), Write(STREAM, 1, (erased,)))):
            group.create_task(store.storage.events.append([write], cause(f"deed-{number}")))
        while store.lines.writer._pending < 3:  # noqa: ASYNC110 - who queues up tells nobody
            await asyncio.sleep(0)
        gate.set()

    assert held.result()
    assert select(url, "SELECT count(*), max(position) FROM events") == [(2, 2)]
    assert select(url, "SELECT count(*) FROM data_keys") == [(0,)]


async def test_cause_that_came_by_another_writer_is_known_at_once(store: Opened, url: str) -> None:
    async with writers(store, url) as (one, two, _):
        await one.events.append([], Cause("tg:1:tap:1"))

        assert await two.events.append([Write(STREAM, 0, (opened(),))], Cause("tg:1:tap:1")) == (
            AlreadyRecorded({})
        )
