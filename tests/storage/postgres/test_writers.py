"""Several writers of one database: no hole, nothing twice, and no reader who misses what commits late."""

import asyncio
import itertools
import random
import threading
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

import asyncpg
import pytest

from dialogs.events import ChoiceMade, ErasureReason, TemperatureTaken, WordsErased
from dialogs.ids import Cause, StepId, StreamId
from dialogs.ports import AlreadyRecorded, Appended, Conflict, StorageUnavailableError, Write
from storage.chain import FIRST, Tip
from storage.opening import SHANGHAI, Storage, in_database
from storage.postgres import opening
from storage.postgres.connection import PostgresConnection
from storage.postgres.engine import PostgresEngine
from storage.postgres.opening import PostgresLines
from storage.sql.appending import tip_of
from storage.sql.connection import Connection
from storage.sql.scribe import MOST_AT_ONCE
from storage.sql.verifying import Verification
from storage.sql.writer import Writer
from tests.storage.builders import ADMIN, LIN, NOON, call, cause, chosen, opened, write
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

    def end_of_log(self, connection: Connection, known: Tip | None) -> Tip:
        del known
        found = tip_of(connection)
        self.meeting.wait()
        return found


async def test_engine_that_does_not_hold_the_end_of_the_log_is_caught(store: Opened, url: str) -> None:
    async def begin(storage: Storage, number: int) -> object:
        writes = [Write(call(f"S{number}"), 0, (opened(f"S{number}"),))]
        return await storage.events.append(writes, cause(f"new-{number}"))

    async with writers(store, url, partial(Careless, meeting=Meeting(), at_once=None)) as several:
        answers = await asyncio.gather(
            *(begin(several[number % WRITERS], number) for number in range(60)), return_exceptions=True
        )

    refused = (asyncpg.UniqueViolationError, StorageUnavailableError)
    assert any(isinstance(answer, refused) for answer in answers)


@dataclass(slots=True)
class Counting:
    """Opens connections that count their trips to the server."""

    url: str
    trips: int = 0

    def connect(self) -> PostgresConnection:
        connection = opening.writing(self.url)
        run = connection._run

        def counted(work: Coroutine[object, object, T]) -> T:
            self.trips += 1
            return run(work)

        connection._run = counted  # type: ignore[method-assign]
        return connection


async def test_tap_is_one_trip_unless_somebody_else_has_written(store: Opened, url: str) -> None:
    counting = Counting(url)
    writer = Writer(PostgresEngine("toy", counting.connect))
    one = in_database(replace(store.lines, writer=writer), fixed_clock, SHANGHAI, alone=False)
    trips = []
    try:
        await write(one, STREAM, opened(), chosen("a"))
        for number, others in enumerate((0, 0, 0, 1, 0, 0)):
            if others:
                await write(store.storage, STREAM, chosen(f"other-{number}"))
            before = counting.trips
            await write(one, STREAM, chosen(f"step-{number}"))
            trips.append(counting.trips - before)
    finally:
        await writer.close()

    # The first prepares the statement; the fourth finds that somebody has written, and begins a transaction.
    assert (trips[1:3], trips[5:]) == ([1, 1], [1])
    assert trips[3] > 1
    walk = Verification((), {}, ())
    await store.lines.looker.run(walk.step)
    assert (walk.flaw, walk.done) == (None, 9)


async def test_writer_that_was_overtaken_looks_up_only_what_others_have_changed(
    store: Opened, url: str
) -> None:
    asked = list[str]()

    def connect() -> PostgresConnection:
        connection = opening.writing(url)
        execute = connection.execute

        def noted(statement: str, *values: object) -> object:
            asked.append(getattr(statement, "name", statement))
            return execute(statement, *values)  # type: ignore[arg-type]

        connection.execute = noted  # type: ignore[method-assign, assignment]
        return connection

    writer = Writer(PostgresEngine("toy", connect))
    one = in_database(replace(store.lines, writer=writer), fixed_clock, SHANGHAI, alone=False)
    mine, theirs, ours = call("mine"), call("theirs"), call("ours")
    try:
        for stream in (mine, theirs, ours):
            await write(one, stream, opened(stream.key))
        for stream in (mine, ours):  # overtaken for the first time, it looks at all anew
            await write(store.storage, theirs, chosen(f"before-{stream.key}"))
            await write(one, stream, chosen("a"))
        await write(store.storage, ours, chosen("y"))
        asked.clear()

        await write(one, mine, chosen("b"))
        of_mine = set(asked)
        await write(one, ours, TemperatureTaken(at=NOON, by=LIN.person, level=2, step=GREET))
    finally:
        await writer.close()

    assert "missed" in of_mine
    assert of_mine.isdisjoint({"head", "session"})
    assert select(url, "SELECT session, step, version, temperature FROM sessions ORDER BY session") == [
        ("mine", "b", 3, None),
        ("ours", "y", 4, 2),
        ("theirs", "before-ours", 3, None),
    ]


@pytest.mark.parametrize("most", [MOST_AT_ONCE, 1])
async def test_taps_that_gather_share_their_trips(
    store: Opened, url: str, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.sql.scribe.MOST_AT_ONCE", most)
    counting = Counting(url)
    writer = Writer(PostgresEngine("toy", counting.connect))
    one = in_database(replace(store.lines, writer=writer), fixed_clock, SHANGHAI, alone=False)

    async def tap_all(name: str, version: int) -> int:
        """Tap nine calls at once; return how many trips that took."""
        before = counting.trips
        writes = [[Write(call(f"S{number}"), version, (chosen(name),))] for number in range(9)]
        answers = await asyncio.gather(
            *(one.events.append(each, cause(f"{name}-{number}")) for number, each in enumerate(writes))
        )
        assert {type(each) for each in answers} == {Appended}
        return counting.trips - before

    try:
        for number in range(9):
            await write(one, call(f"S{number}"), opened(f"S{number}"))
        await tap_all("a", 1)
        trips = await tap_all("b", 2)
    finally:
        await writer.close()

    # They are asked for before the writing thread comes to take them, but for the first perhaps.
    assert trips <= 3 if most > 1 else trips == 9
    assert select(url, "SELECT DISTINCT step, version FROM sessions") == [("b", 3)]


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
