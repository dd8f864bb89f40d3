"""What a log and a copy of it say of each other, so that only one of them is ever the log.

While it is copied, both keep the same token. Whoever opens the source to write it takes its token away: what
was copied is then no longer all. A copy that is not whole yet is opened by nobody. Once it is, the source
says where the log went, and is opened by nobody before somebody says that it stays.
"""

import logging
import secrets
from typing import Final

from storage.errors import CannotOpenStorageError
from storage.sql.connection import Connection
from storage.sql.notes import forget, note, noted
from storage.sql.statements import statements

_SQL: Final = statements("moving")
_TOLD: Final = logging.getLogger(__name__)
COPIED, COPYING, MOVED = "copied", "copying", "moved"


def token_of(connection: Connection) -> str:
    """Return the token of a source, which it gets with the first copy since it was written."""
    known = noted(connection, COPIED)
    if known is not None:
        return known
    token = secrets.token_hex(8)
    note(connection, COPIED, token)
    return token


def begin(connection: Connection, token: str) -> None:
    """Let a database say that a copy into it was begun."""
    note(connection, COPYING, token)


def hand_over(connection: Connection, to: str) -> None:
    """Let a source say where its log has gone."""
    note(connection, MOVED, to)


def become_whole(connection: Connection) -> None:
    """Let a copy say no longer that it is none."""
    forget(connection, COPYING)


def stay(connection: Connection) -> None:
    """Take up a log where it is: no copy of it is all of it from here on."""
    connection.execute(_SQL["stay"])


def gone(connection: Connection) -> str | None:
    """Return a sentence when the log has gone elsewhere."""
    place = noted(connection, MOVED)
    return None if place is None else f"this log was moved to {place}: name that one in HEJIE_DB"


def refuse_half(connection: Connection) -> None:
    """Check that a database is not a copy that was broken off.

    Raises:
        CannotOpenStorageError: it is.
    """
    if noted(connection, COPYING) is not None:
        raise CannotOpenStorageError(
            "a log was being copied into it, and not all of it is there: run the same `hejie copy` again, "
            "which goes on where it stopped"
        )


def look(connection: Connection) -> None:
    """Check a database that is only read; tell when its log went elsewhere, since it lacks what came after.

    Raises:
        CannotOpenStorageError: it is a copy that was broken off.
    """
    refuse_half(connection)
    if (elsewhere := gone(connection)) is not None:
        _TOLD.warning("%s", elsewhere)
