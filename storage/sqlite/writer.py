"""The one writing connection: whole transactions, each a function, committed with those that wait."""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, Final, Generic, TypeVar

from dialogs.ports import StorageUnavailableError
from storage.sqlite.line import Line

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]
Then = Callable[[T | None], None]
"""Told in the event loop how a work ended: its answer once that is durable, none when nothing is known."""
LONGEST_WAIT: Final = 0.005
"""Seconds for which work that can wait is held back for company."""
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
    work: Work[object]
    then: Then[Any]
    outcome: asyncio.Future[_Outcome]

    def end(self, outcome: _Outcome | None) -> None:
        """Tell how it ended, also when whoever asked has gone."""
        try:
            self.then(outcome.answer if isinstance(outcome, _Done) else None)
        finally:
            if outcome is None:
                self.outcome.cancel()
            elif not self.outcome.done():
                self.outcome.set_result(outcome)


def _nothing(answer: object) -> None:
    del answer


class Writer:
    """Runs transactions one after the other; those that arrive during a commit share the next one.

    A disk that takes 10 ms to make a commit durable would otherwise allow a hundred taps a second, however
    many people tap.
    """

    def __init__(self, line: Line) -> None:
        """Take the line of the one connection that writes."""
        self._line = line
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
        and makes one of its own only when none came within ``LONGEST_WAIT``.

        What ``work`` raises is raised here, and it has changed nothing. A cancelled caller changes nothing
        either way: the work is done or not, whole, and its neighbours never notice.

        Raises:
            StorageUnavailableError: nothing is known to be written.
        """
        job = _Job(work, then, asyncio.get_running_loop().create_future())
        self._waiting.append(job)
        if can_wait and not self._led:
            await asyncio.wait([job.outcome], timeout=LONGEST_WAIT)
        if not self._led and job in self._waiting:
            self._led = True
            await asyncio.shield(self._lead())
        outcome = await asyncio.shield(job.outcome)
        match outcome:
            case _Done(answer):
                return answer  # type: ignore[return-value]
            case _Failed(error):
                raise error
            case _Lost(error):
                raise StorageUnavailableError(*error.args) from error

    async def close(self) -> None:
        """Commit what was asked before, and close; whoever asks later is refused."""
        await self._commit_waiting()
        async with self._turn:
            await self._line.close()

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
            outcomes: Sequence[_Outcome] = ()
            try:
                outcomes = await self._line.run(lambda connection: _together(connection, batch))
            except StorageUnavailableError as error:
                outcomes = [_Lost(error)] * len(batch)
            except Exception as error:  # noqa: BLE001 - a fault of ours must reach those who wait for it
                outcomes = [_Failed(error)] * len(batch)
            finally:
                _tell(batch, outcomes)


def _tell(batch: Sequence[_Job], outcomes: Sequence[_Outcome]) -> None:
    with ExitStack() as ends:  # each is told, in order, even if what one of them remembers raises
        for job, outcome in reversed(list(zip_longest(batch, outcomes))):
            ends.callback(job.end, outcome)


def _together(connection: sqlite3.Connection, batch: Sequence[_Job]) -> list[_Outcome]:
    """Run every work of the batch and commit, all in the connection's thread.

    IMMEDIATE takes the right to write before anything is read: a transaction that reads first and then finds
    a writer before it fails at once, and no time-out helps.
    """
    connection.execute("BEGIN IMMEDIATE")
    outcomes = [_apart(connection, job.work) for job in batch]
    connection.execute("COMMIT")
    return outcomes


def _apart(connection: sqlite3.Connection, work: Work[object]) -> _Outcome:
    connection.execute("SAVEPOINT work")
    outcome: _Outcome
    try:
        outcome = _Done(work(connection))
    except Exception as error:
        if isinstance(error, sqlite3.Error) and not isinstance(error, _OWN_FAULT):
            # A full disk or a failed read may already have rolled back the whole transaction.
            raise
        connection.execute("ROLLBACK TO work")
        outcome = _Failed(error)
    connection.execute("RELEASE work")
    return outcome
