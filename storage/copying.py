"""Copies a whole log from one store to another, by their URLs."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final

from storage.clock import Clock
from storage.errors import CannotOpenStorageError
from storage.keyring import Keyring
from storage.manner import PATIENCE
from storage.opening import POSTGRES, SQLITE
from storage.postgres import copying as served
from storage.sql.copying import DEAF, Copied, Copy, Ears
from storage.sql.sides import Side
from storage.sqlite import copying as files

PLACES: Final = f"a log is copied from and to {SQLITE}path/to/file.db or {POSTGRES}host/database"


def copy_log(
    source: str, target: str, keyring: Keyring, second: Path, clock: Clock, ears: Ears = DEAF
) -> Copied | None:
    """Copy the log at ``source`` to ``target``, which is the log from then on; none when it was before.

    Broken off at any moment, it goes on where it stopped when it is called again. ``second`` is the folder
    of the log's second place, which stays where it is. To be called in a thread without an event loop.

    Raises:
        CannotOpenStorageError: one of the two will not do; the message says why and what to do.
        StorageUnavailableError: one of the two cannot be read or written now.
    """
    if source == target:
        raise CannotOpenStorageError("a log cannot be copied onto itself: name another place")
    with _source(source, second) as there, _target(target, clock) as here:
        return Copy(there, here, keyring, second, ears).run()


def _source(url: str, second: Path) -> AbstractContextManager[Side]:
    if url.startswith(POSTGRES):
        return served.source_at(url, second, PATIENCE)
    return files.source_at(_path(url), second, PATIENCE)


def _target(url: str, clock: Clock) -> AbstractContextManager[Side]:
    if url.startswith(POSTGRES):
        return served.target_at(url, clock, PATIENCE)
    return files.target_at(_path(url), clock, PATIENCE)


def _path(url: str) -> Path:
    if not url.startswith(SQLITE) or url == SQLITE:
        raise CannotOpenStorageError(PLACES)
    return Path(url.removeprefix(SQLITE))
