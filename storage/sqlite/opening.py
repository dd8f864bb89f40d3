"""Opens a SQLite file: lock, checks, schema, then one connection that writes and one that reads."""

import contextlib
import os
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from dialogs.ports import StorageUnavailableError
from storage.clock import Clock
from storage.errors import CannotOpenStorageError
from storage.sqlite.line import Line
from storage.sqlite.lock import held
from storage.sqlite.migrate import known_migrations, migrate, refuse_other_schema
from storage.sqlite.writer import Writer

OLDEST = (3, 37, 0)
"""The first SQLite that checks the types of columns (STRICT tables)."""
PATIENCE = 5.0
"""Seconds; a backup or a look from the command line is over by then."""


@dataclass(frozen=True, slots=True)
class Lines:
    """An open database: the one connection that writes, and the one that only reads."""

    writer: Writer
    reader: Line


@asynccontextmanager
async def open_lines(path: Path, clock: Clock, *, patience: float = PATIENCE) -> AsyncIterator[Lines]:
    """Open the database at ``path``, make or migrate its schema, and close it at the end.

    ``patience`` is how many seconds to wait for another program that holds the file.

    Raises:
        CannotOpenStorageError: it cannot be opened; the message says why and what to do.
    """
    if sqlite3.sqlite_version_info < OLDEST:
        msg = f"SQLite {sqlite3.sqlite_version} is too old: install 3.37 or newer"
        raise CannotOpenStorageError(msg)
    with held(path):
        _make_private(path)
        line = Line(path, lambda: _writing(path, patience))
        reader = Line(path, lambda: _reading(path, patience))
        writer = Writer(line)
        try:
            await _prepare(line, path, clock)
            yield Lines(writer, reader)
        finally:
            await reader.close()
            await writer.close()


@asynccontextmanager
async def lines_for_reading(path: Path) -> AsyncIterator[Lines]:
    """Open the database at ``path`` without its lock: what writes fails with ``StorageUnavailableError``.

    Raises:
        CannotOpenStorageError: it has another schema than this program knows, or cannot be read.
    """
    reader = Line(path, lambda: _reading(path, PATIENCE))
    try:
        await _run_first(reader, path, lambda connection: refuse_other_schema(connection, known_migrations()))
        yield Lines(Writer(reader), reader)
    finally:
        await reader.close()


def _make_private(path: Path) -> None:
    """Let only the user who runs the bot read a new file; SQLite gives its companions the same rights."""
    with contextlib.suppress(OSError):  # which SQLite tells better, when it opens the file
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


async def _prepare(line: Line, path: Path, clock: Clock) -> None:
    def prepare(connection: sqlite3.Connection) -> None:
        _check(connection)
        migrate(connection, known_migrations(), clock())
        # Only now: the mode is a mark in the file, and until here the file may be another program's.
        _write_ahead(connection)

    await _run_first(line, path, prepare)


async def _run_first(line: Line, path: Path, work: Callable[[sqlite3.Connection], None]) -> None:
    """Run ``work`` on a file that may turn out to be no database of ours."""
    try:
        await line.run(work)
    except StorageUnavailableError as error:
        raise CannotOpenStorageError(*error.args) from error
    except CannotOpenStorageError as error:
        msg = f"{path}: {error}"
        raise CannotOpenStorageError(msg) from error


def _check(connection: sqlite3.Connection) -> None:
    """Look at every page for damage; 0.2 s for a million events."""
    found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise CannotOpenStorageError("the file is damaged: keep it, and restore the latest backup")


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Have commits go to a log first; SQLite answers with the old mode, and no error, when it could not.

    In that mode a commit ends with removing a file, which FULL does not make durable: when the power goes the
    file is back, and undoes what was acknowledged.
    """
    if connection.execute("PRAGMA journal_mode = WAL").fetchone()[0] != "wal":
        raise CannotOpenStorageError(
            "SQLite cannot keep its write-ahead log here: check the disk, and keep the file on a local one"
        )


def _writing(path: Path, patience: float) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=patience, isolation_level=None)
    connection.row_factory = sqlite3.Row
    # NORMAL loses acknowledged commits when the power goes; FULL does not.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _reading(path: Path, patience: float) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?mode=ro"
    connection = sqlite3.connect(uri, uri=True, timeout=patience, isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA query_only = ON")
    return connection
