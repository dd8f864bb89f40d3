"""The part of a migration that SQL cannot do: seals and chains what an older program wrote in the clear."""

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from dialogs.ids import StreamId, StreamKind
from storage.chain import FIRST, Columns, link
from storage.codec import Encoded, decode
from storage.keyring import Keyring
from storage.projections import project
from storage.sealing import DataKey, holds_words, owner_of_words, seal
from storage.sql.row_tables import SqlRows
from storage.sql.statements import statements

_SQL = statements("lifting")


@dataclass(slots=True)
class _Lift:
    """Copies events in their order, each with the key of its call and the hash of the one before it."""

    connection: sqlite3.Connection
    keyring: Keyring
    keys: dict[str, DataKey] = field(default_factory=dict)
    hashes: dict[StreamId, bytes] = field(default_factory=dict)

    def copy(self, row: sqlite3.Row) -> None:
        position, kind, key, version, name, type_version, body, at, by, cause = row
        stream = StreamId(StreamKind(kind), key)
        clear = Encoded(name, type_version, body)
        stored = clear
        session = owner_of_words(stream)
        if session is not None and (stream.kind is StreamKind.SESSION or holds_words(clear)):
            data_key = self._key(session)
            stored = seal(clear, stream, version, data_key) if holds_words(clear) else clear
        columns: Columns = (position, kind, key, version, name, type_version, stored.body, at, by, cause)
        hashed = self.hashes[stream] = link(self.hashes.get(stream, FIRST), columns)
        self.connection.execute(_SQL["insert"], (*columns, hashed))
        project(SqlRows(self.connection), stream, version, decode(clear))

    def _key(self, session: str) -> DataKey:
        if session not in self.keys:
            self.keys[session] = DataKey.fresh()
            kept = self.keyring.wrap(session, self.keys[session])
            row = (session, kept.key_id, kept.wrapped, kept.recovery_id, kept.recovery_wrapped)
            self.connection.execute(_SQL["keep_key"], row)
        return self.keys[session]


def seal_the_clear(connection: sqlite3.Connection, keyring: Keyring) -> None:
    """Copy every event out of the old table, and draw the rows of the views again."""
    SqlRows(connection).forget_all()
    lift = _Lift(connection, keyring)
    for row in connection.execute(_SQL["in_the_clear"]).fetchall():
        lift.copy(row)


LIFTS: Final[Mapping[int, Callable[[sqlite3.Connection, Keyring], None]]] = {2: seal_the_clear}
"""What the program does after the SQL of a step, in its transaction, by the number of the step."""
