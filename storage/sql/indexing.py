"""Brings the index of words in line with what the operator wants: built, deleted, or left as it is."""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from dialogs.events import SummaryEdited, WordsNoted
from dialogs.ids import StreamId, StreamKind
from dialogs.ports import Write
from storage.codec import Encoded
from storage.errors import CannotOpenStorageError, HeldUpError
from storage.keyring import Keyring, WrappedKey
from storage.sealing import DataKey, words_in
from storage.sql.connection import Connection
from storage.sql.engine import Engine
from storage.sql.notes import forget, note, noted
from storage.sql.statements import statements
from storage.sql.vault import kept_key, wrapped_key
from storage.sql.writer import Writer
from storage.word_marks import OWNER, marks_of

_SQL = statements("indexing")
_LOG = statements("log")
LOG: Final = logging.getLogger(__name__)
BATCH: Final = 50_000
"""Events that are looked through in one transaction, at most."""
MOST_MARKS: Final = 500_000
"""Marks that are written in one transaction, but for those of its last words: 100 MB of memory."""
_STATE, _READY = "index", "ready"
Mark = tuple[bytes, str, str, int]
"""A row of the index: the mark, and the stream and version of the words that have it."""
Told = Callable[[int, int], None]
"""Hears, in the event loop, how many events of how many have been looked through."""


async def index_as_wished(
    writer: Writer[Connection], keyring: Keyring, told: Told, *, wanted: bool | None, shared: bool = False
) -> DataKey | None:
    """Build or delete the index, or with none leave it; return its key while there is one.

    Nobody else may write the log meanwhile, nor go on with the index as it was. One that is ``shared`` is
    therefore left as it is, which is told. A building that was cut off goes on where it stood.
    """
    if wanted is not None and shared:
        found = await writer.alone(state_of)
        if found != (_READY if wanted else None):
            LOG.warning(
                "HEJIE_SEARCH_INDEX asks for %s index of words, and there is %s: stop all bots on this log, "
                "then run `hejie log index`",
                "an" if wanted else "no",
                "none, or half of one" if wanted else "one",
            )
    elif wanted is False:
        await writer.alone(partial(_delete, engine=writer.engine))
    elif wanted:
        await writer.alone(partial(_begin, keyring=keyring))
        while (come := await writer.alone(partial(_mark_batch, keyring=keyring))) is not None:
            told(*come)
    return await writer.alone(partial(index_key, keyring=keyring))


def index_key(connection: Connection, keyring: Keyring) -> DataKey | None:
    """Return the key of an index that holds all words of the log; none when there is no such index."""
    wrapped = wrapped_key(connection, OWNER) if state_of(connection) == _READY else None
    return None if wrapped is None else keyring.unwrap(OWNER, wrapped)


def state_of(connection: Connection) -> str | None:
    """Return how far the index is, as the database says; none when there is none."""
    return noted(connection, _STATE)


def _delete(connection: Connection, engine: Engine[Connection]) -> None:
    """Delete the marks and their key for good, and leave no trace of them in the file."""
    known = state_of(connection)
    connection.execute(_LOG["begin"])
    marks = connection.execute(_SQL["delete_marks"]).rowcount  # also those that nothing speaks of any more
    connection.execute(_LOG["destroy_key"], (OWNER,))
    forget(connection, _STATE)
    connection.execute("COMMIT")
    if known is None and not marks:
        return
    try:
        engine.scrub(connection)
    except HeldUpError as error:
        raise CannotOpenStorageError(*error.args) from error


def _begin(connection: Connection, keyring: Keyring) -> None:
    """Make the key, and note that no event has been looked through; nothing when that was done before."""
    if state_of(connection) is not None:
        return
    kept = keyring.wrap(OWNER, DataKey.fresh())
    row = (OWNER, kept.key_id, kept.wrapped, kept.recovery_id, kept.recovery_wrapped)
    connection.execute(_LOG["begin"])
    connection.execute(_LOG["keep_key"], row)
    note(connection, _STATE, "0")
    connection.execute("COMMIT")


def _mark_batch(connection: Connection, keyring: Keyring) -> tuple[int, int] | None:
    """Mark the words of the next events; return how far that came and of how many, none when all were.

    The marks of a batch are written in their order: each page of the index is then written once a batch, and
    not once a mark.
    """
    state, wrapped = state_of(connection), wrapped_key(connection, OWNER)
    if state in {None, _READY} or wrapped is None:
        return None
    begins, tip = int(state or 0), connection.execute(_SQL["tip"]).fetchone()[0]
    ends, marks = min(begins + BATCH, tip), list[Mark]()
    marker = _Marker(keyring, keyring.unwrap(OWNER, wrapped))
    connection.execute(_LOG["begin"])
    for position, *row in connection.execute(_SQL["words_between"], (begins, ends)):
        session, version, *encoded = row[:5]
        marks += marker.marks(session, version, Encoded(*encoded), kept_key(*row[5:]))
        if len(marks) >= MOST_MARKS:
            ends = position
            break
    connection.executemany(_SQL["put_marks"], sorted(marks))
    note(connection, _STATE, _READY if ends == tip else str(ends))
    connection.execute("COMMIT")
    return ends, tip


@dataclass(frozen=True, slots=True)
class _Marker:
    keyring: Keyring
    index: DataKey
    keys: dict[str, DataKey] = field(default_factory=dict)

    def marks(
        self,
        session: str,
        version: int,
        encoded: Encoded,
        kept: WrappedKey,
    ) -> Iterator[Mark]:
        if session not in self.keys:
            self.keys[session] = self.keyring.unwrap(session, kept)
        stream = StreamId(StreamKind.SESSION, session)
        text = words_in(encoded, stream, version, self.keys[session])
        return _rows(stream, version, text, self.index)


def marks_in(writes: Sequence[Write], index: DataKey) -> Iterator[Mark]:
    """Return the rows that an append adds to the index."""
    for write in writes:
        for version, event in enumerate(write.events, write.expected + 1):
            if isinstance(event, WordsNoted | SummaryEdited):
                yield from _rows(write.stream, version, event.words.reveal(), index)


def _rows(stream: StreamId, version: int, text: str, index: DataKey) -> Iterator[Mark]:
    return ((mark, stream.key, stream.kind.value, version) for mark in marks_of(text, index))
