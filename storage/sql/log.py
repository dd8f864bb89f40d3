"""The log in a database."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from dialogs.events import Event, WordsErased
from dialogs.ids import Cause, StreamId, StreamKind
from dialogs.ports import AlreadyRecorded, Appended, Conflict, Write
from storage.chain import refuse_breaks
from storage.clock import Clock
from storage.codec import Encoded, decode
from storage.errors import UnreadableEventError
from storage.sealing import DataKey, owner_of_words
from storage.sql.append import CLOSING, Appending
from storage.sql.appender import recorded
from storage.sql.connection import Connection, Reader
from storage.sql.indexing import marks_in
from storage.sql.remembered import Remembered
from storage.sql.shown import Chats
from storage.sql.statements import statements
from storage.sql.values import stored_time
from storage.sql.vault import SealedWrites, StoredEvent, Vault
from storage.sql.views import Actors
from storage.sql.writer import Writer

_SQL = statements("log")
MOST_HEADS: Final = 10_000
Heads = Remembered[StreamId, int]


@dataclass(frozen=True, slots=True)
class SqlEvents:
    """An :class:`~dialogs.ports.EventStore`."""

    writer: Writer[Connection]
    reader: Reader
    clock: Clock
    vault: Vault
    actors: Actors
    chats: Chats
    index: DataKey | None = None
    """The key of the index of words, while there is one."""
    heads: Heads = field(default_factory=lambda: Heads(MOST_HEADS))
    """Versions of the streams that were written last: beyond them there is nothing to read."""

    async def load(self, stream: StreamId, after: int = 0) -> Sequence[Event]:
        """Return the events of ``stream`` beyond version ``after``, in order."""
        if after and self.heads.get(stream) == after:
            return ()
        rows = await self.reader.run(partial(_load, stream=stream, after=after))
        stored = await self.vault.opened(stream, rows)
        try:
            return [decode(each) for each in stored]
        except UnreadableEventError as error:
            if owner_of_words(stream) is None:  # what was said stands in no error
                error.readable = _readable(stored)
            raise

    async def recorded(self, cause: Cause) -> Mapping[StreamId, int] | None:
        """Return the versions that ``cause`` led to."""
        return await self.reader.run(partial(recorded, cause=cause))

    async def append(self, writes: Sequence[Write], cause: Cause) -> Appended | AlreadyRecorded | Conflict:
        """Write all of ``writes`` with their notices and ``cause``, or nothing.

        When words were erased, no trace of their key is left in the file or its journal on return, unless
        another program reads for so long that the journal stays in use: then an alarm is logged, and it is
        tried again later.

        Raises:
            WordsErasedError: words are added to a call whose key was destroyed.
        """
        refuse_breaks(cause, *(write.stream.key for write in writes))
        sealed = await self.vault.seal(writes)
        kinds = {type(event) for write in writes for event in write.events}
        appending = Appending(
            writes=writes,
            bodies=sealed.bodies,
            cause=cause,
            at=stored_time(self.clock()),
            minted=self.vault.wrapped(sealed.minted),
            marks=() if self.index is None else tuple(marks_in(writes, self.index)),
            closes=not CLOSING.isdisjoint(kinds),
        )
        answer = await self.writer.append(appending, partial(self._settle, appending, sealed))
        if WordsErased in kinds and isinstance(answer, Appended):
            await self.writer.scrub()
        return answer

    def _settle(
        self,
        appending: Appending,
        sealed: SealedWrites,
        answer: Appended | AlreadyRecorded | Conflict | None,
    ) -> None:
        """Remember what the log holds now; anything but a plain success leaves that to be read again."""
        self.vault.settle(appending.writes, sealed.minted, done=isinstance(answer, Appended))
        for write in appending.writes:
            stream = write.stream
            if isinstance(answer, Appended):
                self.heads.put(stream, answer.versions[stream])
            else:
                self.heads.forget(stream)
            if stream.kind is StreamKind.PERSON:
                self.actors.forget_all()
        if appending.closes:
            self.chats.forget_all()


def _readable(stored: Sequence[Encoded]) -> Sequence[Event]:
    """Return the events that can be read, of some that cannot all be."""
    found = list[Event]()
    for each in stored:
        with suppress(UnreadableEventError):
            found.append(decode(each))
    return found


def _load(connection: Connection, stream: StreamId, after: int) -> list[StoredEvent]:
    rows = connection.execute(_SQL["load"], (stream.kind, stream.key, after))
    return [
        StoredEvent(version, Encoded(kind, type_version, body)) for version, kind, type_version, body in rows
    ]
