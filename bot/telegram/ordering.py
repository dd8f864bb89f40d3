"""A lane for each person, chat or message: inside it strictly one after another, and others run on."""

import asyncio
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class _Lane:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0


class Lanes:
    """Lanes by key, in the order in which they were asked for; an idle lane is forgotten at once."""

    def __init__(self) -> None:
        self._lanes: dict[Hashable, _Lane] = {}

    def __len__(self) -> int:
        """Return how many lanes are in use."""
        return len(self._lanes)

    def waiting(self, key: Hashable) -> int:
        """Return how many are in the lane of ``key``, the one that is served included."""
        lane = self._lanes.get(key)
        return lane.users if lane else 0

    @asynccontextmanager
    async def lane(self, key: Hashable) -> AsyncIterator[None]:
        """Be alone in the lane of ``key`` while inside; first come, first served."""
        lane = self._lanes.setdefault(key, _Lane())
        lane.users += 1
        try:
            async with lane.lock:
                yield
        finally:
            lane.users -= 1
            if not lane.users:
                self._lanes.pop(key, None)
