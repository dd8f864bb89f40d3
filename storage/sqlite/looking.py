"""One look into a database, and an answer in a sentence when that fails."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from dialogs.ports import StorageUnavailableError
from storage.errors import CannotOpenStorageError
from storage.sqlite.opening import reading
from storage.sqlite.trouble import explained

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]


def look_into(
    path: Path,
    work: Work[T],
    connect: Callable[[Path], sqlite3.Connection] = reading,
    *,
    grows: Path | None = None,
) -> T:
    """Run ``work`` on a connection that can change nothing; ``grows`` names the file that it writes instead.

    Raises:
        CannotOpenStorageError: as ``work`` does, with the path before the sentence.
        StorageUnavailableError: SQLite refused.
    """
    try:
        with closing(connect(path)) as connection:
            return work(connection)
    except sqlite3.Error as error:
        is_full = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) == sqlite3.SQLITE_FULL
        raise StorageUnavailableError(explained(error, grows if is_full and grows else path)) from error
    except CannotOpenStorageError as error:
        msg = f"{path}: {error}"
        raise CannotOpenStorageError(msg) from error


def at_rest(path: Path) -> sqlite3.Connection:
    """Return a connection to a file that nobody writes; it makes no companions beside it."""
    uri = f"{path.absolute().as_uri()}?immutable=1"
    return sqlite3.connect(uri, uri=True, isolation_level=None)
