"""Which of several bots on one log does what must be done once, and for how long it may be sure of that."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import inf
from typing import Final

from bot.lifecycle import Service, spawn
from dialogs.ports import StorageUnavailableError
from storage.leases import OURS
from storage.ports import Lease

LOG: Final = logging.getLogger(__name__)
EVERY: Final = 0.5
"""Seconds between two looks at the lease by whoever has it; whoever waits for it looks twice as often."""
_CLOCK: Final[int] = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
"""The clock that goes on while the machine sleeps, where the system has one: others may lead meanwhile."""


def _now() -> float:
    return time.clock_gettime(_CLOCK)


def _nobody(leads: bool) -> None:  # noqa: FBT001 - who listens is told a yes or a no
    del leads


@dataclass(slots=True)
class Leadership:
    """Holds the lease of a log whenever nobody else does, and runs by it what only one bot may do.

    We lead from the moment at which the lease was asked for, and for as long as it lasts by our own clock,
    whether or not a later question is ever answered: whoever leads next began after that.
    """

    lease: Lease = field(default_factory=lambda: OURS)
    every: float = EVERY
    tell: Callable[[bool], None] = _nobody
    """Hears whether we lead: at the start, and whenever that changes."""
    clock: Callable[[], float] = _now
    """Tells seconds, which never go back."""
    _until: float = -inf
    """Until when we lead, by that clock."""
    _leading: asyncio.Event = field(default_factory=asyncio.Event)
    _following: asyncio.Event = field(default_factory=asyncio.Event)
    _staying: int = 0
    _times: int = 1
    """Which time it is that we lead, or will be when we do."""

    def __post_init__(self) -> None:
        """Lead from the start where nobody else can."""
        (self._leading if self.is_alone else self._following).set()
        self.tell(self.leads)

    @property
    def is_alone(self) -> bool:
        """Tell whether no other bot can be on this log."""
        return self.lease.seconds == inf

    @property
    def leads(self) -> bool:
        """Tell whether it is we who lead, also before anybody has noticed that the lease ran out."""
        return self._leading.is_set() and (self.is_alone or self.clock() < self._until)

    @property
    def lead(self) -> int:
        """Return which time it is that we lead, from 1 on; 0 while another bot does."""
        return self._times if self.leads else 0

    @contextmanager
    def staying(self) -> Iterator[None]:
        """Keep the lease while inside, also when everything was told to stop: something is being finished."""
        self._staying += 1
        try:
            yield
        finally:
            self._staying -= 1

    async def serve(self, stopping: asyncio.Event) -> None:
        """Hold the lease until ``stopping`` is set and nobody stays any more, then let the next one lead."""
        if self.is_alone:
            await stopping.wait()
            return
        try:
            while not stopping.is_set() or self._staying:
                await self._look()
                await self._rest(stopping)
        finally:
            self._follow()
        await self._resign()

    def led(self, service: Service) -> Service:
        """Return ``service`` as one that runs while we lead; it is cancelled when another bot does.

        One that ends by itself is not begun again: whoever runs it hears of that, as when we are alone.
        """
        if self.is_alone:
            return service

        async def serve(stopping: asyncio.Event) -> None:
            with self.staying():
                ended = False
                while not ended and not stopping.is_set():
                    if await self._first(self._leading.wait, stopping.wait) and not stopping.is_set():
                        ended = await self._while_leading(lambda: service(stopping))

        return serve

    async def run_led(self, work: Callable[[], Awaitable[None]]) -> None:
        """Run ``work`` for as long as we lead, anew each time that we do, until cancelled or it ends."""
        if self.is_alone:
            await work()
            return
        ended = False
        while not ended:
            await self._leading.wait()
            ended = await self._while_leading(work)

    async def _while_leading(self, work: Callable[[], Awaitable[None]]) -> bool:
        """Run ``work`` until it ends, or cancel it when we follow; tell whether it ended."""
        return await self._first(work, self._following.wait)

    async def _first(
        self, one: Callable[[], Awaitable[object]], other: Callable[[], Awaitable[object]]
    ) -> bool:
        """Await both until either ends, and cancel what is left; tell whether it was ``one``."""
        async with asyncio.TaskGroup() as group:
            first, second = (spawn(group, _awaited(each), name="led") for each in (one, other))
            done, left = await asyncio.wait({first, second}, return_when=asyncio.FIRST_COMPLETED)
            for each in left:
                each.cancel()
        return first in done

    async def _look(self) -> None:
        """Take the lease, or hold it for longer; wait for the answer no longer than we are sure of it."""
        if not self.leads:
            self._follow()  # it ran out unnoticed: what was led must end before it begins again
        asked = self.clock()
        patience = max(self._until - asked, 0.0) if self.leads else self.lease.seconds
        try:
            async with asyncio.timeout(patience):
                held = await self.lease.hold()
        except (StorageUnavailableError, TimeoutError):
            held = None
        if held:
            self._until = asked + self.lease.seconds
            self._lead()
        elif held is not None or self.clock() >= self._until:
            self._follow()

    async def _rest(self, stopping: asyncio.Event) -> None:
        """Wait until the next look, which comes no later than the lease ends."""
        if stopping.is_set():
            await asyncio.sleep(self.every / 10)
            return
        seconds = min(self.every, max(self._until - self.clock(), 0.0)) if self.leads else self.every / 2
        try:
            async with asyncio.timeout(seconds):
                await stopping.wait()
        except TimeoutError:
            return

    def _lead(self) -> None:
        if self.clock() < self._until and not self._leading.is_set():
            LOG.info("leads: what is done once is done here")
            self._following.clear()
            self._leading.set()
            self.tell(self.leads)

    def _follow(self) -> None:
        self._until = -inf
        if self._leading.is_set():
            self._times += 1
            LOG.info("follows: another bot does what is done once")
            self._leading.clear()
            self._following.set()
            self.tell(self.leads)

    async def _resign(self) -> None:
        try:
            async with asyncio.timeout(self.lease.seconds):
                await self.lease.release()
        except (StorageUnavailableError, TimeoutError):
            LOG.info("the lease ends by itself")


async def _awaited(work: Callable[[], Awaitable[object]]) -> None:
    await work()
