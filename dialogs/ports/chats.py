"""What is kept of chats beside the log: where cards stand, what is to be sent, what was given up."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from dialogs.ids import Cause, PersonId, SessionId
from dialogs.ports.log import Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCard:
    """Which card was last drawn where."""

    chat: int
    message: int
    session: SessionId | None
    """None for a card that belongs to no call, e.g. the list of a supervisor."""
    version: int
    digest: str
    """Of the rendered text and buttons, so that what would not change is left; empty for what is never drawn
    again: a text that a person wrote, a look at somebody else's call."""
    below: int = 0
    """How many messages stand under it."""
    live: bool = True
    """Whether it still has its buttons."""
    sweep: bool = False
    """Whether it must leave the chat: nobody is shown its call any more, or its words were erased. The log
    says so of every message of a call in the transaction that brings it about. What a person wrote that held
    an identifier must, too, whatever it belongs to."""


class ShownCards(Protocol):
    """Where cards stand in chats. Losing it costs a second copy of a card, never an event."""

    async def of_session(self, chat: int, session: SessionId) -> ShownCard | None:
        """Return the latest card of a call in a chat."""
        ...

    async def at(self, chat: int, message: int) -> ShownCard | None:
        """Return the card that stands at this message."""
        ...

    async def all_of_session(self, chat: int, session: SessionId) -> Sequence[ShownCard]:
        """Return the messages of a chat that carry something of a call: cards, noted texts, its timeline."""
        ...

    async def forget(self, chat: int, message: int) -> None:
        """Forget a message, because it was deleted from the chat."""
        ...

    async def live_in(self, chat: int) -> Sequence[ShownCard]:
        """Return the cards in a chat that still have buttons."""
        ...

    async def record(self, card: ShownCard, *, after: ShownCard | None, can_wait: bool = False) -> bool:
        """Compare and set by (chat, message): false, nothing written, unless ``after`` is what is stored.

        What ``can_wait`` may take a moment longer, in company with other writes.
        """
        ...

    async def passed(self, chat: int) -> None:
        """Count one more message under every card of the chat."""
        ...

    async def to_sweep(self, limit: int) -> Sequence[ShownCard]:
        """Return messages that must leave their chats, those of a chat together, at most so many."""
        ...

    async def standing(self) -> Sequence[ShownCard]:
        """Return the live cards of calls, of all chats."""
        ...

    async def behind(self) -> Sequence[tuple[ShownCard, int]]:
        """Return live cards of calls whose log is newer than what they show, with the call's version."""
        ...


class DispatchState(StrEnum):
    """How far a notice has come."""

    DUE = "due"
    SENDING = "sending"
    SENT = "sent"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """A notice as stored: ``again`` when a crash may have sent it already."""

    id: int
    notice: Notice
    state: DispatchState
    again: bool = False
    message: int | None = None


class Dispatches(Protocol):
    """The notices, each written in its event's own transaction."""

    async def due(self, now: datetime) -> Sequence[Dispatch]:
        """Return what is due at ``now``, oldest first, and mark it sending."""
        ...

    async def recover(self, but: Collection[int] = ()) -> int:
        """Make whatever was left ``sending``, ``but`` these, due again, marked ``again``; return how many.

        Each falls due an instant earlier than before, so that whoever took it then cannot settle what
        somebody else carries now.
        """
        ...

    async def sent(self, dispatch: int, message: int) -> None:
        """Mark one as sent, as message number ``message`` of the recipient's chat, whatever it was before.

        Raises:
            KeyError: there is no such notice.
        """
        ...

    async def dropped(self, dispatch: Dispatch) -> None:
        """Mark one as no longer wanted, if it is ``sending`` still as it was taken."""
        ...

    async def put_off(self, dispatch: Dispatch, until: datetime) -> None:
        """Make one due again later, if it is ``sending`` still as it was taken: the refusal may pass."""
        ...

    async def hasten(self, by: timedelta) -> None:
        """Make whatever is due later due so much sooner: the clock went back by that much."""
        ...

    async def next_due_at(self) -> datetime | None:
        """Return when the next notice falls due."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """An update that raised again and again: its ids and the error's class, never its words."""

    cause: Cause
    chat: int
    person: PersonId
    error: str
    at: datetime
    details: Mapping[str, str] = field(default_factory=dict)


class Quarantine(Protocol):
    """Updates that could not be handled."""

    async def failures(self, cause: Cause) -> int:
        """Count one more failure of this cause and return the count, durable across restarts."""
        ...

    async def set_aside(self, what: SetAside) -> None:
        """Record that this update was given up."""
        ...
