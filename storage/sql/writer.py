"""The way to the one writing connection: whole transactions, committed with those that wait."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from threading import Thread
from time import perf_counter
from typing import Final, Generic, TypeVar, cast

from dialogs.ports import StorageUnavailableError
from storage.chain import Tip
from storage.errors import HeldUpError
from storage.ports import Meter
from storage.silence import SILENT
from storage.sql.append import Answer, Appending
from storage.sql.breaker import Breaker
from storage.sql.connection import Reader
from storage.sql.engine import C_co, Engine
from storage.sql.scribe import Batch, Done, Failed, Job, Lost, Outcome, Scribe, Work

LOG: Final = logging.getLogger(__name__)
T = TypeVar("T")
Then = Callable[[T | None], None]
"""Told in the event loop how a work ended: its answer once that is durable, none when nothing is known."""
LONGEST_WAIT: Final = 0.005
"""Seconds for which work that can wait is held back for company."""
MOST_WAITING: Final = 4_096
"""Transactions that may wait for their commit; whoever comes then waits for room."""
PATIENCE: Final = 10.0
"""Seconds for which a caller waits for room: longer than SQLite waits for another program's lock."""


def _nothing(answer: object) -> None:
    del answer


class Writer(Generic[C_co]):
    """Runs transactions one after the other; those that arrive during a commit share the next one.

    A disk that takes 10 ms to make a commit durable would otherwise allow a hundred taps a second, however
    many people tap. They run in a thread of their own (:mod:`storage.sql.scribe`); one hop leads there and
    one comes back, however many they are.
    """

    def __init__(
        self,
        engine: Engine[C_co],
        *,
        meter: Meter = SILENT,
        breaker: Breaker | None = None,
        most_waiting: int = MOST_WAITING,
        patience: float = PATIENCE,
        aside: Reader | None = None,
    ) -> None:
        """Take the engine, which opens the one connection that writes.

        What was deleted is cleared away ``aside``, where that goes on while others write.
        """
        self.engine = engine
        self._aside = aside
        self._meter = meter
        self._breaker = breaker or Breaker(meter, engine)
        self._most_waiting = most_waiting
        self._patience = patience
        self._committed: Callable[[Tip], None] = _nothing
        self._scribe = Scribe(engine, self._tell_in_loop, self._tell_commit)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: Thread | None = None
        self._closed = False
        self._pending = 0
        """Jobs that were asked for and have not ended."""
        self._room = asyncio.Event()
        self.needs_scrub = False
        """Whether what was deleted may still stand in the journal."""
        self._company: list[Job] = []
        """Jobs that wait for the next one that cannot."""

    @property
    def connections(self) -> int:
        """Return how many connections were opened so far, each after the one before was lost."""
        return self._scribe.connections

    def after_commits(self, committed: Callable[[Tip], None]) -> None:
        """Call ``committed`` after each commit of appends, in the writing thread."""
        self._committed = committed

    async def run(self, work: Callable[[C_co], T], then: Then[T] = _nothing, *, can_wait: bool = False) -> T:
        """Run ``work`` in a transaction and return its answer once that is durable.

        ``then`` is called first, in the order of the commits and even when the caller was cancelled, so that
        what is remembered of the file stays true to it. What ``can_wait`` goes along with the next commit,
        and makes one of its own only when none came within ``LONGEST_WAIT``. ``work`` may be run a second
        time, after a rollback, when a neighbour's was at fault.

        What ``work`` raises is raised here, and it has changed nothing. A cancelled caller changes nothing
        either way: the work is done or not, whole, and its neighbours never notice.

        Raises:
            StorageUnavailableError: nothing is known to be written.
        """
        return cast("T", await self._do(cast("Work", work), then, can_wait=can_wait))

    async def append(self, appending: Appending, then: Then[Answer] = _nothing) -> Answer:
        """Carry out one append, in company; otherwise as :meth:`run`."""
        asked = perf_counter()
        answer = cast("Answer", await self._do(appending, then))
        self._meter.appended(perf_counter() - asked)
        return answer

    async def alone(self, work: Callable[[C_co], T]) -> T:
        """Run ``work`` between two commits, outside of any transaction of ours.

        Raises:
            StorageUnavailableError: the database refused.
        """
        return cast("T", await self._do(cast("Work", work), _nothing, alone=True))

    @property
    def scrubs_aside(self) -> bool:
        """Tell whether what was deleted is cleared away by a server, which does not say what it left."""
        return self._aside is not None

    async def scrub(self, *, whole: bool = False) -> None:
        """Clear away what was deleted. Who reads for long may hold that up, or a database that is away.

        Then the next try is later, and an alarm says so once: what was deleted stays deleted.
        """
        work = partial(self.engine.scrub, whole=whole)
        is_done = False
        try:
            await (self.alone(work) if self._aside is None else self._aside.run(work))
            is_done = True
        except (HeldUpError, StorageUnavailableError) as error:
            if not self.needs_scrub:
                LOG.critical("what was erased may still be there, until the next try soon: %s", error)
        finally:
            self.needs_scrub = not is_done

    async def close(self) -> None:
        """Commit what was asked before, and close; whoever asks later is refused."""
        self._closed = True
        self._room.set()  # who waits for room is refused
        self._send_company()
        if self._thread is not None:
            self._scribe.jobs.put(None)
            await asyncio.to_thread(self._thread.join)
            await asyncio.sleep(0)  # what the thread told last is heard before anybody goes on

    async def _do(
        self,
        work: Work | Appending,
        then: Callable[[T | None], None],
        *,
        can_wait: bool = False,
        alone: bool = False,
    ) -> object:
        self._refuse_closed()
        self._breaker.check()
        if self._pending >= self._most_waiting:
            await self._find_room()
            self._refuse_closed()
        outcome = await self._asked(work, then, can_wait=can_wait, alone=alone)
        if isinstance(outcome, Done):
            return outcome.answer
        if isinstance(outcome, Failed):
            raise outcome.error
        raise StorageUnavailableError(*outcome.error.args) from outcome.error

    def _refuse_closed(self) -> None:
        if self._closed:
            msg = f"{self.engine.name} was closed"
            raise StorageUnavailableError(msg)

    def _asked(
        self, work: Work | Appending, then: Callable[[T | None], None], *, can_wait: bool, alone: bool
    ) -> asyncio.Future[Outcome]:
        """Hand a job to the thread. A cancelled caller cancels its own future, and nothing behind it."""
        loop = self._loop or self._begun()
        future: asyncio.Future[Outcome] = loop.create_future()

        def end(outcome: Outcome) -> None:
            try:
                then(cast("T", outcome.answer) if isinstance(outcome, Done) else None)
            finally:
                if not future.done():
                    future.set_result(outcome)

        self._pending += 1
        job = Job(work, end, alone)
        if can_wait:
            self._company.append(job)
            loop.call_later(LONGEST_WAIT, self._send_company)
        else:
            self._send_company()
            self._scribe.jobs.put(job)
        return future

    def _begun(self) -> asyncio.AbstractEventLoop:
        self._loop = asyncio.get_running_loop()
        self._thread = self._scribe.start()
        return self._loop

    def _send_company(self) -> None:
        """Send the jobs that could wait, ahead of the one that cannot, into the same commit."""
        for job in self._company:
            self._scribe.jobs.put(job)
        self._company.clear()

    async def _find_room(self) -> None:
        """Wait until fewer wait.

        Raises:
            StorageUnavailableError: nothing went for too long.
        """
        try:
            async with asyncio.timeout(self._patience):
                while self._pending >= self._most_waiting and not self._closed:
                    self._room.clear()
                    await self._room.wait()
        except TimeoutError as error:
            msg = "too much waits to be written: the disk is too slow for what is asked of it"
            raise StorageUnavailableError(msg) from error

    def _tell_commit(self, tip: Tip) -> None:
        self._committed(tip)

    def _tell_in_loop(self, batch: Batch) -> None:
        """Called in the writing thread."""
        with suppress(RuntimeError):  # the loop was closed: nobody waits any more
            if self._loop is not None:
                self._loop.call_soon_threadsafe(self._tell, batch)

    def _tell(self, batch: Batch) -> None:
        self._pending -= len(batch.jobs)
        self._room.set()
        self._measure(batch)
        loop = asyncio.get_running_loop()
        for job, outcome in zip(batch.jobs, batch.outcomes, strict=True):
            try:
                job.end(outcome)
            except Exception as error:  # noqa: BLE001 - the others are told whatever one of them remembers
                message = "what was written could not be remembered"
                loop.call_exception_handler({"message": message, "exception": error})

    def _measure(self, batch: Batch) -> None:
        self._meter.queued(self._pending)
        first = batch.outcomes[0]
        if isinstance(first, Lost):
            self._breaker.failed(first.error)
        elif not batch.jobs[0].alone:
            self._breaker.succeeded()
            self._meter.committed(len(batch.jobs), batch.events, batch.seconds)
