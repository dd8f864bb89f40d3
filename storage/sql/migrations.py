"""Numbered steps of a schema, each applied once, none edited after its release.

A program's code has the number of the last step that it knows. A step adds to the schema, so that older code
goes on working beside newer: whichever newer program starts first applies it. A step whose file is named
``….after.sql`` takes away what only older code needs; it waits for `hejie log migrate`, and from then on
that older code is refused. Steps that add must not build on one that may still wait.
"""

import hashlib
import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from storage.errors import CannotOpenStorageError
from storage.sql.connection import Row

LOG: Final = logging.getLogger(__name__)
AFTER: Final = ".after"
"""Ends the name of a step that waits until no older code can come any more."""


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

    @property
    def is_after(self) -> bool:
        """Whether it waits until no older code can come any more."""
        return self.name.endswith(AFTER)


@dataclass(frozen=True, slots=True)
class Stage:
    """How far a schema has come, beside what this program knows of it."""

    code: int
    """The number of this program's code."""
    schema: int
    """The last step that the database has; 0 for none."""
    oldest: int
    """The oldest code that may run on it."""
    additions: Sequence[Migration]
    """Steps that are missing and add."""
    waiting: Sequence[Migration]
    """Steps that are missing and wait until no older code can come any more."""

    @property
    def missing(self) -> Sequence[Migration]:
        """Return all steps that are missing, in their order."""
        return sorted((*self.additions, *self.waiting), key=lambda step: step.number)


def migrations_in(folder: Path) -> Sequence[Migration]:
    """Return the steps that this program knows, in order: ``0001_log.sql``, ``0002_….after.sql``."""
    return [
        Migration(int(path.stem[:4]), path.stem, path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("[0-9][0-9][0-9][0-9]_*.sql"))
    ]


def code_of(migrations: Sequence[Migration]) -> int:
    """Return the number of the code that knows these steps."""
    return max((step.number for step in migrations), default=0)


def stage_of(applied: Sequence[Row], migrations: Sequence[Migration]) -> Stage:
    """Compare the steps that a database has, each with its number, name and checksum, with those we know.

    Raises:
        CannotOpenStorageError: our code is too old for the database, or a step was edited.
    """
    stage = _stage(applied, migrations)
    if stage.oldest > stage.code:
        msg = (
            f"the database has schema {stage.schema}, on which code {stage.oldest} is the oldest that may "
            f"run, and this version of the program has code {stage.code}: start the newer version, or "
            "restore a backup from before `hejie log migrate`"
        )
        raise CannotOpenStorageError(msg)
    known = {step.number: step for step in migrations}
    for number, name, checksum in applied:
        step = known.get(number)
        if step is not None and (step.name, step.checksum) != (name, checksum):
            msg = (
                f"step {name} of the database's schema is not the one that this program has: "
                "a released step was edited; install the program anew"
            )
            raise CannotOpenStorageError(msg)
    return stage


def is_beyond(numbers: Collection[int], migrations: Sequence[Migration]) -> bool:
    """Tell whether a database with steps of these numbers has some that we do not know."""
    return max(numbers, default=0) > code_of(migrations)


def _stage(applied: Sequence[Row], migrations: Sequence[Migration]) -> Stage:
    names = {number: name for number, name, _ in applied}
    missing = [step for step in migrations if step.number not in names]
    return Stage(
        code_of(migrations),
        max(names, default=0),
        max((number for number, name in names.items() if name.endswith(AFTER)), default=1),
        [step for step in missing if not step.is_after],
        [step for step in missing if step.is_after],
    )


def tell(stage: Stage) -> None:
    """Write to the program's log what whoever runs it should know of the schema."""
    if stage.schema > stage.code:
        LOG.warning(
            "the database has schema %d, and this program has code %d, which may run on it: what is new in "
            "the schema is not looked at",
            stage.schema,
            stage.code,
        )
    if stage.waiting:
        LOG.warning(
            "steps of the schema wait until no older version of the program can come any more (%s): "
            "then run `hejie log migrate`",
            ", ".join(step.name for step in stage.waiting),
        )
