"""Looks through what stands beside the log and cannot be drawn from it: sources, notices, cards.

No hash covers these rows. What can be told of them is told: that
sources are those of their revision, that every other row can be read and speaks of something that is there.
"""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

import msgspec

from dialogs.digest import revision_of
from dialogs.ports import ShownCard
from storage.ports import Flaw
from storage.sql.connection import Connection
from storage.sql.dispatches import read_dispatch
from storage.sql.notes import noted
from storage.sql.statements import statements
from storage.sql.values import read_row

_SQL = statements("soundness")


def unsound(connection: Connection) -> Iterator[Flaw]:
    """Name what is wrong; one finding of each kind at most."""
    yield from _no_bot(connection)
    yield from _other_sources(connection)
    yield from _unreadable_notices(connection)
    yield from _unreadable_cards(connection)


def _no_bot(connection: Connection) -> Iterator[Flaw]:
    bot = noted(connection, "bot")
    if bot is not None and not bot.isdecimal():
        yield Flaw(what="it does not say which bot wrote it")


def _other_sources(connection: Connection) -> Iterator[Flaw]:
    if connection.execute(_SQL["sources_of_nothing"]).fetchone() is not None:
        yield Flaw(what="sources of a playbook belong to no revision")
    for revision, rows in groupby(connection.execute(_SQL["sources"]), itemgetter(0)):
        if revision_of({path: body for _, path, body in rows if path is not None}) != revision:
            yield Flaw(what=f"the sources of playbook revision {revision} were changed")
            return


def _unreadable_notices(connection: Connection) -> Iterator[Flaw]:
    row = connection.execute(_SQL["notice_about_nothing"]).fetchone()
    if row is not None:
        yield Flaw(what=f"notice {row[0]} speaks of nothing that is in the log")
    for row in connection.execute(_SQL["notices"]):
        try:
            read_dispatch(row)
        except ValueError:
            yield Flaw(what=f"notice {row['id']} cannot be read")
            return


def _unreadable_cards(connection: Connection) -> Iterator[Flaw]:
    for row in connection.execute(_SQL["cards"]):
        try:
            read_row(row, ShownCard)
        except msgspec.ValidationError:
            yield Flaw(what=f"the card in chat {row['chat']} at message {row['message']} cannot be read")
            return
