"""The one writing connection: whole transactions, each a function, committed with those that wait."""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from itertools import zip_longest
from time import perf_counter
from typing import Any, Final, Generic, TypeVar, cast

from dialogs.ports import AlreadyRecorded, Appended, Conflict, StorageUnavailableError
from storage.ports import Meter
from storage.silence import SILENT
from storage.sqlite.appending import Appender, Appending, Tip
from storage.sqlite.breaker import Breaker
from storage.sqlite.line import Line

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]
Then = Callable[[T | None], None]
"""Told in the event loop how a work ended: its answer once that is durable, none when nothing is known."""
Answer = Appended | AlreadyRecorded | Conflict
LONGEST_WAIT: Final = 0.005
"""Seconds for which work that can wait is held back for company."""
MOST_WAITING: Final = 4_096
"""Transactions that may wait for their commit; whoever comes then waits for room."""
PATIENCE: Final = 10.0
"""Seconds for which a caller waits for room: longer than SQLite waits for another program's lock."""
_OWN_FAULT = (sqlite3.IntegrityError, sqlite3.DataError, sqlite3.ProgrammingError, sqlite3.InterfaceError)
"""Errors of SQLite that say something of one statement, not of the file."""


@dataclass(frozen=True, slots=True)
class _Done(Generic[T]):
    answer: T


@dataclass(frozen=True, slots=True)
class _Failed:
    """The caller's own work raised; its neighbours in the same commit are untouched."""

    error: Exception


@dataclass(frozen=True, slots=True)
class _Lost:
    """The commit failed, and with it everything in it."""

    error: StorageUnavailableError


_Outcome = _Done[object] | _Failed | _Lost


@dataclass(frozen=True, slots=True, eq=False)
class _Job:
    work: Work[object] | Appending
    then: Then[Any]
    outcome: asyncio.Future[_Outcome]

    def end(self, outcome: _Outcome | None) -> None:
        """Tell how it ended, also when whoever asked has gone."""
        try:
            self.then(outcome.answer if isinstance(outcome, _Done) else None)
        finally:
            if self.outcome.done():
                pass
            elif outcome is None:
                self.outcome.cancel()
            else:
                self.outcome.set_result(outcome)


def _nothing(answer: object) -> None:
    del answer


