"""PostgreSQL as whoever writes needs it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, cast

import asyncpg
import msgspec

from storage.chain import Tip
from storage.errors import HeldUpError
from storage.ports import Flaw
from storage.postgres.connection import PostgresConnection
from storage.postgres.soundness import other_schema, wrong_end
from storage.postgres.statements import FOLDER
from storage.postgres.trouble import DAMAGE, GONE, REFUSALS, explained, is_own_fault, severity
from storage.sql.connection import Connection, Value
from storage.sql.engine import Gathered, Severity
from storage.sql.statements import statements

_SQL = statements("log", FOLDER)
_encode = msgspec.json.Encoder().encode
VACUUM: Final = "VACUUM data_keys, word_marks"
THOROUGHLY: Final = "VACUUM (INDEX_CLEANUP ON) data_keys, word_marks"
"""Also what few rows have left in an index, for which the server would not read all of it."""
HELD: Final = (
    "another program holds the tables of keys or of the index of words, and the server has not cleared away "
    "what was deleted there: see what works on them"
)
EVENT_COLUMNS: Final = 11
CAUSE_COLUMNS: Final = 3
TAP_COLUMNS: Final = 7
NOTICE_COLUMNS: Final = 6
KEY_COLUMNS: Final = 5
READ_ONLY: Final = (
    "the store is read-only, because writing failed again and again: see to the database server; "
    "it goes on by itself"
)
FOR_GOOD: Final = (
    "the store is read-only, because the database is damaged: stop the bot, keep the database, "
    "restore the latest backup"
)


@dataclass(frozen=True, slots=True)
class PostgresEngine:
    """An :class:`~storage.sql.engine.Engine` over one database."""

    name: str
    connector: Callable[[], PostgresConnection]
    read_only: str = READ_ONLY
    for_good: str = FOR_GOOD
    at_once: bool = True
    refusals: tuple[type[Exception], ...] = REFUSALS
    damage: tuple[type[Exception], ...] = DAMAGE

    def connect(self) -> PostgresConnection:
        """Open a connection that writes."""
        return self.connector()

    def end_of_log(self, connection: Connection, known: Tip | None) -> Tip:
        """Return the end of the log, and keep everybody else from moving it until this transaction ends."""
        del known
        row = connection.execute(_SQL["end_of_log"]).fetchone()
        return Tip(row[0], row[1])

    def write(self, connection: Connection, gathered: Gathered, ends: tuple[Tip, Tip]) -> bool:
        """Write a batch in one statement, which holds the end of the log as a transaction would."""
        before, after = ends
        values: list[Value | Sequence[Value]] = [
            *after,
            *before,
            *_columns(gathered.causes, CAUSE_COLUMNS),
            *_columns(gathered.events, EVENT_COLUMNS),
            *_columns(gathered.taps, TAP_COLUMNS),
            *_columns(gathered.notices, NOTICE_COLUMNS),
            *_columns(gathered.keys, KEY_COLUMNS),
            _encode(gathered.calls).decode(),
            _encode(gathered.complaints).decode(),
        ]
        moved = cast("PostgresConnection", connection).arrays(_SQL["write"], values)
        return bool(moved[0][0])

    def ends_the_transaction(self, error: Exception) -> bool:
        """Tell whether an error says something of the server rather than of one statement."""
        return isinstance(error, REFUSALS) and not is_own_fault(error)

    def is_gone(self, error: Exception) -> bool:
        """Tell whether the server, or the way to it, went away."""
        return isinstance(error, GONE)

    def is_worth_another_try(self, error: Exception) -> bool:
        """Tell whether a step changes columns under our statement, or has just done so."""
        return isinstance(error, asyncpg.InvalidCachedStatementError | asyncpg.DeadlockDetectedError)

    def explained(self, error: Exception) -> str:
        """Return one sentence: which database, what is wrong with it, and what to do."""
        return explained(error, self.name)

    def severity(self, error: BaseException | None) -> Severity:
        """Return what an error says of the attempts to come."""
        return severity(error)

    def scrub(self, connection: Connection, *, whole: bool = False) -> None:
        """Let the server use the place of keys and marks that were deleted for other rows."""
        try:
            cast("PostgresConnection", connection).execute_patiently(THOROUGHLY if whole else VACUUM)
        except (asyncpg.LockNotAvailableError, asyncpg.QueryCanceledError) as error:
            raise HeldUpError(HELD) from error

    def other_schema(self, connection: Connection) -> Iterator[Flaw]:
        """Name what the schema has that our steps do not make, or lacks, and a wrong end of the log."""
        yield from other_schema(connection)
        wrong = wrong_end(connection)
        if wrong is not None:
            yield Flaw(what=wrong)


def _columns(rows: Sequence[Sequence[Value]], count: int) -> Sequence[list[Value]]:
    """Turn rows into columns; as many empty ones for no rows."""
    return [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(count)]
