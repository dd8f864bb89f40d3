"""The log in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dialogs.events import Event, StorageOnlyBegun, WordsErased
from dialogs.ids import Cause, SessionId, StreamId
from dialogs.ports import AlreadyRecorded, Appended, Conflict, Dispatch, DispatchState, Kept, Write
from storage.codec import Encoded, decode, encode
from storage.errors import WordsErasedError
from storage.memory.tables import RowTables, Tables
from storage.projections import project
from storage.sealing import DataKey, holds_words, is_sealed, owner_of_words, seal, unseal


@dataclass(frozen=True, slots=True)
class MemoryEvents:
    """An :class:`~dialogs.ports.EventStore`; no step of an append awaits, so that none is half-done."""

    tables: Tables

    async def load(self, stream: StreamId, after: int = 0) -> Sequence[Event]:
        """Return the events of ``stream`` beyond version ``after``, in order."""
        stored = self.tables.streams.get(stream, ())[after:]
        return [_opened(self.tables, stream, version, each) for version, each in enumerate(stored, after + 1)]

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
        tables.causes[cause] = {write.stream: versions[write.stream] for write in writes if write.events}
        return Appended(versions)

    def _write(self, writes: Sequence[Write]) -> None:
        """Write events, rows and notices; whatever can go wrong does so before the first of them."""
        tables = self.tables
        lines = [
            (write.stream, version, event, self._sealed(write.stream, version, event))
            for write in writes
            for version, event in enumerate(write.events, write.expected + 1)
        ]
        rows = tables.rows.draft()
        for stream, version, event, _ in lines:
            project(rows, stream, version, event)
        tables.rows.accept(rows)
        tables.log.extend((stream, version, stored) for stream, version, _, stored in lines)
        for stream, _, event, stored in lines:
            tables.streams.setdefault(stream, []).append(stored)
            if isinstance(event, WordsErased):
                self.tables.data_keys.pop(stream.key, None)
            if isinstance(event, StorageOnlyBegun | WordsErased):
                self._sweep(stream.key)
        for notice in (notice for write in writes for notice in write.notices):
            number = len(tables.dispatches) + 1
            tables.dispatches[number] = Dispatch(id=number, notice=notice, state=DispatchState.DUE)

    def _sealed(self, stream: StreamId, version: int, event: Event) -> Encoded:
        encoded, session = encode(event), owner_of_words(stream)
        if session is None or not holds_words(encoded):
            return encoded
        wrapped = self.tables.data_keys.get(session)
        if wrapped is None:
            row = self.tables.rows.session(SessionId(session))
            if row is not None and row.kept is Kept.ERASED:
                msg = f"the words of call {session} were erased: none can be added"
                raise WordsErasedError(msg)
            wrapped = self.tables.keyring.wrap(session, DataKey.fresh())
            self.tables.data_keys[session] = wrapped
        return seal(encoded, stream, version, self.tables.keyring.unwrap(session, wrapped))

    def _sweep(self, session: str) -> None:
        for place, card in self.tables.shown.items():
            if card.session == session:
                digest = "-" if card.digest else ""
                self.tables.shown[place] = replace(card, digest=digest, live=False, sweep=True)


@dataclass(frozen=True, slots=True)
class MemoryUpkeep:
    """An :class:`~storage.ports.Upkeep`."""

    tables: Tables

    async def rebuild(self) -> int:
        """Draw the rows from the log again."""
        self.tables.rows = RowTables()
        for stream, version, stored in self.tables.log:
            project(self.tables.rows, stream, version, _opened(self.tables, stream, version, stored))
        return len(self.tables.log)


def _opened(tables: Tables, stream: StreamId, version: int, stored: Encoded) -> Event:
    session = owner_of_words(stream)
    if session is None or not is_sealed(stored):
        return decode(stored)
    wrapped = tables.data_keys.get(session)
    key = None if wrapped is None else tables.keyring.unwrap(session, wrapped)
    return decode(unseal(stored, stream, version, key))
