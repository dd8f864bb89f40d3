"""Opens a database of PostgreSQL: lock, schema, keys, past; one connection that writes, others that read."""

import logging
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from dialogs.ports import StorageUnavailableError
from storage.clock import Clock
from storage.errors import CannotOpenStorageError, InUseError, KeyringError, MissingKeyError
from storage.keyring import Keyring
from storage.leases import OURS
from storage.manner import PATIENCE, PLAIN, Manner
from storage.ports import Lease
from storage.postgres.address import name_of
from storage.postgres.connection import PostgresConnection
from storage.postgres.engine import PostgresEngine
from storage.postgres.lease import PostgresLease
from storage.postgres.line import PostgresLine
from storage.postgres.migrate import (
    known_migrations,
    migrate,
    refuse_other_schema,
    refuse_other_server,
    refuse_too_new,
    stage,
    tell_code,
)
from storage.postgres.past import PostgresPast, log_id, refuse_copy, take_up
from storage.postgres.statements import FOLDER
from storage.postgres.trouble import REFUSALS, TooOldError, WentBackError
from storage.sealing import DataKey
from storage.second_place import SecondPlace
from storage.sql.indexing import index_as_wished
from storage.sql.migrations import Migration, code_of, tell
from storage.sql.moving import look, refuse_half, stay
from storage.sql.statements import statements
from storage.sql.writer import Writer

T = TypeVar("T")
LOG: Final = logging.getLogger(__name__)
_PAST = statements("past")
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
    holding = Holding(url, name, manner.patience, known_migrations(), shared=manner.shared)
    writer = Writer(PostgresEngine(name, holding), meter=manner.meter)
    reader, looker = _readers(url, name)
    leasing = PostgresLine(name, partial(writing, url), most=1)
    async with AsyncExitStack() as closings:  # each is closed even when another was cancelled meanwhile
        closings.callback(holding.close)
        for each in (writer, looker, reader, leasing):
            closings.push_async_callback(each.close)
        past = holding.past = await _first(
            writer.alone(partial(_prepare, keyring=keyring, folder=folder, clock=clock, manner=manner)), name
        )
        index = await index_as_wished(
            writer, keyring, manner.indexed, wanted=manner.index, shared=manner.shared
        )
        writer.after_commits(past.committed)
        lease = PostgresLease(leasing) if manner.shared else OURS
        yield PostgresLines(writer, reader, looker, keyring, past.second, index, past, lease)


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


@dataclass(slots=True)
class Holding:
    """Opens the connection that writes, and holds the database with it, together with others or alone."""

    url: str
    name: str
    patience: float
    """Seconds to wait, once it was held and its connection lost, until the server has noticed that too."""
    migrations: Sequence[Migration]
    """The steps of the schema that this program knows."""
    shared: bool = False
    past: PostgresPast | None = None
    """What was acknowledged so far, once that is known."""
    _held_before: bool = False
    _was_refused: bool = False

    def __call__(self) -> PostgresConnection:
        """Open a connection that writes.

        Raises:
            InUseError: another program has the database.
            CannotOpenStorageError: the server will not do.
        """
        connection = writing(self.url, self.patience)
        try:
            self._hold(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def close(self) -> None:
        """Write the last mark of the log, once nothing is written any more."""
        if self.past is not None:
            self.past.close()

    def _hold(self, connection: PostgresConnection) -> None:
        tell_code(connection, code_of(self.migrations))
        if self._held_before:
            connection.execute(_SQL["hold_again" if self.shared else "hold_alone_again"])
            self._refuse_other(connection)
            stay(connection)  # while nobody held it, a copy of it may have been begun
            return
        refuse_other_server(connection, writes=True)
        if not connection.execute(_SQL["hold" if self.shared else "hold_alone"]).fetchone()[0]:
            raise InUseError(f"{self.name} is in use by another program: {self._advice}")
        self._held_before = True

    @property
    def _advice(self) -> str:
        if self.shared:
            return "a command has it for itself; wait until that is done"
        return "stop every bot on it first, or name another database"

    def _refuse_other(self, connection: PostgresConnection) -> None:
        """Write nothing to a server that lacks what was acknowledged, or whose schema is too new for us.

        The first may be a standby that lagged behind; the second can come while we are not connected.
        """
        try:
            refuse_too_new(connection, self.migrations)
            if self.past is not None:
                self.past.refuse_other(connection)
        except (TooOldError, WentBackError) as error:
            if not self._was_refused:
                LOG.critical("%s: %s", self.name, error)
            self._was_refused = True
            raise
        self._was_refused = False


def _prepare(
    connection: PostgresConnection, keyring: Keyring, folder: Path, clock: Clock, manner: Manner
) -> PostgresPast:
    connection.execute(_SQL["begin_to_start"])
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
    migrate(connection, migrations, clock(), after_steps=manner.after_steps)
    tell(stage(connection, migrations))
    return take_up(connection, folder, adopt=manner.adopt)


def _refuse(connection: PostgresConnection, keyring: Keyring, folder: Path, manner: Manner) -> None:
    """Refuse a log that we must not or cannot use, before anything of it is changed.

    Raises:
        CannotOpenStorageError: it is a copy, or half of one; the message says how to go on.
    """
    in_use = {row[0] for row in connection.execute(_PAST["keys_in_use"])}
    missing = tuple(sorted(in_use - set(keyring.operating)))
    if missing and not manner.keys_may_be_missing:
        raise MissingKeyError(missing)
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


def writing(url: str, patience: float = PATIENCE) -> PostgresConnection:
    """Return a connection that writes, whose commits are on the server's disk when they are answered."""
    wait = {"lock_timeout": f"{int(patience * 1000)}ms"}
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
