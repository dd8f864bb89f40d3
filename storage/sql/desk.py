"""Revisions, what was set aside, and whose the database is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from dialogs.ids import Cause, PlaybookSlug, Revision
from dialogs.ports import SetAside
from storage.clock import Clock
from storage.identity import refuse_another
from storage.sql.connection import Connection, Reader
from storage.sql.statements import statements
from storage.sql.values import stored_time
from storage.sql.writer import Writer

_SQL = statements("desk")


@dataclass(frozen=True, slots=True)
class SqlRevisions:
    """A :class:`~dialogs.ports.Revisions`."""

    writer: Writer[Connection]
    reader: Reader
    clock: Clock

    @property
    def era(self) -> int:
        """Return how often we connected: another server may have taken the place of the one before."""
        return self.writer.connections

    async def keep(self, playbook: PlaybookSlug, revision: Revision, sources: Mapping[str, bytes]) -> None:
        """Store the closure once."""
        at = stored_time(self.clock())

        def store(connection: Connection) -> None:
            if connection.execute(_SQL["keep_revision"], (revision, playbook, at)).rowcount:
                rows = [(revision, path, body) for path, body in sources.items()]
                connection.executemany(_SQL["keep_source"], rows)

        await self.writer.run(store)

    async def sources(self, revision: Revision) -> Mapping[str, bytes] | None:
        """Return the closure of ``revision``."""

        def read(connection: Connection) -> Mapping[str, bytes] | None:
            if connection.execute(_SQL["has_revision"], (revision,)).fetchone() is None:
                return None
            return dict(connection.execute(_SQL["sources"], (revision,)))

        return await self.reader.run(read)

    async def beginning(self, signs: str) -> Sequence[Revision]:
        """Return the revisions that begin with ``signs``, two at most."""
        rows = await self.reader.run(
            lambda connection: connection.execute(_SQL["revisions_beginning"], (signs,)).fetchall()
        )
        return [Revision(revision) for (revision,) in rows]

    async def latest(self, playbook: PlaybookSlug) -> Revision | None:
        """Return the revision of ``playbook`` that was kept last."""
        row = await self.reader.run(
            lambda connection: connection.execute(_SQL["latest_revision"], (playbook,)).fetchone()
        )
        return None if row is None else Revision(row[0])


@dataclass(frozen=True, slots=True)
class SqlQuarantine:
    """A :class:`~dialogs.ports.Quarantine`."""

    writer: Writer[Connection]

    async def failures(self, cause: Cause) -> int:
        """Count one more failure of this cause and return the count."""
        return await self.writer.run(
            lambda connection: int(connection.execute(_SQL["count_failure"], (cause,)).fetchone()[0])
        )

    async def set_aside(self, what: SetAside) -> None:
        """Record that this update was given up."""
        details = msgspec.json.encode(dict(what.details)).decode()
        row = (what.cause, what.chat, what.person, what.error, stored_time(what.at), details)
        await self.writer.run(lambda connection: connection.execute(_SQL["set_aside"], row))


@dataclass(frozen=True, slots=True)
class SqlBotIdentity:
    """A :class:`~storage.ports.BotIdentity`."""

    writer: Writer[Connection]

    async def remember(self, bot: int) -> None:
        """Claim the store for ``bot``."""

        def claim(connection: Connection) -> int:
            connection.execute(_SQL["remember_bot"], (str(bot),))
            return int(connection.execute(_SQL["bot"]).fetchone()[0])

        refuse_another(await self.writer.run(claim), bot)
