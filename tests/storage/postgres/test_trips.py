"""What one writer does beside another: how often it asks the server, and what it remembers when overtaken."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

import pytest

from dialogs.events import TemperatureTaken
from dialogs.ids import Cause, StepId
from dialogs.ports import AlreadyRecorded, Appended, Conflict, Write
from storage.chain import Tip
from storage.opening import SHANGHAI, in_database
from storage.postgres import opening
from storage.postgres.connection import PostgresConnection
from storage.postgres.engine import PostgresEngine
from storage.sql.connection import Connection
from storage.sql.engine import Gathered
from storage.sql.scribe import MOST_AT_ONCE
from storage.sql.verifying import Verification
from storage.sql.writer import Writer
from tests.storage.builders import LIN, NOON, call, cause, chosen, opened, write
from tests.storage.places import fixed_clock
from tests.storage.postgres.beside import select
from tests.storage.postgres.lines import Opened, opened_at

T = TypeVar("T")
STREAM = call()
GREET = StepId("greet")


@pytest.fixture
async def store(url: str, tmp_path: Path) -> AsyncIterator[Opened]:
    async with opened_at(url, tmp_path) as made:
        yield made


@dataclass(frozen=True, slots=True)
class Overtaken(PostgresEngine):
    """Lets somebody else write when it is about to, for so many times."""

    others: Callable[[], None] = print
    times: list[None] = field(default_factory=list)

    def write(self, connection: Connection, gathered: Gathered, ends: tuple[Tip, Tip]) -> bool:
        if self.times:
            self.times.pop()
            self.others()
        return PostgresEngine.write(self, connection, gathered, ends)


@pytest.mark.parametrize("times", [1, 2])
async def test_writer_that_was_overtaken_loses_nothing_and_remembers_nothing_that_was_not_written(
    store: Opened, url: str, times: int
) -> None:
    loop, number = asyncio.get_running_loop(), itertools.count()

    def others() -> None:
        name = f"other-{next(number)}"
        deed = write(store.storage, call("theirs"), chosen(name))
        asyncio.run_coroutine_threadsafe(deed, loop).result()

    left = list[None]()
    writer = Writer(Overtaken("toy", lambda: opening.writing(url), others=others, times=left))
    one = in_database(replace(store.lines, writer=writer), fixed_clock, SHANGHAI, alone=False)
    mine, begun = call("mine"), call("begun")
    try:
        for stream in (mine, call("theirs")):
            await write(one, stream, opened(stream.key))
        left.extend([None] * times)
        answers = await asyncio.gather(
            one.events.append([Write(mine, 1, (chosen("a"),))], Cause("a")),
            one.events.append([Write(begun, 0, (opened("begun"), chosen("b")))], Cause("b")),
        )
        again = await one.events.append([Write(mine, 1, (chosen("a"),))], Cause("a"))
        await write(one, mine, chosen("c"))
        await write(one, begun, chosen("d"))
    finally:
        await writer.close()

    assert list(answers) == [Appended({mine: 2}), Appended({begun: 2})]
    assert again == AlreadyRecorded({mine: 2})
    assert left == []
    assert select(url, "SELECT session, step, version FROM sessions ORDER BY session") == [
        ("begun", "d", 3),
        ("mine", "c", 3),
        ("theirs", f"other-{times - 1}", 1 + times),
    ]
    walk = Verification((), {}, ())
    await store.lines.looker.run(walk.step)
    assert (walk.flaw, walk.done) == (None, 7 + times)


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


async def test_tap_is_one_trip_and_two_where_somebody_else_has_written(store: Opened, url: str) -> None:
    counting = Counting(url)
    writer = Writer(PostgresEngine("toy", counting.connect))
    one = in_database(replace(store.lines, writer=writer), fixed_clock, SHANGHAI, alone=False)
    trips = []
    try:
        await write(one, STREAM, opened(), chosen("a"))
        for number, others in enumerate((0, 0, 0, 1, 1, 0, 0)):
            if others:
                await write(store.storage, call("theirs"), opened("theirs") if number == 3 else chosen("b"))
            before = counting.trips
            await write(one, STREAM, chosen(f"step-{number}"))
            trips.append(counting.trips - before)
    finally:
        await writer.close()

    # The first prepares the statement; the fourth is overtaken for the first time, and prepares how to look.
    assert trips[1:] == [1, 1, 4, 2, 2, 1]
    walk = Verification((), {}, ())
    await store.lines.looker.run(walk.step)
    assert (walk.flaw, walk.done) == (None, 11)


async def test_whoever_was_beaten_on_a_call_is_told_so_without_a_transaction(store: Opened, url: str) -> None:
    counting = Counting(url)
    writer = Writer(PostgresEngine("toy", counting.connect))
    one = in_database(replace(store.lines, writer=writer), fixed_clock, SHANGHAI, alone=False)

    async def late(name: str) -> object:
        return await one.events.append([Write(STREAM, 1, (chosen(name),))], cause(name))

    try:
        await write(one, STREAM, opened(), chosen("a"))
        await late("first")
        before = counting.trips
        answer = await late("second")
        trips = counting.trips - before
    finally:
        await writer.close()

    # It is looked up whether what it asks for was written before, and whether the log is still what we know.
    assert (answer, trips) == (Conflict(STREAM, 2), 2)
    assert select(url, "SELECT count(*) FROM causes") == [(1,)]


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
