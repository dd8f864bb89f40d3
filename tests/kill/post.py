"""Delivering updates as Telegram's server does, and a fuse that burns at all it sees."""

import asyncio
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import aiohttp

from bot.playground.hub import Hub
from bot.playground.json_values import Json, JsonObject, encode
from dialogs.ids import Cause

AGAIN_SECONDS: Final = 0.03
"""Before the next attempt of what was not taken; Telegram waits longer."""
_SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"


@dataclass(slots=True)
class Fuse:
    """Strikes once so many things have happened between the server and the bot."""

    left: int = 0
    delay: float = 0.0
    """Seconds from then to the strike: it falls somewhere inside the bot."""
    strike: Callable[[], None] = lambda: None

    def burn(self) -> bool:
        """Let one thing happen, and tell whether the bot died of it there and then."""
        self.left -= 1
        if self.left:
            return False
        if self.delay:
            asyncio.get_running_loop().call_later(self.delay, self.strike)
            return False
        self.strike()
        return True


@dataclass(slots=True, eq=False)
class Update:
    """What is new for the bot, and what became of it."""

    body: bytes
    cause: Cause
    """Under which the bot records it, if it comes to an event."""
    attempts: int = 0
    acknowledged: bool = False


@dataclass(slots=True, kw_only=True)
class Post:
    """A queue for each chat's messages, and one for each person's taps: the next goes out after a 2xx."""

    http: aiohttp.ClientSession
    fuse: Fuse
    hub: Hub
    hear: Callable[[bytes], None] = lambda _: None
    """Takes the answer to a delivery that was taken."""
    address: str = ""
    """Where to deliver to, once the bot has said so."""
    secret: str = ""
    acknowledged: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    """How deliveries ended: statuses, and `broken`."""
    _queues: dict[str, deque[Update]] = field(default_factory=dict)
    _number: int = 0

    @property
    def is_idle(self) -> bool:
        """Tell whether everything was taken."""
        return not any(self._queues.values())

    def bring(self, queue: str, kind: str, content: Json, cause: str) -> Update:
        """Queue an update."""
        self._number += 1
        body: JsonObject = {"update_id": self._number, kind: content}
        update = Update(encode(body).encode(), Cause(cause))
        self._queues.setdefault(queue, deque()).append(update)
        self.hub.changed()
        return update

    async def deliver(self) -> None:
        """Deliver until cancelled."""
        async with asyncio.TaskGroup() as lanes:
            known: set[str] = set()
            while True:
                for queue in self._queues.keys() - known:
                    known.add(queue)
                    lanes.create_task(self._lane(self._queues[queue]), name=queue)
                await self.hub.wait(1.0)

    async def _lane(self, queue: deque[Update]) -> None:
        while True:
            if not queue or not self.address:
                await self.hub.wait(1.0)
            elif await self._attempt(queue[0]):
                queue.popleft().acknowledged = True
                self.acknowledged += 1
                self.hub.changed()
                self.fuse.burn()
            else:
                await asyncio.sleep(AGAIN_SECONDS)

    async def _attempt(self, update: Update) -> bool:
        """Deliver once and tell whether it was taken; an answer that breaks off is none."""
        update.attempts += 1
        headers = {"Content-Type": "application/json", _SECRET_HEADER: self.secret}
        try:
            async with self.http.post(self.address, data=update.body, headers=headers) as response:
                answer = await response.read()
        except (aiohttp.ClientError, OSError):
            self.outcomes["broken"] += 1
            return False
        self.outcomes[str(response.status)] += 1
        if not 200 <= response.status < 300:
            return False
        self.hear(answer)
        return True
