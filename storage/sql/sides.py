"""The two stores between which a log is copied: what is done with either, whatever its engine."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from typing import Final, Protocol, TypeVar

from dialogs.ports import StorageUnavailableError
from storage.chain import Tip
from storage.errors import CannotOpenStorageError, InUseError
from storage.marks import Standing
from storage.second_place import SecondPlace
from storage.sql import moving, notes
from storage.sql.connection import Connection, Value
from storage.sql.engine import Engine
from storage.sql.migrations import Stage
from storage.sql.statements import statements

TABLES: Final = statements("copying")
"""What reads each table that a copy takes along, in the order of its key, and what counts them all."""
_LOG = statements("log")
_EVERY: Final = 2**62
"""More rows than there are: SQLite leaves out the first ones only of so many."""
STRETCH: Final = 2_000
"""Rows that are read at once, and written in one transaction."""
Rows = Sequence[tuple[Value, ...]]
C = TypeVar("C", bound=Connection)


class Side(Protocol):
    """One of the two stores, which nobody else writes meanwhile."""

    @property
    def connection(self) -> Connection:
        """Return the connection that reads and writes it."""
        ...

    @property
    def engine(self) -> Engine[Connection]:
        """Return its engine."""
        ...

    def put(self, table: str, rows: Rows) -> None:
        """Write rows of a table, their columns in the order in which they are read."""
        ...

    def settle(self) -> None:
        """Let what the engine keeps beside its tables follow from them; outside of a transaction."""
        ...

    def take_up(self, second: SecondPlace, tip: Tip) -> None:
        """Make the marks of a log that ends at ``tip``."""
        ...


def prepared(engine: Engine[C], name: str, prepare: Callable[[C], None]) -> C:
    """Connect to a store that messages call by its name, and prepare it.

    Raises:
        CannotOpenStorageError: it will not do.
        StorageUnavailableError: it cannot be read or written now.
    """
    try:
        connection = engine.connect()
        try:
            prepare(connection)
        except BaseException:
            connection.close()
            raise
    except engine.refusals as error:
        raise StorageUnavailableError(engine.explained(error)) from error
    except InUseError:
        raise
    except CannotOpenStorageError as error:
        msg = f"{name}: {error}"
        raise CannotOpenStorageError(msg) from error
    return connection


def refuse_unfit(connection: Connection, stage: Stage, now: Standing | None, go_on: str) -> None:
    """Check that all of a log is known to us, and that it is the one that the bot wrote last.

    It may have gone to where it is being copied.

    Raises:
        CannotOpenStorageError: it is not; the message says how to go on.
    """
    if stage.schema > stage.code:
        raise CannotOpenStorageError(
            "a newer version of the program has added to its schema, and what is new would not be copied: "
            "copy it with that version"
        )
    if now is None:
        raise CannotOpenStorageError("there is no log in it: name another place")
    troubles = [each for each in now.troubles if each != moving.gone(connection)]
    if troubles:
        raise CannotOpenStorageError(f"{'; '.join(troubles)}. {go_on}")


def noted(side: Side, what: str) -> str | None:
    """Return what one of the two says of itself; none when it says nothing."""
    with explained(side):
        return notes.noted(side.connection, what)


def counts(side: Side) -> Mapping[str, int]:
    """Return how many rows each table has that a copy takes along."""
    with explained(side):
        return dict(side.connection.execute(TABLES["counts"]).fetchall())


def stretches(side: Side, table: str, beyond: int = 0) -> Iterator[Rows]:
    """Give the rows of a table in the order of their key, a stretch at a time, beyond the first so many."""
    with explained(side):
        answer = iter(side.connection.execute(TABLES[table], (_EVERY, beyond)))
    while True:
        with explained(side):
            rows = [tuple(row) for row in islice(answer, STRETCH)]
        if not rows:
            return
        yield rows


@contextmanager
def standing_still(side: Side) -> Iterator[None]:
    """Look at one moment of a store."""
    with explained(side):
        side.connection.execute(_LOG["snapshot"])
    try:
        yield
    finally:
        with suppress(*side.engine.refusals):
            side.connection.execute("ROLLBACK")


@contextmanager
def transaction(side: Side) -> Iterator[None]:
    """Write all of it or nothing."""
    with explained(side):
        side.connection.execute(_LOG["begin"])
        try:
            yield
        except BaseException:
            with suppress(*side.engine.refusals):
                side.connection.execute("ROLLBACK")
            raise
        side.connection.execute("COMMIT")


@contextmanager
def explained(side: Side) -> Iterator[None]:
    """Say in a sentence which of the two refuses, and what to do."""
    try:
        yield
    except side.engine.refusals as error:
        raise StorageUnavailableError(side.engine.explained(error)) from error
