"""Tasks with an owner: what runs beside, ends with the crew, and never ends it by an error."""

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final, Protocol

from bot.lifecycle import spawn
from dialogs.ports import StorageUnavailableError

LOG: Final = logging.getLogger(__name__)


class Spawn(Protocol):
    """Starts work that nobody waits for."""

    def __call__(self, work: Coroutine[object, object, None], *, name: str) -> object:
        """Start ``work``; its errors are logged by their class and end nobody else."""
        ...


@dataclass(frozen=True, slots=True)
class Crew:
    """Starts work beside, and can wait until there is none; a :class:`Spawn`."""

    group: asyncio.TaskGroup
    running: set[asyncio.Task[None]] = field(default_factory=set)

    def __call__(self, work: Coroutine[object, object, None], *, name: str) -> None:
        """Start ``work``; its errors are logged by their class and end nobody else."""
        task = spawn(self.group, _guarded(work, name), name=name)
        self.running.add(task)
        task.add_done_callback(self.running.discard)

    async def rest(self, seconds: float) -> None:
        """Wait until nothing runs any more, or ``seconds`` have passed."""
        try:
            async with asyncio.timeout(seconds):
                while self.running:
                    await asyncio.wait(self.running)
        except TimeoutError:
            LOG.warning("%d tasks are cut off", len(self.running))


@asynccontextmanager
async def crew() -> AsyncIterator[Crew]:
    """Give a way to start tasks; leaving cancels those that still run and waits for them."""
    async with asyncio.TaskGroup() as group:
        hired = Crew(group)
        try:
            yield hired
        finally:
            for task in tuple(hired.running):
                task.cancel()


async def _guarded(work: Coroutine[object, object, None], name: str) -> None:
    try:
        await work
    except StorageUnavailableError:
        LOG.warning("%s: the storage is away", name)
    except Exception as error:  # noqa: BLE001 - the face of a task: one that fails must not end the others
        LOG.error("%s failed: %s", name, type(error).__name__)  # noqa: TRY400 - a traceback may hold words
