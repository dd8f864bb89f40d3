"""What can break a promise of the store; each message says what is wrong and what to do."""


class CannotOpenStorageError(Exception):
    """The store cannot be opened as it stands; nothing was changed."""


class AnotherBotError(Exception):
    """The store belongs to another bot than the one that wants to use it."""


class UnreadableEventError(Exception):
    """A stored event cannot be understood by this version of the program; it was not altered."""
