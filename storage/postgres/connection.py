"""A connection to PostgreSQL that is used from one thread and answers each call before it returns.

A whole transaction is then one function in one thread, as with SQLite: no caller who stops waiting can tear
it, and the code above knows one way to speak to a database.
"""

import asyncio
import socket
from collections import deque
from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final, TypeVar

import asyncpg

from storage.postgres.address import one_by_one
from storage.postgres.statements import Text, text_of
from storage.sql.connection import Value, Values
from storage.sql.statements import Statement

T = TypeVar("T")
CONNECTING: Final = 5.0
"""Seconds that each server of an address has to let us in."""
ANSWERING: Final = 60.0
"""Seconds that it has to answer one statement."""
PATIENTLY: Final = 86_400.0
"""Seconds for one that takes as long as the log is large: that the way was cut is noticed otherwise."""
SOON: Final = 8.0
"""Seconds that it has for a statement that people wait for, or its way is taken to be cut: a lock is given up
before that."""
_WAITED_FOR: Final = ("log", "rows", "leases", "desk")
"""Files of statements that a tap is made of."""


_KEEPING_ALIVE: Final = {"TCP_KEEPIDLE": 15, "TCP_KEEPINTVL": 5, "TCP_KEEPCNT": 3, "TCP_USER_TIMEOUT": 20_000}
"""What has the system notice within half a minute that the way to the server was cut; the last in ms."""


_LONG: Final = ("copying", "soundness", "verifying")
"""Files of statements that may give more rows than there is memory for."""
_PATIENT: Final = ("copying", "verifying", "indexing")
"""Files of statements that take as long as the log is large, and for which nobody waits with a tap."""
STRETCH: Final = 2_000
"""Rows of those that are fetched in one trip."""
More = Callable[[], Sequence[asyncpg.Record]]


class UnreachableError(Exception):
    """The server, or the way to it, went away."""


class SilentError(UnreachableError):
    """The server did not answer in time."""


REFUSED: Final = (
    UnreachableError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)
"""What a connection raises when the server refuses, cannot be reached, or does not answer in time."""
_TRY_NEXT: Final = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.TargetServerAttributeNotMatched,
)
"""What is raised where the next host of an address may let us in; a time-out is an OSError."""


class Rows:
    """What a statement led to: an :class:`~storage.sql.connection.Answer`."""

    def __init__(self, rows: Sequence[asyncpg.Record], status: str, more: More | None = None) -> None:
        """Take the rows, what the server said, ``INSERT 0 3``, and what fetches further rows if there are."""
        self._rows = deque(rows)
        self._more = more
        count = status.rpartition(" ")[2]
        self.rowcount = int(count) if count.isdecimal() else -1

    def fetchone(self) -> Any:  # noqa: ANN401 - a row or none
        """Return the next row; none when there is no more."""
        return next(iter(self), None)

    def fetchall(self) -> list[Any]:
        """Return all rows that are left."""
        return list(self)

    def __iter__(self) -> Iterator[Any]:
        """Give all rows that are left."""
        while self._rows or self._fetched():
            yield self._rows.popleft()

    def _fetched(self) -> bool:
        """Fetch further rows; false when there are none."""
        if self._more is not None:
            self._rows.extend(self._more())
        return bool(self._rows)


