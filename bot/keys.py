"""The keys on the command line: made, looked at, rotated, and recovered."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from bot.clock import now
from bot.settings import Settings
from bot.storing import (
    NoFileError,
    database_file,
    is_served,
    key_use_of,
    keyring_of,
    keys_file,
    manner_of,
    name_of_log,
    open_rows,
    unopened_of,
)
from bot.teller import Teller, teller
from storage.keyring import Keyring, RecoveryKey
from storage.keys_file import replace_keys, write_new
from storage.rewrapping import Change, under_current
from storage.sql.key_rows import KeyUse
from storage.sql.lines import Lines
from storage.sql.rewrapping import rewrap

FAILED: Final = 1
_FEW: Final = 3
"""Calls that are named of those that do not open."""
ENVIRONMENT: Final = "HEJIE_KEYS"


class KeysThereError(Exception):
    """There are keys already, and new ones would not open what those locked."""


class NoPlaceError(Exception):
    """No file stands beside a log on a server: name one for its keys in HEJIE_KEYS_FILE."""


class RecoveryThereError(Exception):
    """A recovery key is kept there already: it may be the only thing that opens a backup."""


def make(settings: Settings, recovery_to: Path, *, printed: bool) -> int:
    """Make the keys of a new log, and a recovery key to be taken offline; 0.

    Raises:
        KeysThereError, RecoveryThereError, NoFileError: there is something already, or no place for it.
    """
    path = _place_for_keys(settings)
    recovery = RecoveryKey.fresh(now().date())
    keyring = Keyring.fresh(now().date(), recovery)
    told = teller(settings)
    keep_offline(recovery, recovery_to)
    if printed:
        print(keyring.line(), flush=True)
    else:
        _write(keyring, path, recovery_to)
    told.say_twice("keys.made", keys=where(None if printed else path), recovery=str(recovery_to))
    return 0


def rotate(settings: Settings) -> int:
    """Lock every call under a new operating key, or go on with that; 1 when a call's key does not open."""
    keyring, path = keyring_of(settings), keys_file(settings)
    told = teller(settings)

    async def rotated() -> int:
        async with open_rows(settings, manner_of(settings)) as lines:
            fresh = keyring
            if _behind(key_use_of(settings), keyring):
                told.say("keys.goes_on", key=keyring.current)
            else:
                fresh = keyring.rotated(now().date())
                if not kept(fresh, path, told):
                    return 0
            code = await lock_all(lines, under_current(fresh), told, "keys.rotated", fresh.current)
            told.say("keys.old_line", old=", ".join(list(fresh.operating)[:-1]), keys=where(path))
            return code

    return asyncio.run(rotated())


def check(settings: Settings) -> int:
    """Tell which keys are in use and whether every call opens; 1 when one does not, or its key is missing."""
    keyring, use, told = keyring_of(settings), key_use_of(settings), teller(settings)
    path = keys_file(settings)
    told.say("keys.in_environment" if path is None else "keys.in_file", keys=where(path))
    _tell_operating(keyring, use, told)
    _tell_recovery(keyring, use, told)
    unopen = unopened_of(settings, keyring.unwrap, told.progress("keys.opening"))
    told.say("keys.tried", calls=use.calls, unopened=len(unopen))
    return tell_unopened(unopen, told)


def _tell_operating(keyring: Keyring, use: KeyUse, told: Teller) -> None:
    for key in keyring.operating:
        calls = use.operating.get(key, 0)
        if key == keyring.current:
            told.say("keys.current", key=key, calls=calls)
        else:
            told.say("keys.in_use" if calls else "keys.not_in_use", key=key, calls=calls)
    for key, calls in use.operating.items():
        if key not in keyring.operating:
            told.say("keys.missing", key=key, calls=calls)


def _tell_recovery(keyring: Keyring, use: KeyUse, told: Teller) -> None:
    for key, calls in use.recovery.items():
        if key is None:
            told.say("keys.without_recovery", calls=calls)
        elif keyring.recovery is not None and key == keyring.recovery.id:
            told.say("keys.recovery", key=key, calls=calls)
        else:
            told.say("keys.other_recovery", key=key, calls=calls)
    if keyring.recovery is None and None not in use.recovery:
        told.say("keys.no_recovery")


def _place_for_keys(settings: Settings) -> Path:
    """Return where new keys belong."""
    path, database = keys_file(settings), name_of_log(settings)
    if is_served(settings) and path is None and settings.keys is None:
        raise NoPlaceError
    if database_file(settings) is None and not is_served(settings):
        msg = f"{settings.database} keeps nothing, so that it needs no keys: name a file in HEJIE_DB"
        raise NoFileError(msg)
    if path is None or path.exists():
        msg = (
            f"there are keys already, in {path or ENVIRONMENT}: `hejie keys check` looks at them, and "
            "`hejie keys recovery` makes a recovery key for them"
        )
        raise KeysThereError(msg)
    use = key_use_of(settings)
    if use.calls:
        msg = (
            f"{database} holds {use.calls} calls, locked by operating key {', '.join(use.operating)}: name "
            "the file of that key in HEJIE_KEYS_FILE, or if it is lost, run `hejie keys recovery --use FILE` "
            "with the recovery key that is kept offline"
        )
        raise KeysThereError(msg)
    return path


def _write(keyring: Keyring, path: Path, recovery_to: Path) -> None:
    """Write the keys, or take their recovery key away again."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_new(path, keyring.text())
    except OSError:
        recovery_to.unlink()
        raise


def keep_offline(recovery: RecoveryKey, to: Path) -> None:
    """Write the private half of a new recovery key, over nothing.

    Raises:
        RecoveryThereError: something is there.
    """
    try:
        write_new(to, recovery.kept_offline())
    except FileExistsError as error:
        msg = f"{to} is there already, and may be the only key to a backup: name another file for the new one"
        raise RecoveryThereError(msg) from error


def kept(keyring: Keyring, path: Path | None, told: Teller) -> bool:
    """Keep ``keyring`` in its file; without one print it, and tell to begin again when it is in its place."""
    if path is None:
        print(keyring.line(), flush=True)
        told.note("keys.set_and_again", variable=ENVIRONMENT)
        return False
    replace_keys(path, keyring)
    return True


def _behind(use: KeyUse, keyring: Keyring) -> int:
    return sum(calls for key, calls in use.operating.items() if key != keyring.current)


async def lock_all(lines: Lines, change: Change, told: Teller, done: str, key: str) -> int:
    """Lock every call anew with ``key`` and tell it; 1 when one did not open and was left as it is."""
    rewrapped = await rewrap(lines.writer, change, told.progress("keys.locking"))
    told.say(done, calls=rewrapped.changed, key=key)
    return tell_unopened(rewrapped.stuck, told)


def tell_unopened(sessions: Sequence[str], told: Teller) -> int:
    """Name some of the calls whose key does not open, and return the exit code."""
    if not sessions:
        return 0
    more = ", …" if len(sessions) > _FEW else ""
    told.say("keys.unopened", first=", ".join(sessions[:_FEW]) + more)
    return FAILED


def where(path: Path | None) -> str:
    """Name the place of the keys."""
    return ENVIRONMENT if path is None else str(path)
