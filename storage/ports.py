"""What the program around the core needs of a store, beyond the ports of the core."""

from typing import Protocol


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
