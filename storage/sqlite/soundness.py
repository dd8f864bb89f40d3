"""Whether a file has the schema that our steps make."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from functools import cache

from storage.ports import Flaw
from storage.sql.connection import Connection
from storage.sql.migrations import Migration, is_beyond
from storage.sql.statements import statements
from storage.sqlite.migrate import known_migrations, migrate

_SQL, _STEPS = statements("soundness"), statements("migrate")
Piece = tuple[str, str, str, str | None]
"""Of a schema: its name, what it is, of which table, and its text."""


def other_schema(connection: Connection) -> Iterator[Flaw]:
    """Name what the schema has that our steps do not make, or lacks.

    A newer program may have added what we do not know.
    """
    steps = {row[0] for row in connection.execute(_STEPS["applied"])}
    migrations = known_migrations()
    known = _made_by(tuple(step for step in migrations if step.number in steps))
    found = schema(connection)
    wrong = set(found ^ known)
    if is_beyond(steps, migrations):
        wrong = {piece for piece in known - found if not any(_grew(piece, now) for now in found)}
    if wrong:
        name = min(piece[0] for piece in wrong)
        yield Flaw(what=f"the schema is not the one that this program makes: {name}")


def schema(connection: Connection) -> frozenset[Piece]:
    """Return all pieces of a schema."""
    return frozenset((row[0], row[1], row[2], row[3]) for row in connection.execute(_SQL["schema"]))


@cache
def _made_by(steps: Sequence[Migration]) -> frozenset[Piece]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection, steps, datetime(2000, 1, 1, tzinfo=UTC))
        return schema(connection)


def _grew(before: Piece, now: Piece) -> bool:
    """Tell whether a table only gained columns: SQLite writes them behind the last one, after a comma."""
    text, grown = before[3] or "", now[3] or ""
    if before[1] != "table" or before[:3] != now[:3] or len(grown) <= len(text):
        return False
    return any(
        grown[place] == "," and grown.startswith(text[:place]) and grown.endswith(text[place:])
        for place in range(len(text))
    )
