"""Delivers updates to a webhook as Telegram does: each person's one after another, over kept connections."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from tests.benchmarks.messages import SECRET, field_of
from tests.benchmarks.stand_in import Pending, query_of
from tests.benchmarks.wire import Delivery

CONNECTIONS: Final = 100
"""The most that a bot can ask Telegram for."""
_OK: Final = 200


@dataclass(slots=True, eq=False, kw_only=True)
class Deliveries:
    """Updates on their way to a webhook. An answer to a tap may stand in the webhook's own answer.

    An update is on its way for half of the latency, and so is the webhook's answer.
    """

    hears: Callable[[str, float], None]
    """Takes the tap that was answered so, and when the answer left."""
    held: Callable[[int, float, float], None]
    """Takes whose update was on its way, from when until when."""
    latency: float = 0.0
    """Seconds there and back."""
    _idle: list[Delivery] = field(default_factory=list)
    _queue: deque[Pending] = field(default_factory=deque)
    _busy: dict[int, deque[Pending]] = field(default_factory=dict)
    """People with an update under way, and what waits behind it."""
    _carried: dict[Delivery, Pending] = field(default_factory=dict)
    _head: bytes = b""
    refused: int = 0
    """Updates that were not taken."""
    astray: int = 0
    """Answers that named another tap than the one delivered."""
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.get_running_loop)

    async def connect(self, url: str) -> None:
        """Open the connections to the webhook at ``url``."""
        parts = urlsplit(url)
        self._head = (
            f"POST {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: application/json\r\n"
            f"X-Telegram-Bot-Api-Secret-Token: {SECRET}\r\n"
        ).encode()
        for _ in range(CONNECTIONS):
            _, delivery = await self._loop.create_connection(
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
        since = self._loop.time()
        if self.latency:
            self._loop.call_later(self.latency / 2, self._arrives, delivery, update, since)
        else:
            self._arrives(delivery, update, since)

    def _arrives(self, delivery: Delivery, update: Pending, since: float) -> None:
        self.held(update.person, since, self._loop.time())
        delivery.post(self._head, update.body)

    def _answered(self, delivery: Delivery, status: int, body: bytes) -> None:
        sent = self._loop.time()
        if self.latency:
            self._loop.call_later(self.latency / 2, self._back, delivery, status, body, sent)
        else:
            self._back(delivery, status, body, sent)

    def _back(self, delivery: Delivery, status: int, body: bytes, sent: float) -> None:
        """Take the webhook's answer, unless its connection was lost on the way."""
        update = self._carried.pop(delivery, None)
        if update is None:
            return
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
        self._read(update, body, sent)

    def _read(self, update: Pending, body: bytes, sent: float) -> None:
        """Read the answer to a tap in ``body``, if there is one."""
        if field_of(body, b"method").lower() != "answercallbackquery":
            return
        query = field_of(body, b"callback_query_id")
        if query == query_of(update.person, update.number):
            self.hears(query, sent)
        else:
            self.astray += 1

    def _lost(self, delivery: Delivery) -> None:
        if self._carried.pop(delivery, None) is not None:
            self.refused += 1
        elif delivery in self._idle:
            self._idle.remove(delivery)
