"""What can break a promise of the store; each message says what is wrong and what to do."""

from pathlib import Path

from dialogs.errors import UnreadableStreamError


class CannotOpenStorageError(Exception):
    """The store cannot be opened as it stands; nothing was changed."""


class InUseError(CannotOpenStorageError):
    """Another process writes the store."""


class HeldUpError(Exception):
    """What was deleted may still be there, because another program holds up that it is taken away."""


class AnotherBotError(Exception):
    """The store belongs to another bot than the one that wants to use it."""


class UnreadableEventError(UnreadableStreamError):
    """A stored event cannot be understood by this version of the program; it was not altered."""


class KeyringError(Exception):
    """The keys that were given are not a keyring."""


class KeysGoneError(KeyringError):
    """The keys of a log that exists are not where they were."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"the keys of this log are not in {path}: put them back there, or name their file in "
            "HEJIE_KEYS_FILE; if they are lost, run `hejie keys recovery --use FILE` with the recovery key "
            "that is kept offline"
        )


class WordsErasedError(Exception):
    """Words cannot be added to a call whose key was destroyed."""


class MissingKeyError(CannotOpenStorageError):
    """Operating keys that locked calls of this log are not in the keyring."""

    def __init__(self, ids: tuple[str, ...]) -> None:
        super().__init__(
            f"operating key {', '.join(ids)} is in use and not in the keyring: put it back, or take it from "
            "the keys of the bot that has it, then start this one again; when it is lost, run `hejie keys "
            "recovery --use FILE` with the recovery key that is kept offline"
        )
        self.ids = ids


class WrongKeyError(CannotOpenStorageError):
    """A key does not open what it should have locked."""


class BrokenChainError(CannotOpenStorageError):
    """An event is not what was written: its hash does not follow from it and the one before it."""


class BackupError(Exception):
    """A backup cannot be made, or cannot be used."""
