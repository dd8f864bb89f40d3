"""Opens a SQLite file: lock, checks, keys, schema, past; one connection that writes and two that read."""

import contextlib
import logging
import os
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from dialogs.ports import StorageUnavailableError, Turn
from storage.clock import Clock
from storage.errors import CannotOpenStorageError, KeysGoneError, MissingKeyError
from storage.keyring import Keyring
from storage.keys_file import read_keys, write_new
from storage.leases import OURS
from storage.manner import PATIENCE, PLAIN, Manner
from storage.ports import Lease
from storage.sealing import DataKey
from storage.second_place import SecondPlace
from storage.sql.indexing import index_as_wished
from storage.sql.key_rows import keys_in_use
from storage.sql.migrations import tell
from storage.sql.moving import look
from storage.sql.writer import Writer
from storage.sqlite.engine import SqliteEngine
from storage.sqlite.journal import make_durable
from storage.sqlite.lifting import LIFTS
from storage.sqlite.line import Line
from storage.sqlite.lock import held
from storage.sqlite.migrate import known_migrations, migrate, refuse_other_schema, stage
from storage.sqlite.past import SECOND, Past, beside, is_copy, log_id, refuse_copy, take_up
from storage.sqlite.scrubbing import truncate_wal
from storage.turns import own_turns

T = TypeVar("T")
LOG: Final = logging.getLogger(__name__)
OLDEST = (3, 37, 0)
"""The first SQLite that checks the types of columns (STRICT tables)."""
FIXED = (3, 51, 3)
"""The first SQLite in which two connections that write or checkpoint at one instant cannot spoil a file."""
KEYS: Final = "-keys"
"""Ends the name of the file of keys that is made beside a new database when no other is named."""
_CACHE_KIB: Final = 32_768
_WHOLE_CHECK_BYTES: Final = 64 * 2**20
"""Files up to this size are looked through with their indexes; larger ones page by page."""


@dataclass(frozen=True, slots=True)
class Lines:
    """An open database: the connection that writes, the one that reads, and one for looks that take long."""

    path: Path
    writer: Writer[sqlite3.Connection]
    reader: Line
    looker: Line
    keyring: Keyring
    second: SecondPlace
    index: DataKey | None = None
    """The key of the index of words, while there is one."""
    past: Past | None = None
    """None for whoever only reads beside the bot."""
    lease: Lease = OURS
    turn: Turn = field(default_factory=own_turns)


@asynccontextmanager
async def open_lines(path: Path, clock: Clock, manner: Manner = PLAIN) -> AsyncIterator[Lines]:
    """Open the database at ``path``, make or migrate its schema, and close it at the end.

    Raises:
        CannotOpenStorageError: it cannot be opened; the message says why and what to do.
        KeyringError: the keys beside it cannot be used.
    """
    with held(path):
        _refuse_old_sqlite()
        make_private(path)
        writer = Writer(SqliteEngine(path, partial(writing, path, manner.patience)), meter=manner.meter)
        reader, looker = (Line(path, partial(reading, path, manner.patience)) for _ in range(2))
        past: Past | None = None

        def mark() -> None:
            if past is not None:
                past.close()

        async with contextlib.AsyncExitStack() as closings:  # each is closed even when another was cancelled
            closings.callback(mark)
            for each in (writer.close, looker.close, reader.close):
                closings.push_async_callback(each)
            keyring, past = await _prepare(writer, path, clock, manner)
            index = await index_as_wished(writer, keyring, manner.indexed, wanted=manner.index)
            writer.after_commits(past.committed)
            yield Lines(path, writer, reader, looker, keyring, past.second, index, past)


@asynccontextmanager
async def lines_for_reading(path: Path, manner: Manner = PLAIN) -> AsyncIterator[Lines]:
    """Open the database at ``path`` without its lock: what writes fails with ``StorageUnavailableError``.

    Raises:
        CannotOpenStorageError: it has another schema than this program knows, or cannot be read.
        KeyringError: the keys beside it cannot be used.
    """
    reader, looker = (Line(path, partial(reading, path, PATIENCE)) for _ in range(2))
    writer = Writer(SqliteEngine(path, partial(reading, path, PATIENCE)))
    try:
        log = await _run_first(reader.run(_log_of_this_schema), path)
        if log and is_copy(path):
            LOG.warning("this file is a copy, or was renamed, and lacks what the bot wrote since: %s", path)
        keys = manner.keyring or _kept_keys(beside(path, KEYS))
        second = SecondPlace(manner.second or beside(path, SECOND), log)
        yield Lines(path, writer, reader, looker, keys, second)
    finally:
        await reader.close()
        await looker.close()
        await writer.close()


def _log_of_this_schema(connection: sqlite3.Connection) -> str:
    tell(refuse_other_schema(connection, known_migrations()))
    look(connection)
    return log_id(connection) or ""


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


def make_private(path: Path) -> None:
    """Let only the user who runs the bot read a new file; SQLite gives its companions the same rights."""
    with contextlib.suppress(OSError):  # which SQLite tells better, when it opens the file
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