class PostgresConnection:
    """A :class:`~storage.sql.connection.Connection`, with an event loop of its own that nobody else sees."""

    def __init__(self, url: str, settings: Mapping[str, str], soon: float = SOON) -> None:
        """Connect, with these settings of the server for the time of the connection.

        Raises:
            REFUSED: we are not let in.
        """
        self._soon = soon
        self._is_cut = False
        self._loop = asyncio.new_event_loop()
        self._prepared: dict[tuple[str, str], tuple[Text, asyncpg.prepared_stmt.PreparedStatement]] = {}
        try:
            self._raw = self._run(_connected(one_by_one(url), settings))
            transport = self._raw._transport  # type: ignore[attr-defined]  # noqa: SLF001 - nobody else gives it
            _keep_alive(transport.get_extra_info("socket"))
        except BaseException:
            self._loop.close()
            raise

    def execute(self, statement: str, values: Values = (), /) -> Rows:
        """Run one statement; whatever has no name of ours is run as it stands, and gives no rows."""
        if not isinstance(statement, Statement):
            return Rows((), self._run(self._raw.execute(statement, timeout=self._soon)))
        text, prepared = self._prepare(statement)
        if statement.file in _LONG and self.is_in_transaction:
            return Rows((), "", self._stretches(prepared, text.bound(values), self._timeout(statement)))
        rows = self._run(prepared.fetch(*text.bound(values), timeout=self._timeout(statement)))
        return Rows(rows, prepared.get_statusmsg() or "")

    def execute_patiently(self, statement: str) -> None:
        """Run what has no name of ours and takes as long as the log is large."""
        self._run(self._raw.execute(statement, timeout=PATIENTLY))

    def executemany(self, statement: str, rows: Iterable[Values], /) -> None:
        """Run one statement once a row, in one trip."""
        if not isinstance(statement, Statement):
            raise TypeError("only a statement with a name is run over rows")
        text, prepared = self._prepare(statement)
        bound = [text.bound(row) for row in rows]
        self._run(prepared.executemany(bound, timeout=self._timeout(statement)))

    def columns(self, statement: Statement) -> Sequence[tuple[str, str]]:
        """Return the names of the columns that a statement gives, each with the name of its type."""
        _, prepared = self._prepare(statement)
        return [(each.name, each.type.name) for each in prepared.get_attributes()]

    def fill(self, table: str, columns: Sequence[str], rows: Sequence[tuple[object, ...]]) -> None:
        """Write rows of a table, in one trip and with no statement a row."""
        self._run(self._raw.copy_records_to_table(table, columns=columns, records=rows))

    def look(self, sql: str) -> list[Any]:
        """Return the rows of a statement that has no name: of somebody who looks in from outside."""
        return self._run(self._raw.fetch(sql))

    def takes(self, statement: Statement) -> bool:
        """Let the server read a statement without running it; raises what it says against it."""
        return bool(self._prepare(statement))

    def arrays(self, statement: Statement, values: Sequence[Value | Sequence[Value]]) -> Sequence[Any]:
        """Run a statement whose values may be whole columns, and return its rows."""
        _, prepared = self._prepare(statement)
        rows: Sequence[Any] = self._run(prepared.fetch(*values, timeout=self._soon))
        return rows

    def roll_back(self) -> None:
        """Undo the transaction that is open; nothing when the connection is lost, which undoes it too."""
        with suppress(*REFUSED):
            self.execute("ROLLBACK")

    def close(self) -> None:
        """Close it; what was not committed is undone."""
        if self._loop.is_closed():
            return
        try:
            with suppress(*REFUSED):
                if not self._is_cut:
                    self._run(self._raw.close(timeout=CONNECTING))
            self._raw.terminate()
            for task in asyncio.all_tasks(self._loop):  # asyncpg may try to call off what was not answered
                task.cancel()
            self._run(asyncio.sleep(0))  # which lets the socket go
        finally:
            self._loop.close()

    def cut(self) -> None:
        """Break it off from another thread: whoever waits for an answer hears that it is gone."""
        self._is_cut = True
        self._loop.call_soon_threadsafe(self._raw.terminate)

    @property
    def is_in_transaction(self) -> bool:
        """Tell whether a transaction is open."""
        return bool(self._raw.is_in_transaction())

    def _prepare(self, statement: Statement) -> tuple[Text, asyncpg.prepared_stmt.PreparedStatement]:
        key = (statement.file, statement.name)
        known = self._prepared.get(key)
        if known is None:
            text = text_of(statement)
            # Without a name the server would read it anew each time, and not tell when its columns changed.
            work = self._raw.prepare(text.sql, name="_".join(key), timeout=self._timeout(statement))
            prepared = self._run(work)
            known = self._prepared[key] = (text, prepared)
        return known

    def _stretches(
        self,
        prepared: asyncpg.prepared_stmt.PreparedStatement,
        values: Sequence[Value],
        seconds: float | None,
    ) -> More:
        """Begin to run a statement within the transaction that is open, and return what fetches its rows."""

        async def begun() -> asyncpg.cursor.Cursor:
            return await prepared.cursor(*values, timeout=seconds)

        cursor = self._run(begun())
        return lambda: self._run(cursor.fetch(STRETCH, timeout=seconds))

    def _timeout(self, statement: Statement) -> float | None:
        if statement.file in _PATIENT:
            return PATIENTLY
        return self._soon if statement.file in _WAITED_FOR else None

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        """Wait for the server. What a work raises of its own while it is done is another matter."""
        try:
            return self._loop.run_until_complete(work)
        except TimeoutError as error:
            self._is_cut = True
            raise SilentError(*error.args) from error
        except OSError as error:
            self._is_cut = True
            raise UnreachableError(*error.args) from error


async def _connected(urls: Sequence[str], settings: Mapping[str, str]) -> asyncpg.Connection:
    """Connect to the first of these addresses that lets us in, each of which has its time for that."""
    *others, last = urls
    for url in others:
        with suppress(*_TRY_NEXT):
            return await _connected_to(url, settings)
    return await _connected_to(last, settings)


async def _connected_to(url: str, settings: Mapping[str, str]) -> asyncpg.Connection:
    return await asyncpg.connect(
        url,
        timeout=CONNECTING,
        command_timeout=ANSWERING,
        statement_cache_size=0,  # each statement is prepared here, once
        server_settings=dict(settings),
    )


def _keep_alive(connected: socket.socket) -> None:
    if connected.family in {socket.AF_INET, socket.AF_INET6}:
        connected.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in _KEEPING_ALIVE.items():
            if hasattr(socket, name):  # not every system has them all
                connected.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
