"""Takes away what SQLite leaves lying about: old pages in the journal, rows in pages that were freed."""

import sqlite3
from typing import Final

_ATTEMPTS: Final = 20
_MOMENT: Final = 100
"""Milliseconds for which one attempt waits for readers to finish."""


def truncate_wal(connection: sqlite3.Connection) -> bool:
    """Write the journal's pages into the file and cut it to nothing. Deleted content is zeroed by then.

    Return false when readers kept the journal in use all the while: what was erased may still be in it.
    """
    before = connection.execute("PRAGMA busy_timeout").fetchone()[0]
    connection.execute(f"PRAGMA busy_timeout = {_MOMENT}")
    try:
        for _ in range(_ATTEMPTS):
            if not connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                return True
    finally:
        connection.execute(f"PRAGMA busy_timeout = {before}")
    return False
