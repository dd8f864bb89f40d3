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

    async def load(self, stream: StreamId, after: int = 0) -> Sequence[Event]:
        """Return the events of ``stream`` beyond version ``after``, in order."""
        return [decode(stored) for stored in self.tables.streams.get(stream, ())[after:]]

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
        self._write(writes)
        tables.causes[cause] = versions
        return Appended(versions)

    def _write(self, writes: Sequence[Write]) -> None:
        """Write events, rows and notices; whatever can go wrong does so before the first of them."""
        tables = self.tables
        lines = [
            (write.stream, version, encode(event))
            for write in writes
            for version, event in enumerate(write.events, write.expected + 1)
        ]
        rows = tables.rows.draft()
        for stream, version, stored in lines:
            project(rows, stream, version, decode(stored))
        tables.rows.accept(rows)
        tables.log.extend(lines)
        for stream, _, stored in lines:
            tables.streams.setdefault(stream, []).append(stored)
        for notice in (notice for write in writes for notice in write.notices):
            number = len(tables.dispatches) + 1
            tables.dispatches[number] = Dispatch(id=number, notice=notice, state=DispatchState.DUE)


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
