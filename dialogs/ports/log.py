"""The log, and what is told once because of it."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from dialogs.events import Event
from dialogs.ids import Cause, PersonId, SessionId, StreamId


class NoticeKind(StrEnum):
    """Messages that are sent exactly once, apart from the card."""

    HELP_ASKED = "help_asked"
    HELP_UNANSWERED = "help_unanswered"
    REVIEWED = "reviewed"
    REVIEW_ANSWERED = "review_answered"
    ADMITTED = "admitted"
    INVITATION_REDEEMED = "invitation_redeemed"
    HANDED_OVER = "handed_over"
    APPROVAL_ASKED = "approval_asked"
    PLAYBOOK_NEWS = "playbook_news"
    CRISIS_CALL = "crisis_call"
    """The turn of somebody on call has come."""
    CRISIS_UNANSWERED = "crisis_unanswered"
    """Nobody on call answered: to every supervisor, and to the agent."""
    CRISIS_ANSWERED = "crisis_answered"
    """Somebody took it on after all had been told that nobody did."""
    CRISIS_WITHDRAWN = "crisis_withdrawn"
    SENT_CHANGED = "sent_changed"
    """What was sent about event ``version`` is written over: it says how that stands now."""
    CONTACT_TOLD = "contact_told"
    DEADLINE_NEAR = "deadline_near"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A message to one person, sent once, at ``due_at`` or soon after; worded when it is sent."""

    kind: NoticeKind
    to: PersonId
    due_at: datetime
    about: StreamId
    """The stream that it speaks of, e.g. the session in which help was asked."""
    version: int = 0
    """The version of that stream which gave rise to it."""


@dataclass(frozen=True, slots=True)
class Write:
    """Events for one stream, with the version (number of events) that the writer saw there.

    One without events asks that the stream still have that version, and leaves it as it is.
    """

    stream: StreamId
    expected: int
    events: tuple[Event, ...]
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Appended:
    """Everything was written and is durable; ``versions`` are the streams' new versions."""

    versions: Mapping[StreamId, int]


@dataclass(frozen=True, slots=True)
class AlreadyRecorded:
    """This cause was written before; nothing was written now. ``versions`` are those it led to then."""

    versions: Mapping[StreamId, int]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Another writer was faster on ``stream``; nothing was written."""

    stream: StreamId
    actual: int


Turn = Callable[[StreamId], AbstractAsyncContextManager[None]]
"""Has the turn of a stream while inside, and waits before for those who asked earlier.

A courtesy among writers whom others beat again and again: who does not ask may still be faster, and for a
turn that lasts too long nobody waits. To enter raises StorageUnavailableError when the log is away."""


class StorageUnavailableError(Exception):
    """The log cannot be read or written now; nothing was acknowledged, try again later."""


class CallLockedError(StorageUnavailableError):
    """The words of this call cannot be opened with the keys that we have; another bot may have the key."""


class Erasures(Protocol):
    """What stands away from the log before words are erased in it, so that no older copy brings them back."""

    async def announce(self, session: SessionId, version: int, at: datetime) -> None:
        """Write down, durably and away from the log, that the words of a call are about to be erased.

        ``version`` is that of the call when this was decided. If nothing comes of it, a crash for one, the
        erasure is carried out when the log is opened next, unless the call has gone on since.

        Raises:
            StorageUnavailableError: nothing is known to be written; nothing may be erased.
        """
        ...

    async def withdraw(self, session: SessionId, at: datetime) -> None:
        """Write down that nothing came of what was announced for a call, and that nothing shall.

        Raises:
            StorageUnavailableError: nothing is known to be written.
        """
        ...

    async def left_in_chats(self, session: SessionId) -> int:
        """Return how many messages that carry something of a call are known to stand in chats."""
        ...


class EventStore(Protocol):
    """The log. Streams are append-only; the events of a stream are numbered 1, 2, 3 … without a hole."""

    async def load(self, stream: StreamId, after: int = 0) -> Sequence[Event]:
        """Return the events of ``stream`` beyond version ``after``, in order; empty when there is none.

        Raises:
            StorageUnavailableError: the log cannot be read now.
            UnreadableStreamError: an event was damaged, or is of newer code.
        """
        ...

    async def recorded(self, cause: Cause) -> Mapping[StreamId, int] | None:
        """Return the versions that ``cause`` led to, or none when it never wrote anything.

        Raises:
            StorageUnavailableError: the log cannot be read now.
        """
        ...

    async def append(self, writes: Sequence[Write], cause: Cause) -> Appended | AlreadyRecorded | Conflict:
        """Write all of ``writes`` with their notices and ``cause``, or nothing.

        The cause is looked up first, then the expected versions in order. An answer other than an exception
        means that it is durable. A cancelled caller leaves the outcome unknown but never half-done: the same
        cause may be tried again.

        Raises:
            StorageUnavailableError: nothing is known to be written; the same cause may be tried again.
        """
        ...
