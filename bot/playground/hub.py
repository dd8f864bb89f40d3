"""Who waits for what: long polls and pages sleep here and wake at once when something changes."""

import asyncio
from contextlib import suppress
from datetime import datetime

from bot.playground.limits import TYPING_LIFETIME


class Hub:
    """Wakes all sleepers at every change; holds what lives in memory only: typing, poller, closing."""

    def __init__(self) -> None:
        self._change = asyncio.Event()
        self.polls = 0
        self._typing: dict[int, tuple[str, datetime]] = {}
        self.closing = False

    def changed(self) -> None:
        """Wake everybody who waits."""
        self._change.set()
        self._change = asyncio.Event()

    def close(self) -> None:
        """Wake everybody for the last time: long polls answer at once and streams end."""
        self.closing = True
        self.changed()

    async def wait(self, seconds: float) -> bool:
        """Sleep until the next change, at most so many seconds; no await between look and sleep.

        Returns whether there was a change.
        """
        change = self._change
        with suppress(TimeoutError):
            async with asyncio.timeout(max(seconds, 0)):
                await change.wait()
        return change.is_set()

    async def rest(self, seconds: float) -> None:
        """Sleep for so many seconds whatever changes, but not beyond the closing."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while not self.closing and loop.time() < deadline:
            await self.wait(deadline - loop.time())

    def new_poller(self) -> int:
        """Become the one caller of getUpdates; the one before finds out in `is_polling` and gives up."""
        self.polls += 1
        self.changed()
        return self.polls

    def is_polling(self, poller: int) -> bool:
        """Tell whether this poller is still the one."""
        return poller == self.polls

    def start_typing(self, chat_id: int, action: str, now: datetime) -> None:
        """Show an action such as `typing` in a chat for a few seconds."""
        self._typing[chat_id] = (action, now + TYPING_LIFETIME)

    def stop_typing(self, chat_id: int) -> None:
        """Show no action any more: a message has come."""
        self._typing.pop(chat_id, None)

    def typing(self, chat_id: int, now: datetime) -> str:
        """Return the action that shows in a chat, empty when none does."""
        action, until = self._typing.get(chat_id, ("", now))
        return action if now < until else ""
