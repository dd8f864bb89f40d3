"""Versions of the program: the one that there is, and a newer one with made-up steps of the schema."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pytest

from storage.opening import Storage, open_storage
from storage.postgres import opening, soundness
from storage.postgres.connection import PostgresConnection
from storage.postgres.migrate import FOLDER, known_migrations, migrate
from storage.postgres.soundness import CATALOGUE, catalogue
from storage.sql.migrations import Migration, code_of
from tests.storage.builders import NOON
from tests.storage.places import fixed_clock
from tests.storage.postgres.beside import beside, select
from tests.storage.postgres.lines import manner
from tests.storage.postgres.server import Server
from tests.storage.upgrading import further, sound

OLD: Final = tuple(known_migrations())
CODE: Final = code_of(OLD)
TABLES: Final = sorted({line.split(" ")[1].partition(".")[0] for line in CATALOGUE.read_text().splitlines()})
GROW: Final = "".join(f"ALTER TABLE {table} ADD COLUMN more TEXT;\n" for table in TABLES)
LESS: Final = (
    "DROP INDEX sessions_by_time;\nALTER TABLE shown DROP COLUMN more;\n"
    "ALTER TABLE failures ALTER COLUMN more SET DEFAULT '';\nCREATE INDEX people_by_more ON people (more);\n"
)
MORE: Final = "CREATE TABLE more (x BIGINT);\nCREATE INDEX sessions_by_alias ON sessions (alias);\n"


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the program: what it knows of the schema."""

    steps: Sequence[Migration] = OLD
    catalogue: Path = CATALOGUE

    @contextmanager
    def runs(self) -> Iterator[None]:
        """Be this version for a while; a store that is opened meanwhile goes on knowing its steps."""
        with pytest.MonkeyPatch.context() as patched:
            for module in (opening, soundness):
                patched.setattr(module, "known_migrations", lambda: self.steps)
            patched.setattr(soundness, "CATALOGUE", self.catalogue)
            yield

    @asynccontextmanager
    async def opens(self, url: str, folder: Path, *, after_steps: bool = False) -> AsyncIterator[Storage]:
        how = replace(manner(folder), shared=True, after_steps=after_steps)
        store = open_storage(url, clock=fixed_clock, manner=how)
        with self.runs():
            storage = await store.__aenter__()
        try:
            yield storage
        finally:
            await store.__aexit__(None, None, None)

    async def finds(self, storage: Storage) -> list[str]:
        """Return what it finds wrong with a log."""
        with self.runs():
            return await sound(storage)


BEFORE: Final = Version()


def newer_steps(folder: Path) -> Sequence[Migration]:
    """What newer code knows: every table gains a column, then something is taken away, then more is added."""
    return further(FOLDER, folder / "steps", ("grow", GROW), ("less.after", LESS), ("more", MORE))


def described(postgres: Server, steps: Sequence[Migration], path: Path) -> Path:
    """Write what the server says of the schema that ``steps`` make, with and without those that wait."""

    def made(connection: PostgresConnection) -> set[str]:
        return catalogue(connection, {*TABLES, "more"})

    waits = f"{CODE + 2:04}"
    url = postgres.migrated("hejie_described")
    upgraded(url, steps)
    first = beside(url, made)
    upgraded(url, steps, after_steps=True)
    last = beside(url, made)
    lines = {
        *(first & last),
        *(f"until {waits} {line}" for line in first - last),
        *(f"since {waits} {line}" for line in last - first),
    }
    path.write_text("\n".join(sorted(lines)), encoding="utf-8")
    return path


def upgraded(url: str, steps: Sequence[Migration], *, after_steps: bool = False) -> int:
    return beside(url, lambda connection: migrate(connection, steps, NOON, after_steps=after_steps))


def applied(url: str) -> list[object]:
    return [number for (number,) in select(url, "SELECT number FROM migrations ORDER BY number")]


def up_to(last: int, *but: int) -> list[int]:
    return [number for number in range(1, last + 1) if number not in but]
