"""Takes away what SQLite leaves lying about: old pages in the journal, rows in pages that were freed."""

from pathlib import Path
from typing import Final

from storage.sql.connection import Connection

_ATTEMPTS: Final = 3
IN_USE: Final = (
    "another program keeps the journal in use, and what was to be deleted is still in it: close whatever "
    "else reads the database, a backup perhaps, and run this again"
)
_MOMENT: Final = 100
"""Milliseconds for which one attempt waits for readers to finish."""


def truncate_wal(connection: Connection) -> bool:
    """Write the journal's pages into the file and cut it to nothing. Deleted content is zeroed by then.

    Return false when readers kept the journal in use all the while, or the disk did not cut it: what was
    erased may still be in it.
    """
    before = connection.execute("PRAGMA busy_timeout").fetchone()[0]
    connection.execute(f"PRAGMA busy_timeout = {_MOMENT}")
    try:
        for _ in range(_ATTEMPTS):
            if not connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                return _is_cut(connection)
    finally:
        connection.execute(f"PRAGMA busy_timeout = {before}")
    return False


def _is_cut(connection: Connection) -> bool:
    """Tell whether the journal is empty; SQLite does not say when the disk refused to cut it."""
    journal = Path(f"{connection.execute('PRAGMA database_list').fetchone()[2]}-wal")
    return not journal.exists() or not journal.stat().st_size
