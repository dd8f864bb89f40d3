"""A log of which some streams cannot be read, as if newer code had written one more event into each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dialogs.errors import UnreadableStreamError
from dialogs.events import Event
from dialogs.ids import Cause, StreamId
from dialogs.ports import AlreadyRecorded, Appended, Conflict, EventStore, Write
from storage.errors import UnreadableEventError


@dataclass
class Unreadable:
    """Reads all streams but those."""

    store: EventStore
    streams: set[StreamId] = field(default_factory=set)
    error: type[Exception] = UnreadableEventError

    async def load(self, stream: StreamId, after: int = 0) -> Sequence[Event]:
        events = await self.store.load(stream, after)
        if stream not in self.streams:
            return events
        error = self.error(stream)
        if isinstance(error, UnreadableStreamError):
            error.readable = events
        raise error

    async def recorded(self, cause: Cause) -> Mapping[StreamId, int] | None:
        return await self.store.recorded(cause)

    async def append(self, writes: Sequence[Write], cause: Cause) -> Appended | AlreadyRecorded | Conflict:
        return await self.store.append(writes, cause)
