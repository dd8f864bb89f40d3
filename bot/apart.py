"""A process of its own for what takes long: checking and rehearsing playbooks while people are on the phone.

Threads of one program share its interpreter, so that a thread which computes makes every tap wait a little at
each of its steps. A process does not.
"""

import asyncio
import logging
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import asynccontextmanager
from functools import partial
from importlib import import_module
from typing import Final, ParamSpec, TypeVar

from playbooks.beside import beside

LOG: Final = logging.getLogger(__name__)
Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")
_GENTLE: Final = 10
"""How much of the processor it leaves to the bot, in the system's own measure."""
_LOOK_SECONDS: Final = 1.0


class Apart:
    """Does work in a process that begins with the first of it, and until it is there in a thread."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._begun: Future[None] | None = None
        """Done once the process has all that it needs."""

    async def __call__(
        self, work: Callable[Parameters, Result], *given: Parameters.args, **named: Parameters.kwargs
    ) -> Result:
        """Return what ``work`` returns; all of it must be able to travel."""
        try:
            pool, begun = self._opened()
            if begun.done():
                loop = asyncio.get_running_loop()
                return await loop.run_in_executor(pool, partial(work, *given, **named))
        except (BrokenProcessPool, OSError) as error:
            LOG.warning("no process for playbooks, a thread does it: %s", type(error).__name__)
            self.close()
        return await beside(work, *given, **named)

    async def warm(self) -> None:
        """Begin the process and wait until it is there.

        Raises:
            BrokenProcessPool, OSError: there can be none.
        """
        _, begun = self._opened()
        await asyncio.wrap_future(begun)

    def close(self) -> None:
        """End the process, whatever it is at; the next work begins another."""
        pool, self._pool, self._begun = self._pool, None, None
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)

    def _opened(self) -> "tuple[ProcessPoolExecutor, Future[None]]":
        if self._pool is None or self._begun is None:
            # Nothing is inherited but what we hand over: no socket, no open log, no lock of a thread.
            clean = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(1, clean, initializer=_settle, initargs=(os.getpid(),))
            self._begun = self._pool.submit(_prepare)
        return self._pool, self._begun


@asynccontextmanager
async def apart() -> AsyncIterator[Apart]:
    """Give a process for work that takes long, and end it when left."""
    opened = Apart()
    try:
        yield opened
    finally:
        opened.close()


def _prepare() -> None:
    """Load what the work needs, which takes a second."""
    import_module(".workbench", "playbooks")
    import_module(".rehearsal", "playbooks")
    import_module("bot.words")


def _settle(parent: int) -> None:
    """Be gentle, leave the keyboard's signals to the bot, and end when it is gone, however it ended."""
    os.nice(_GENTLE)
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOK_SECONDS)
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()
