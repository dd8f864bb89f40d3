"""Appends to the log, many in one transaction: checked against what is at hand, written in bulk."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import msgspec

from dialogs.events import Event, WordsErased
from dialogs.ids import Cause, SessionId, StreamId, StreamKind
from dialogs.ports import AlreadyRecorded, Appended, Conflict, Kept, Notice, Write
from storage.chain import FIRST, Columns, Tip, link
from storage.codec import Encoded
from storage.keyring import WrappedKey
from storage.projections import project
from storage.sealing import is_sealed
from storage.sql.append import CLOSING, Answer, Appending
from storage.sql.batch_rows import BatchRows
from storage.sql.connection import Connection, Value
from storage.sql.engine import Engine, Gathered
from storage.sql.statements import statements
from storage.sql.values import stored_time

_SQL = statements("log")
_encode = msgspec.json.Encoder().encode
MOST_CAUSES: Final = 4_096
MOST_HEADS: Final = 20_000
"""Heads of streams at hand, about 300 bytes each."""
MOST_MISSED: Final = 1_000
"""Events of others that are looked at one by one; after more, all is looked up anew."""


class Head(NamedTuple):
    """The end of a stream: how many events it has, and the hash of the last one."""

    version: int
    hash: bytes


@dataclass(slots=True)
class Appender:
    """Knows the ends of the streams that were written last. Lives in the thread of the writing connection.

    Nobody else moves the end of the log while a transaction of ours is open. While it stands where we left
    it, what we wrote last is what stands there; after a rollback :meth:`forget` makes us look again.
    """

    engine: Engine[Connection]
    rows: BatchRows
    tip: Tip | None = None
    """The end of the log as committed or about to be; none when it must be read."""
    _before: Tip | None = None
    """The end of the log as it is written now."""
    _heads: OrderedDict[StreamId, Head] = field(default_factory=OrderedDict)
    _moved: dict[StreamId, Head | None] = field(default_factory=dict)
    """The heads that stood there before this batch moved them; none of a stream that was not at hand."""
    _connection: Connection | None = None
    _stands: bool = False
    """Whether this transaction has the end of the log for itself."""
    _events: list[tuple[Value, ...]] = field(default_factory=list)
    _causes: list[tuple[str, str, str]] = field(default_factory=list)
    _recent: OrderedDict[Cause, Mapping[StreamId, int]] = field(default_factory=OrderedDict)
    """What the latest causes led to: an update that comes twice does so within moments."""
    _notices: list[tuple[str, int, str, str, str, int]] = field(default_factory=list)
    _keys: list[Sequence[Value]] = field(default_factory=list)
    """Of calls that begin with this batch."""
    _is_shared: bool = False
    """Whether somebody else wrote lately: then they are likely to have done so again."""

    def begin(self, connection: Connection) -> None:
        """Take the connection, whose transaction has just begun."""
        self._connection, self._stands, self._before = connection, False, self.tip
        self.rows.begin(connection)

    def take(self, appending: Appending, *, alone: bool = False) -> Appended | AlreadyRecorded | Conflict:
        """Check one append and put it among those to be written; :meth:`flush` writes them.

        A cause is looked up in the file only where it may be: one that comes again soon stands among the
        recent ones, and one that comes later finds its streams longer. Nor is a stream that is to begin. The
        rare rest breaks the table's own rule when it is written, and then every append of the batch is taken
        ``alone``.
        """
        self.stand_at_the_end()
        cause = appending.cause
        known = self._recent.get(cause)
        if known is None and alone:
            known = recorded(self.connection, cause)
        if known is not None:
            return AlreadyRecorded(known)
        versions: dict[StreamId, int] = {}
        for write in appending.writes:
            stream = write.stream
            actual = versions.get(stream)
            if actual is None:
                actual = self._version(write, alone=alone)
            if actual != write.expected:
                if not alone:
                    return self.take(appending, alone=True)  # which looks up the cause, and what begins
                return Conflict(stream, actual)
            versions[stream] = actual + len(write.events)
        late = self._sealed_too_late(appending, alone=alone)
        if late is not None:
            return Conflict(late.stream, late.expected)
        for write, encoded in zip(appending.writes, appending.bodies, strict=True):
            self._add(write, encoded, appending)
        if appending.marks:
            self.connection.executemany(_SQL["mark"], appending.marks)
        led_to = {write.stream: versions[write.stream] for write in appending.writes if write.events}
        self._causes.append((cause, appending.at, _reached(led_to)))
        self._recent[cause] = led_to
        return Appended(versions)

    def flush(self) -> None:
        """Write all that was taken, into the transaction that is open."""
        if self._causes and not self._write():
            raise RuntimeError("the log went on although its end was held")
        self._clear_written()

    def _write(self) -> bool:
        """Write all that was taken; false when somebody else has written before, and nothing was."""
        if self._before is None or self.tip is None:
            raise RuntimeError("where the log ends must be known before it is written")
        return self.engine.write(self.connection, self._gathered(), (self._before, self.tip))

    def _put_keys(self) -> None:
        if self._keys:
            self.connection.executemany(_SQL["put_key"], self._keys)
            self._keys.clear()

    def _clear_written(self) -> None:
        """Let go of what was written, and of what was not used for longest."""
        self._before = self.tip
        self._clear_taken()
        self.rows.written()
        while len(self._heads) > MOST_HEADS:
            self._heads.popitem(last=False)
        while len(self._recent) > MOST_CAUSES:
            self._recent.popitem(last=False)

    def at_once(self, appendings: Sequence[Appending]) -> Sequence[Answer] | None:
        """Check and write appends in one statement, without a transaction; none when that will not do.

        What is remembered is taken to be true, and the statement writes nothing unless it is. Where others
        write, too, it is looked first what they wrote. When that was not enough twice, whoever asked must be
        taken within a transaction, which keeps others away.
        """
        if self.tip is None or not all(each.is_plain for each in appendings):
            return None
        for _ in range(2):
            if self._is_shared and not self._looked(self.tip):
                return None
            self._stands = True
            answers = [self.take(each) for each in appendings]
            if all(map(Appending.is_certain, appendings, answers)) and self._is_confirmed(self.tip):
                self._clear_written()
                return answers
            self._undo()
            self._is_shared = True
        return None

    def _is_confirmed(self, tip: Tip) -> bool:
        """Write what was taken, if anything was, or see that what we remember is in the log."""
        return self._write() if self._causes else self._looked(tip)

    def _gathered(self) -> Gathered:
        taps, calls, complaints = self.rows.changes()
        return Gathered(
            events=self._events,
            causes=self._causes,
            taps=taps,
            calls=calls,
            complaints=complaints,
            notices=self._notices,
            keys=self._keys,
        )

    def forget(self) -> None:
        """Look again for everything: a rollback, another writer, or a lost connection came between."""
        self._stands = False
        self._heads.clear()
        self._recent.clear()
        self._clear_taken()
        self.tip = None
        self.rows.forget_all()

    def _undo(self) -> None:
        """Remember again what was there before anything was taken that was not written."""
        for stream, head in self._moved.items():
            if head is None:
                self._heads.pop(stream, None)
            else:
                self._heads[stream] = head
        for cause, *_ in self._causes:
            self._recent.pop(Cause(cause), None)
        self._clear_taken()
        self.tip, self._stands = self._before, False
        self.rows.undo()

    def _clear_taken(self) -> None:
        self._moved.clear()
        self._events.clear()
        self._causes.clear()
        self._notices.clear()
        self._keys.clear()

    def stand_at_the_end(self) -> None:
        """See once a transaction what others have written since.

        Whoever else writes waits from here on, until the transaction ends.
        """
        if self._stands:
            return
        known, tip = self.tip, self.engine.end_of_log(self.connection, self.tip)
        if known is not None:
            self._is_shared = tip != known
        if known is None or (tip != known and self._caught_up(known) != tip):
            self.forget()
        self.tip, self._before, self._stands = tip, tip, True

    def _looked(self, known: Tip) -> bool:
        """See what others have written since, and keep nobody away; false when that is too much."""
        tip = self._caught_up(known)
        if tip is None:
            return False
        self._is_shared = tip != known
        self.tip = self._before = tip
        return True

    def _caught_up(self, known: Tip) -> Tip | None:
        """Take over what others wrote, and return where the log ends by then.

        None when that is too much, or does not follow what we know.
        """
        last = known.position + MOST_MISSED
        rows = self.connection.execute(_SQL["missed"], (known.position, last)).fetchall()
        if not rows or Tip(rows[0][0], bytes(rows[0][1])) != known:
            return None
        tip = Tip(rows[-1][0], bytes(rows[-1][1]))
        if tip.position == last or tip.position != known.position + len(rows) - 1:
            return None
        for _, hashed, kind, key, version in rows[1:]:
            stream = StreamId(StreamKind(kind), key)
            self._heads[stream] = Head(version, bytes(hashed))
            self.rows.forget(stream)
        return tip

    @property
    def connection(self) -> Connection:
        """Return the connection that writes."""
        if self._connection is None:
            raise RuntimeError("appends are taken inside a transaction")
        return self._connection

    def _head(self, stream: StreamId) -> Head:
        known = self._heads.get(stream)
        if known is None:
            row = self.connection.execute(_SQL["head"], (stream.kind, stream.key)).fetchone()
            known = self._heads[stream] = Head(0, FIRST) if row is None else Head(row[0], row[1])
        else:
            self._heads.move_to_end(stream)
        return known

    def _version(self, write: Write, *, alone: bool) -> int:
        """Return how long a stream is; one that is to begin is not looked up, unless ``alone``."""
        is_new = bool(write.events) and not write.expected
        begins = is_new and not alone and write.stream not in self._heads
        return 0 if begins else self._head(write.stream).version

    def _sealed_too_late(self, appending: Appending, *, alone: bool) -> Write | None:
        """Keep the keys that an append brings; return the write whose words nobody could ever read.

        Somebody else gave the call its key meanwhile, or had its words erased. The key of a call that begins
        is written with its batch, where it breaks the table's own rule if there is one.
        """
        begun = set() if alone or not appending.minted else appending.begun
        kept: list[str] = []
        for session, wrapped in appending.minted:
            if session in begun:
                continue
            if not self._keep(session, wrapped):
                for each in kept:
                    self.connection.execute(_SQL["destroy_key"], (each,))
                return appending.writes[0]
            kept.append(session)
        for write, encoded in zip(appending.writes, appending.bodies, strict=True):
            if write.stream.kind is StreamKind.REVIEW and any(map(is_sealed, encoded)):
                reviewed = self.rows.session(SessionId(write.stream.key))
                if reviewed is not None and reviewed.kept is Kept.ERASED:
                    return write
        self._keys.extend(_key_row(*each) for each in appending.minted if each[0] in begun)
        return None

    def _keep(self, session: str, wrapped: WrappedKey) -> bool:
        return bool(self.connection.execute(_SQL["keep_key"], _key_row(session, wrapped)).rowcount)

    def _add(self, write: Write, encoded: Sequence[Encoded], appending: Appending) -> None:
        self._notices.extend(_noticed(notice) for notice in write.notices)
        if not write.events:  # it asked for a version, and no more
            return
        stream = write.stream
        kind, key = stream.kind.value, stream.key
        hashed = self._head(stream).hash if write.expected else FIRST
        if not write.expected:
            self.rows.begins(stream)
        position = 0 if self.tip is None else self.tip.position
        for version, (event, stored) in enumerate(
            zip(write.events, encoded, strict=True), write.expected + 1
        ):
            position += 1
            columns: Columns = (
                position,
                kind,
                key,
                version,
                stored.type,
                stored.type_version,
                stored.body,
                stored_time(event.at),
                event.by,
                appending.cause,
            )
            hashed = link(hashed, columns)
            self._events.append((*columns, hashed))
            project(self.rows, stream, version, event)
            if appending.closes and stream.kind is StreamKind.SESSION and type(event) in CLOSING:
                self._put_keys()  # a key that this batch brought is destroyed with the others
                close(self.connection, key, event)
        self._moved.setdefault(stream, self._heads.get(stream))
        self._heads[stream] = Head(write.expected + len(write.events), hashed)
        self.tip = Tip(position, hashed)


def _key_row(session: str, wrapped: WrappedKey) -> Sequence[Value]:
    return (session, wrapped.key_id, wrapped.wrapped, wrapped.recovery_id, wrapped.recovery_wrapped)


def tip_of(connection: Connection) -> Tip:
    """Return the end of the log as it stands; position 0 of an empty one."""
    row = connection.execute(_SQL["tip"]).fetchone()
    return Tip(0, FIRST) if row is None else Tip(row[0], row[1])


def recorded(connection: Connection, cause: Cause) -> Mapping[StreamId, int] | None:
    """Return the versions that ``cause`` led to."""
    row = connection.execute(_SQL["recorded"], (cause,)).fetchone()
    if row is None:
        return None
    versions = msgspec.json.decode(row[0], type=list[tuple[StreamKind, str, int]])
    return {StreamId(kind, key): version for kind, key, version in versions}


def close(connection: Connection, session: str, event: Event) -> None:
    """Do beside the log what an event of a call asks for that nobody is to be shown any more.

    When its words are erased, their key is destroyed, and whatever they could be guessed from.
    """
    if isinstance(event, WordsErased):
        connection.execute(_SQL["destroy_key"], (session,))
        connection.execute(_SQL["forget_marks"], (session,))
    if type(event) in CLOSING:
        connection.execute(_SQL["sweep"], (session,))


def _reached(versions: Mapping[StreamId, int]) -> str:
    reached = [(stream.kind, stream.key, version) for stream, version in versions.items()]
    return _encode(reached).decode()


def _noticed(notice: Notice) -> tuple[str, int, str, str, str, int]:
    about = notice.about
    return (notice.kind, notice.to, stored_time(notice.due_at), about.kind, about.key, notice.version)
