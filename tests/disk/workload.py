"""Agents who tap at the same time, on the real store, and what each of them was told."""

import asyncio
import random
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from dialogs.ids import Cause, StreamId
from dialogs.ports import Conflict, StorageUnavailableError, Write
from storage.keyring import Keyring
from storage.manner import Manner
from storage.opening import Storage, open_storage
from tests.disk.disk import Disk
from tests.storage.builders import NOON, call, called, chosen, complaint_of, opened, received
from tests.storage.places import fixed_clock

NAME: Final = "hejie.db"
Row = tuple[str, str, int, str]
"""An event as the table has it: kind and key of its stream, its version, its cause."""


KEYRING: Final = Keyring.fresh(NOON.date())
"""Kept elsewhere than on the disk that fails."""


def opened_store(path: Path, *, adopt: bool = False) -> AbstractAsyncContextManager[Storage]:
    """Open the store; what a power cut left is another file than the one that was written, to be adopted."""
    return open_storage(f"sqlite:///{path}", clock=fixed_clock, manner=Manner(keyring=KEYRING, adopt=adopt))


@dataclass(frozen=True, slots=True)
class Ledger:
    """What was asked of a store, by cause; what was answered stands in the trace of the disk, as marks."""

    rows: dict[str, frozenset[Row]] = field(default_factory=dict)

    def ask(self, cause: Cause, writes: Sequence[Write]) -> None:
        """Note what the store is about to be asked."""
        self.rows[cause] = frozenset(
            (str(write.stream.kind), write.stream.key, version, cause)
            for write in writes
            for version in range(write.expected + 1, write.expected + len(write.events) + 1)
        )


@dataclass(frozen=True, slots=True)
class Agent:
    """One person on the phone: a call, tap by tap."""

    storage: Storage
    disk: Disk
    ledger: Ledger
    chance: random.Random
    tries: int = 1
    """How often to ask for the same before giving up."""

    async def append(self, cause: Cause, *writes: Write) -> None:
        """Ask, and mark the trace of the disk when the answer is there.

        Raises:
            StorageUnavailableError: the last try was refused too.
        """
        self.ledger.ask(cause, writes)
        for left in reversed(range(self.tries)):
            try:
                answer = await self.storage.events.append(writes, cause)
            except StorageUnavailableError:
                if not left:
                    raise
            else:
                assert not isinstance(answer, Conflict)
                self.disk.trace.mark(cause)
                return

    async def call(self, name: str, taps: int) -> None:
        stream, complaint = call(name), complaint_of(name)
        await self.append(
            Cause(f"{name}:0"),
            Write(complaint, 0, (received(name), called(name))),
            Write(stream, 0, (opened(name, complaint=name),)),
        )
        version = 1
        for tap in range(1, taps + 1):
            version += await self.tap(stream, version, Cause(f"{name}:{tap}"))

    async def tap(self, stream: StreamId, version: int, cause: Cause) -> int:
        """Append one event or a few, some of them longer than a page; return how many."""
        lengths = [self.chance.choice((5, 5, 5, 300, 6000)) for _ in range(self.chance.choice((1, 1, 3)))]
        events = tuple(chosen("x" * length) for length in lengths)
        await self.append(cause, Write(stream, version, events))
        return len(events)


async def work(path: Path, disk: Disk, ledger: Ledger, name: str, *, agents: int, taps: int) -> None:
    """Open the store, let every agent have a call, and close it."""
    async with opened_store(path) as storage:
        await calls(storage, disk, ledger, name, agents=agents, taps=taps)


async def calls(
    storage: Storage, disk: Disk, ledger: Ledger, name: str, *, agents: int, taps: int, tries: int = 1
) -> None:
    async with asyncio.TaskGroup() as group:
        for agent in range(agents):
            person = Agent(storage, disk, ledger, random.Random(f"{name}-{agent}"), tries)
            group.create_task(person.call(f"{name}-{agent}", taps))