class Writer:
    """Runs transactions one after the other; those that arrive during a commit share the next one.

    A disk that takes 10 ms to make a commit durable would otherwise allow a hundred taps a second, however
    many people tap.
    """

    def __init__(
        self,
        line: Line,
        *,
        meter: Meter = SILENT,
        breaker: Breaker | None = None,
        most_waiting: int = MOST_WAITING,
        patience: float = PATIENCE,
        committed: Callable[[Tip], None] = _nothing,
    ) -> None:
        """Take the line of the one connection that writes.

        ``committed`` is called in that connection's thread after each commit of appends.
        """
        self._line = line
        self._meter = meter
        self._breaker = breaker or Breaker(meter)
        self._appender = Appender()
        self._committed = committed
        self._patience = patience
        self._most_waiting = most_waiting
        self._room = asyncio.Condition()
        self._waiting: list[_Job] = []
        self._led = False
        """Whether somebody is on the way to commit those that wait."""
        self._turn = asyncio.Lock()

    async def run(
        self, work: Callable[[sqlite3.Connection], T], then: Then[T] = _nothing, *, can_wait: bool = False
    ) -> T:
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
        return cast("T", await self._do(work, then, can_wait=can_wait))

    async def append(self, appending: Appending, then: Then[Answer] = _nothing) -> Answer:
        """Carry out one append, in company; otherwise as :meth:`run`."""
        asked = perf_counter()
        answer = cast("Answer", await self._do(appending, then, can_wait=False))
        self._meter.appended(perf_counter() - asked)
        return answer

    async def alone(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run ``work`` between two commits, outside of any transaction of ours.

        Raises:
            StorageUnavailableError: SQLite refused.
        """
        async with self._turn:
            self._appender.forget()
            return await self._line.run(work)

    async def close(self) -> None:
        """Commit what was asked before, and close; whoever asks later is refused."""
        await self._commit_waiting()
        async with self._turn:
            await self._line.close()

    async def _do(self, work: Work[object] | Appending, then: Then[Any], *, can_wait: bool) -> object:
        self._breaker.check()
        if len(self._waiting) >= self._most_waiting:
            await self._find_room()
        job = _Job(work, then, asyncio.get_running_loop().create_future())
        self._waiting.append(job)
        if can_wait and not self._led:
            await asyncio.wait([job.outcome], timeout=LONGEST_WAIT)
        if not self._led and job in self._waiting:
            self._led = True
            await asyncio.shield(self._lead())
        # A cancelled caller cancels its own future, and nothing behind it.
        outcome = await job.outcome
        if isinstance(outcome, _Done):
            return outcome.answer
        if isinstance(outcome, _Failed):
            raise outcome.error
        raise StorageUnavailableError(*outcome.error.args) from outcome.error

    async def _find_room(self) -> None:
        """Wait until a batch has gone and there is room among those that wait.

        Raises:
            StorageUnavailableError: nothing went for too long.
        """
        try:
            async with asyncio.timeout(self._patience), self._room:
                await self._room.wait_for(lambda: len(self._waiting) < self._most_waiting)
        except TimeoutError as error:
            msg = "too much waits to be written: the disk is too slow for what is asked of it"
            raise StorageUnavailableError(msg) from error

    async def _lead(self) -> None:
        try:
            await self._commit_waiting()
        except BaseException:
            self._led = False  # whoever comes next takes those along that wait
            raise

    async def _commit_waiting(self) -> None:
        """Commit, when the turn comes, all that waits by then; one of those who wait calls it."""
        async with self._turn:
            batch, self._waiting, self._led = self._waiting, [], False
            if not batch:
                return
            if len(batch) >= self._most_waiting:
                async with self._room:
                    self._room.notify_all()
            outcomes: Sequence[_Outcome] = ()
            begun = perf_counter()
            self._meter.queued(len(batch))
            try:
                outcomes = await self._line.run(lambda connection: self._together(connection, batch))
                self._breaker.succeeded()
                self._meter.committed(len(batch), _events_in(batch), perf_counter() - begun)
            except StorageUnavailableError as error:
                self._breaker.failed(error)
                outcomes = [_Lost(error)] * len(batch)
            except Exception as error:  # noqa: BLE001 - a fault of ours must reach those who wait for it
                outcomes = [_Failed(error)] * len(batch)
            finally:
                _tell(batch, outcomes)

    def _together(self, connection: sqlite3.Connection, batch: Sequence[_Job]) -> list[_Outcome]:
        """Run every work of the batch and commit, all in the connection's thread.

        IMMEDIATE takes the right to write before anything is read: a transaction that reads first and then
        finds a writer before it fails at once, and no time-out helps.
        """
        appender = self._appender
        connection.execute("BEGIN IMMEDIATE")
        try:
            appender.begin(connection)
            outcomes = self._in_bulk(connection, batch)
            if outcomes is None:
                # One of them is at fault. Begin again, and find out which at the price of a savepoint each.
                connection.execute("ROLLBACK")
                appender.forget()
                connection.execute("BEGIN IMMEDIATE")
                outcomes = [self._apart(connection, job.work) for job in batch]
            connection.execute("COMMIT")
        except BaseException:
            appender.forget()
            with suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
            raise
        if appender.tip is not None:
            self._committed(appender.tip)
        return outcomes

    def _in_bulk(self, connection: sqlite3.Connection, batch: Sequence[_Job]) -> list[_Outcome] | None:
        """Do all as if nobody failed, appends first and written together; none when somebody did."""
        appender, outcomes = self._appender, dict[int, _Outcome]()
        try:
            for place, job in enumerate(batch):
                if isinstance(job.work, Appending):
                    outcomes[place] = _Done(appender.take(job.work))
            appender.flush()
            for place, job in enumerate(batch):
                if not isinstance(job.work, Appending):
                    outcomes[place] = _Done(job.work(connection))
        except Exception as error:
            if _ends_the_transaction(error):
                raise
            return None
        return [outcomes[place] for place in range(len(batch))]

    def _apart(self, connection: sqlite3.Connection, work: Work[object] | Appending) -> _Outcome:
        connection.execute("SAVEPOINT work")
        outcome: _Outcome
        try:
            outcome = _Done(self._single(connection, work))
        except Exception as error:
            if _ends_the_transaction(error):
                raise
            connection.execute("ROLLBACK TO work")
            self._appender.forget()
            outcome = _Failed(error)
        connection.execute("RELEASE work")
        return outcome

    def _single(self, connection: sqlite3.Connection, work: Work[object] | Appending) -> object:
        if not isinstance(work, Appending):
            return work(connection)
        answer = self._appender.take(work, alone=True)
        self._appender.flush()
        return answer


def _ends_the_transaction(error: Exception) -> bool:
    """Tell whether a full disk or a failed read may already have rolled back the whole transaction."""
    return isinstance(error, sqlite3.Error) and not isinstance(error, _OWN_FAULT)


def _tell(batch: Sequence[_Job], outcomes: Sequence[_Outcome]) -> None:
    with ExitStack() as ends:  # each is told, in order, even if what one of them remembers raises
        for job, outcome in reversed(list(zip_longest(batch, outcomes))):
            ends.callback(job.end, outcome)


def _events_in(batch: Sequence[_Job]) -> int:
    return sum(job.work.size for job in batch if isinstance(job.work, Appending))
