"""The hold on a database: taken with the connection that writes, and again with each that follows it."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from storage.errors import InUseError
from storage.postgres.connection import PostgresConnection
from storage.postgres.migrate import refuse_other_server, refuse_too_new, tell_code
from storage.postgres.past import PostgresPast
from storage.postgres.statements import FOLDER
from storage.postgres.trouble import TooOldError, WentBackError
from storage.sql.indexing import state_of
from storage.sql.migrations import Migration, code_of
from storage.sql.moving import stay
from storage.sql.statements import statements

LOG: Final = logging.getLogger(__name__)
_SQL = statements("opening", FOLDER)


@dataclass(slots=True)
class Holding:
    """Opens the connection that writes, and holds the database with it, together with others or alone."""

    connect: Callable[[], PostgresConnection]
    """Opens a connection that writes. It waits for what others hold until the server has noticed, where our
    connection was lost, that it was."""
    name: str
    migrations: Sequence[Migration]
    """The steps of the schema that this program knows."""
    shared: bool = False
    past: PostgresPast | None = None
    """What was acknowledged so far, once that is known."""
    index: str | None = None
    """What the database says of its index of words, by which we write."""
    _held_before: bool = False
    _was_refused: bool = False

    def __call__(self) -> PostgresConnection:
        """Open a connection that writes.

        Raises:
            InUseError: another program has the database.
            CannotOpenStorageError: the server will not do.
        """
        connection = self.connect()
        try:
            self._hold(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def close(self) -> None:
        """Write the last mark of the log, once nothing is written any more."""
        if self.past is not None:
            self.past.close()

    def _hold(self, connection: PostgresConnection) -> None:
        tell_code(connection, code_of(self.migrations))
        if self._held_before:
            connection.execute(_SQL["hold_again" if self.shared else "hold_alone_again"])
            self._refuse_other(connection)
            stay(connection)  # while nobody held it, a copy of it may have been begun
            return
        refuse_other_server(connection, writes=True)
        if not connection.execute(_SQL["hold" if self.shared else "hold_alone"]).fetchone()[0]:
            raise InUseError(f"{self.name} is in use by another program: {self._advice}")
        self._held_before = True

    @property
    def _advice(self) -> str:
        if self.shared:
            return "wait until a command that has it alone is done, or stop a bot too old to share it"
        return "stop every bot on it first, or name another database"

    def _refuse_other(self, connection: PostgresConnection) -> None:
        """Write nothing to a server that lacks what was acknowledged, or that went on to what we do not know.

        The first may be a standby that lagged behind; the second can come while we are not connected.
        """
        try:
            refuse_too_new(connection, self.migrations)
            if self.past is not None:
                self.past.refuse_other(connection)
                self._refuse_other_index(connection)
        except (TooOldError, WentBackError) as error:
            if not self._was_refused:
                LOG.critical("%s: %s", self.name, error)
            self._was_refused = True
            raise
        self._was_refused = False

    def _refuse_other_index(self, connection: PostgresConnection) -> None:
        if state_of(connection) != self.index:
            raise WentBackError("its index of words was built or deleted meanwhile: start this bot again")
