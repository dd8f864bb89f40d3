"""Which log a database holds and how far it has come: its id, its mark, and the refusal of a copy."""

import logging
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from storage.chain import Tip
from storage.errors import CannotOpenStorageError
from storage.marks import Mark, judge
from storage.postgres.connection import PostgresConnection
from storage.second_place import SecondPlace
from storage.sql.appending import tip_of
from storage.sql.statements import statements

_SQL = statements("past")
LOG: Final = logging.getLogger(__name__)
NO_FILE: Final = "postgresql"
"""Stands in a mark where a log in a file has the file's own name."""
GO_ON: Final = (
    "If it was restored on purpose, see that no bot uses the other one any more, then run "
    "`hejie log adopt`; what the second place lists as erased is then erased again"
)


@dataclass(slots=True)
class PostgresPast:
    """The mark of one open log."""

    log: str
    second: SecondPlace
    tip: Tip

    def committed(self, tip: Tip) -> None:
        """Remember how far the log has come. Called in the writing thread, after each commit."""
        self.tip = tip

    def witness(self) -> None:
        """Write how far the log has come at the second place, durably."""
        self.second.put_mark(Mark(self.log, NO_FILE, self.tip.position, self.tip.hash))

    def close(self) -> None:
        """Write the mark for good. The log is whole without it, so one that fails is only told."""
        try:
            self.witness()
        except OSError as error:
            LOG.critical("the mark of the log cannot be written: %s", error.strerror)


def log_id(connection: PostgresConnection) -> str | None:
    """Return which log the database holds; none when it was never opened."""
    row = connection.execute(_SQL["log"]).fetchone()
    return None if row is None else str(row[0])


def take_up(connection: PostgresConnection, folder: Path, *, adopt: bool) -> PostgresPast:
    """Begin to write marks of the log; with ``adopt`` it goes on from an earlier point.

    Raises:
        CannotOpenStorageError: it is an older copy, or went its own way; the message says how to go on.
    """
    log = log_id(connection)
    if log is None:
        log = secrets.token_hex(8)
        connection.execute(_SQL["name_log"], (log,))
    second = SecondPlace(folder, log)
    second.make()
    if adopt:
        second.begin_checkpoints()
        connection.execute(_SQL["forget_checkpoint"])
    else:
        _refuse_copy(connection, second)
    past = PostgresPast(log, second, tip_of(connection))
    past.witness()
    return past


def _refuse_copy(connection: PostgresConnection, second: SecondPlace) -> None:
    def hash_at(position: int) -> bytes | None:
        row = connection.execute(_SQL["hash_at"], (position,)).fetchone()
        return None if row is None else bytes(row[0])

    mark, tip = second.mark(), tip_of(connection)
    if mark is None:
        if tip.position:
            raise CannotOpenStorageError(
                f"the second place, {second.folder}, knows nothing of this log: bring its files "
                f"{second.log}.… there, or, if they are lost, run `hejie log adopt`"
            )
        return
    wrong = judge(mark, second.log, tip.position, hash_at, "database")
    if wrong is not None:
        raise CannotOpenStorageError(f"{wrong}. {GO_ON}")
