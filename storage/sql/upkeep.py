"""What is done to a store in a database while nobody taps."""

from dataclasses import dataclass

from dialogs.ids import StreamId, StreamKind
from storage.codec import Encoded, decode
from storage.projections import project
from storage.sealing import is_sealed, unseal
from storage.sql.comparing import all_events
from storage.sql.connection import Connection
from storage.sql.row_tables import SqlRows
from storage.sql.views import Actors
from storage.sql.writer import Writer


@dataclass(frozen=True, slots=True)
class SqlUpkeep:
    """An :class:`~storage.ports.Upkeep`."""

    writer: Writer[Connection]
    actors: Actors

    async def rebuild(self) -> int:
        """Draw the rows from the log again, in one transaction."""
        count = await self.writer.run(_rebuild, lambda _: self.actors.forget_all())
        await self.writer.alone(lambda _: None)  # which makes it look at the rows again
        return count


def _rebuild(connection: Connection) -> int:
    rows = SqlRows(connection)
    rows.forget_all()
    count = 0
    for _, kind, key, version, name, type_version, body, *_ in all_events(connection):
        stream = StreamId(StreamKind(kind), key)
        stored = Encoded(name, type_version, body)
        # No row of a view holds words: they are left sealed, as if their key were gone.
        open_stored = unseal(stored, stream, version, None) if is_sealed(stored) else stored
        project(rows, stream, version, decode(open_stored))
        count += 1
    return count
