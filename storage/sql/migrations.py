"""Numbered steps of a schema, each applied once, none edited after its release."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from storage.errors import CannotOpenStorageError
from storage.sql.connection import Row


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of the schema."""

    number: int
    name: str
    sql: str

    @property
    def checksum(self) -> str:
        """The SHA-256 of the step, by which an edit is noticed."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


def migrations_in(folder: Path) -> Sequence[Migration]:
    """Return the steps that this program knows, in order: ``0001_log.sql``, ``0002_….sql``."""
    return [
        Migration(int(path.stem[:4]), path.stem, path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("[0-9][0-9][0-9][0-9]_*.sql"))
    ]


def refuse_strange_steps(applied: Sequence[Row], migrations: Sequence[Migration]) -> None:
    """Check the steps that a database has, each with its number, name and checksum.

    Raises:
        CannotOpenStorageError: the database is newer than this program, or a step was edited.
    """
    newest = max((number for number, _, _ in applied), default=0)
    if newest > len(migrations):
        msg = (
            f"the database has schema {newest}, and this version of the program knows only up to "
            f"{len(migrations)}: start the version that wrote it, or restore a backup from before"
        )
        raise CannotOpenStorageError(msg)
    for (number, name, checksum), migration in zip(applied, migrations, strict=False):
        if (number, checksum) != (migration.number, migration.checksum):
            msg = (
                f"step {name} of the database's schema is not the one that this program has: "
                "a released step was edited; install the program anew"
            )
            raise CannotOpenStorageError(msg)
