"""Brings a database's schema up to date: numbered steps, each applied once, none edited after its release."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from storage.errors import CannotOpenStorageError
from storage.sql.migrations import Migration, Stage, migrations_in, stage_of
from storage.sql.statements import statements
from storage.sql.values import stored_time

FOLDER = Path(__file__).with_name("migrations")
SCHEMA = Path(__file__).with_name("schema.sql")
"""What all steps amount to, for whoever wants to read it; a test holds it to them."""
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
    *,
    after_steps: bool = False,
) -> int:
    """Apply the steps that are missing, each in a transaction of its own; return how many.

    A new file gets all of them at once. Another one gets those that add, and with ``after_steps`` those that
    wait for older code to go, too.

    Raises:
        CannotOpenStorageError: the file is another program's, or too new for this one, or a step was edited.
    """
    _claim(connection)
    found = stage(connection, migrations)
    missing = found.missing if after_steps or not found.schema else found.additions
    for steps in ([step] for step in missing) if found.schema else (missing,):
        _apply(connection, steps, now, lifts)
    return len(missing)


def stage(connection: sqlite3.Connection, migrations: Sequence[Migration]) -> Stage:
    """Return how far the schema of a file has come.

    Raises:
        CannotOpenStorageError: it is another program's, or too new for this one, or a step was edited.
    """
    if connection.execute(_SQL["owner"]).fetchone()[0] != OURS:
        raise CannotOpenStorageError("the file is not a database of this program: name another file")
    return stage_of(connection.execute(_SQL["applied"]).fetchall(), migrations)


def refuse_other_schema(connection: sqlite3.Connection, migrations: Sequence[Migration]) -> Stage:
    """Check that a database which must not be changed has what this program needs, and return its stage.

    Raises:
        CannotOpenStorageError: it has not; the message says what to do.
    """
    found = stage(connection, migrations)
    if found.additions:
        raise CannotOpenStorageError(
            "the database has an older schema: start the bot once to bring it up to date"
        )
    return found


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


def _apply(connection: sqlite3.Connection, steps: Sequence[Migration], now: datetime, lifts: Lifts) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        for step in steps:
            for statement in parted(step.sql):
                connection.execute(statement)
            if step.number in lifts:
                lifts[step.number](connection)
            row = (step.number, step.name, step.checksum, stored_time(now))
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
