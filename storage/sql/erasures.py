"""Erasures as a database and its second place know them."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from dialogs.ids import SessionId
from dialogs.ports import StorageUnavailableError
from storage.second_place import Erasure, SecondPlace
from storage.sql.connection import Connection, Reader
from storage.sql.statements import statements
from storage.sql.values import stored_time

_SQL: Final = statements("desk")
_PAST: Final = statements("past")


class Pending(NamedTuple):
    """A call whose erasure was announced and whose key is there all the same."""

    session: SessionId
    version: int


@dataclass(frozen=True, slots=True)
class SqlErasures:
    """An :class:`~dialogs.ports.Erasures`."""

    second: SecondPlace
    reader: Reader

    async def announce(self, session: SessionId, version: int, at: datetime) -> None:
        """Write down at the second place that the words of a call are about to be erased."""
        await self._add(Erasure(log=self.second.log, session=session, at=stored_time(at), version=version))

    async def withdraw(self, session: SessionId, at: datetime) -> None:
        """Write down that nothing came of what was announced for a call."""
        await self._add(Erasure(log=self.second.log, session=session, at=stored_time(at), withdrawn=True))

    async def _add(self, erasure: Erasure) -> None:
        try:
            await asyncio.to_thread(self.second.add_erasure, erasure)
        except OSError as error:
            msg = (
                f"the second place {self.second.folder} cannot be written ({error.strerror}), so that "
                "nothing is erased: see to the folder of HEJIE_SECOND_PLACE"
            )
            raise StorageUnavailableError(msg) from error

    async def left_in_chats(self, session: SessionId) -> int:
        """Return how many messages that carry something of a call are known to stand in chats."""
        return await self.reader.run(
            lambda connection: int(connection.execute(_SQL["left_in_chats"], (session,)).fetchone()[0])
        )

    async def pending(self) -> Sequence[Pending]:
        """Return the calls whose erasure was announced and not carried out, in the order of announcement.

        After a crash, or when an older copy was restored. A call that has gone on since is not among them.
        """
        announced = dict[str, int]()
        for each in await asyncio.to_thread(self.second.erasures):
            if each.withdrawn:
                announced.pop(each.session, None)
            else:
                announced[each.session] = max(each.version, announced.get(each.session, 0))
        return await self.reader.run(lambda connection: _pending(connection, announced))


def _pending(connection: Connection, announced: dict[str, int]) -> list[Pending]:
    found = []
    for session, decided_at in announced.items():
        row = connection.execute(_PAST["version_with_key"], (session,)).fetchone()
        if row is not None and row[0] is not None and row[0] <= decided_at:
            found.append(Pending(SessionId(session), row[0]))
    return found
