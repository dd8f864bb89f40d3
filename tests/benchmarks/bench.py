"""Where cells are measured: a fresh process on its core, the stand-in and the people in this one."""

import asyncio
import contextlib
import os
import shutil
import socket
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bot.clock import now
from storage.manner import Manner
from storage.opening import open_storage
from tests.benchmarks.cells import Cell, Effort
from tests.benchmarks.deliveries import Deliveries
from tests.benchmarks.nursery import PATIENCE, Child, Nursery, TrialError, nursery
from tests.benchmarks.scene import Calls, Measured, Scene
from tests.benchmarks.systems import SYSTEMS, System
from tests.benchmarks.systems.orders import Orders
from tests.benchmarks.wire import serving

TAPS_A_CALL: Final = 30
"""A real call has 15 to 20."""
LOG: Final = "hejie.db"


@dataclass(slots=True, kw_only=True)
class Bench:
    """The cores of both sides, a folder on a real disk, and the processes that others are forked from."""

    sut_core: int
    folder: Path
    _nurseries: dict[str, Nursery] = field(default_factory=dict)
    _open: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def trial(self, cell: Cell, effort: Effort, calls: Calls) -> Measured:
        """Measure ``cell`` once.

        Raises:
            TrialError: the program did not start, or what came does not agree with what was sent.
        """
        async with self.scene(cell, calls, TAPS_A_CALL) as (scene, child):
            return await scene.play(child.pid, effort)

    @asynccontextmanager
    async def scene(self, cell: Cell, calls: Calls, taps_a_call: int) -> AsyncIterator[tuple[Scene, Child]]:
        """Start the program of a cell and give everybody a card; at the end, compare its log with the taps.

        Raises:
            TrialError: the program did not start, or what came does not agree with what was sent.
        """
        system = SYSTEMS[cell.system]
        with TemporaryDirectory(dir=self.folder) as own:
            if system.durable:
                shutil.copytree(calls.folder, own, dirs_exist_ok=True)
                await _adopt(Path(own) / LOG)
            scene = Scene(cell=cell, sut_core=self.sut_core)
            running = await self._nursery(system.module)
            async with (
                serving(scene.stand_in.heard) as address,
                running.child(self._orders(system, address, own)) as child,
            ):
                await child.reaches(lambda: scene.stand_in.is_called, "asked for updates")
                if scene.stand_in.webhook:
                    scene.deliveries = await _connected(scene)
                await scene.seat(child, calls if system.durable else None, taps_a_call)
                yield scene, child
            if system.durable:
                scene.compare_log(choices_in(Path(own) / LOG) - choices_in(calls.folder / LOG))

    @asynccontextmanager
    async def opened(self) -> AsyncIterator["Bench"]:
        """End every process at the end."""
        async with self._open:
            yield self

    async def _nursery(self, module: str) -> Nursery:
        """Return the nursery of a program, started when it is first needed."""
        if module not in self._nurseries:
            self._nurseries[module] = await self._open.enter_async_context(nursery(module))
        return self._nurseries[module]

    def _orders(self, system: System, address: str, folder: str) -> Orders:
        return Orders(
            address=address,
            folder=folder,
            core=self.sut_core,
            mode=system.mode,
            port=_free_port(),
            variant=system.variant,
        )


async def _connected(scene: Scene) -> Deliveries:
    """Connect to the webhook as soon as it listens: a bot may name it a moment before."""
    deadline = time.monotonic() + PATIENCE
    while True:
        deliveries = Deliveries(hears=scene.crowd.hears, held=scene.crowd.held)
        try:
            await deliveries.connect(scene.stand_in.webhook)
            return deliveries
        except ConnectionRefusedError as error:
            if time.monotonic() > deadline:
                raise TrialError("the webhook never listened") from error
            await asyncio.sleep(0.01)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def choices_in(log: Path) -> int:
    """Count the choices in a log."""
    with contextlib.closing(sqlite3.connect(log)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM events WHERE type = 'ChoiceMade'").fetchone()
    return int(count)


def cores() -> tuple[int, int]:
    """Return the core of the systems under test and ours; the same one where there is only one."""
    found = sorted(os.sched_getaffinity(0))
    return found[0], found[-1]


async def _adopt(log: Path) -> None:
    """Take the copy of a log for a log of its own, which no program would take it for by itself."""
    async with open_storage(f"sqlite:///{log}", clock=now, manner=Manner(adopt=True)):
        pass
