"""The lease of a log that several programs share: a row, and the clock of the server."""

import secrets
from dataclasses import dataclass, field
from typing import Final

from storage.postgres.line import PostgresLine
from storage.postgres.statements import FOLDER
from storage.sql.connection import Connection
from storage.sql.statements import statements

_SQL = statements("leases", FOLDER)
SECONDS: Final = 2.5
"""Nobody leads for so long after whoever led was killed; and to be slower than that is to lose it."""
LEADING: Final = "leading"


@dataclass(frozen=True, slots=True)
class PostgresLease:
    """A :class:`~storage.ports.Lease`. Its connection is its own: no commit that lasts makes it late."""

    line: PostgresLine
    seconds: float = SECONDS
    holder: str = field(default_factory=lambda: secrets.token_hex(8))
    """Another one at each start: what a program left when it was killed ends by itself."""

    async def hold(self) -> bool:
        """Take it, or hold it for longer; false while another program has it."""
        wished = (LEADING, self.holder, int(self.seconds * 1000))

        def take(connection: Connection) -> bool:
            row = connection.execute(_SQL["hold"], wished).fetchone()
            return row is not None and row[0] == self.holder

        return await self.line.run(take)

    async def release(self) -> None:
        """Let another program have it at once."""

        def leave(connection: Connection) -> None:
            connection.execute(_SQL["release"], (LEADING, self.holder))

        await self.line.run(leave)
