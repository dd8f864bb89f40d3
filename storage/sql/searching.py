"""Search in a database: words are opened page by page in a thread of their own, the latest calls first."""

from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Final, NamedTuple

import msgspec

from dialogs.events import Event
from dialogs.ids import SessionId, StreamId, StreamKind, session_stream
from dialogs.ports import Found, SessionLine
from dialogs.searching import holds, latest_holding
from storage.codec import Encoded, decode
from storage.keyring import Keyring
from storage.rows import SessionRow
from storage.scope import Scope
from storage.sealing import DataKey, is_sealed, unseal, words_in
from storage.sql.connection import Connection, Reader, Value
from storage.sql.indexing import index_key
from storage.sql.statements import statements
from storage.sql.values import read_row, scoped
from storage.sql.vault import kept_key, wrapped_key
from storage.word_marks import marks_wanted

_SQL, _LOG = statements("search"), statements("log")
PAGE: Final = 32
"""Calls that are looked at in one go: some milliseconds, after which whoever waits has their turn."""

FREQUENT: Final = 10_000
"""A term of one mark that stands so often is sooner found by opening the latest calls than by sorting all."""


class _Place(NamedTuple):
    """Where a page ends: at the call that was begun then."""

    opened_at: str
    session: str


_TOP: Final = _Place("~", "")
"""Above every call: no time is written so."""


@dataclass(frozen=True, slots=True)
class SqlSearch:
    """Looks through the words of calls, in short reads that hold up neither a tap nor a checkpoint."""

    looker: Reader
    keyring: Keyring
    shut: frozenset[SessionId] = frozenset()
    """Calls whose words are taken for erased, though their keys are there."""

    async def found(self, scope: Scope, term: str, limit: int) -> list[Found]:
        """Return at most ``limit`` calls of ``scope`` whose words hold ``term``, the latest first."""
        found: list[Found] = []
        if not term or limit <= 0:
            return found
        async with aclosing(self._pages(scope, term)) as pages:
            async for page in pages:
                found += await self.looker.run(partial(self._found_on, page=page, scope=scope, term=term))
                if len(found) >= limit:
                    break
        return found[:limit]

    def _found_on(self, connection: Connection, page: Sequence[str], scope: Scope, term: str) -> list[Found]:
        """Return what is found in the calls of a page; what went out of reach meanwhile is not."""
        with _snapshot(connection):
            candidates = _holding(connection, self.keyring, page, term)
            found = [_confirmed(connection, self.keyring, each, term) for each in candidates]
        in_reach = (each for each in found if each and scope.admits(each.line.agent, each.line.team))
        return [each for each in in_reach if each.line.session not in self.shut]

    async def _pages(self, scope: Scope, term: str) -> AsyncGenerator[Sequence[str], None]:
        """Give the calls that may hold ``term``: those that the index names, or without one all of them."""
        marked = await self.looker.run(partial(_marked, keyring=self.keyring, scope=scope, term=term))
        if marked is not None:
            for begins in range(0, len(marked), PAGE):
                yield marked[begins : begins + PAGE]
            return
        place: _Place | None = _TOP
        while place is not None:
            page = await self.looker.run(partial(_page_below, scope=scope, place=place))
            yield [each.session for each in page]
            place = page[-1] if len(page) == PAGE else None


def _page_below(connection: Connection, scope: Scope, place: _Place) -> list[_Place]:
    """Return the next calls of ``scope`` below ``place``."""
    name = "everything" if scope.everything else "theirs"
    wanted: dict[str, Value] = {"at": place.opened_at, "session": place.session, "page": PAGE}
    return [_Place(*row) for row in connection.execute(_SQL[name], wanted | scoped(scope))]


def _marked(connection: Connection, keyring: Keyring, scope: Scope, term: str) -> list[str] | None:
    """Return the calls of ``scope`` that the index names for ``term``; none when it cannot help."""
    with _snapshot(connection):
        key = index_key(connection, keyring)
        marks = () if key is None else marks_wanted(term, key)
        if not marks:
            return None
        if len(marks) == 1 and _frequency(connection, marks[0]) >= FREQUENT:
            return None
        first, *others = sorted(marks, key=lambda mark: _frequency(connection, mark))
        wanted: dict[str, Value] = {"first": first, "others": b"".join(others)}
        rows = connection.execute(_SQL["marked"], wanted | scoped(scope)).fetchall()
    return [row["session"] for row in rows]


def _frequency(connection: Connection, mark: bytes) -> int:
    """Return how often a mark stands in the index; :data:`FREQUENT` for whatever is more."""
    return int(connection.execute(_SQL["frequency"], (mark, FREQUENT)).fetchone()[0])


@contextmanager
def _snapshot(connection: Connection) -> Iterator[None]:
    """Let what is read stand still meanwhile: words must not lose their key half-way."""
    connection.execute(_LOG["snapshot"])
    try:
        yield
    except BaseException:
        with suppress(Exception):  # what went wrong first says more
            connection.execute("ROLLBACK")
        raise
    connection.execute("ROLLBACK")


def _holding(connection: Connection, keyring: Keyring, sessions: Sequence[str], term: str) -> list[SessionId]:
    """Return those of ``sessions`` in which words that hold ``term`` were ever written, in their order."""
    holding: set[str] = set()
    keys: dict[str, DataKey] = {}
    for row in connection.execute(_SQL["words"], {"sessions": msgspec.json.encode(sessions).decode()}):
        session, version, name, type_version, body, *locked = row
        if session in holding:
            continue
        key = keys.get(session)
        if key is None:
            key = keys[session] = keyring.unwrap(session, kept_key(*locked))
        stored = Encoded(name, type_version, body)
        if holds(words_in(stored, StreamId(StreamKind.SESSION, session), version, key), term):
            holding.add(session)
    return [SessionId(session) for session in sessions if session in holding]


def _confirmed(connection: Connection, keyring: Keyring, session: SessionId, term: str) -> Found | None:
    """Return the call with its latest words that hold ``term`` and still stand; none when none do."""
    said = latest_holding(_events(connection, keyring, session), term)
    line = None if said is None else _line(connection, session)
    return None if said is None or line is None else Found(line, said.version, said.said_at, said.words)


def _events(connection: Connection, keyring: Keyring, session: SessionId) -> Iterator[Event]:
    wrapped, stream = wrapped_key(connection, session), session_stream(session)
    key = None if wrapped is None else keyring.unwrap(session, wrapped)
    for version, name, type_version, body in connection.execute(
        _LOG["load"], (stream.kind, stream.key, 0)
    ).fetchall():
        stored = Encoded(name, type_version, body)
        yield decode(unseal(stored, stream, version, key) if is_sealed(stored) else stored)


def _line(connection: Connection, session: SessionId) -> SessionLine | None:
    row = connection.execute(_SQL["line"], (session,)).fetchone()
    return None if row is None else read_row(row, SessionRow).line(row["agent_name"])
