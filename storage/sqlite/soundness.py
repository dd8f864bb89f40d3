"""Looks through what stands beside the log and cannot be drawn from it: the schema, sources, notices, cards.

No hash covers these rows. What can be told of them is told: that the schema is the one our steps make, that
sources are those of their revision, that every other row can be read and speaks of something that is there.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from functools import cache
from itertools import groupby
from operator import itemgetter

import msgspec

from dialogs.digest import revision_of
from dialogs.ports import ShownCard
from storage.ports import Flaw
from storage.sqlite.dispatches import read_dispatch
from storage.sqlite.migrate import known_migrations, migrate
from storage.sqlite.queries import queries
from storage.sqlite.values import read_row

_SQL = queries("soundness")


def unsound(connection: sqlite3.Connection) -> Iterator[Flaw]:
    """Name what is wrong; one finding of each kind at most."""
    yield from _other_schema(connection)
    yield from _no_bot(connection)
    yield from _other_sources(connection)
    yield from _unreadable_notices(connection)
    yield from _unreadable_cards(connection)


def _other_schema(connection: sqlite3.Connection) -> Iterator[Flaw]:
    wrong = sorted(str(row[0]) for row in _schema(connection) ^ _known_schema())
    if wrong:
        yield Flaw(what=f"the schema is not the one that this program makes: {wrong[0]}")


@cache
def _known_schema() -> frozenset[tuple[str | None, ...]]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection, known_migrations(), datetime(2000, 1, 1, tzinfo=UTC))
        return _schema(connection)


def _schema(connection: sqlite3.Connection) -> frozenset[tuple[str | None, ...]]:
    return frozenset(map(tuple, connection.execute(_SQL["schema"])))


def _no_bot(connection: sqlite3.Connection) -> Iterator[Flaw]:
    row = connection.execute(_SQL["bot"]).fetchone()
    if row is not None and not row[0].isdecimal():
        yield Flaw(what="it does not say which bot wrote it")


def _other_sources(connection: sqlite3.Connection) -> Iterator[Flaw]:
    if connection.execute(_SQL["sources_of_nothing"]).fetchone() is not None:
        yield Flaw(what="sources of a playbook belong to no revision")
    for revision, rows in groupby(connection.execute(_SQL["sources"]), itemgetter(0)):
        if revision_of({path: body for _, path, body in rows if path is not None}) != revision:
            yield Flaw(what=f"the sources of playbook revision {revision} were changed")
            return


def _unreadable_notices(connection: sqlite3.Connection) -> Iterator[Flaw]:
    row = connection.execute(_SQL["notice_about_nothing"]).fetchone()
    if row is not None:
        yield Flaw(what=f"notice {row[0]} speaks of nothing that is in the log")
    for row in connection.execute(_SQL["notices"]):
        try:
            read_dispatch(row)
        except ValueError:
            yield Flaw(what=f"notice {row['id']} cannot be read")
            return


def _unreadable_cards(connection: sqlite3.Connection) -> Iterator[Flaw]:
    for row in connection.execute(_SQL["cards"]):
        try:
            read_row(row, ShownCard)
        except msgspec.ValidationError:
            yield Flaw(what=f"the card in chat {row['chat']} at message {row['message']} cannot be read")
            return
