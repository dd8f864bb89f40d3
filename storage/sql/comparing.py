"""Draws the rows of the views from the log once more and compares them with those in the file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeVar

import msgspec

from dialogs.actors import Actor
from dialogs.errors import DialogueError
from dialogs.ids import StreamId, StreamKind
from storage.codec import Encoded, decode
from storage.memory.tables import RowTables
from storage.ports import Flaw
from storage.projections import project
from storage.rows import AccessRow, ComplaintRow, InvitationRow, SessionRow
from storage.sealing import is_sealed, unseal
from storage.sql.connection import Connection, Row
from storage.sql.statements import statements
from storage.sql.values import read_row, read_time, stored_time

_SQL = statements("verifying")
STRIDE: Final = 20_000
"""Events of one stretch, a tenth of a second."""
K = TypeVar("K")
T = TypeVar("T")


def all_events(connection: Connection) -> Iterator[Row]:
    """Give every event in the order of writing, a stretch at a time: a log may be longer than memory."""
    done = 0
    while rows := connection.execute(_SQL["stretch"], (done, done + STRIDE)).fetchall():
        yield from rows
        done += STRIDE


@dataclass(slots=True)
class Drawn:
    """What the log amounts to, as far as it was read."""

    rows: RowTables = field(default_factory=RowTables)
    causes: dict[str, dict[StreamId, int]] = field(default_factory=dict)

    def take(self, row: Row) -> Flaw | None:
        """Add an event; its words stay sealed."""
        _, kind, key, version, name, type_version, body, _, _, cause, _ = row
        stream, stored = StreamId(StreamKind(kind), key), Encoded(name, type_version, body)
        try:
            event = decode(unseal(stored, stream, version, None) if is_sealed(stored) else stored)
            project(self.rows, stream, version, event)
        except DialogueError:
            return Flaw(kind, key, version, "cannot be read by this version of the program")
        self.causes.setdefault(cause, {})[stream] = version
        return None

    def unlike_causes(self, connection: Connection) -> Iterator[Flaw]:
        """Name the first cause that says something else than its events."""
        for cause, at, versions in connection.execute(_SQL["causes"]):
            try:
                stored = msgspec.json.decode(versions, type=list[tuple[StreamKind, str, int]])
                said = {StreamId(kind, key): version for kind, key, version in stored}
                is_time = stored_time(read_time(at)) == at
            except (msgspec.MsgspecError, ValueError):
                said, is_time = {}, False
            if not is_time or said != self.causes.get(cause, {}):
                yield Flaw(what=f"a cause says otherwise than its events: {cause}")
                return


def unlike_people(connection: Connection) -> Iterator[Flaw]:
    """Name the tables of people that are not what the log amounts to: they say who may do what."""
    drawn = Drawn()
    for row in connection.execute(_SQL["of_people"]):
        wrong = drawn.take(row)
        if wrong is not None:
            yield wrong
            return
    yield from _unlike(connection, "people", "person", Actor, drawn.rows.people)
    yield from _unlike(connection, "invitations", "code_digest", InvitationRow, drawn.rows.invitations)


def unlike_rows(connection: Connection, drawn: RowTables) -> Iterator[Flaw]:
    """Name the tables whose rows are not those that the log amounts to."""
    yield from _unlike(connection, "sessions", "session", SessionRow, drawn.sessions)
    yield from _unlike(connection, "complaints", "complaint", ComplaintRow, drawn.complaints)
    yield from _unlike(connection, "people", "person", Actor, drawn.people)
    yield from _unlike(connection, "invitations", "code_digest", InvitationRow, drawn.invitations)
    deeds = {f"{key}/{version}": row for (key, version), row in drawn.accesses.items()}
    yield from _unlike(connection, "accesses", "place", AccessRow, deeds)


def _unlike(
    connection: Connection, table: str, key: str, kind: type[T], drawn: Mapping[K, T]
) -> Iterator[Flaw]:
    found: dict[K, T] = {}
    for row in connection.execute(_SQL[table]):
        try:
            found[row[key]] = read_row(row, kind)
        except (msgspec.ValidationError, UnicodeDecodeError):
            yield _view(f"a row of the view {table} cannot be read")
            return
    if found != dict(drawn):
        yield _view(f"the view {table} is not what the log amounts to")


def _view(what: str) -> Flaw:
    return Flaw(what=f"{what}: `hejie log rebuild` draws it again", in_view=True)
