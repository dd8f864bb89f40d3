"""Chats that asked to be left alone for a while; everything here is about one chat and holds up no other."""

import asyncio
from dataclasses import dataclass, field
from typing import Final

MARGIN: Final = 0.05
"""Seconds added to every wait: the server's clock and ours need not agree to the millisecond, and a wait of
no length must not become a loop that spins."""
BREATH: Final = 0.1
"""Seconds between those who waited for one chat: the first of them learns whether the flood is over."""


@dataclass(slots=True)
class _Quiet:
    until: float
    """In the time of the event loop."""
    line: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0
    timer: asyncio.TimerHandle | None = None


class QuietChats:
    """Remembers until when each flooded chat must be left alone, and forgets it when that time has passed."""

    def __init__(self) -> None:
        self._chats: dict[int, _Quiet] = {}

    def __len__(self) -> int:
        """Return how many chats are remembered."""
        return len(self._chats)

    def hold(self, chat: int, seconds: float) -> None:
        """Leave ``chat`` alone for ``seconds`` from now; a longer wait that was asked for before stands."""
        until = asyncio.get_running_loop().time() + max(seconds, 0.0) + MARGIN
        quiet = self._chats.setdefault(chat, _Quiet(until))
        quiet.until = max(until, quiet.until)
        self._forget(chat)

    def left(self, chat: int) -> float:
        """Return for how many seconds ``chat`` must still be left alone, 0 when it may be written to."""
        quiet = self._chats.get(chat)
        return 0.0 if quiet is None else max(quiet.until - asyncio.get_running_loop().time(), 0.0)

    async def over(self, chat: int) -> None:
        """Wait until ``chat`` may be written to: at once unless it was flooded.

        Those who wait are let go one by one, first come, first served, so that a second refusal finds most
        of them still waiting.
        """
        quiet = self._chats.get(chat)
        if quiet is None:
            return
        followed = quiet.waiting > 0
        quiet.waiting += 1
        try:
            async with quiet.line:
                if followed:
                    await asyncio.sleep(BREATH)
                while (left := self.left(chat)) > 0:  # noqa: ASYNC110 - it may be longer after each wait
                    await asyncio.sleep(left)
        finally:
            quiet.waiting -= 1
            self._forget(chat)

    def _forget(self, chat: int) -> None:
        """Forget ``chat`` if its time has passed, else once it has; those who wait for it see to that."""
        quiet = self._chats.get(chat)
        if quiet is None or quiet.waiting:
            return
        if self.left(chat) > 0:
            if quiet.timer is None:
                quiet.timer = asyncio.get_running_loop().call_at(quiet.until, self._rung, chat, quiet)
            return
        if quiet.timer is not None:
            quiet.timer.cancel()
        del self._chats[chat]

    def _rung(self, chat: int, quiet: _Quiet) -> None:
        quiet.timer = None
        self._forget(chat)
