"""A program with a store of its own that appends what is delivered to it, beside others that do the same.

``python -m tests.servers.replica ORDERS``; it says ``ready``, waits for a line, and then prints its answers.
"""

import asyncio
import random
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from time import perf_counter, sleep
from typing import Final

import msgspec

from dialogs.ids import Cause, StreamId
from dialogs.ports import AlreadyRecorded, Conflict, EventStore, Write
from storage.chain import Tip
from storage.keys_file import read_keys
from storage.opening import SHANGHAI, in_database
from storage.postgres.engine import PostgresEngine
from storage.postgres.opening import open_lines, writing
from storage.sql.connection import Connection
from storage.sql.writer import Writer
from tests.servers.finding import as_one_of_several
from tests.servers.updates import Plan, Update
from tests.storage.places import fixed_clock

READY: Final = "ready"
FORGETFUL: Final = "forgetful"
"""The name of a broken replica, which takes an update that another one got for one of its own."""


class Orders(msgspec.Struct, frozen=True, kw_only=True):
    """What a replica is to do."""

    url: str
    folder: str
    """Of the second place; the file of keys stands in it, too."""
    plan: Plan
    replica: int = 0
    callers: int = 4
    """Updates that it works on at once."""
    late: float = 0.0
    """Seconds, at most, that a transaction lasts on once it knows its positions."""
    variant: str = ""


class Answer(msgspec.Struct, frozen=True, array_like=True):
    """How one delivery ended."""

    number: int
    is_new: bool
    versions: dict[str, int]
    beaten: int
    """How often another writer was faster."""
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Late(PostgresEngine):
    """Lets time go by between the moment at which positions are known and the commit."""

    chance: random.Random
    most: float

    def end_of_log(self, connection: Connection, known: Tip | None) -> Tip:
        # The class by name: a dataclass with slots is another class than the one that super() would mean.
        found = PostgresEngine.end_of_log(self, connection, known)
        sleep(self.chance.uniform(0, self.most))
        return found


@dataclass(slots=True)
class Replica:
    """What takes deliveries."""

    orders: Orders
    events: EventStore
    known: Counter[StreamId] = field(default_factory=Counter)
    """Versions of streams, as far as they were read."""

    async def take_all(self) -> Sequence[Answer]:
        """Take everything that is delivered to this replica, as many at once as there are callers."""
        answers = list[Answer]()
        waiting = iter(self.orders.plan.of(self.orders.replica))
        async with asyncio.TaskGroup() as group:
            for _ in range(self.orders.callers):
                group.create_task(self._serve(waiting, answers))
        return answers

    async def _serve(self, waiting: Iterator[Update], answers: list[Answer]) -> None:
        for update in waiting:
            answer = await self._take(update)
            answers.append(answer)

    async def _take(self, update: Update) -> Answer:
        """Append it to wherever its call stands, as a service does."""
        begun, beaten, stream = perf_counter(), 0, update.stream
        while True:
            version = self.known[stream]
            version += len(await self.events.load(stream, version))
            self.known[stream] = max(version, self.known[stream])
            answer = await self.events.append([Write(stream, version, (update.event,))], self._cause(update))
            if not isinstance(answer, Conflict):
                break
            beaten += 1
        versions = {str(each): version for each, version in answer.versions.items()}
        is_new = not isinstance(answer, AlreadyRecorded)
        return Answer(update.number, is_new, versions, beaten, perf_counter() - begun)

    def _cause(self, update: Update) -> Cause:
        own = f":{self.orders.replica}" if self.orders.variant == FORGETFUL else ""
        return Cause(f"{update.cause}{own}")


@asynccontextmanager
async def opened_log(orders: Orders) -> AsyncIterator[EventStore]:
    folder = Path(orders.folder)
    how = as_one_of_several(folder, read_keys(folder / "keys"))
    async with open_lines(orders.url, fixed_clock, how) as lines:
        chance = random.Random(f"{orders.plan.seed}-{orders.replica}")
        connector = partial(writing, orders.url)
        engine = Late(name="late", connector=connector, chance=chance, most=orders.late)
        writer = Writer(engine)
        try:
            yield in_database(replace(lines, writer=writer), fixed_clock, SHANGHAI, alone=False).events
        finally:
            await writer.close()


async def main(orders: Orders) -> Sequence[Answer]:
    async with opened_log(orders) as events:
        sys.stdout.write(f"{READY}\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.readline)
        return await Replica(orders, events).take_all()


if __name__ == "__main__":
    said = asyncio.run(main(msgspec.json.decode(sys.argv[1], type=Orders)))
    sys.stdout.write(f"{msgspec.json.encode(said).decode()}\n")
