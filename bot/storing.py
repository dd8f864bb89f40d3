"""Opens the log as the settings say: which database, which keys, which second place."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from pathlib import Path
from typing import Final

from bot.clock import now
from bot.settings import Settings, Switch
from storage.errors import KeysGoneError
from storage.keyring import Keyring, WrappedKey
from storage.keys_file import followed_keys, read_keys
from storage.manner import LOGGED, Manner
from storage.opening import POSTGRES, SQLITE, Storage, open_for_reading, open_storage
from storage.ports import Meter, Told
from storage.postgres import looking as served
from storage.postgres import migrate
from storage.postgres import opening as postgres
from storage.postgres.address import name_of
from storage.silence import SILENT
from storage.sql.key_rows import NOWHERE, KeyUse, key_use, unopened
from storage.sql.lines import Lines
from storage.sql.migrations import Stage
from storage.sqlite.looking import look_into
from storage.sqlite.opening import KEYS, open_lines
from storage.sqlite.past import SECOND, beside


class NoKeysError(Exception):
    """Nobody made keys, or said where they are."""

    def __init__(self) -> None:
        super().__init__(
            "There are no keys to seal people's words with: for a new log run `hejie keys init` once, and "
            "keep what it says; for one that has calls put its keys back, or name a new file in "
            "HEJIE_KEYS_FILE and run `hejie keys recovery --use FILE`"
        )


INSTEAD: Final = "back it up with pg_dump, as docs/how-to/keep-the-log-in-postgresql.md says"


class NoFileError(Exception):
    """There is no log, or it is held by memory or a server and has no file."""


def open_log(
    settings: Settings, meter: Meter = SILENT, *, adopt: bool = False, shared: bool = False
) -> AbstractAsyncContextManager[Storage]:
    """Open the log for writing. With ``adopt`` a copy becomes the log.

    One program does so at a time; on a server as many as say ``shared``, while none has it for itself.

    Raises:
        CannotOpenStorageError: it cannot be opened; the message says why and what to do.
        KeyringError: its keys cannot be used.
    """
    return _opened(settings, replace(manner_of(settings, meter=meter, adopt=adopt), shared=shared))


def open_indexed_log(
    settings: Settings, meter: Meter = SILENT, indexed: Told = LOGGED, *, shared: bool = True
) -> AbstractAsyncContextManager[Storage]:
    """Open the log for writing, with an index of words or without one as the settings say.

    It is built or deleted first, on a server only by whoever has the log alone. Other commands, which may
    have been given other settings by accident, leave the index as it is. Raises as :func:`open_log`.
    """
    wanted = settings.search_index is Switch.ON
    manner = replace(manner_of(settings, meter=meter), index=wanted, indexed=indexed, shared=shared)
    return _opened(settings, manner)


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
    """Return how the settings want a log opened."""
    return Manner(keyring=_keyring(settings), second=settings.second_place, meter=meter, adopt=adopt)


def open_rows(settings: Settings, manner: Manner) -> AbstractAsyncContextManager[Lines]:
    """Open the log for what is done to its rows; as :func:`open_log` otherwise.

    Raises:
        NoFileError: the log is in memory, or is not there yet.
    """
    if is_served(settings):
        existing_schema(settings)
        return postgres.open_lines(settings.database, now, manner)
    return open_lines(existing_file(settings), now, manner)


def is_served(settings: Settings) -> bool:
    """Tell whether the log is kept by a database server."""
    return settings.database.startswith(POSTGRES)


def name_of_log(settings: Settings) -> str:
    """Return what the log is called where people read it: no password stands in it."""
    return name_of(settings.database) if is_served(settings) else settings.database


def database_file(settings: Settings) -> Path | None:
    """Return the file of the log; none for a log in memory or on a server."""
    url = settings.database
    return Path(url.removeprefix(SQLITE)) if url.startswith(SQLITE) else None


def existing_file(settings: Settings) -> Path:
    """Return the file of the log.

    Raises:
        NoFileError: the log is in memory or on a server, or is not there yet.
    """
    path = database_file(settings)
    if is_served(settings):
        msg = f"{name_of_log(settings)} is on a server: {INSTEAD}"
        raise NoFileError(msg)
    if path is None or not path.is_file():
        place = path or settings.database
        msg = f"{place} is not there: start the bot once, or name the log in HEJIE_DB"
        raise NoFileError(msg)
    return path


def existing_schema(settings: Settings) -> Stage:
    """Return how far the schema of a log on a server has come.

    Raises:
        CannotOpenStorageError: the schema is another program's, or too new for this one.
        NoFileError: there is no log yet.
    """
    found = served.look_into(
        settings.database, lambda there: migrate.stage(there, migrate.known_migrations())
    )
    if not found.schema:
        msg = f"{name_of_log(settings)} holds no log: start the bot once, or name the log in HEJIE_DB"
        raise NoFileError(msg)
    return found


def second_place(settings: Settings) -> Path | None:
    """Return the folder of the second place; none for a log in memory or on a server without one."""
    database = database_file(settings)
    return settings.second_place or (None if database is None else beside(database, SECOND))


def keys_file(settings: Settings) -> Path | None:
    """Return where the keys stand or would be made; none for those in the environment, or named nowhere."""
    if settings.keys is not None:
        return None
    database = database_file(settings)
    return settings.keys_file or (None if database is None else beside(database, KEYS))


def key_use_of(settings: Settings) -> KeyUse:
    """Return how many calls each key locks, beside a bot that may be running; none when there is no log."""
    if is_served(settings):
        return served.look_into(settings.database, key_use)
    path = database_file(settings)
    return look_into(path, key_use) if path is not None and path.is_file() else NOWHERE


def unopened_of(
    settings: Settings, attempt: Callable[[str, WrappedKey], object], told: Told
) -> Sequence[str]:
    """Return the calls whose key does not open when it is tried, beside a bot that may be running."""
    if is_served(settings):
        return served.look_into(settings.database, lambda connection: unopened(connection, attempt, told))
    path = database_file(settings)
    if path is None or not path.is_file():
        return ()
    return look_into(path, lambda connection: unopened(connection, attempt, told))


def require_keys(settings: Settings) -> None:
    """Check that somebody made keys on purpose, and so was told of the recovery key.

    Raises:
        NoKeysError: nobody did.
        KeysGoneError: they are not where they were.
    """
    path = keys_file(settings)
    if path is not None and not path.exists():
        raise KeysGoneError(path) if key_use_of(settings).calls else NoKeysError


def keyring_of(settings: Settings) -> Keyring:
    """Return the keys, wherever they are kept.

    Raises:
        NoKeysError, KeysGoneError: there are none.
        KeyringError: they cannot be used.
    """
    require_keys(settings)
    path = keys_file(settings)
    if path is not None:
        return read_keys(path)
    if settings.keys is None:
        raise NoKeysError
    return Keyring.read(settings.keys)


def _keyring(settings: Settings) -> Keyring | None:
    if settings.keys is not None:
        return Keyring.read(settings.keys)
    return None if settings.keys_file is None else followed_keys(settings.keys_file)
