"""A log of which some streams cannot be read, as if newer code had written them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from dialogs.events import Event
from dialogs.ids import StreamId
from dialogs.ports import EventStore
from storage.errors import UnreadableEventError


@dataclass
class Unreadable:
    """Reads all streams but those."""

    store: EventStore
    streams: set[StreamId] = field(default_factory=set)

    def __getattr__(self, name: str) -> object:
        return getattr(self.store, name)

    async def load(self, stream: StreamId, after: int = 0) -> Sequence[Event]:
        if stream in self.streams:
            raise UnreadableEventError(stream)
        return await self.store.load(stream, after)
