"""Opens a database of PostgreSQL: lock, schema, keys, past; one connection that writes, others that read."""

from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from dialogs.ports import StorageUnavailableError
from storage.clock import Clock
from storage.errors import CannotOpenStorageError, InUseError, KeyringError, MissingKeyError
from storage.keyring import Keyring
from storage.manner import PLAIN, Manner
from storage.postgres.connection import PostgresConnection
from storage.postgres.engine import PostgresEngine
from storage.postgres.line import PostgresLine
from storage.postgres.migrate import known_migrations, migrate, refuse_other_schema, refuse_other_server
from storage.postgres.past import PostgresPast, log_id, take_up
from storage.postgres.statements import FOLDER
from storage.postgres.trouble import name_of
from storage.sealing import DataKey
from storage.second_place import SecondPlace
from storage.sql.indexing import index_as_wished
from storage.sql.statements import statements
from storage.sql.writer import Writer

T = TypeVar("T")
_PAST = statements("past")
_SQL = statements("opening", FOLDER)
_SETTINGS: Final = {
    "application_name": "hejie",
    "client_encoding": "UTF8",
    "idle_in_transaction_session_timeout": "60s",
    "lock_timeout": "10s",
}


@dataclass(frozen=True, slots=True)
class PostgresLines:
    """An open database: the :class:`~storage.sql.lines.Lines` of it."""

    writer: Writer[PostgresConnection]
    reader: PostgresLine
    looker: PostgresLine
    keyring: Keyring
    second: SecondPlace
    index: DataKey | None = None
    past: PostgresPast | None = None


@asynccontextmanager
async def open_lines(url: str, clock: Clock, manner: Manner = PLAIN) -> AsyncIterator[PostgresLines]:
    """Open the database at ``url``, make or migrate its schema, and close everything at the end.

    Raises:
        CannotOpenStorageError: it cannot be opened; the message says why and what to do.
        KeyringError: no keys were named, or they cannot be used.
    """
    keyring, folder = _keyring(manner), _second_place(manner)
    name = name_of(url)
    writer = Writer(PostgresEngine(name, partial(writing, url)), meter=manner.meter)
    reader, looker = _readers(url, name)
    holder = PostgresLine(name, partial(reading, url), most=1)
    past: PostgresPast | None = None
    try:
        await _first(holder.run(partial(_hold, name=name)), name)
        past = await _first(
            writer.alone(partial(_prepare, keyring=keyring, folder=folder, clock=clock, manner=manner)), name
        )
        index = await index_as_wished(writer, keyring, manner.indexed, wanted=manner.index)
        writer.after_commits(past.committed)
        yield PostgresLines(writer, reader, looker, keyring, past.second, index, past)
    finally:
        await reader.close()
        await looker.close()
        await writer.close()
        if past is not None:
            past.close()
        await holder.close()


@asynccontextmanager
async def lines_for_reading(url: str, manner: Manner = PLAIN) -> AsyncIterator[PostgresLines]:
    """Open the database at ``url`` beside a bot that may be running: what writes fails.

    Raises:
        CannotOpenStorageError: it has another schema than this program knows, or cannot be read.
        KeyringError: no keys were named, or they cannot be used.
    """
    keyring, folder = _keyring(manner), _second_place(manner)
    name = name_of(url)
    writer = Writer(PostgresEngine(name, partial(reading, url)))
    reader, looker = _readers(url, name)
    try:
        log = await _first(reader.run(_log_of_this_schema), name)
        yield PostgresLines(writer, reader, looker, keyring, SecondPlace(folder, log))
    finally:
        await reader.close()
        await looker.close()
        await writer.close()


def _readers(url: str, name: str) -> tuple[PostgresLine, PostgresLine]:
    return PostgresLine(name, partial(reading, url)), PostgresLine(name, partial(reading, url), most=1)


def _keyring(manner: Manner) -> Keyring:
    if manner.keyring is None:
        raise KeyringError(
            "a log on a database server needs keys that are kept elsewhere: name their file in "
            "HEJIE_KEYS_FILE, then run `hejie keys init`"
        )
    return manner.keyring


def _second_place(manner: Manner) -> Path:
    if manner.second is None:
        raise CannotOpenStorageError(
            "a log on a database server needs a second place: name a folder in HEJIE_SECOND_PLACE"
        )
    return manner.second


def _hold(connection: PostgresConnection, name: str) -> None:
    """Keep the database for this program, for as long as its connection stands.

    Raises:
        InUseError: another one has it.
    """
    refuse_other_server(connection, writes=True)
    if not connection.execute(_SQL["hold"]).fetchone()[0]:
        raise InUseError(
            f"{name} is in use by another program: stop that bot first, or name another database"
        )


def _prepare(
    connection: PostgresConnection, keyring: Keyring, folder: Path, clock: Clock, manner: Manner
) -> PostgresPast:
    migrate(connection, known_migrations(), clock())
    in_use = {row[0] for row in connection.execute(_PAST["keys_in_use"])}
    missing = tuple(sorted(in_use - set(keyring.operating)))
    if missing and not manner.keys_may_be_missing:
        raise MissingKeyError(missing)
    return take_up(connection, folder, adopt=manner.adopt)


def _log_of_this_schema(connection: PostgresConnection) -> str:
    refuse_other_server(connection, writes=False)
    refuse_other_schema(connection, known_migrations())
    return log_id(connection) or ""


async def _first(work: Awaitable[T], name: str) -> T:
    """Run ``work`` on a database that may turn out not to be ours."""
    try:
        return await work
    except StorageUnavailableError as error:
        raise CannotOpenStorageError(*error.args) from error
    except (MissingKeyError, InUseError):
        raise
    except CannotOpenStorageError as error:
        msg = f"{name}: {error}"
        raise CannotOpenStorageError(msg) from error


def writing(url: str) -> PostgresConnection:
    """Return a connection that writes, whose commits are on the server's disk when they are answered."""
    connection = PostgresConnection(url, _SETTINGS)
    try:
        connection.execute(_SQL["durable"])
    except BaseException:
        connection.close()
        raise
    return connection


def reading(url: str) -> PostgresConnection:
    """Return a connection that can change nothing."""
    return PostgresConnection(url, {**_SETTINGS, "default_transaction_read_only": "on"})