async def _prepare(
    writer: Writer[sqlite3.Connection], path: Path, clock: Clock, manner: Manner
) -> tuple[Keyring, Past]:
    second = manner.second or beside(path, SECOND)

    def prepare(connection: sqlite3.Connection) -> tuple[Keyring, Past]:
        check_pages(connection, path)
        if not manner.adopt:
            refuse_copy(connection, path, second)
        keyring = manner.keyring or _keys_beside(connection, path, clock)
        lifts = {number: _with(lift, keyring) for number, lift in LIFTS.items()}
        migrations = known_migrations()
        lifted = migrate(connection, migrations, clock(), lifts, after_steps=manner.after_steps)
        tell(stage(connection, migrations))
        # Only now: the mode is a mark in the file, and until here the file may be another program's.
        write_ahead(connection)
        # SQLite wants a look into the file between that pragma and the next checkpoint: this is one.
        in_use = keys_in_use(connection)
        if not manner.keys_may_be_missing:
            keyring.refuse_missing(in_use)
        past = take_up(connection, path, second, adopt=manner.adopt)
        # A crash may have come between an erasure, or a lift, and the cut of the journal that follows it. And
        # the file alone must say which log it holds from its first event on, or a copy of it passes for new.
        writer.needs_scrub = not truncate_wal(connection)
        if lifted and writer.needs_scrub:
            raise CannotOpenStorageError("its journal cannot be cut: check the disk, then start again")
        return keyring, past

    return await _run_first(writer.alone(prepare), path)


def _with(
    lift: Callable[[sqlite3.Connection, Keyring], None], keyring: Keyring
) -> Callable[[sqlite3.Connection], None]:
    return lambda connection: lift(connection, keyring)


async def _run_first(work: Awaitable[T], path: Path) -> T:
    """Run ``work`` on a file that may turn out to be no database of ours."""
    try:
        return await work
    except StorageUnavailableError as error:
        raise CannotOpenStorageError(*error.args) from error
    except MissingKeyError:
        raise
    except CannotOpenStorageError as error:
        msg = f"{path}: {error}"
        raise CannotOpenStorageError(msg) from error


def check_pages(connection: sqlite3.Connection, path: Path, *, whole: bool = False) -> None:
    """Look at every page for damage, and at the indexes if asked or if it is small; 0.2 s for 200,000 events.

    Raises:
        CannotOpenStorageError: the file is damaged.
    """
    pragma = "integrity_check" if whole or path.stat().st_size <= _WHOLE_CHECK_BYTES else "quick_check"
    found = connection.execute(f"PRAGMA {pragma}(1)").fetchone()[0]
    if found != "ok":
        raise CannotOpenStorageError("the file is damaged: keep it, and restore the latest backup")


def write_ahead(connection: sqlite3.Connection) -> None:
    """Have commits go to a log first; SQLite answers with the old mode, and no error, when it could not.

    In that mode a commit ends with removing a file, which FULL does not make durable: when the power goes the
    file is back, and undoes what was acknowledged.

    Raises:
        CannotOpenStorageError: it could not.
    """
    if connection.execute("PRAGMA journal_mode = WAL").fetchone()[0] != "wal":
        raise CannotOpenStorageError(
            "SQLite cannot keep its write-ahead log here: check the disk, and keep the file on a local one"
        )


def _keys_beside(connection: sqlite3.Connection, path: Path, clock: Clock) -> Keyring:
    keys = beside(path, KEYS)
    if keys.exists() or log_id(connection) is not None:
        return _kept_keys(keys)
    fresh = Keyring.fresh(clock().date())
    write_new(keys, fresh.text())
    return fresh


def _kept_keys(keys: Path) -> Keyring:
    if not keys.exists():
        raise KeysGoneError(keys)
    return read_keys(keys)


def writing(path: Path, patience: float) -> sqlite3.Connection:
    """Return a connection that writes, whose commits are on the disk when they return."""
    connection = sqlite3.connect(path, timeout=patience, isolation_level=None)
    return _set_up(
        connection,
        # NORMAL loses acknowledged commits when the power goes; FULL does not.
        "synchronous = FULL",
        "foreign_keys = ON",
        # What is deleted is overwritten, in its page and when the page is freed.
        "secure_delete = ON",
        "temp_store = MEMORY",
        f"cache_size = -{_CACHE_KIB}",
        then=partial(make_durable, connection, path),
    )


def reading(path: Path, patience: float = PATIENCE) -> sqlite3.Connection:
    """Return a connection that can change nothing, beside whoever writes."""
    uri = f"{path.absolute().as_uri()}?mode=ro"
    connection = sqlite3.connect(uri, uri=True, timeout=patience, isolation_level=None)
    return _set_up(connection, "query_only = ON")


def _set_up(
    connection: sqlite3.Connection, *pragmas: str, then: Callable[[], None] = lambda: None
) -> sqlite3.Connection:
    """Return the connection with ``pragmas`` set and ``then`` called; closed when one of them fails."""
    try:
        connection.row_factory = sqlite3.Row
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")
        then()
    except BaseException:
        connection.close()
        raise
    return connection
