"""Delivers updates to a webhook as Telegram does: each person's one after another, over kept connections."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from tests.benchmarks.messages import SECRET
from tests.benchmarks.stand_in import Pending, query_of
from tests.benchmarks.wire import Delivery

CONNECTIONS: Final = 100
"""The most that a bot can ask Telegram for."""
_OK: Final = 200


class NotTakenError(Exception):
    """The webhook answered with something else than 200, or hung up."""


@dataclass(slots=True, eq=False, kw_only=True)
class Deliveries:
    """Updates on their way to a webhook. An answer to a tap may stand in the webhook's own answer."""

    hears: Callable[[str], None]
    """Takes the tap that was answered so."""
    _idle: list[Delivery] = field(default_factory=list)
    _queue: deque[Pending] = field(default_factory=deque)
    _busy: dict[int, deque[Pending]] = field(default_factory=dict)
    """People with an update under way, and what waits behind it."""
    _carried: dict[Delivery, Pending] = field(default_factory=dict)
    _head: bytes = b""
    refused: int = 0
    """Updates that were not taken."""

    async def connect(self, url: str) -> None:
        """Open the connections to the webhook at ``url``."""
        parts = urlsplit(url)
        self._head = (
            f"POST {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: application/json\r\n"
            f"X-Telegram-Bot-Api-Secret-Token: {SECRET}\r\n"
        ).encode()
        loop = asyncio.get_running_loop()
        for _ in range(CONNECTIONS):
            _, delivery = await loop.create_connection(
                lambda: Delivery(self._answered, self._lost), parts.hostname or "", parts.port or 80
            )
            self._idle.append(delivery)

    def bring(self, update: Pending) -> None:
        """Deliver one more update, once those of the same person before it were taken."""
        behind = self._busy.get(update.person)
        if behind is not None:
            behind.append(update)
            return
        self._busy[update.person] = deque()
        self._send(update)

    def _send(self, update: Pending) -> None:
        if not self._idle:
            self._queue.append(update)
            return
        delivery = self._idle.pop()
        self._carried[delivery] = update
        delivery.post(self._head, update.body)

    def _answered(self, delivery: Delivery, status: int, body: bytes) -> None:
        update = self._carried.pop(delivery)
        self._idle.append(delivery)
        if status != _OK:
            self.refused += 1
        behind = self._busy[update.person]
        if behind:
            self._send(behind.popleft())
        else:
            del self._busy[update.person]
        if self._queue:
            self._send(self._queue.popleft())
        if b"answercallbackquery" in body.lower():
            self.hears(query_of(update.person, update.number))

    def _lost(self, delivery: Delivery) -> None:
        if self._carried.pop(delivery, None) is not None:
            self.refused += 1
        elif delivery in self._idle:
            self._idle.remove(delivery)
