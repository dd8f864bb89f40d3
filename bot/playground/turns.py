"""Turns at something of which there is only so much, in the order in which they are asked for."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Turns:
    """Lets so many in at once, first come, first served."""

    def __init__(self) -> None:
        self._inside = 0
        self._most = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    @asynccontextmanager
    async def turn(self, most: int) -> AsyncIterator[None]:
        """Wait until all who came before had their turn and fewer than `most` are inside, and be one more.

        Whoever comes last says what `most` is, for all who wait.
        """
        self._most = most
        if self._is_free():
            self._inside += 1
        else:
            await self._wait()
        try:
            yield
        finally:
            self._leave()

    def _is_free(self) -> bool:
        """Tell whether one who comes now is let in at once."""
        return self._inside < self._most and not self._waiting

    async def _wait(self) -> None:
        place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(place)
        self._let_in()
        try:
            await place
        except asyncio.CancelledError:
            if not place.cancelled():
                self._leave()  # it was let in at the very moment: the next one takes the turn
            raise

    def _leave(self) -> None:
        self._inside -= 1
        self._let_in()

    def _let_in(self) -> None:
        while self._waiting and self._inside < self._most:
            place = self._waiting.popleft()
            if not place.done():  # who has given up left a place that is cancelled
                self._inside += 1
                place.set_result(None)
