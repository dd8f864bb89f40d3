"""Brings a database's schema up to date: numbered steps, each applied once, none edited after its release."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from storage.errors import CannotOpenStorageError
from storage.sql.migrations import Migration, migrations_in, refuse_strange_steps
from storage.sql.statements import statements
from storage.sql.values import stored_time

FOLDER = Path(__file__).with_name("migrations")
OURS = 1212500553
"""The application id in the file's header: the letters ``HEJI``."""
_SQL = statements("migrate")


def known_migrations(folder: Path = FOLDER) -> Sequence[Migration]:
    """Return the steps that this program knows, in order."""
    return migrations_in(folder)


Lifts = Mapping[int, Callable[[sqlite3.Connection], None]]
"""What the program itself does after the SQL of a step, in its transaction, by the number of the step."""


def migrate(
    connection: sqlite3.Connection,
    migrations: Sequence[Migration],
    now: datetime,
    lifts: Lifts = MappingProxyType({}),
) -> int:
    """Apply the steps that are missing, each in a transaction of its own; return how many.

    Raises:
        CannotOpenStorageError: the file is another program's, or newer than this one, or a step was edited.
    """
    _claim(connection)
    applied = _applied(connection, migrations)
    for migration in migrations[len(applied) :]:
        _apply(connection, migration, now, lifts.get(migration.number))
    return len(migrations) - len(applied)


def refuse_other_schema(connection: sqlite3.Connection, migrations: Sequence[Migration]) -> None:
    """Check that a database which must not be changed has exactly the schema that this program knows.

    Raises:
        CannotOpenStorageError: it has not; the message says what to do.
    """
    if connection.execute(_SQL["owner"]).fetchone()[0] != OURS:
        raise CannotOpenStorageError("the file is not a database of this program: name another file")
    if len(_applied(connection, migrations)) < len(migrations):
        raise CannotOpenStorageError(
            "the database has an older schema: start the bot once to bring it up to date"
        )


def _applied(connection: sqlite3.Connection, migrations: Sequence[Migration]) -> Sequence[sqlite3.Row]:
    """Return the steps that the database has; refuse a newer database and an edited step."""
    applied = connection.execute(_SQL["applied"]).fetchall()
    refuse_strange_steps(applied, migrations)
    return applied


def _claim(connection: sqlite3.Connection) -> None:
    """Mark an empty file as ours; refuse a file that another program filled."""
    connection.execute("BEGIN IMMEDIATE")
    owner = connection.execute(_SQL["owner"]).fetchone()[0]
    tables = connection.execute(_SQL["tables"]).fetchone()[0]
    if owner != OURS and tables:
        connection.execute("ROLLBACK")
        raise CannotOpenStorageError("the file is a database of another program: name another file")
    connection.execute(_SQL["claim"])
    connection.execute(_SQL["create"])
    connection.execute("COMMIT")


def _apply(
    connection: sqlite3.Connection,
    migration: Migration,
    now: datetime,
    lift: Callable[[sqlite3.Connection], None] | None,
) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statement in parted(migration.sql):
            connection.execute(statement)
        if lift is not None:
            lift(connection)
        row = (migration.number, migration.name, migration.checksum, stored_time(now))
        connection.execute(_SQL["record"], row)
    except BaseException:
        if connection.in_transaction:  # a disk that failed or is full has rolled back already
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def parted(sql: str) -> Iterator[str]:
    """Split ``sql`` at the ends of its statements; a trigger's body stays whole."""
    statement = ""
    for line in sql.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        yield statement
