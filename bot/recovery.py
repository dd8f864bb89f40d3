"""The recovery key on the command line: a new one, one that must be used, one that is tried."""

import asyncio
from functools import partial
from pathlib import Path

from bot.clock import now
from bot.keys import keep_offline, kept, lock_all, tell_unopened, where
from bot.settings import Settings
from bot.storing import NoKeysError, key_use_of, keyring_of, keys_file, manner_of, open_rows, unopened_of
from bot.teller import teller
from storage.errors import KeyringError, WrongKeyError
from storage.keyring import Keyring, RecoveryKey, WrappedKey
from storage.keys_file import write_new
from storage.manner import Manner
from storage.rewrapping import for_recovery, recovered
from storage.sql.key_rows import KeyUse
from storage.sql.witness import begin_checkpoints


def renew(settings: Settings, to: Path) -> int:
    """Lock every call for a new recovery key, or go on with that; 1 when a call's key does not open."""
    keyring, path = keyring_of(settings), keys_file(settings)
    told = teller(settings)

    async def renewed() -> int:
        async with open_rows(settings, manner_of(settings)) as lines:
            recovery = keyring.recovery
            if recovery is not None and _locked_otherwise(key_use_of(settings), recovery):
                told.say("keys.goes_on", key=recovery.id)
            else:
                recovery = RecoveryKey.fresh(now().date())
                keep_offline(recovery, to)
                told.say_twice("keys.recovery_made", recovery=str(to))
                if not kept(keyring.with_recovery(recovery), path, told):
                    return 0
            change = for_recovery(keyring, recovery)
            return await lock_all(lines, change, told, "keys.recovery_renewed", recovery.id)

    return asyncio.run(renewed())


def use(settings: Settings, offline: Path, *, adopt: bool = False) -> int:
    """Open every call with the key kept offline and lock it with an operating key; 1 when one stays shut.

    The operating key is a new one, unless the keys that are there were brought back in part.

    Raises:
        KeyringError, WrongKeyError: the file holds no recovery key, or not the one that locked the calls.
    """
    recovery, path, told = _read(offline), keys_file(settings), teller(settings)
    _refuse_wrong(key_use_of(settings), recovery, offline)
    is_new = path is not None and not path.exists()
    keyring = Keyring.fresh(now().date(), recovery) if is_new else keyring_of(settings)
    manner = Manner(keyring=keyring, second=settings.second_place, adopt=adopt, keys_may_be_missing=True)

    async def used() -> int:
        async with open_rows(settings, manner) as lines:
            if is_new and path is not None:
                write_new(path, keyring.text())
                # Nobody can tell any more whether the former signatures are ours.
                await lines.writer.run(partial(begin_checkpoints, second=lines.second))
            code = await lock_all(
                lines, recovered(keyring, recovery), told, "keys.recovered", keyring.current
            )
            if is_new:
                told.say("keys.new_keys", keys=where(path), signing=keyring.signing_id)
            told.say_twice("keys.recovery_was_here", recovery=str(offline))
            return code

    return asyncio.run(used())


def check(settings: Settings, offline: Path) -> int:
    """Prove that the key kept offline opens every call, to the same as the operating key; 1 when not."""
    recovery, told = _read(offline), teller(settings)
    try:
        keyring = keyring_of(settings)
    except (KeyringError, NoKeysError):
        keyring = None  # they are lost, perhaps; what remains to be proven is the more important

    def attempt(session: str, wrapped: WrappedKey) -> None:
        opened = recovery.unwrap(session, wrapped)
        if keyring is None or wrapped.key_id not in keyring.operating:
            return
        if keyring.unwrap(session, wrapped) != opened:
            msg = f"the two locks of call {session} hold different keys"
            raise WrongKeyError(msg)

    calls = key_use_of(settings).calls
    unopen = unopened_of(settings, attempt, told.progress("keys.opening"))
    told.say("keys.recovery_tried", key=recovery.id, calls=calls, unopened=len(unopen))
    return tell_unopened(unopen, told)


def _read(offline: Path) -> RecoveryKey:
    try:
        return RecoveryKey.read(offline.read_text(encoding="ascii"))
    except UnicodeDecodeError as error:
        msg = f"{offline} holds no recovery key"
        raise KeyringError(msg) from error


def _refuse_wrong(use: KeyUse, recovery: RecoveryKey, offline: Path) -> None:
    """Check that the key is one that locked calls, before anything is changed."""
    if use.calls and recovery.id not in use.recovery:
        others = ", ".join(sorted(filter(None, use.recovery))) or "none"
        msg = f"{offline} holds recovery key {recovery.id}, and the calls of this log are locked for {others}"
        raise WrongKeyError(msg)


def _locked_otherwise(use: KeyUse, recovery: RecoveryKey) -> int:
    return sum(calls for key, calls in use.recovery.items() if key != recovery.id)
