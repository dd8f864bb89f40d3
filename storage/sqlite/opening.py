"""Opens a SQLite file: lock, checks, keys, schema, past; one connection that writes and two that read."""

import contextlib
import logging
import os
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from dialogs.ports import StorageUnavailableError
from storage.clock import Clock
from storage.errors import CannotOpenStorageError, MissingKeyError
from storage.keyring import Keyring
from storage.keys_file import read_keys, write_new
from storage.ports import Meter
from storage.sealing import DataKey
from storage.silence import SILENT
from storage.sqlite.indexing import Told, index_as_wished
from storage.sqlite.lifting import LIFTS
from storage.sqlite.line import Line
from storage.sqlite.lock import held
from storage.sqlite.migrate import known_migrations, migrate, refuse_other_schema
from storage.sqlite.past import SECOND, Past, beside, log_id, take_up
from storage.sqlite.queries import queries
from storage.sqlite.scrubbing import truncate_wal
from storage.sqlite.writer import Writer

T = TypeVar("T")
LOG: Final = logging.getLogger(__name__)
OLDEST = (3, 37, 0)
"""The first SQLite that checks the types of columns (STRICT tables)."""
FIXED = (3, 51, 3)
"""The first SQLite in which two connections that write or checkpoint at one instant cannot spoil a file."""
PATIENCE = 5.0
"""Seconds; a backup or a look from the command line is over by then."""
KEYS: Final = "-keys"
"""Ends the name of the file of keys that is made beside a new database when no other is named."""
_SQL = queries("past")
_CACHE_KIB: Final = 32_768
_WHOLE_CHECK_BYTES: Final = 64 * 2**20
"""Files up to this size are looked through with their indexes; larger ones page by page."""


def _logged(done: int, of: int) -> None:
    LOG.info("the index of words is being built: %d of %d events", done, of)


LOGGED: Final[Told] = _logged


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a file is opened, beyond where it is."""

    keyring: Keyring | None = None
    """The firm's keys; without them those beside the file, which are made for a new one."""
    second: Path | None = None
    """The folder of the second place; without it one beside the file."""
    meter: Meter = field(default=SILENT)
    patience: float = PATIENCE
    """Seconds to wait for another program that holds the file."""
    adopt: bool = False
    """Whether to take a copy for the log from here on."""
    index: bool | None = None
    """Whether there is to be an index of words; none leaves it as it is."""
    indexed: Told = LOGGED
    """Hears how far the building of the index has come."""


PLAIN: Final = Manner()


@dataclass(frozen=True, slots=True)
class Lines:
    """An open database: the connection that writes, the one that reads, and one for looks that take long."""

    path: Path
    writer: Writer
    reader: Line
    looker: Line
    keyring: Keyring
    index: DataKey | None = None
    """The key of the index of words, while there is one."""
    past: Past | None = None
    """None for whoever only reads beside the bot."""


@asynccontextmanager
async def open_lines(path: Path, clock: Clock, manner: Manner = PLAIN) -> AsyncIterator[Lines]:
    """Open the database at ``path``, make or migrate its schema, and close it at the end.

    Raises:
        CannotOpenStorageError: it cannot be opened; the message says why and what to do.
        KeyringError: the keys beside it cannot be used.
    """
    _refuse_old_sqlite()
    with held(path):
        _make_private(path)
        line = Line(path, partial(_writing, path, manner.patience))
        reader, looker = (Line(path, partial(_reading, path, manner.patience)) for _ in range(2))
        past: Past | None = None
        writer: Writer | None = None
        try:
            keyring, past = await _prepare(line, path, clock, manner)
            index = await index_as_wished(line, keyring, manner.indexed, wanted=manner.index)
            writer = Writer(line, meter=manner.meter, committed=past.committed)
            yield Lines(path, writer, reader, looker, keyring, index, past)
        finally:
            await reader.close()
            await looker.close()
            await (line if writer is None else writer).close()
            if past is not None:
                past.close()


@asynccontextmanager
async def lines_for_reading(path: Path, keyring: Keyring | None = None) -> AsyncIterator[Lines]:
    """Open the database at ``path`` without its lock: what writes fails with ``StorageUnavailableError``.

    Raises:
        CannotOpenStorageError: it has another schema than this program knows, or cannot be read.
        KeyringError: the keys beside it cannot be used.
    """
    reader, looker = (Line(path, partial(_reading, path, PATIENCE)) for _ in range(2))
    try:
        await _run_first(reader, path, lambda connection: refuse_other_schema(connection, known_migrations()))
        keys = keyring or read_keys(beside(path, KEYS))
        yield Lines(path, Writer(reader), reader, looker, keys)
    finally:
        await reader.close()
        await looker.close()


