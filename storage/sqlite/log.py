"""The log in SQLite."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

import msgspec

from dialogs.events import Event
from dialogs.ids import Cause, StreamId, StreamKind
from dialogs.ports import AlreadyRecorded, Appended, Conflict, Notice, Write
from storage.clock import Clock
from storage.codec import Encoded, decode, encode
from storage.projections import project
from storage.sqlite.line import Line
from storage.sqlite.queries import queries
from storage.sqlite.remembered import Remembered
from storage.sqlite.row_tables import SqliteRows
from storage.sqlite.values import stored_time
from storage.sqlite.views import Actors
from storage.sqlite.writer import Writer

_SQL = queries("log")
_Bodies = Sequence[Sequence[Encoded]]
MOST_HEADS: Final = 10_000


@dataclass(frozen=True, slots=True)
class SqliteEvents:
    """An :class:`~dialogs.ports.EventStore`."""

    writer: Writer
    reader: Line
    clock: Clock
    actors: Actors
    heads: Remembered[StreamId, int] = field(default_factory=lambda: Remembered(MOST_HEADS))
    """Versions of the streams that were written last: beyond them there is nothing to read."""

    async def load(self, stream: StreamId, after: int = 0) -> Sequence[Event]:
        """Return the events of ``stream`` beyond version ``after``, in order."""
        if after and self.heads.get(stream) == after:
            return ()
        rows = await self.reader.run(partial(_load, stream=stream, after=after))
        return [decode(stored) for stored in rows]

    async def recorded(self, cause: Cause) -> Mapping[StreamId, int] | None:
        """Return the versions that ``cause`` led to."""
        return await self.reader.run(partial(_recorded, cause=cause))

    async def append(self, writes: Sequence[Write], cause: Cause) -> Appended | AlreadyRecorded | Conflict:
        """Write all of ``writes`` with their notices and ``cause``, or nothing."""
        bodies = [[encode(event) for event in write.events] for write in writes]
        at = stored_time(self.clock())
        append = partial(_append, writes=writes, bodies=bodies, cause=cause, at=at)
        return await self.writer.run(append, partial(self._settle, writes))

    def _settle(self, writes: Sequence[Write], answer: Appended | AlreadyRecorded | Conflict | None) -> None:
        """Remember what the log holds now; anything but a plain success leaves that to be read again."""
        for write in writes:
            if isinstance(answer, Appended):
                self.heads.put(write.stream, answer.versions[write.stream])
            else:
                self.heads.forget(write.stream)
        if any(write.stream.kind is StreamKind.PERSON for write in writes):
            self.actors.forget_all()


@dataclass(frozen=True, slots=True)
class SqliteUpkeep:
    """An :class:`~storage.ports.Upkeep`."""

    writer: Writer
    actors: Actors

    async def rebuild(self) -> int:
        """Draw the rows from the log again, in one transaction."""
        return await self.writer.run(_rebuild, lambda _: self.actors.forget_all())


def _load(connection: sqlite3.Connection, stream: StreamId, after: int) -> list[Encoded]:
    rows = connection.execute(_SQL["load"], (stream.kind, stream.key, after))
    return [Encoded(kind, version, body) for kind, version, body in rows]


def _recorded(connection: sqlite3.Connection, cause: Cause) -> Mapping[StreamId, int] | None:
    row = connection.execute(_SQL["recorded"], (cause,)).fetchone()
    if row is None:
        return None
    versions = msgspec.json.decode(row[0], type=list[tuple[StreamKind, str, int]])
    return {StreamId(kind, key): version for kind, key, version in versions}


def _append(
    connection: sqlite3.Connection, writes: Sequence[Write], bodies: _Bodies, cause: Cause, at: str
) -> Appended | AlreadyRecorded | Conflict:
    recorded = _recorded(connection, cause)
    if recorded is not None:
        return AlreadyRecorded(recorded)
    versions: dict[StreamId, int] = {}
    for write in writes:
        actual = versions.get(write.stream)
        if actual is None:
            key = (write.stream.kind, write.stream.key)
            actual = int(connection.execute(_SQL["version"], key).fetchone()[0])
        if actual != write.expected:
            return Conflict(write.stream, actual)
        versions[write.stream] = actual + len(write.events)
    for write, encoded in zip(writes, bodies, strict=True):
        _insert(connection, write, encoded, cause)
    reached = [(stream.kind, stream.key, version) for stream, version in versions.items()]
    connection.execute(_SQL["record"], (cause, at, msgspec.json.encode(reached).decode()))
    return Appended(versions)


def _insert(connection: sqlite3.Connection, write: Write, encoded: Sequence[Encoded], cause: Cause) -> None:
    kind, key = write.stream.kind, write.stream.key
    rows = SqliteRows(connection)
    for version, (event, stored) in enumerate(zip(write.events, encoded, strict=True), write.expected + 1):
        who = (stored_time(event.at), event.by, cause)
        connection.execute(
            _SQL["insert"], (kind, key, version, stored.type, stored.type_version, stored.body, *who)
        )
        project(rows, write.stream, version, event)
    connection.executemany(_SQL["notice"], [_noticed(notice) for notice in write.notices])


def _noticed(notice: Notice) -> tuple[str, int, str, str, str, int]:
    about = notice.about
    return (notice.kind, notice.to, stored_time(notice.due_at), about.kind, about.key, notice.version)


def _rebuild(connection: sqlite3.Connection) -> int:
    rows = SqliteRows(connection)
    rows.forget_all()
    count = 0
    for kind, key, version, name, type_version, body in connection.execute(_SQL["load_all"]):
        stream = StreamId(StreamKind(kind), key)
        project(rows, stream, version, decode(Encoded(name, type_version, body)))
        count += 1
    return count
