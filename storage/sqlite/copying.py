"""A file from which a log is copied, or into which: nobody else has it open meanwhile."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from storage.chain import Tip
from storage.clock import Clock
from storage.errors import CannotOpenStorageError
from storage.marks import GO_ON, MarkFile, file_of
from storage.second_place import SecondPlace
from storage.sql.moving import COPYING
from storage.sql.notes import noted
from storage.sql.sides import TABLES, Rows, prepared, refuse_unfit
from storage.sql.statements import statements
from storage.sqlite.bulk import write_rows
from storage.sqlite.engine import SqliteEngine
from storage.sqlite.lock import held
from storage.sqlite.migrate import known_migrations, migrate, refuse_other_schema
from storage.sqlite.opening import check_pages, make_private, write_ahead, writing
from storage.sqlite.past import HEAD, Past, beside, standing
from storage.sqlite.restoring import COMPANIONS

_MOVING: Final = statements("moving")


@dataclass(frozen=True, slots=True)
class FileSide:
    """A :class:`~storage.sql.sides.Side` that is a file."""

    path: Path
    connection: sqlite3.Connection
    engine: SqliteEngine

    def put(self, table: str, rows: Rows) -> None:
        """Write rows of a table."""
        columns = TABLES[table].partition("SELECT")[2].partition("FROM")[0]
        write_rows(self.connection, f"INSERT INTO {table} ({columns}) VALUES (?)", rows)  # noqa: S608 - ours

    def settle(self) -> None:
        """Do nothing: SQLite numbers what is written next after what is there."""

    def take_up(self, second: SecondPlace, tip: Tip) -> None:
        """Make the marks, beside the file and at the second place."""
        past = Past(second.log, file_of(self.path), second, MarkFile(beside(self.path, HEAD)), tip)
        try:
            past.take_up()
        finally:
            past.close()


@contextmanager
def source_at(path: Path, folder: Path, patience: float) -> Iterator[FileSide]:
    """Open the file that holds a log, with its second place in ``folder``.

    Raises:
        CannotOpenStorageError: a bot has it open, or it is not the log that the bot wrote.
        StorageUnavailableError: it cannot be read.
    """
    path = path.absolute()
    if not path.is_file():
        msg = f"{path} is not there: name the file of the log"
        raise CannotOpenStorageError(msg)

    def examine(connection: sqlite3.Connection) -> None:
        check_pages(connection, path)
        stage = refuse_other_schema(connection, known_migrations())
        refuse_unfit(connection, stage, standing(connection, path, folder), GO_ON)

    with _opened(path, patience, examine) as side:
        yield side


@contextmanager
def target_at(path: Path, clock: Clock, patience: float) -> Iterator[FileSide]:
    """Open the file that a log is copied into, and make the schema there.

    Raises:
        CannotOpenStorageError: a bot has it open, or something else is there.
        StorageUnavailableError: it cannot be written.
    """
    path = path.absolute()
    if not path.exists():
        _refuse_parts(path)

    def prepare(connection: sqlite3.Connection) -> None:
        if not _holds_a_log(connection):  # which is refused, and must stay as it is
            migrate(connection, known_migrations(), clock())
            write_ahead(connection)

    with _opened(path, patience, prepare) as side:
        yield side


@contextmanager
def _opened(path: Path, patience: float, prepare: Callable[[sqlite3.Connection], None]) -> Iterator[FileSide]:
    engine = SqliteEngine(path, partial(writing, path, patience))
    with held(path):
        make_private(path)
        with closing(prepared(engine, str(path), prepare)) as connection:
            yield FileSide(path, connection, engine)


def _holds_a_log(connection: sqlite3.Connection) -> bool:
    if connection.execute(_MOVING["tables"]).fetchone()[0] < len(("events", "meta")):
        return False
    return noted(connection, COPYING) is None and bool(
        connection.execute(_MOVING["has_events"]).fetchone()[0]
    )


def _refuse_parts(path: Path) -> None:
    there = [beside(path, each).name for each in COMPANIONS if os.path.lexists(beside(path, each))]
    if there:
        msg = f"{path.parent} still has parts of a former log, {', '.join(there)}: move them away"
        raise CannotOpenStorageError(msg)
