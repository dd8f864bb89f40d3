"""Whether a file has the schema that our steps make."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from functools import cache

from storage.ports import Flaw
from storage.sql.connection import Connection
from storage.sql.statements import statements
from storage.sqlite.migrate import known_migrations, migrate

_SQL = statements("soundness")


def other_schema(connection: Connection) -> Iterator[Flaw]:
    """Name what the schema has that our steps do not make, or lacks."""
    wrong = sorted(str(row[0]) for row in _schema(connection) ^ _known_schema())
    if wrong:
        yield Flaw(what=f"the schema is not the one that this program makes: {wrong[0]}")


@cache
def _known_schema() -> frozenset[tuple[str | None, ...]]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection, known_migrations(), datetime(2000, 1, 1, tzinfo=UTC))
        return _schema(connection)


def _schema(connection: Connection) -> frozenset[tuple[str | None, ...]]:
    return frozenset(map(tuple, connection.execute(_SQL["schema"])))
