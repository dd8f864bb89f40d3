"""Starts and stops what runs side by side; the only creator of tasks."""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable, Collection, Coroutine, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from bot.garbage import collections_without_what_is_there

Result = TypeVar("Result")
Service = Callable[[asyncio.Event], Awaitable[None]]
"""Runs until the event it is given is set, then finishes what it has begun and returns."""

DEADLINE = 10.0
"""Seconds that services have to finish what they began; whoever supervises processes often kills after 10."""
SIGNALS = (signal.SIGINT, signal.SIGTERM)
_LOG = logging.getLogger(__name__)


class ServiceFailedError(Exception):
    """A service broke or ended by itself, and the others were stopped; the cause is chained."""


class _EndedByItselfError(Exception):
    """A service returned although nobody had asked it to stop."""


def spawn(
    group: asyncio.TaskGroup, coroutine: Coroutine[object, object, Result], *, name: str
) -> asyncio.Task[Result]:
    """Start ``coroutine`` as a task of ``group``, which waits for it and hears of its error."""
    return group.create_task(coroutine, name=name)


async def run_services(
    services: Mapping[str, Service],
    *,
    deadline: float = DEADLINE,
    signals: Collection[signal.Signals] = SIGNALS,
) -> None:
    """Run every service until one of ``signals`` arrives, or one of them breaks or ends.

    Then all are asked to stop; whatever still runs ``deadline`` seconds later, or when a second signal
    arrives, is cancelled. Being cancelled from outside cancels all of them at once.

    Raises:
        ServiceFailedError: a service broke, or ended without being asked; with several, the first one is the
            cause and the others stand in its group.
    """
    crew = _Crew()
    with _heeding(signals, crew), collections_without_what_is_there():
        async with asyncio.TaskGroup() as group:
            for name, service in services.items():
                crew.tasks.append(spawn(group, crew.work(name, service), name=name))
            spawn(group, crew.see_out(deadline), name="stopping")
    if crew.failures:
        names = ", ".join(name for name, _ in crew.failures)
        errors = [error for _, error in crew.failures]
        cause = errors[0] if len(errors) == 1 else ExceptionGroup("several services broke", errors)
        msg = f"stopped because of: {names}"
        raise ServiceFailedError(msg) from cause


@dataclass(slots=True)
class _Crew:
    """The services of one run, and what became of them."""

    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    tasks: list[asyncio.Task[None]] = field(default_factory=list)
    failures: list[tuple[str, Exception]] = field(default_factory=list)

    def heed(self, which: signal.Signals) -> None:
        """Stop gracefully at the first signal, at once at the second."""
        _LOG.info("stopping", extra={"signal": which.name, "again": self.stopping.is_set()})
        if self.stopping.is_set():
            self._cancel(self.tasks)
        self.stopping.set()

    async def work(self, name: str, service: Service) -> None:
        """Run one service; its error stops the others in an orderly way, not in the middle of a write."""
        try:
            await service(self.stopping)
            if not self.stopping.is_set():
                self._fail(name, _EndedByItselfError(name))
        except Exception as error:  # noqa: BLE001 - whatever broke it, it is raised again once all have stopped
            self._fail(name, error)

    async def see_out(self, deadline: float) -> None:
        """Wait for the stop, give the services their time, then cancel what is left."""
        await self.stopping.wait()
        if self.tasks:
            _, late = await asyncio.wait(self.tasks, timeout=deadline)
            self._cancel(late)

    def _cancel(self, tasks: Iterable[asyncio.Task[None]]) -> None:
        for task in tasks:
            if not task.done():
                _LOG.warning("cancelled", extra={"service": task.get_name()})
                task.cancel()

    def _fail(self, name: str, error: Exception) -> None:
        _LOG.error("service_failed", extra={"service": name}, exc_info=error)
        self.failures.append((name, error))
        self.stopping.set()


@contextmanager
def _heeding(signals: Collection[signal.Signals], crew: _Crew) -> Iterator[None]:
    """Send ``signals`` to the crew for the time of the run."""
    loop = asyncio.get_running_loop()
    before = {each: signal.getsignal(each) for each in signals}
    for each in signals:
        loop.add_signal_handler(each, crew.heed, each)
    try:
        yield
    finally:
        for each, handler in before.items():
            loop.remove_signal_handler(each)
            signal.signal(each, handler)
