"""A program that appends in a loop and prints what was acknowledged, until it is killed.

``python -m tests.storage.sqlite.appender FILE RUN [early]``; each line is ``stream version cause``.
"""

import asyncio
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dialogs.ids import Cause, StreamId
from dialogs.ports import AlreadyRecorded, Appended, Conflict, EventStore, Write
from tests.storage.builders import call, chosen, opened
from tests.storage.sqlite.files import opened_at

CALLERS = 8


def acknowledge(stream: StreamId, version: int, cause: Cause) -> None:
    os.write(1, f"{stream} {version} {cause}\n".encode())


@dataclass(frozen=True, slots=True)
class Early:
    """A store that acknowledges before the commit: the fault that the test must notice."""

    events: EventStore

    async def append(self, writes: Sequence[Write], cause: Cause) -> Appended | AlreadyRecorded | Conflict:
        for write in writes:
            acknowledge(write.stream, write.expected + len(write.events), cause)
        return await self.events.append(writes, cause)


async def tap(events: EventStore | Early, name: str) -> None:
    stream = call(name)
    for version in range(100_000):
        event = chosen(f"step-{version}") if version else opened(name)
        cause = Cause(f"{name}:{version}")
        answer = await events.append([Write(stream, version, (event,))], cause)
        assert isinstance(answer, Appended)
        if not isinstance(events, Early):
            acknowledge(stream, answer.versions[stream], cause)


async def main(path: str, run: str, *early: str) -> None:
    async with opened_at(Path(path)) as store, asyncio.TaskGroup() as group:
        events = Early(store.storage.events) if early else store.storage.events
        for caller in range(CALLERS):
            group.create_task(tap(events, f"R{run}C{caller}"))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
