"""A few held connections that read, each in a thread of its own; after an error comes a new one."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any, Final, TypeVar

from dialogs.ports import StorageUnavailableError
from storage.postgres.connection import PostgresConnection, SilentError
from storage.postgres.trouble import REFUSALS, explained, is_own_fault

T = TypeVar("T")
MOST: Final = 4
"""Connections of one line: what is asked meanwhile waits for the first that is free."""


@dataclass(frozen=True, slots=True, eq=False)
class _Job:
    work: Callable[[PostgresConnection], Any]
    future: asyncio.Future[Any]

    def end(self, answer: object) -> None:
        """Tell in the loop of whoever asked how it ended."""
        self._tell(self._set, answer)

    def fail(self, error: Exception) -> None:
        """Tell that it failed."""
        self._tell(self._raise, error)

    def _tell(self, how: Callable[[Any], None], what: object) -> None:
        with suppress(RuntimeError):  # the loop was closed: nobody waits any more
            self.future.get_loop().call_soon_threadsafe(how, what)

    def _set(self, answer: object) -> None:
        if not self.future.done():
            self.future.set_result(answer)

    def _raise(self, error: Exception) -> None:
        if not self.future.done():
            self.future.set_exception(error)


class PostgresLine:
    """A :class:`~storage.sql.connection.Reader`; a connection is opened when all others are busy."""

    def __init__(
        self, name: str, connect: Callable[[], PostgresConnection], most: int = MOST, *, is_cut: bool = False
    ) -> None:
        """Take what messages call the database, and what opens a connection to it.

        One that ``is_cut`` waits at its end for nothing that is under way: the server does that alone.
        """
        self._name = name
        self._connect = connect
        self._most = most
        self._is_cut = is_cut
        self._held = set[PostgresConnection]()
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._threads: list[Thread] = []
        self._busy = 0
        """Jobs that wait or are being done, also those for which nobody waits any more."""
        self._counting = Lock()
        self._closed = False

    @property
    def is_closed(self) -> bool:
        """Tell whether it was closed, or is about to be."""
        return self._closed

    async def run(self, work: Callable[[PostgresConnection], T]) -> T:
        """Run ``work`` in the thread of a connection. A caller who stops waiting does not stop it once begun.

        Raises:
            StorageUnavailableError: the server refused or is away; or the line was closed.
        """
        if self._closed:
            msg = f"{self._name} was closed"
            raise StorageUnavailableError(msg)
        try:
            return await self._asked(work)
        except REFUSALS as error:
            raise StorageUnavailableError(explained(error, self._name)) from error

    def send(self, work: Callable[[PostgresConnection], object]) -> None:
        """Have ``work`` done after what was asked before, and hear nothing of it."""
        if not self._closed:
            self._asked(work).add_done_callback(asyncio.Future.exception)

    def _asked(self, work: Callable[[PostgresConnection], T]) -> asyncio.Future[T]:
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        with self._counting:
            self._busy += 1
        if self._busy > len(self._threads) < self._most:
            self._start()
        self._jobs.put(_Job(work, future))
        return future

    async def close(self) -> None:
        """Close for good, after what was asked before and is still waited for."""
        self._closed = True
        for _ in self._threads:
            self._jobs.put(None)
        if self._is_cut:
            with self._counting:
                for each in self._held:
                    each.cut()
        for thread in self._threads:
            await asyncio.to_thread(thread.join)
        await asyncio.sleep(0)  # what the threads told last is heard before anybody goes on

    def _start(self) -> None:
        thread = Thread(target=self._serve, name=f"reader of {self._name}", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _serve(self) -> None:
        connection: PostgresConnection | None = None
        while (job := self._jobs.get()) is not None:
            if job.future.done():  # nobody waits for it any more: a server that is silent would pile them up
                self._free_one()
            else:
                connection = self._served(job, connection)
        if connection is not None:
            self._let_go(connection)

    def _connected(self) -> PostgresConnection:
        connection = self._connect()
        with self._counting:
            self._held.add(connection)
        return connection

    def _let_go(self, connection: PostgresConnection) -> None:
        with self._counting:
            self._held.discard(connection)
        connection.close()

    def _served(self, job: _Job, connection: PostgresConnection | None) -> PostgresConnection | None:
        """Do one job, and return the connection if it can be used again."""
        held = connection is not None
        try:
            connection = connection or self._connected()
            answer = job.work(connection)
        except Exception as error:  # noqa: BLE001 - a fault of ours must reach those who wait for it
            is_spoilt = isinstance(error, REFUSALS) and not is_own_fault(error)
            if connection is not None and (is_spoilt or connection.is_in_transaction):
                self._let_go(connection)
                connection = None
            if is_spoilt and held and not self._closed and not isinstance(error, SilentError):
                # It may have been lost long ago, and nobody noticed: what only reads can be asked once more.
                return self._served(job, None)
            self._free_one()
            job.fail(error)
        else:
            self._free_one()
            job.end(answer)
        return connection

    def _free_one(self) -> None:
        with self._counting:
            self._busy -= 1
