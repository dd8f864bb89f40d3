"""Where cards stand in chats, in SQLite."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from dialogs.ids import SessionId
from dialogs.ports import ShownCard
from storage.shown_kinds import latest_card
from storage.sqlite.line import Line
from storage.sqlite.queries import queries
from storage.sqlite.values import columns, read_row
from storage.sqlite.writer import Writer

_SQL = queries("desk")


@dataclass(frozen=True, slots=True)
class SqliteShownCards:
    """A :class:`~dialogs.ports.ShownCards`."""

    writer: Writer
    reader: Line

    async def of_session(self, chat: int, session: SessionId) -> ShownCard | None:
        """Return the latest card of a call in a chat; a text that was noted is none."""
        return latest_card(await self.all_of_session(chat, session))

    async def at(self, chat: int, message: int) -> ShownCard | None:
        """Return the card that stands at this message."""
        return await self.reader.run(lambda connection: _at(connection, chat, message))

    async def all_of_session(self, chat: int, session: SessionId) -> Sequence[ShownCard]:
        """Return the messages of a chat that carry something of a call, in their order."""
        return await self._cards("shown_of_session", chat, session)

    async def forget(self, chat: int, message: int) -> None:
        """Forget a message."""
        await self.writer.run(lambda connection: connection.execute(_SQL["forget_shown"], (chat, message)))

    async def live_in(self, chat: int) -> Sequence[ShownCard]:
        """Return the cards in a chat that still have buttons, in the order of their messages."""
        return await self._cards("shown_live", chat)

    async def record(self, card: ShownCard, *, after: ShownCard | None) -> bool:
        """Compare and set by (chat, message)."""

        def compare_and_set(connection: sqlite3.Connection) -> bool:
            if _at(connection, card.chat, card.message) != after:
                return False
            connection.execute(_SQL["put_shown"], columns(card))
            return True

        return await self.writer.run(compare_and_set)

    async def passed(self, chat: int) -> None:
        """Count one more message under every card of the chat."""
        await self.writer.run(lambda connection: connection.execute(_SQL["passed"], (chat,)))

    async def behind(self) -> Sequence[tuple[ShownCard, int]]:
        """Return live cards of calls whose log is newer than what they show."""
        rows = await self.reader.run(lambda connection: connection.execute(_SQL["behind"]).fetchall())
        return [(read_row(row, ShownCard), row["call_version"]) for row in rows]

    async def _cards(self, name: str, *key: str | int) -> Sequence[ShownCard]:
        rows = await self.reader.run(lambda connection: connection.execute(_SQL[name], key).fetchall())
        return [read_row(row, ShownCard) for row in rows]


def _at(connection: sqlite3.Connection, chat: int, message: int) -> ShownCard | None:
    row = connection.execute(_SQL["shown_at"], (chat, message)).fetchone()
    return None if row is None else read_row(row, ShownCard)
