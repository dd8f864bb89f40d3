"""Children that can be killed: forked from a nursery, and born one by one as the real program is."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from tests.kill.child import Orders

ROOT: Final = Path(__file__).parents[2]
PATIENCE: Final = 20.0
"""Seconds; whatever has not happened by then never will."""


@dataclass(slots=True)
class Body:
    """One child process."""

    pid: int
    dead: asyncio.Event = field(default_factory=asyncio.Event)
    halted: asyncio.Event = field(default_factory=asyncio.Event)
    ended: bool = False
    healthy: bool | None = None
    leads: bool = False
    """It has the lease of its log."""
    asked: float = 0.0
    seconds_to_stop: float = 0.0

    def kill(self) -> None:
        """End it at this very instant, wherever it stands."""
        if not self.dead.is_set():
            with suppress(ProcessLookupError):  # it has died, and the news is on its way
                os.kill(self.pid, signal.SIGKILL)

    def stop(self) -> None:
        """Ask it to end, as whoever supervises processes does."""
        if not self.dead.is_set():
            self.asked = asyncio.get_running_loop().time()
            os.kill(self.pid, signal.SIGTERM)

    def hear(self, said: dict[str, object]) -> None:
        self.ended = self.ended or "ended" in said
        if "halted" in said:
            self.halted.set()
        if "healthy" in said:
            self.healthy = bool(said["healthy"])
        self.leads = bool(said.get("leads", self.leads))

    def watch(self) -> None:
        """Notice its death as soon as the system does."""
        descriptor = os.pidfd_open(self.pid)
        loop = asyncio.get_running_loop()

        def over() -> None:
            loop.remove_reader(descriptor)
            os.close(descriptor)
            self.seconds_to_stop = loop.time() - self.asked
            self.dead.set()

        loop.add_reader(descriptor, over)


class Birthplace(Protocol):
    """Where bots of one version of the program come from."""

    @property
    def tree(self) -> Path:
        """Return the folder that holds that version."""
        ...

    @property
    def errors(self) -> Path:
        """Return the file to which they write what they log, and why they end."""
        ...

    async def bear(self, orders: Orders) -> Body:
        """Start one; when this returns, it runs, and may be killed."""
        ...


@dataclass(slots=True)
class Nursery:
    """Where children are born."""

    process: asyncio.subprocess.Process
    errors: Path
    tree: Path = ROOT
    bodies: dict[int, Body] = field(default_factory=dict)
    _newborn: asyncio.Queue[Body] = field(default_factory=asyncio.Queue)

    async def bear(self, orders: Orders) -> Body:
        """Start a child; when this returns, it runs, and may be killed."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{orders.line()}\n".encode())
        async with asyncio.timeout(PATIENCE):
            return await self._newborn.get()

    async def listen(self) -> None:
        """Hear what the children report, until the nursery closes."""
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            said = json.loads(line)
            pid = said.pop("pid")
            if said.pop("born", False):
                body = self.bodies[pid] = Body(pid)
                body.watch()
                self._newborn.put_nowait(body)
            self.bodies[pid].hear(said)


@asynccontextmanager
async def nursery(errors: Path, tree: Path = ROOT) -> AsyncIterator[Nursery]:
    """Open a nursery; what its children log goes to ``errors``. Leaving kills whoever is left.

    Its children are bots of the version in the folder ``tree``, which has its tests, too.
    """
    with errors.open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.kill.nursery",
            cwd=tree,
            env={**os.environ, "PYTHONPATH": str(tree)},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=log,
        )
    opened = Nursery(process, errors, tree)
    async with asyncio.TaskGroup() as group:
        group.create_task(opened.listen(), name="nursery")
        try:
            yield opened
        finally:
            for body in opened.bodies.values():
                body.kill()
            for body in opened.bodies.values():
                await body.dead.wait()
            assert process.stdin is not None
            process.stdin.close()
            await process.wait()
