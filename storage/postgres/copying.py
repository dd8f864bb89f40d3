"""A database from which a log is copied, or into which: nobody else writes it meanwhile."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from storage.chain import Tip
from storage.clock import Clock
from storage.postgres.address import name_of
from storage.postgres.connection import PostgresConnection
from storage.postgres.engine import PostgresEngine
from storage.postgres.holding import Holding
from storage.postgres.migrate import known_migrations, migrate, refuse_other_schema, stage
from storage.postgres.opening import writing
from storage.postgres.past import GO_ON, mark_of, standing
from storage.postgres.soundness import put_end_right
from storage.postgres.statements import FOLDER
from storage.second_place import SecondPlace
from storage.sql.moving import COPYING
from storage.sql.notes import LOG_ID, noted
from storage.sql.sides import TABLES, Rows, prepared, refuse_unfit
from storage.sql.statements import statements

_MOVING: Final = statements("moving", FOLDER)
ANALYZE: Final = f"ANALYZE {', '.join(name for name in TABLES if name != 'counts')}"
"""Until the server has counted what is in a table, it takes it for empty, and plans accordingly."""


@dataclass(frozen=True, slots=True)
class ServedSide:
    """A :class:`~storage.sql.sides.Side` that is a database on a server."""

    connection: PostgresConnection
    engine: PostgresEngine

    def put(self, table: str, rows: Rows) -> None:
        """Write rows of a table in one COPY, which is several times as quick as statements."""
        columns = self.connection.columns(TABLES[table])
        switches = [place for place, (_, kind) in enumerate(columns) if kind == "bool"]
        self.connection.fill(table, [name for name, _ in columns], [_switched(row, switches) for row in rows])

    def settle(self) -> None:
        """Let the log end where its last event is, number on from what is there, and count it for plans."""
        put_end_right(self.connection)
        self.connection.execute(_MOVING["number_on"])
        self.connection.execute_patiently(ANALYZE)

    def take_up(self, second: SecondPlace, tip: Tip) -> None:
        """Make the mark at the second place."""
        second.begin_marks(mark_of(second.log, tip))


@contextmanager
def source_at(url: str, folder: Path, patience: float) -> Iterator[ServedSide]:
    """Open the database that holds a log, with its second place in ``folder``.

    Raises:
        CannotOpenStorageError: a bot has it open, or it is not the log that the bot wrote.
        StorageUnavailableError: it cannot be read.
    """

    def examine(connection: PostgresConnection) -> None:
        found = refuse_other_schema(connection, known_migrations())
        refuse_unfit(connection, found, standing(connection, folder), GO_ON)

    with _opened(url, patience, examine) as side:
        yield side


@contextmanager
def target_at(url: str, clock: Clock, patience: float) -> Iterator[ServedSide]:
    """Open the database that a log is copied into, and make the schema there.

    Raises:
        CannotOpenStorageError: a bot has it open, or tables of another program are there.
        StorageUnavailableError: it cannot be written.
    """

    def prepare(connection: PostgresConnection) -> None:
        if not _holds_a_log(connection):  # which is refused, and must stay as it is
            migrate(connection, known_migrations(), clock())

    with _opened(url, patience, prepare) as side:
        yield side


@contextmanager
def _opened(url: str, patience: float, prepare: Callable[[PostgresConnection], None]) -> Iterator[ServedSide]:
    name = name_of(url)
    engine = PostgresEngine(name, Holding(partial(writing, url, patience), name, known_migrations()))
    with closing(prepared(engine, name, prepare)) as connection:
        yield ServedSide(connection, engine)


def _holds_a_log(connection: PostgresConnection) -> bool:
    if not stage(connection, known_migrations()).schema:
        return False
    return noted(connection, LOG_ID) is not None and noted(connection, COPYING) is None


def _switched(row: tuple[object, ...], switches: list[int]) -> tuple[object, ...]:
    """Return a row whose columns at these places are true or false, where SQLite has 1 or 0."""
    if not switches:
        return row
    columns = list(row)
    for place in switches:
        columns[place] = bool(columns[place])
    return tuple(columns)
