"""One program writes a database at a time: a lock file beside it says which."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.errors import CannotOpenStorageError, InUseError


@contextmanager
def held(database: Path) -> Iterator[None]:
    """Hold the lock of ``database``; the system lets it go when the process ends, however it ends.

    The file stays: removing it would let two programs lock two files of one name.

    Raises:
        InUseError: another process holds it.
        CannotOpenStorageError: the folder cannot be written.
    """
    path = database.with_name(f"{database.name}.lock.pid")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        msg = (
            f"the folder {path.parent} cannot be written ({error.strerror}): give the user who runs the bot "
            "the right to write it, or name a file elsewhere"
        )
        raise CannotOpenStorageError(msg) from error
    try:
        _lock(descriptor, database)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, database: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip() or "unknown"
        msg = (
            f"the database {database} is in use by process {holder}: if that is a command, wait until it is "
            "done; if it is the bot, stop it as it was started (Ctrl-C, or `systemctl stop hejie`); or name "
            "another database file"
        )
        raise InUseError(msg) from error
