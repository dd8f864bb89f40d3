"""The rows of calls' keys: which keys locked how many of them, and whether each still opens."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from storage.errors import MissingKeyError, WrongKeyError
from storage.keyring import WrappedKey
from storage.ports import Told
from storage.silence import unheard
from storage.sql.connection import Connection
from storage.sql.statements import statements

_SQL = statements("keys")
BATCH: Final = 1_000
"""Rows that are read, or locked anew, at once."""


class KeyRow(NamedTuple):
    """The key of one call, by the number of its row."""

    number: int
    session: str
    wrapped: WrappedKey


@dataclass(frozen=True, slots=True)
class KeyUse:
    """How many calls each key locks."""

    operating: Mapping[str, int]
    recovery: Mapping[str | None, int]
    """By id of the recovery key; under none stand calls that nothing but an operating key opens."""

    @property
    def calls(self) -> int:
        """Return how many calls have a key."""
        return sum(self.operating.values())


NOWHERE: Final = KeyUse({}, {})


def keys_in_use(connection: Connection) -> Sequence[str]:
    """Return the ids of the operating keys that lock a call."""
    return [row[0] for row in connection.execute(_SQL["in_use"])]


def key_use(connection: Connection) -> KeyUse:
    """Return how many calls each key locks; none in a file from before words were sealed."""
    if not connection.execute(_SQL["tables"]).fetchone()[0]:
        return NOWHERE
    return KeyUse(
        dict(connection.execute(_SQL["operating"]).fetchall()),
        dict(connection.execute(_SQL["recovery"]).fetchall()),
    )


def key_rows(connection: Connection, after: int = 0) -> Sequence[KeyRow]:
    """Return the next rows in their order, beyond number ``after``."""
    return [
        KeyRow(
            number, session, WrappedKey(key_id=key, wrapped=lock, recovery_id=other, recovery_wrapped=spare)
        )
        for number, session, key, lock, other, spare in connection.execute(_SQL["batch"], (after, BATCH))
    ]


def locked_calls(connection: Connection, sessions: Sequence[str]) -> Sequence[str]:
    """Return those of ``sessions`` that have a key, in their order."""
    return [each for each in sessions if connection.execute(_SQL["has_key"], (each,)).fetchone() is not None]


def lock_anew(connection: Connection, rows: Sequence[KeyRow]) -> None:
    """Write the keys of calls as ``rows`` hold them."""
    connection.executemany(
        _SQL["lock"],
        [
            (each.key_id, each.wrapped, each.recovery_id, each.recovery_wrapped, number)
            for number, _, each in rows
        ],
    )


def unopened(
    connection: Connection, attempt: Callable[[str, WrappedKey], object], told: Told = unheard
) -> Sequence[str]:
    """Return the calls whose key does not open when it is tried; ``told`` hears how many of all were."""
    total, failed = key_use(connection).calls, list[str]()
    for tried, row in enumerate(_all_rows(connection) if total else (), 1):
        try:
            attempt(row.session, row.wrapped)
        except (MissingKeyError, WrongKeyError):
            failed.append(row.session)
        if tried % BATCH == 0 or tried == total:
            told(tried, total)
    return failed


def _all_rows(connection: Connection) -> Iterator[KeyRow]:
    after = 0
    while rows := key_rows(connection, after):
        yield from rows
        after = rows[-1].number
