"""Broken promises. Expected outcomes are values (see ``refusals``), never exceptions."""

from collections.abc import Sequence

from dialogs.events import Event


class DialogueError(Exception):
    """A promise of the core was broken."""


class UnreadableStreamError(DialogueError):
    """A stream of the log cannot be read: it was damaged, or code of another version wrote it."""

    readable: Sequence[Event] = ()
    """Those of its events that can be read all the same, where they hold nothing that was said."""


class LogDoesNotFoldError(UnreadableStreamError):
    """The events of a stream cannot have happened in this order: a damaged log, or one of other code."""


class RevisionLostError(DialogueError):
    """A session's revision of its playbook is neither in the library nor among the stored sources."""


class WritersKeepCollidingError(DialogueError):
    """Another writer was faster in every round; try the same cause again."""
