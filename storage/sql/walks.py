"""How calls were walked, page by page: short reads in a thread of their own, and no tap waits."""

from dataclasses import dataclass
from functools import partial
from typing import Final

import msgspec

from dialogs.events import Event
from dialogs.ids import SessionId, session_stream
from dialogs.ports import WalkedCall, WalkFilter
from storage.codec import Encoded
from storage.scope import Scope
from storage.sql.connection import Connection, Reader, Row, Value
from storage.sql.statements import statements
from storage.sql.values import read_time, scoped, stored_time
from storage.walks import WALKED_TYPES, without_words

_SQL = statements("walks")
_TYPES: Final = msgspec.json.encode(WALKED_TYPES).decode()
_TOP: Final = ("~", "")
"""Above every call: no time is written so."""


@dataclass(frozen=True, slots=True)
class SqlWalks:
    """Reads where calls stood; it needs no key, since it opens no words."""

    looker: Reader

    async def page(
        self, scope: Scope, wanted: WalkFilter, after: WalkedCall | None, limit: int
    ) -> list[WalkedCall]:
        """Return the next ``limit`` calls of ``scope`` that began before ``after``, the latest first."""
        at, session = _TOP if after is None else (stored_time(after.opened_at), after.session)
        values = scoped(scope) | {
            "at": at,
            "session": session,
            "since": "" if wanted.since is None else stored_time(wanted.since),
            "playbook": wanted.playbook,
            "page": limit,
        }
        name = "everything" if scope.everything else "theirs"
        # Events are read here and not in the thread: two threads that compute make each other wait for the
        # interpreter at every step, and each tap goes through several threads.
        return _walked(*await self.looker.run(partial(_rows, statement=_SQL[name], values=values)))


def _rows(connection: Connection, statement: str, values: dict[str, Value]) -> tuple[list[Row], list[Row]]:
    """Return the rows of a page of calls, and of their moves."""
    calls = connection.execute(statement, values).fetchall()
    sessions = msgspec.json.encode([row["session"] for row in calls]).decode()
    moves = connection.execute(_SQL["moves"], {"sessions": sessions, "types": _TYPES}).fetchall()
    return calls, moves


def _walked(rows: list[Row], moves: list[Row]) -> list[WalkedCall]:
    walks: dict[str, list[tuple[int, Event]]] = {row["session"]: [] for row in rows}
    for key, version, name, type_version, body in moves:
        stream = session_stream(SessionId(key))
        walks[key].append((version, without_words(Encoded(name, type_version, body), stream, version)))
    return [
        WalkedCall(
            row["session"],
            row["playbook"],
            row["revision"],
            read_time(row["opened_at"]),
            walks[row["session"]],
        )
        for row in rows
    ]
