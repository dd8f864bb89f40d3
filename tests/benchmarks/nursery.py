"""Starts programs under test in no time: one process imports each program once, and forks for every cell.

What is forked has run nothing yet, so that each cell begins afresh; importing aiogram alone takes seconds.
"""

import asyncio
import contextlib
import ctypes
import gc
import importlib
import json
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.benchmarks.systems.orders import Orders

PATIENCE: Final = 30.0
"""Seconds until a program must have come so far."""
ROOT: Final = Path(__file__).parents[2]
_DIE_WITH_PARENT: Final = 1


class TrialError(Exception):
    """A cell gave no figure: the message says why, with the last that the program said."""


@dataclass(frozen=True, slots=True)
class Child:
    """A program under test that runs."""

    pid: int
    words: Path

    @property
    def alive(self) -> bool:
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        return True

    async def reaches(self, what: Callable[[], bool], name: str) -> None:
        """Wait until ``what`` is true.

        Raises:
            TrialError: the program ended, or it takes too long.
        """
        deadline = time.monotonic() + PATIENCE
        while not what():
            if not self.alive or time.monotonic() > deadline:
                words = await asyncio.to_thread(self.words.read_text, errors="replace")
                raise TrialError(f"the program never {name}:\n{words[-3000:]}")
            await asyncio.sleep(0.002)


@dataclass(frozen=True, slots=True)
class Nursery:
    """The process of one program, out of which others are forked."""

    process: asyncio.subprocess.Process

    @asynccontextmanager
    async def child(self, orders: Orders) -> AsyncIterator[Child]:
        """Run the program by ``orders``; it is killed at the end."""
        words = Path(orders.folder) / "said.txt"
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{orders.line()}\n".encode())
        line = await self.process.stdout.readline()
        if not line:
            raise TrialError("the program could not be imported: run it by itself to see why")
        child = Child(int(line), words)
        try:
            yield child
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child.pid, signal.SIGKILL)
            while child.alive:  # noqa: ASYNC110 - it is not our child: no event tells of its end
                await asyncio.sleep(0.002)


@asynccontextmanager
async def nursery(module: str) -> AsyncIterator[Nursery]:
    """Import ``module``, whose ``run`` takes orders, in a process of its own."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.benchmarks.nursery",
        module,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
        start_new_session=True,  # Ctrl-C is for the bench, which then lets it end
    )
    try:
        yield Nursery(process)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()


def main() -> None:
    """Fork once for each line of orders, until there are no more."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system buries them
    run = importlib.import_module(sys.argv[1]).run
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        pid = os.fork()
        if not pid:
            _live(run, line)
        os.write(1, f"{pid}\n".encode())


def _live(run: Callable[[Orders], None], line: str) -> None:
    # Killed with the nursery, so that nothing is left when the bench itself is killed.
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    words = Path(json.loads(line)["folder"]) / "said.txt"
    descriptor = os.open(words, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    code = 1
    try:
        run(Orders.read(line))
        code = 0
    finally:
        sys.stdout.flush()
        if code:
            sys.excepthook(*sys.exc_info())
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