def _refuse_old_sqlite() -> None:
    version = sqlite3.sqlite_version_info
    if version < OLDEST:
        msg = f"SQLite {sqlite3.sqlite_version} is too old: install 3.37 or newer"
        raise CannotOpenStorageError(msg)
    if version < FIXED:
        # This program writes and checkpoints with one connection alone, under a lock; others may not know.
        LOG.warning(
            "SQLite %s can spoil a file that two programs write at one instant: let nothing but this bot "
            "write the database, or install 3.51.3",
            sqlite3.sqlite_version,
        )


def _make_private(path: Path) -> None:
    """Let only the user who runs the bot read a new file; SQLite gives its companions the same rights."""
    with contextlib.suppress(OSError):  # which SQLite tells better, when it opens the file
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


async def _prepare(line: Line, path: Path, clock: Clock, manner: Manner) -> tuple[Keyring, Past]:
    def prepare(connection: sqlite3.Connection) -> tuple[Keyring, Past]:
        _check(connection, path)
        keyring = manner.keyring or _keys_beside(connection, path, clock)
        lifts = {number: _with(lift, keyring) for number, lift in LIFTS.items()}
        lifted = migrate(connection, known_migrations(), clock(), lifts)
        # Only now: the mode is a mark in the file, and until here the file may be another program's.
        connection.execute("PRAGMA journal_mode = WAL")
        _refuse_missing_keys(connection, keyring)
        if lifted:
            truncate_wal(connection)
        return keyring, take_up(connection, path, manner.second or beside(path, SECOND), adopt=manner.adopt)

    return await _run_first(line, path, prepare)


def _with(
    lift: Callable[[sqlite3.Connection, Keyring], None], keyring: Keyring
) -> Callable[[sqlite3.Connection], None]:
    return lambda connection: lift(connection, keyring)


async def _run_first(line: Line, path: Path, work: Callable[[sqlite3.Connection], T]) -> T:
    """Run ``work`` on a file that may turn out to be no database of ours."""
    try:
        return await line.run(work)
    except StorageUnavailableError as error:
        raise CannotOpenStorageError(*error.args) from error
    except MissingKeyError:
        raise
    except CannotOpenStorageError as error:
        msg = f"{path}: {error}"
        raise CannotOpenStorageError(msg) from error


def _check(connection: sqlite3.Connection, path: Path) -> None:
    """Look at every page for damage, and at the indexes of a small file; 0.2 s for 200,000 events."""
    pragma = "integrity_check" if path.stat().st_size <= _WHOLE_CHECK_BYTES else "quick_check"
    found = connection.execute(f"PRAGMA {pragma}(1)").fetchone()[0]
    if found != "ok":
        raise CannotOpenStorageError("the file is damaged: keep it, and restore the latest backup")


def _keys_beside(connection: sqlite3.Connection, path: Path, clock: Clock) -> Keyring:
    keys = beside(path, KEYS)
    if not keys.exists() and not _has_keys(connection):
        fresh = Keyring.fresh(clock().date())
        write_new(keys, fresh.text())
        return fresh
    return read_keys(keys)


def _has_keys(connection: sqlite3.Connection) -> bool:
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return "data_keys" in tables and log_id(connection) is not None


def _refuse_missing_keys(connection: sqlite3.Connection, keyring: Keyring) -> None:
    in_use = {row[0] for row in connection.execute(_SQL["keys_in_use"])}
    missing = tuple(sorted(in_use - set(keyring.operating)))
    if missing:
        raise MissingKeyError(missing)


def _writing(path: Path, patience: float) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=patience, isolation_level=None)
    connection.row_factory = sqlite3.Row
    # NORMAL loses acknowledged commits when the power goes; FULL does not.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    # What is deleted is overwritten, in its page and when the page is freed.
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    return connection


def _reading(path: Path, patience: float) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?mode=ro"
    connection = sqlite3.connect(uri, uri=True, timeout=patience, isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA query_only = ON")
    return connection
