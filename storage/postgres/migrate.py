"""Brings a database's schema up to date: one program at a time, one step a transaction."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from storage.errors import CannotOpenStorageError
from storage.postgres.connection import PostgresConnection
from storage.postgres.statements import FOLDER as TEXTS
from storage.sql.connection import Row
from storage.sql.migrations import Migration, migrations_in, refuse_strange_steps
from storage.sql.statements import statements
from storage.sql.values import stored_time

FOLDER: Final = Path(__file__).with_name("migrations")
SCHEMA: Final = Path(__file__).with_name("schema.sql")
"""What all steps amount to, for whoever wants to read it; a test holds it to them."""
OLDEST: Final = 140_000
"""The first server whose `GRANT` and `REVOKE` we know, as it numbers itself."""
_SQL = statements("migrate", TEXTS)


def known_migrations(folder: Path = FOLDER) -> Sequence[Migration]:
    """Return the steps that this program knows, in order."""
    return migrations_in(folder)


def refuse_other_server(connection: PostgresConnection, *, writes: bool) -> None:
    """Check that the server is one that we can use.

    Raises:
        CannotOpenStorageError: it is not; the message says what to do.
    """
    encoding, version, recovers, schema = connection.execute(_SQL["server"]).fetchone()
    if int(version) < OLDEST:
        raise CannotOpenStorageError(f"PostgreSQL {int(version) // 10_000} is too old: install 14 or newer")
    if encoding != "UTF8":
        raise CannotOpenStorageError(
            f"its texts are stored as {encoding}: make a database with "
            "`createdb --encoding=UTF8 --template=template0`"
        )
    if schema is None:
        raise CannotOpenStorageError("it has no schema to work in: make one, or name another in search_path")
    if recovers and writes:
        raise CannotOpenStorageError(
            "its server is in recovery, so that it can only be read: name the primary in HEJIE_DB, "
            "or promote this one"
        )


def migrate(connection: PostgresConnection, migrations: Sequence[Migration], now: datetime) -> int:
    """Apply the steps that are missing, each in a transaction of its own; return how many.

    Whoever comes second waits for the first, step by step, and then finds the step done.

    Raises:
        CannotOpenStorageError: the schema is another program's, or newer than this one, or a step was edited.
    """
    count = 0
    while _one_more(connection, migrations, now):
        count += 1
    return count


def refuse_other_schema(connection: PostgresConnection, migrations: Sequence[Migration]) -> None:
    """Check that a database which must not be changed has exactly the schema that this program knows.

    Raises:
        CannotOpenStorageError: it has not; the message says what to do.
    """
    if len(_applied(connection, migrations)) < len(migrations):
        raise CannotOpenStorageError(
            "the database has an older schema, or none: start the bot once to bring it up to date"
        )


def _one_more(connection: PostgresConnection, migrations: Sequence[Migration], now: datetime) -> bool:
    connection.execute("BEGIN")
    try:
        connection.execute(_SQL["one_at_a_time"])
        applied = _applied(connection, migrations)
        if len(applied) == len(migrations):
            connection.execute("ROLLBACK")
            return False
        step = migrations[len(applied)]
        connection.execute(_SQL["create"])
        connection.execute(step.sql)
        connection.execute(_SQL["record"], (step.number, step.name, step.checksum, stored_time(now)))
    except BaseException:
        connection.roll_back()
        raise
    connection.execute("COMMIT")
    return True


def _applied(connection: PostgresConnection, migrations: Sequence[Migration]) -> Sequence[Row]:
    """Return the steps that the schema has; refuse one of another program, a newer one, an edited step."""
    tables = {row[0] for row in connection.execute(_SQL["tables"])}
    if not tables:
        return ()
    if not {"migrations", "log_end"} <= tables:
        raise CannotOpenStorageError(
            "it holds tables of another program: name another database, or a schema of its own with "
            "?search_path=hejie at the end of HEJIE_DB"
        )
    applied: Sequence[Row] = connection.execute(_SQL["applied"]).fetchall()
    refuse_strange_steps(applied, migrations)
    return applied
