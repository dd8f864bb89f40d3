"""Agents who tap without a pause while the file may be locked, and what each of them was told."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Protocol

from dialogs.ids import Cause
from dialogs.ports import AlreadyRecorded, Appended, Conflict, StorageUnavailableError, Write
from tests.storage.builders import call, chosen, opened
from tests.storage.sqlite.files import select

HELD = "is held by another program: close whatever else has it open"


class Log(Protocol):
    """What takes appends."""

    async def append(
        self, writes: Sequence[Write], cause: Cause
    ) -> Appended | AlreadyRecorded | Conflict: ...


@dataclass(slots=True)
class Told:
    """What agents were told."""

    written: list[str] = field(default_factory=list)
    """Causes of which they heard that they are durable."""
    refused: int = 0
    other_words: list[str] = field(default_factory=list)
    """Refusals that say nothing of a lock."""
    longest: float = 0.0
    """Seconds that one append took."""

    def broken(self, path: Path) -> list[str]:
        """Compare with the closed file at ``path``: what was said to be there, and nothing else, is."""
        there = [str(cause) for (cause,) in select(path, "SELECT cause FROM events")]
        found = [f"{each} is lost" for each in sorted(set(self.written) - set(there))]
        found += [f"{each} is there, and was refused" for each in sorted(set(there) - set(self.written))]
        found += [
            f"{each} is there twice" for each in sorted({each for each in there if there.count(each) > 1})
        ]
        return found + self.other_words


async def tap(events: Log, name: str, told: Told, goes_on: Callable[[], bool]) -> None:
    """Tap through one call, each tap again and again until it is written, while ``goes_on``."""
    version = 0
    while goes_on():
        event = chosen(f"step-{version}") if version else opened(name)
        cause = Cause(f"{name}:{version}")
        begun = monotonic()
        try:
            answer = await events.append([Write(call(name), version, (event,))], cause)
        except StorageUnavailableError as error:
            told.refused += 1
            if HELD not in str(error):
                told.other_words.append(str(error))
        else:
            assert isinstance(answer, Appended), answer
            told.written.append(cause)
            version += 1
        told.longest = max(told.longest, monotonic() - begun)


async def tap_all(events: Log, agents: int, told: Told, goes_on: Callable[[], bool]) -> None:
    async with asyncio.TaskGroup() as group:
        for agent in range(agents):
            group.create_task(tap(events, f"A{agent}", told, goes_on))
