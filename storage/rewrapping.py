"""Three ways to lock the key of a call anew; what was said stays sealed as it is."""

from collections.abc import Callable

from storage.errors import MissingKeyError, WrongKeyError
from storage.keyring import Keyring, RecoveryKey, WrappedKey

Change = Callable[[str, WrappedKey], WrappedKey | None]
"""From a call and its key as it is kept to the same key locked anew; none when it stays as it is.

Raises MissingKeyError or WrongKeyError when the key cannot be opened.
"""


def under_current(keyring: Keyring) -> Change:
    """Lock with the current operating key what an earlier one locked."""

    def change(session: str, wrapped: WrappedKey) -> WrappedKey | None:
        if wrapped.key_id == keyring.current:
            return None
        return keyring.rewrap(session, keyring.unwrap(session, wrapped), wrapped)

    return change


def for_recovery(keyring: Keyring, recovery: RecoveryKey) -> Change:
    """Lock for ``recovery`` what was locked for another recovery key, or for none."""

    def change(session: str, wrapped: WrappedKey) -> WrappedKey | None:
        if wrapped.recovery_id == recovery.id:
            return None
        key = keyring.unwrap(session, wrapped)
        # The operating lock is bound to the recovery lock, and made anew with it.
        return keyring.rewrap(session, key, recovery.wrap(session, key, wrapped))

    return change


def recovered(keyring: Keyring, recovery: RecoveryKey) -> Change:
    """Lock with the current operating key what no operating key opens any more, but ``recovery`` does."""

    def change(session: str, wrapped: WrappedKey) -> WrappedKey | None:
        try:
            keyring.unwrap(session, wrapped)
        except (MissingKeyError, WrongKeyError):
            return keyring.rewrap(session, recovery.unwrap(session, wrapped), wrapped)
        return None

    return change
