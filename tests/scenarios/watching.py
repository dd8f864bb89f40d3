"""How a test knows that the face has done all that an update asked for, without waiting for time to pass."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.telegram.deeds import Deed, Reception
from bot.telegram.incoming import Incoming
from dialogs.ports import Dispatch, Dispatches


@dataclass(slots=True)
class Watch:
    """Whether everything that was taken in was also looked through for messages to send."""

    idle: asyncio.Event = field(default_factory=asyncio.Event)
    _taken: int = 0
    _looked: int = -1
    _under_way: set[int] = field(default_factory=set)

    @property
    def taken(self) -> int:
        """Return how many updates were carried out."""
        return self._taken

    def took(self) -> None:
        """Note that an update was carried out: what it wrote may fall due."""
        self._taken += 1
        self._settle()

    def looked(self, taken: int, found: Sequence[Dispatch]) -> None:
        """Note what a look found that began when ``taken`` updates were carried out."""
        self._looked = taken
        self._under_way |= {each.id for each in found}
        self._settle()

    def settled(self, dispatch: int) -> None:
        """Note that a message went out, or was given up or put off."""
        self._under_way.discard(dispatch)
        self._settle()

    def _settle(self) -> None:
        if self._looked == self._taken and not self._under_way:
            self.idle.set()
        else:
            self.idle.clear()


@dataclass(frozen=True, slots=True)
class WatchedReception:
    """Passes on what people send, and tells the watch when it is carried out."""

    reception: Reception
    watch: Watch

    async def handle(self, incoming: Incoming) -> tuple[Deed, ...]:
        deeds = await self.reception.handle(incoming)
        self.watch.took()
        return deeds


@dataclass(frozen=True, slots=True)
class WatchedDispatches:
    """Passes on what is asked of the messages to send, and tells the watch."""

    dispatches: Dispatches
    watch: Watch

    async def due(self, now: datetime) -> Sequence[Dispatch]:
        taken = self.watch.taken
        found = await self.dispatches.due(now)
        self.watch.looked(taken, found)
        return found

    async def recover(self, but: Collection[int] = ()) -> int:
        return await self.dispatches.recover(but)

    async def sent(self, dispatch: int, message: int) -> None:
        await self._then(dispatch, lambda: self.dispatches.sent(dispatch, message))

    async def dropped(self, dispatch: Dispatch) -> None:
        await self._then(dispatch.id, lambda: self.dispatches.dropped(dispatch))

    async def put_off(self, dispatch: Dispatch, until: datetime) -> None:
        await self._then(dispatch.id, lambda: self.dispatches.put_off(dispatch, until))

    async def hasten(self, by: timedelta) -> None:
        await self.dispatches.hasten(by)

    async def next_due_at(self) -> datetime | None:
        return await self.dispatches.next_due_at()

    async def _then(self, dispatch: int, do: Callable[[], Awaitable[None]]) -> None:
        await do()
        self.watch.settled(dispatch)
