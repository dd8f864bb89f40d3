"""Brings a database's schema up to date: one program at a time, one step a transaction."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from time import sleep
from typing import Final, TypeVar

import asyncpg

from storage.errors import CannotOpenStorageError
from storage.postgres.connection import PostgresConnection
from storage.postgres.statements import FOLDER as TEXTS
from storage.postgres.trouble import TooOldError
from storage.sql.migrations import Migration, Stage, code_of, migrations_in, stage_of
from storage.sql.statements import statements
from storage.sql.values import stored_time

T = TypeVar("T")
FOLDER: Final = Path(__file__).with_name("migrations")
SCHEMA: Final = Path(__file__).with_name("schema.sql")
"""What all steps amount to, for whoever wants to read it; a test holds it to them."""
OLDEST: Final = 140_000
"""The first server whose `GRANT` and `REVOKE` we know, as it numbers itself."""
ATTEMPTS: Final = 10
"""At a step of the schema, or a start, that others held up."""
PAUSE: Final = 1.0
"""Seconds between two of them, in which all who were held up by us go on."""
_HELD_UP: Final = (asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError)
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


def migrate(
    connection: PostgresConnection,
    migrations: Sequence[Migration],
    now: datetime,
    *,
    after_steps: bool = False,
) -> int:
    """Apply the steps that are missing, each in a transaction of its own; return how many.

    A new database gets all of them at once. Another one gets those that add, and with ``after_steps`` those
    that wait for older code to go, too. Whoever comes second waits for the first, step by step, and then
    finds the step done. Bots that write meanwhile, and copies that are being made, are held up for a second
    at a time, until a step finds its tables free.

    Raises:
        CannotOpenStorageError: the schema is another program's, or too new for this one, or a step was
            edited, or older code is on the database.
    """
    count = 0
    while more := once_free(partial(_some_more, connection, migrations, now, after_steps=after_steps)):
        count += more
    return count


def stage(connection: PostgresConnection, migrations: Sequence[Migration]) -> Stage:
    """Return how far the schema has come.

    Raises:
        CannotOpenStorageError: it is another program's, or too new for this one, or a step was edited.
    """
    tables = {row[0] for row in connection.execute(_SQL["tables"])}
    if not tables:
        return stage_of((), migrations)
    if not {"migrations", "log_end"} <= tables:
        raise CannotOpenStorageError(
            "it holds tables of another program: name another database, or a schema of its own with "
            "?search_path=hejie at the end of HEJIE_DB"
        )
    return stage_of(connection.execute(_SQL["applied"]).fetchall(), migrations)


def refuse_other_schema(connection: PostgresConnection, migrations: Sequence[Migration]) -> Stage:
    """Check that a database which must not be changed has what this program needs, and return its stage.

    Raises:
        CannotOpenStorageError: it has not; the message says what to do.
    """
    found = stage(connection, migrations)
    if found.additions:
        raise CannotOpenStorageError(
            "the database has an older schema, or none: start the bot once to bring it up to date"
        )
    return found


def refuse_too_new(connection: PostgresConnection, migrations: Sequence[Migration]) -> None:
    """Check on a connection that told its code that nobody took away meanwhile what this program needs.

    Nobody changes the schema while we look, and whoever does so later sees which code is there.

    Raises:
        TooOldError: somebody did.
    """
    connection.execute("BEGIN")
    try:
        connection.execute(_SQL["one_at_a_time"])
        stage(connection, migrations)
    except CannotOpenStorageError as error:
        raise TooOldError(*error.args) from error
    finally:
        connection.roll_back()


def tell_code(connection: PostgresConnection, code: int) -> None:
    """Let everybody see, for the time of the connection, that code of this number is on the database."""
    connection.execute(_SQL["tell_code"], (code,))


def once_free(step: Callable[[], T]) -> T:
    """Try a step again while others hold what it needs, and give up in the end."""
    for _ in range(ATTEMPTS - 1):
        try:
            return step()
        except _HELD_UP:
            sleep(PAUSE)
    return step()


def _some_more(
    connection: PostgresConnection, migrations: Sequence[Migration], now: datetime, *, after_steps: bool
) -> int:
    """Apply the next step, or all to a new database; return how many there were."""
    connection.execute("BEGIN")
    try:
        connection.execute(_SQL["one_at_a_time"])
        found = stage(connection, migrations)
        missing = found.missing if after_steps or not found.schema else found.additions
        steps = missing[:1] if found.schema else missing
        if found.schema and any(step.is_after for step in steps):
            _refuse_company(connection, steps[0], migrations)
        connection.execute(_SQL["hold_up_nobody_for_long"])
        for step in steps:
            connection.execute(_SQL["create"])
            connection.execute_patiently(step.sql)
            connection.execute(_SQL["record"], (step.number, step.name, step.checksum, stored_time(now)))
    except BaseException:
        connection.roll_back()
        raise
    connection.execute_patiently("COMMIT")  # a standby may have to take over a whole index first
    return len(steps)


def _refuse_company(connection: PostgresConnection, step: Migration, migrations: Sequence[Migration]) -> None:
    """Check that nobody is on the database who needs what ``step`` takes away."""
    older = connection.execute(_SQL["older_code"], (step.number,)).fetchall()
    if older:
        who = ", ".join(f"code {code} at {place or 'an unknown place'}" for _, code, place in older)
        raise CannotOpenStorageError(
            f"step {step.name} takes away what code older than {step.number} needs, and such code has the "
            f"database open: {who}; let the newer version, of code {code_of(migrations)}, take its place, "
            "then run `hejie log migrate` again"
        )
