"""What can break a promise of the store; each message says what is wrong and what to do."""


class CannotOpenStorageError(Exception):
    """The store cannot be opened as it stands; nothing was changed."""


class InUseError(CannotOpenStorageError):
    """Another process writes the store."""


class AnotherBotError(Exception):
    """The store belongs to another bot than the one that wants to use it."""


class UnreadableEventError(Exception):
    """A stored event cannot be understood by this version of the program; it was not altered."""


class KeyringError(Exception):
    """The keys that were given are not a keyring."""


class WordsErasedError(Exception):
    """Words cannot be added to a call whose key was destroyed."""


class MissingKeyError(CannotOpenStorageError):
    """Operating keys that locked calls of this log are not in the keyring."""

    def __init__(self, ids: tuple[str, ...]) -> None:
        super().__init__(
            f"operating key {', '.join(ids)} is in use and not in the keyring: put it back, or when it is "
            "lost, run `hejie keys recovery --use FILE` with the recovery key that is kept offline"
        )
        self.ids = ids


class WrongKeyError(CannotOpenStorageError):
    """A key does not open what it should have locked."""
