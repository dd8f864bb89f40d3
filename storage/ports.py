"""What the program around the core needs of a store, beyond the ports of the core."""

from collections.abc import Callable
from typing import Protocol

Told = Callable[[int, int], None]
"""Hears now and then how many of how many are done. Quick."""


class BotIdentity(Protocol):
    """Which bot a store belongs to."""

    async def remember(self, bot: int) -> None:
        """Claim the store for ``bot`` (its Telegram user id), for good.

        Raises:
            AnotherBotError: another bot wrote it, so that its chats and messages mean nothing to this one.
        """
        ...


class Upkeep(Protocol):
    """What is done to a store while nobody taps."""

    async def rebuild(self) -> int:
        """Draw every row of the views from the log again; return how many events were read."""
        ...


class Meter(Protocol):
    """Hears how the writing goes. Called in the event loop; every method is quick and never raises."""

    def queued(self, works: int) -> None:
        """Hear how many transactions wait for the next commit."""
        ...

    def committed(self, works: int, events: int, seconds: float) -> None:
        """Hear that a commit carried so many transactions and events and took so long to be durable."""
        ...

    def appended(self, seconds: float) -> None:
        """Hear how long one append took, from being asked for to being durable."""
        ...

    def lost(self) -> None:
        """Hear that a commit failed, and with it all that it carried."""
        ...

    def writable(self, *, now: bool) -> None:
        """Hear that the store turned read-only after repeated errors, or takes writes again."""
        ...
