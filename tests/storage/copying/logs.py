"""Logs to be copied, and a look at all that a store holds."""

import asyncio
import random
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dialogs.digest import revision_of
from dialogs.ids import PlaybookSlug
from storage.copying import copy_log
from storage.keyring import Keyring
from storage.manner import Manner
from storage.opening import Storage, open_for_reading, open_storage
from storage.sql.copying import DEAF, Copied, Ears
from tests.storage.lived import ERASED, Life
from tests.storage.places import KEYRING, fixed_clock
from tests.storage.postgres.beside import select

CALLS: Final = ERASED + 2
SOURCES: Final = {"refund/playbook.yaml": b"steps: []\n", "words.yaml": "编造".encode()}
Rows = Sequence[tuple[object, ...]]
NOT_OF_THE_LOG: Final = {"migrations", "leases", "log_end", "sqlite_sequence"}
"""Tables that each store keeps for itself."""
ONE_SIDED: Final = {"copied", "copying", "moved"}
"""What one of the two says of the copy."""

OTHERS: Final = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE pid <> pg_backend_pid() AND datname = current_database()"
)
"""Cuts whoever is connected to a database."""


@dataclass(frozen=True, slots=True)
class Place:
    """A store, and the folder of the second place."""

    url: str
    second: Path

    def opened(self, *, adopt: bool = False) -> AbstractAsyncContextManager[Storage]:
        """Open it as a bot does."""
        manner = Manner(keyring=KEYRING, second=self.second, adopt=adopt, index=True)
        return open_storage(self.url, clock=fixed_clock, manner=manner)

    def read(self) -> AbstractAsyncContextManager[Storage]:
        """Open it beside whoever has it open."""
        manner = Manner(keyring=KEYRING, second=self.second)
        return open_for_reading(self.url, clock=fixed_clock, manner=manner)

    @property
    def path(self) -> Path:
        """Return the file of a log in one."""
        return Path(self.url.removeprefix("sqlite:///"))

    def everything(self) -> Mapping[str, Rows]:
        """Return all rows of all tables that belong to a log, but for what one side says of a copy."""
        found = {name: self._rows(name) for name in sorted(self.tables() - NOT_OF_THE_LOG)}
        return found | {"meta": [row for row in found["meta"] if row[0] not in ONE_SIDED]}

    def tables(self) -> set[str]:
        """Return the names of all tables."""
        sql = "SELECT name FROM sqlite_master WHERE type = 'table'"
        if self._is_served:
            sql = "SELECT CAST(relname AS TEXT) FROM pg_class WHERE relkind = 'r' AND relname !~ '^(pg|sql)_'"
        return {str(name) for (name,) in self.look(sql)}

    def look(self, sql: str) -> Rows:
        """Return what a statement gives."""
        if self._is_served:
            return select(self.url, sql)
        with closing(sqlite3.connect(self.path)) as connection:
            return connection.execute(sql).fetchall()

    def _rows(self, table: str) -> Rows:
        return sorted(self.look(f"SELECT * FROM {table}"), key=repr)

    @property
    def _is_served(self) -> bool:
        return self.url.startswith("postgresql://")


def file(folder: Path, name: str = "hejie.db") -> Place:
    """Return a place for a log in a file."""
    return Place(f"sqlite:///{folder / name}", folder / "second")


async def lived(place: Place) -> None:
    """Let a firm live in a log that has an index of words: something stands in every table."""
    async with place.opened() as storage:
        life = Life(storage, random.Random(1))
        await storage.revisions.keep(PlaybookSlug("refund"), revision_of(SOURCES), SOURCES)
        await life.admit()
        await life.invite(1)
        assert storage.witness is not None
        assert await storage.witness.checkpoint()
        for number in range(CALLS):
            await life.call(number, asks=number == 1)
        await life.troubles()
        assert await storage.witness.checkpoint()


def copy(source: Place, target: Place, ears: Ears = DEAF, keyring: Keyring = KEYRING) -> Copied | None:
    """Copy in this thread, which must have no event loop."""
    return copy_log(source.url, target.url, keyring, source.second, fixed_clock, ears)


async def copied(
    source: Place, target: Place, ears: Ears = DEAF, keyring: Keyring = KEYRING
) -> Copied | None:
    """Copy in another thread."""
    return await asyncio.to_thread(copy, source, target, ears, keyring)
