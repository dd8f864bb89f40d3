"""Opens the log as the settings say: which database, which keys, which second place."""

from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from pathlib import Path
from typing import Final

from bot.clock import now
from bot.settings import Settings, Switch
from storage.keyring import Keyring
from storage.keys_file import read_keys
from storage.opening import SQLITE, Storage, open_for_reading, open_storage
from storage.ports import Meter
from storage.silence import SILENT
from storage.sqlite.indexing import Told
from storage.sqlite.opening import KEYS, LOGGED, Manner
from storage.sqlite.past import beside

INIT: Final = "hejie keys init"


class NoKeysError(Exception):
    """There are no keys to seal people's words with: run `hejie keys init` once, and keep what it says."""


def open_log(settings: Settings, meter: Meter = SILENT) -> AbstractAsyncContextManager[Storage]:
    """Open the log for writing; one program does so at a time.

    Raises:
        CannotOpenStorageError: it cannot be opened; the message says why and what to do.
        KeyringError: its keys cannot be used.
    """
    return _opened(settings, manner_of(settings, meter=meter))


def open_indexed_log(
    settings: Settings, meter: Meter = SILENT, indexed: Told = LOGGED
) -> AbstractAsyncContextManager[Storage]:
    """Open the log for writing, with an index of words or without one as the settings say.

    It is built or deleted first. Only who runs the bot does so: a command that was given other settings by
    accident leaves the index as it is. Raises as :func:`open_log`.
    """
    wanted = settings.search_index is Switch.ON
    return _opened(settings, replace(manner_of(settings, meter=meter), index=wanted, indexed=indexed))


def _opened(settings: Settings, manner: Manner) -> AbstractAsyncContextManager[Storage]:
    return open_storage(settings.database, clock=now, zone=settings.zone, manner=manner)


def read_log(settings: Settings) -> AbstractAsyncContextManager[Storage]:
    """Open the log for reading, beside a bot that may be running.

    Raises:
        CannotOpenStorageError: it is not there, or cannot be read; the message says what to do.
        KeyringError: its keys cannot be used.
    """
    return open_for_reading(settings.database, clock=now, zone=settings.zone, manner=manner_of(settings))


def manner_of(settings: Settings, *, meter: Meter = SILENT, adopt: bool = False) -> Manner:
    """Return how the settings want a SQLite log opened."""
    return Manner(keyring=_keyring(settings), second=settings.second_place, meter=meter, adopt=adopt)


def database_file(settings: Settings) -> Path | None:
    """Return the file of the log; none for a log in memory."""
    url = settings.database
    return Path(url.removeprefix(SQLITE)) if url.startswith(SQLITE) else None


def keys_file(settings: Settings) -> Path | None:
    """Return where the keys stand or would be made; none when the environment holds them, or for memory."""
    if settings.keys is not None:
        return None
    database = database_file(settings)
    return settings.keys_file or (None if database is None else beside(database, KEYS))


def require_keys(settings: Settings) -> None:
    """Check that somebody made keys on purpose, and so was told of the recovery key.

    Raises:
        NoKeysError: nobody did.
    """
    path = keys_file(settings)
    if path is not None and not path.exists():
        raise NoKeysError


def _keyring(settings: Settings) -> Keyring | None:
    if settings.keys is not None:
        return Keyring.read(settings.keys)
    return None if settings.keys_file is None else read_keys(settings.keys_file)
