"""The log in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dialogs.events import Event
from dialogs.ids import Cause, StreamId
from dialogs.ports import AlreadyRecorded, Appended, Conflict, Dispatch, DispatchState, Write
from storage.codec import decode, encode
from storage.memory.tables import RowTables, Tables
from storage.projections import project


@dataclass(frozen=True, slots=True)
class MemoryEvents:
    """An :class:`~dialogs.ports.EventStore`; no step of an append awaits, so that none is half-done."""

    tables: Tables

    async def load(self, stream: StreamId) -> Sequence[Event]:
        """Return every event of ``stream`` in order."""
        return [decode(stored) for stored in self.tables.streams.get(stream, ())]

    async def recorded(self, cause: Cause) -> Mapping[StreamId, int] | None:
        """Return the versions that ``cause`` led to."""
        return self.tables.causes.get(cause)

    async def append(self, writes: Sequence[Write], cause: Cause) -> Appended | AlreadyRecorded | Conflict:
        """Write all of ``writes`` with their notices and ``cause``, or nothing."""
        tables = self.tables
        if cause in tables.causes:
            return AlreadyRecorded(tables.causes[cause])
        versions: dict[StreamId, int] = {}
        for write in writes:
            actual = versions.get(write.stream, len(tables.streams.get(write.stream, ())))
            if actual != write.expected:
                return Conflict(write.stream, actual)
            versions[write.stream] = actual + len(write.events)
        encoded = [[encode(event) for event in write.events] for write in writes]
        for write, bodies in zip(writes, encoded, strict=True):
            stream = tables.streams.setdefault(write.stream, [])
            for stored in bodies:
                stream.append(stored)
                tables.log.append((write.stream, len(stream), stored))
                project(tables.rows, write.stream, len(stream), decode(stored))
            for notice in write.notices:
                number = len(tables.dispatches) + 1
                tables.dispatches[number] = Dispatch(id=number, notice=notice, state=DispatchState.DUE)
        tables.causes[cause] = versions
        return Appended(versions)


@dataclass(frozen=True, slots=True)
class MemoryUpkeep:
    """An :class:`~storage.ports.Upkeep`."""

    tables: Tables

    async def rebuild(self) -> int:
        """Draw the rows from the log again."""
        self.tables.rows = RowTables()
        for stream, version, stored in self.tables.log:
            project(self.tables.rows, stream, version, decode(stored))
        return len(self.tables.log)
