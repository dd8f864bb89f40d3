"""Locks the keys of all calls anew, in batches: what is broken off goes on where it was when begun again."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from dialogs.ports import StorageUnavailableError
from storage.errors import HeldUpError, MissingKeyError, WrongKeyError
from storage.ports import Told
from storage.rewrapping import Change
from storage.silence import unheard
from storage.sql.connection import Connection
from storage.sql.key_rows import KeyRow, key_rows, key_use, lock_anew
from storage.sql.writer import Writer


@dataclass(frozen=True, slots=True)
class Rewrapped:
    """What became of the keys of calls."""

    changed: int
    stuck: Sequence[str]
    """Calls whose key did not open, and was left as it is."""


class _Batch(NamedTuple):
    last: int
    seen: int
    changed: int
    stuck: Sequence[str]


async def rewrap(writer: Writer[Connection], change: Change, told: Told = unheard) -> Rewrapped:
    """Apply ``change`` to every key, a batch at a time, and leave no trace of the former locks.

    ``told`` hears after each batch how many of all keys have been looked at.

    Raises:
        StorageUnavailableError: nothing is known of the last batch, or former locks are still in the journal.
    """
    total = await writer.run(lambda connection: key_use(connection).calls)
    batch, seen, changed, stuck = _Batch(0, 0, 0, ()), 0, 0, list[str]()
    while (batch := await writer.run(partial(_changed, change=change, after=batch.last))).seen:
        seen, changed = seen + batch.seen, changed + batch.changed
        stuck += batch.stuck
        told(seen, total)
    try:
        await writer.alone(writer.engine.scrub)
    except HeldUpError as error:
        raise StorageUnavailableError(*error.args) from error
    return Rewrapped(changed, stuck)


def _changed(connection: Connection, change: Change, after: int) -> _Batch:
    """Lock the next keys beyond row ``after`` anew."""
    rows, fresh, stuck = key_rows(connection, after), list[KeyRow](), list[str]()
    for row in rows:
        try:
            wrapped = change(row.session, row.wrapped)
        except (MissingKeyError, WrongKeyError):
            stuck.append(row.session)
        else:
            if wrapped is not None:
                fresh.append(row._replace(wrapped=wrapped))
    # A row keeps its length under the same kind of locks, so that SQLite writes it over the former one.
    lock_anew(connection, fresh)
    return _Batch(rows[-1].number if rows else after, len(rows), len(fresh), stuck)
