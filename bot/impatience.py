"""Connections that keep a server waiting are closed: uvicorn's own protocol waits for a head for ever."""

import asyncio
from typing import ClassVar, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

MOST_BEYOND: Final = 128 * 1024
"""Bytes that may come outside a request in hand: part of a head, or the rest of a body that was refused.

httptools itself knows no limit on the size of a head, as the parser in Python does: this is it.
"""


class _Impatient(HttpToolsProtocol):
    """Gives a whole head a deadline that trickling does not move, and the rest of a refused body little room.

    A refused body is not cut off at once: who is still sending would see a broken connection instead of the
    answer.
    """

    head_seconds: ClassVar[float]
    idle_seconds: ClassVar[float]
    _deadline: asyncio.TimerHandle | None = None
    _beyond: int = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.timeout_keep_alive = self.idle_seconds  # type: ignore[assignment]
        self._arm()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._has_request():
            self._disarm()
            self._beyond = 0
            return
        self._beyond += len(data)
        if self._beyond > MOST_BEYOND:
            self.transport.close()
        elif self._deadline is None:
            self._arm()

    def connection_lost(self, exc: Exception | None) -> None:
        self._disarm()
        super().connection_lost(exc)

    def _has_request(self) -> bool:
        cycle: RequestResponseCycle | None = self.cycle
        return cycle is not None and not cycle.response_complete

    def _arm(self) -> None:
        self._deadline = self.loop.call_later(self.head_seconds, self._give_up)

    def _disarm(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _give_up(self) -> None:
        self._deadline = None
        if not self._has_request():
            self.transport.close()


def impatient(head: float, idle: float) -> type[HttpToolsProtocol]:
    """Return a protocol that waits ``head`` seconds for a request head and ``idle`` between two requests."""

    class Impatient(_Impatient):
        head_seconds = head
        idle_seconds = idle

    return Impatient
