"""Everything that a SELECT can bring to light in a database, and where two of them differ."""

import sqlite3
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Final

SCHEMA: Final = "sqlite_schema"
_WHOLE_SCHEMA: Final = "SELECT type, name, tbl_name, sql FROM sqlite_schema"
_TABLES: Final = "SELECT name FROM sqlite_schema WHERE type = 'table'"
STRUCTURE: Final = "structure"
"""Stands for what no row shows: an index, a page, what SQLite says when it looks through the file."""
VIEWS: Final = ("sessions", "complaints", "people", "invitations", "accesses")
"""Tables that are drawn from the log, and drawn again at will."""
Dump = Mapping[str, object]
"""By table, its rows, or why they cannot be read."""


def dumped(path: Path) -> Dump:
    """Read all that the closed database at ``path`` holds, in its raw types, without changing anything."""
    found: dict[str, object] = {}
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
        connection.text_factory = bytes
        found[SCHEMA] = _rows(connection, _WHOLE_SCHEMA)
        found[STRUCTURE] = _rows(connection, "PRAGMA integrity_check(1)")
        for table in _tables(connection):
            found[table] = _rows(connection, f'SELECT * FROM "{table}"')
    return found


def differing(before: Dump, after: Dump) -> tuple[str, ...]:
    """Name the tables that differ: the schema alone when it does, the structure when no row does."""
    tables = [name for name in before if before[name] != after.get(name)]
    if SCHEMA in tables:
        return (SCHEMA,)
    return tuple(name for name in tables if name != STRUCTURE) or tuple(tables)


def _tables(connection: sqlite3.Connection) -> list[str]:
    try:
        names = connection.execute(_TABLES).fetchall()
        return [name.decode() for (name,) in names]
    except (sqlite3.Error, UnicodeDecodeError):
        return []


def _rows(connection: sqlite3.Connection, sql: str) -> object:
    try:
        return Counter(connection.execute(sql))
    except (sqlite3.Error, UnicodeDecodeError) as error:
        return str(error)
