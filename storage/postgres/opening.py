"""Opens a database of PostgreSQL: lock, schema, keys, past; one connection that writes, others that read."""

from collections.abc import AsyncIterator, Awaitable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from dialogs.ports import StorageUnavailableError, Turn
from storage.clock import Clock
from storage.errors import CannotOpenStorageError, InUseError, KeyringError, MissingKeyError
from storage.keyring import Keyring
from storage.leases import OURS
from storage.manner import PATIENCE, PLAIN, Manner
from storage.ports import Lease
from storage.postgres.address import name_of
from storage.postgres.connection import PostgresConnection
from storage.postgres.engine import PostgresEngine
from storage.postgres.holding import Holding
from storage.postgres.lease import PostgresLease
from storage.postgres.line import PostgresLine
from storage.postgres.migrate import (
    known_migrations,
    migrate,
    once_free,
    refuse_other_schema,
    refuse_other_server,
    stage,
)
from storage.postgres.past import PostgresPast, log_id, refuse_copy, refuse_to_begin, take_up
from storage.postgres.statements import FOLDER
from storage.postgres.trouble import REFUSALS
from storage.postgres.turns import PATIENCE as TURN_PATIENCE
from storage.postgres.turns import PostgresTurns
from storage.sealing import DataKey
from storage.second_place import SecondPlace
from storage.sql.indexing import index_as_wished, state_of
from storage.sql.key_rows import keys_in_use
from storage.sql.migrations import tell
from storage.sql.moving import look, refuse_half
from storage.sql.statements import statements
from storage.sql.writer import Writer
from storage.turns import own_turns

T = TypeVar("T")
_SQL = statements("opening", FOLDER)
_SETTINGS: Final = {
    "application_name": "hejie",
    "client_encoding": "UTF8",
    "idle_in_transaction_session_timeout": "60s",
    # A connection that was cut is noticed by the server within a minute, and lets go of what it holds.
    "tcp_keepalives_idle": "30",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
}
_LETS_GO: Final = 0.8
"""The part of what others wait for a lock after which the server ends a transaction that has gone silent:
nothing else tells that the machine of a bot was lost within it."""
_CLEARING: Final = 2.0
"""Seconds to wait for whoever holds a table before what was deleted from it is cleared away another time.
An autovacuum of the server gives way after one."""


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
    lease: Lease = OURS
    """For whoever only reads, or is alone, nothing has to be shared out."""
    turn: Turn = field(default_factory=own_turns)


@asynccontextmanager
async def open_lines(url: str, clock: Clock, manner: Manner = PLAIN) -> AsyncIterator[PostgresLines]:
    """Open the database at ``url``, make or migrate its schema, and close everything at the end.

    With other programs only when ``manner`` says that it is shared; else nobody else has it meanwhile.

    Raises:
        CannotOpenStorageError: it cannot be opened; the message says why and what to do.
        KeyringError: no keys were named, or they cannot be used.
    """
    keyring, folder = _keyring(manner), _second_place(manner)
    name = name_of(url)
    connect = partial(writing, url, manner.patience, shared=manner.shared)
    holding = Holding(connect, name, known_migrations(), shared=manner.shared)
    leasing = PostgresLine(name, partial(writing, url), most=1)
    turning = PostgresLine(name, partial(writing, url, TURN_PATIENCE), most=1)
    clearing = PostgresLine(name, partial(writing, url, _CLEARING), most=1, is_cut=True)
    writer = Writer(PostgresEngine(name, holding), meter=manner.meter, aside=clearing)
    reader, looker = _readers(url, name)
    async with AsyncExitStack() as closings:  # each is closed even when another was cancelled meanwhile
        closings.callback(holding.close)
        for each in (writer, looker, reader, leasing, turning, clearing):
            closings.push_async_callback(each.close)
        past = holding.past = await _first(
            writer.alone(partial(_prepare, keyring=keyring, folder=folder, clock=clock, manner=manner)), name
        )
        index = await index_as_wished(
            writer, keyring, manner.indexed, wanted=manner.index, shared=manner.shared
        )
        holding.index = await writer.alone(state_of)
        writer.after_commits(past.committed)
        lease = PostgresLease(leasing) if manner.shared else OURS
        turn = PostgresTurns(turning).turn if manner.shared else own_turns()
        yield PostgresLines(writer, reader, looker, keyring, past.second, index, past, lease, turn)


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
    async with AsyncExitStack() as closings:
        for each in (writer, looker, reader):
            closings.push_async_callback(each.close)
        log = await _first(reader.run(_log_of_this_schema), name)
        yield PostgresLines(writer, reader, looker, keyring, SecondPlace(folder, log))


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


