"""Search in SQLite: words are opened page by page in a thread of their own, the latest calls first."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Final, NamedTuple

import msgspec

from dialogs.events import Event
from dialogs.ids import SessionId, StreamId, StreamKind, session_stream
from dialogs.ports import Found, SessionLine
from dialogs.searching import holds, latest_holding
from storage.codec import Encoded, decode
from storage.keyring import Keyring, WrappedKey
from storage.rows import SessionRow
from storage.scope import Scope
from storage.sealing import DataKey, is_sealed, unseal, words_in
from storage.sqlite.line import Line
from storage.sqlite.queries import queries
from storage.sqlite.values import Value, read_row
from storage.sqlite.vault import wrapped_key

_SQL, _LOG = queries("search"), queries("log")
PAGE: Final = 32
"""Calls that are looked at in one go: some milliseconds, after which whoever waits has their turn."""


class _Place(NamedTuple):
    """Where a page ends: at the call that was begun then."""

    opened_at: str
    session: str


_TOP: Final = _Place("~", "")
"""Above every call: no time is written so."""


@dataclass(frozen=True, slots=True)
class SqliteSearch:
    """Looks through the words of calls, in short reads that hold up neither a tap nor a checkpoint."""

    looker: Line
    keyring: Keyring

    async def found(self, scope: Scope, term: str, limit: int) -> list[Found]:
        """Return at most ``limit`` calls of ``scope`` whose words hold ``term``, the latest first."""
        found: list[Found] = []
        place: _Place | None = _TOP if term else None
        while place is not None and len(found) < limit:
            look = partial(_page, keyring=self.keyring, scope=scope, term=term, place=place)
            on_page, place = await self.looker.run(look)
            found += on_page
        return found[:limit]


def _page(
    connection: sqlite3.Connection, keyring: Keyring, scope: Scope, term: str, place: _Place
) -> tuple[list[Found], _Place | None]:
    """Return what is found on the page below ``place``, and where the next one begins."""
    with _snapshot(connection):
        name = "everything" if scope.everything else "theirs"
        wanted: dict[str, Value] = {"at": place.opened_at, "session": place.session, "page": PAGE}
        rows = connection.execute(_SQL[name], wanted | _bound(scope)).fetchall()
        page = [_Place(*row) for row in rows]
        candidates = _holding(connection, keyring, [each.session for each in page], term)
        found = [_confirmed(connection, keyring, each, term) for each in candidates]
    return [each for each in found if each is not None], page[-1] if len(page) == PAGE else None


def _bound(scope: Scope) -> dict[str, Value]:
    return {} if scope.everything else {"scope_agent": scope.agent, "scope_team": scope.team}


@contextmanager
def _snapshot(connection: sqlite3.Connection) -> Iterator[None]:
    """Let what is read stand still meanwhile: words must not lose their key half-way."""
    connection.execute("BEGIN")
    try:
        yield
    finally:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")


def _holding(
    connection: sqlite3.Connection, keyring: Keyring, sessions: Sequence[str], term: str
) -> list[SessionId]:
    """Return those of ``sessions`` in which words that hold ``term`` were ever written, in their order."""
    holding: set[str] = set()
    keys: dict[str, DataKey] = {}
    for row in connection.execute(_SQL["words"], {"sessions": msgspec.json.encode(sessions).decode()}):
        session, version, name, type_version, body, *locked = row
        if session in holding:
            continue
        key = keys.get(session)
        if key is None:
            key = keys[session] = keyring.unwrap(session, WrappedKey(key_id=locked[0], wrapped=locked[1]))
        stored = Encoded(name, type_version, body)
        if holds(words_in(stored, StreamId(StreamKind.SESSION, session), version, key), term):
            holding.add(session)
    return [SessionId(session) for session in sessions if session in holding]


def _confirmed(
    connection: sqlite3.Connection, keyring: Keyring, session: SessionId, term: str
) -> Found | None:
    """Return the call with its latest words that hold ``term`` and still stand; none when none do."""
    said = latest_holding(_events(connection, keyring, session), term)
    return None if said is None else Found(_line(connection, session), said.said_at, said.words)


def _events(connection: sqlite3.Connection, keyring: Keyring, session: SessionId) -> Iterator[Event]:
    wrapped, stream = wrapped_key(connection, session), session_stream(session)
    key = None if wrapped is None else keyring.unwrap(session, wrapped)
    for version, name, type_version, body in connection.execute(
        _LOG["load"], (stream.kind, stream.key, 0)
    ).fetchall():
        stored = Encoded(name, type_version, body)
        yield decode(unseal(stored, stream, version, key) if is_sealed(stored) else stored)


def _line(connection: sqlite3.Connection, session: SessionId) -> SessionLine:
    row = connection.execute(_SQL["line"], (session,)).fetchone()
    return read_row(row, SessionRow).line(row["agent_name"])
