"""What a database says of itself, under a word each: which log it holds, how far its index is, and more."""

import secrets
from typing import Final

from storage.sql.connection import Connection
from storage.sql.statements import statements

_SQL: Final = statements("notes")
LOG_ID: Final = "log"
"""Under this word stands the id of the log."""


def noted(connection: Connection, what: str) -> str | None:
    """Return what a database says under a word; none when it says nothing."""
    row = connection.execute(_SQL["noted"], (what,)).fetchone()
    return None if row is None else str(row[0])


def note(connection: Connection, what: str, said: str) -> None:
    """Let a database say something under a word, whatever it said before."""
    connection.execute(_SQL["note"], (what, said))


def forget(connection: Connection, what: str) -> None:
    """Let a database say nothing more under a word."""
    connection.execute(_SQL["forget"], (what,))


def named(connection: Connection) -> str:
    """Return the id of the log, which one that was never opened gets now."""
    log = noted(connection, LOG_ID)
    if log is None:
        log = secrets.token_hex(8)
        note(connection, LOG_ID, log)
    return log
