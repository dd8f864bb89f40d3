"""SQLite as whoever writes needs it."""

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from storage.chain import Tip
from storage.errors import HeldUpError
from storage.ports import Flaw
from storage.sql.appender import tip_of
from storage.sql.connection import Connection
from storage.sql.engine import Gathered, Severity
from storage.sql.statements import statements
from storage.sqlite.bulk import write_rows
from storage.sqlite.scrubbing import IN_USE, truncate_wal
from storage.sqlite.soundness import other_schema
from storage.sqlite.trouble import REFUSALS, explained, kind_of

_SQL = statements("log")
_ROWS = statements("rows")
READ_ONLY: Final = (
    "the store is read-only, because writing failed again and again: free or repair the disk; "
    "it goes on by itself"
)
FOR_GOOD: Final = (
    "the store is read-only, because the file is damaged: stop the bot, keep the file, "
    "restore the latest backup"
)
_OWN_FAULT = (sqlite3.IntegrityError, sqlite3.DataError, sqlite3.ProgrammingError, sqlite3.InterfaceError)
"""Errors of SQLite that say something of one statement, not of the file."""
_LASTING: Final = {
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PERM,
}
"""What another attempt a moment later seldom mends; a lock that another program holds is not among them."""
_DAMAGE: Final = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


@dataclass(frozen=True, slots=True)
class SqliteEngine:
    """An :class:`~storage.sql.engine.Engine` over one file."""

    path: Path
    connector: Callable[[], sqlite3.Connection]
    read_only: str = READ_ONLY
    for_good: str = FOR_GOOD
    refusals: tuple[type[Exception], ...] = REFUSALS
    damage: tuple[type[Exception], ...] = REFUSALS
    at_once: bool = False
    """A statement costs no trip, and a transaction has room for whatever else waits."""

    @property
    def name(self) -> str:
        """Return what messages call the database."""
        return f"the database {self.path}"

    def connect(self) -> sqlite3.Connection:
        """Open a connection that writes."""
        return self.connector()

    def end_of_log(self, connection: Connection, known: Tip | None) -> Tip:
        """Return the end of the log: one connection writes the file (:mod:`storage.sqlite.lock`)."""
        return known or tip_of(connection)

    def write(self, connection: Connection, gathered: Gathered, ends: tuple[Tip, Tip]) -> bool:
        """Write a batch; nobody else moves the end of the log."""
        del ends
        write_rows(connection, _SQL["insert"], gathered.events)
        write_rows(connection, _SQL["record"], gathered.causes)
        write_rows(connection, _ROWS["tap_session"], gathered.taps)
        connection.executemany(_ROWS["put_session"], gathered.calls)
        connection.executemany(_ROWS["put_complaint"], gathered.complaints)
        connection.executemany(_SQL["notice"], gathered.notices)
        connection.executemany(_SQL["put_key"], gathered.keys)
        return True

    def ends_the_transaction(self, error: Exception) -> bool:
        """Tell whether a full disk or a failed read may already have rolled back the whole transaction."""
        return isinstance(error, sqlite3.Error) and not isinstance(error, _OWN_FAULT)

    def is_gone(self, error: Exception) -> bool:
        """Tell that no file goes away by itself."""
        del error
        return False

    def is_worth_another_try(self, error: Exception) -> bool:
        """Tell that SQLite sees for itself when a schema changed, and that nobody stands in our way."""
        del error
        return False

    def explained(self, error: Exception) -> str:
        """Return one sentence: which file, what is wrong with it, and what to do."""
        return explained(error, self.path)

    def severity(self, error: BaseException | None) -> Severity:
        """Return what an error says of the attempts to come."""
        kind = kind_of(error)
        if kind in _DAMAGE:
            return Severity.DAMAGE
        return Severity.LASTING if kind in _LASTING else Severity.PASSING

    def scrub(self, connection: Connection, *, whole: bool = False) -> None:
        """Cut the journal, in which what was deleted may still be."""
        del whole
        if not truncate_wal(connection):
            raise HeldUpError(IN_USE)

    def other_schema(self, connection: Connection) -> Iterator[Flaw]:
        """Name what the schema has that our steps do not make, or lacks."""
        return other_schema(connection)
