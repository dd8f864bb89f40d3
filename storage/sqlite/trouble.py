"""What an error of SQLite means to whoever runs the bot, and what they can do."""

import sqlite3
from pathlib import Path
from typing import Final

REFUSALS: Final = (sqlite3.Error, UnicodeDecodeError, OSError)
"""What is raised when SQLite refuses, or quotes a name that damage left unreadable, or the disk fails."""
_KIND = 0xFF
"""The low byte of an extended error code says what kind of error it is."""
_ADVICE = {
    sqlite3.SQLITE_NOTADB: "is not a database: name another file, or move this one away to begin anew",
    sqlite3.SQLITE_CORRUPT: "is damaged: stop the bot, keep the file, and restore the latest backup",
    sqlite3.SQLITE_FULL: "cannot grow, because the disk is full: free some space",
    sqlite3.SQLITE_IOERR: "cannot be read or written, because the disk failed or is full: check the disk",
    sqlite3.SQLITE_READONLY: "cannot be written: give the user who runs the bot the right to write it",
    sqlite3.SQLITE_PERM: "cannot be written: give the user who runs the bot the right to write it",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened: check that its folder exists and may be written",
    sqlite3.SQLITE_BUSY: "is held by another program: close whatever else has it open",
    sqlite3.SQLITE_LOCKED: "is held by another program: close whatever else has it open",
}


def kind_of(error: BaseException | None) -> int:
    """Return the primary result code of what SQLite raised; ``SQLITE_ERROR`` where it says none."""
    if isinstance(error, UnicodeDecodeError):
        return sqlite3.SQLITE_CORRUPT
    if isinstance(error, OSError):
        return sqlite3.SQLITE_IOERR
    return int(getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)) & _KIND


def explained(error: Exception, path: Path) -> str:
    """Return one sentence: which file, what is wrong with it, and what to do."""
    advice = _ADVICE.get(kind_of(error))
    return f"the database {path} {advice}" if advice else f"the database {path} failed: {error}"
