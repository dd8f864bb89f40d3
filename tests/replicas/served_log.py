"""What a log on a server holds, read beside the programs that write it."""

from pathlib import Path
from typing import Final

from dialogs.ids import Cause
from storage.keys_file import read_keys
from storage.postgres.connection import PostgresConnection
from storage.sql.vault import kept_key
from storage.sqlite.opening import KEYS
from storage.sqlite.past import beside as place_beside
from tests.kill.ledger import Dispatched, Ledger, line_of
from tests.storage.postgres.beside import beside

_MADE: Final = "SELECT to_regclass('events') IS NOT NULL"
_EVENTS: Final = (
    "SELECT stream_kind, stream_key, version, type, type_version, body, cause FROM events ORDER BY position"
)
_KEYS: Final = "SELECT session, key_id, wrapped, recovery_id, recovery_wrapped FROM data_keys"
_NOTICES: Final = "SELECT kind, state, again, recipient FROM dispatches ORDER BY id"


def read_served(url: str, log: Path) -> Ledger:
    """Read the log at ``url``, whose keys stand where those of a file ``log`` would; empty before that."""
    return beside(url, lambda connection: _read(connection, log))


def _read(connection: PostgresConnection, log: Path) -> Ledger:
    if not connection.look(_MADE)[0][0]:
        return Ledger()
    connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
    keyring = read_keys(place_beside(log, KEYS))
    keys = {row[0]: keyring.unwrap(row[0], kept_key(*tuple(row)[1:])) for row in connection.look(_KEYS)}
    return Ledger(
        tuple(line_of(tuple(row), keys) for row in connection.look(_EVENTS)),
        frozenset(Cause(row[0]) for row in connection.look("SELECT cause FROM causes")),
        tuple(Dispatched(*row) for row in connection.look(_NOTICES)),
    )
