"""What was read of the database, kept while it is true: for as long as one process writes it."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

Key = TypeVar("Key")
T = TypeVar("T")


class Remembered(Generic[Key, T]):
    """The latest answers by key, at most ``most`` of them.

    A read takes a trip to another thread, several times the cost of the read itself. Whoever writes tells
    what is there now, or that it is not known, in ``then`` of :meth:`storage.sql.writer.Writer.run`; an
    answer that was under way meanwhile is handed out and not kept. Nor is that there is none: strangers
    would take the places of members.
    """

    def __init__(self, most: int) -> None:
        """Keep at most ``most`` answers; the one unused for longest goes first."""
        self._most = most
        self._kept: OrderedDict[Key, T] = OrderedDict()
        self._reading: dict[Key, object] = {}

    def __len__(self) -> int:
        """Return how many answers are kept."""
        return len(self._kept)

    def get(self, key: Key) -> T | None:
        """Return what is known for ``key``."""
        if key not in self._kept:
            return None
        self._kept.move_to_end(key)
        return self._kept[key]

    async def read(self, key: Key, read: Callable[[], Awaitable[T]]) -> T:
        """Return what is known for ``key``, or ask ``read`` and keep its answer."""
        known = self.get(key)
        if known is not None:
            return known
        mark = self._reading[key] = object()
        try:
            found = await read()
            if found is not None and self._reading.get(key) is mark:
                self._keep(key, found)
            return found
        finally:
            if self._reading.get(key) is mark:
                del self._reading[key]

    def put(self, key: Key, answer: T) -> None:
        """Keep what was just written."""
        self._reading.pop(key, None)
        self._keep(key, answer)

    def forget(self, key: Key) -> None:
        """Ask the file again next time."""
        self._reading.pop(key, None)
        self._kept.pop(key, None)

    def forget_all(self) -> None:
        """Ask the file again for everything."""
        self._reading.clear()
        self._kept.clear()

    def _keep(self, key: Key, answer: T) -> None:
        self._kept[key] = answer
        self._kept.move_to_end(key)
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)