def _prepare(
    connection: PostgresConnection, keyring: Keyring, folder: Path, clock: Clock, manner: Manner
) -> PostgresPast:
    once_free(partial(connection.execute, _SQL["begin_to_start"]))  # a step may take whoever is first long
    try:
        return _prepare_alone(connection, keyring, folder, clock, manner)
    finally:
        with suppress(*REFUSALS):  # it goes with the connection, too
            connection.execute(_SQL["end_start"])


def _prepare_alone(
    connection: PostgresConnection, keyring: Keyring, folder: Path, clock: Clock, manner: Manner
) -> PostgresPast:
    migrations = known_migrations()
    if stage(connection, migrations).schema:
        _refuse(connection, keyring, folder, manner)
    elif not manner.adopt:
        refuse_to_begin(folder)
    migrate(connection, migrations, clock(), after_steps=manner.after_steps)
    tell(stage(connection, migrations))
    return take_up(connection, folder, adopt=manner.adopt)


def _refuse(connection: PostgresConnection, keyring: Keyring, folder: Path, manner: Manner) -> None:
    """Refuse a log that we must not or cannot use, before anything of it is changed.

    Raises:
        CannotOpenStorageError: it is a copy, or half of one; the message says how to go on.
    """
    if not manner.keys_may_be_missing:
        keyring.refuse_missing(keys_in_use(connection))
    refuse_half(connection)
    if not manner.adopt:
        refuse_copy(connection, folder)


def _log_of_this_schema(connection: PostgresConnection) -> str:
    refuse_other_server(connection, writes=False)
    tell(refuse_other_schema(connection, known_migrations()))
    look(connection)
    return log_id(connection) or ""


async def _first(work: Awaitable[T], name: str) -> T:
    """Run ``work`` on a database that may turn out not to be ours."""
    try:
        return await work
    except StorageUnavailableError as error:
        raise CannotOpenStorageError(*error.args) from error
    except (MissingKeyError, InUseError):
        raise
    except OSError as error:  # of a file: what the way to the server raises is caught before
        msg = f"the second place of {name} cannot be written: {error.strerror}"
        raise CannotOpenStorageError(msg) from error
    except CannotOpenStorageError as error:
        msg = f"{name}: {error}"
        raise CannotOpenStorageError(msg) from error


def writing(url: str, patience: float = PATIENCE, *, shared: bool = False) -> PostgresConnection:
    """Return a connection that writes, whose commits are on the server's disk when they are answered.

    One that is ``shared`` out among several programs holds none of the others up while it says nothing.
    """
    wait = {"lock_timeout": f"{int(patience * 1000)}ms"}
    if shared:
        wait["idle_in_transaction_session_timeout"] = f"{int(patience * _LETS_GO * 1000)}ms"
    connection = PostgresConnection(url, {**_SETTINGS, **wait})
    try:
        connection.execute(_SQL["durable"])
    except BaseException:
        connection.close()
        raise
    return connection


def reading(url: str) -> PostgresConnection:
    """Return a connection that can change nothing."""
    return PostgresConnection(url, {**_SETTINGS, "default_transaction_read_only": "on"})
