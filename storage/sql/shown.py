"""Where cards stand in chats, in a database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from dialogs.ids import SessionId
from dialogs.ports import ShownCard
from storage.shown_kinds import latest_card
from storage.sql.connection import Connection, Reader
from storage.sql.remembered import Remembered
from storage.sql.statements import statements
from storage.sql.values import columns, read_row
from storage.sql.writer import Writer

_SQL = statements("desk")
MOST_CHATS: Final = 5_000
_LATEST: Final = 8
"""How many of a chat's last messages are remembered beside those that have buttons."""


@dataclass(frozen=True, slots=True)
class Chat:
    """The end of a chat: every message from ``since`` on, and before it at least those that have buttons.

    It also holds message 0, which stands for the chat itself.
    """

    since: int
    messages: Mapping[int, ShownCard]

    def after(self, card: ShownCard) -> "Chat":
        """Return the chat with ``card`` in its place."""
        messages = {**self.messages, card.message: card}
        if len(messages) == len(self.messages):
            return Chat(self.since, messages)
        # A new one: what falls out at the other end keeps the memory of a long-lived chat small.
        order = sorted(messages)
        since = max(self.since, order[-_LATEST:][0])
        kept = {each: messages[each] for each in order if _lasts(messages[each], since)}
        return Chat(since, kept)

    def knows(self, message: int) -> bool:
        """Tell whether what stands at ``message``, if anything, is here."""
        return message >= self.since or message in self.messages


Chats = Remembered[int, Chat]


@dataclass(frozen=True, slots=True)
class SqlShownCards:
    """A :class:`~dialogs.ports.ShownCards`."""

    writer: Writer[Connection]
    reader: Reader
    chats: Chats

    async def of_session(self, chat: int, session: SessionId) -> ShownCard | None:
        """Return the latest card of a call in a chat; a text that was noted is none."""
        known = await self._chat(chat)
        latest = latest_card([card for card in known.messages.values() if card.session == session])
        if latest is not None and latest.message >= known.since:
            return latest
        return latest_card(await self.all_of_session(chat, session))

    async def at(self, chat: int, message: int) -> ShownCard | None:
        """Return the card that stands at this message."""
        known = await self._chat(chat)
        if known.knows(message):
            return known.messages.get(message)
        return await self.reader.run(lambda connection: _at(connection, chat, message))

    async def all_of_session(self, chat: int, session: SessionId) -> Sequence[ShownCard]:
        """Return the messages of a chat that carry something of a call, in their order."""
        return await self.reader.run(partial(_cards, name="shown_of_session", key=(chat, session)))

    async def forget(self, chat: int, message: int) -> None:
        """Forget a message."""
        await self.writer.run(
            lambda connection: connection.execute(_SQL["forget_shown"], (chat, message)),
            lambda _: self.chats.forget(chat),
        )

    async def live_in(self, chat: int) -> Sequence[ShownCard]:
        """Return the cards in a chat that still have buttons, in the order of their messages."""
        return [card for card in (await self._chat(chat)).messages.values() if card.live]

    async def record(self, card: ShownCard, *, after: ShownCard | None, can_wait: bool = False) -> bool:
        """Compare and set by (chat, message)."""

        def compare_and_set(connection: Connection) -> bool:
            if _at(connection, card.chat, card.message) != after:
                return False
            connection.execute(_SQL["put_shown"], columns(card))
            return True

        return await self.writer.run(compare_and_set, partial(self._recorded, card), can_wait=can_wait)

    async def passed(self, chat: int) -> None:
        """Count one more message under every card of the chat."""
        await self.writer.run(
            lambda connection: connection.execute(_SQL["passed"], (chat,)),
            lambda _: self.chats.forget(chat),
        )

    async def to_sweep(self, limit: int) -> Sequence[ShownCard]:
        """Return messages that must leave their chats."""
        return await self.reader.run(partial(_cards, name="to_sweep", key=(limit,)))

    async def standing(self) -> Sequence[ShownCard]:
        """Return the live cards of calls, of all chats."""
        return await self.reader.run(partial(_cards, name="standing", key=()))

    async def behind(self) -> Sequence[tuple[ShownCard, int]]:
        """Return live cards of calls whose log is newer than what they show."""
        rows = await self.reader.run(lambda connection: connection.execute(_SQL["behind"]).fetchall())
        return [(read_row(row, ShownCard), row["call_version"]) for row in rows]

    def _recorded(self, card: ShownCard, answer: object) -> None:
        known = self.chats.get(card.chat)
        if answer is True and known is not None:
            self.chats.put(card.chat, known.after(card))
        else:
            self.chats.forget(card.chat)

    async def _chat(self, chat: int) -> Chat:
        return await self.chats.read(chat, lambda: self.reader.run(partial(_chat, chat=chat)))


def _chat(connection: Connection, chat: int) -> Chat:
    latest = _cards(connection, "shown_latest", (chat, _LATEST))
    since = latest[-1].message if len(latest) == _LATEST else 0
    lasting = _cards(connection, "shown_live", (chat,))
    itself = _cards(connection, "shown_at", (chat, 0))
    return Chat(since, {card.message: card for card in sorted((*itself, *lasting, *latest), key=_place)})


def _place(card: ShownCard) -> int:
    return card.message


def _lasts(card: ShownCard, since: int) -> bool:
    return card.live or not card.message or card.message >= since


def _cards(connection: Connection, name: str, key: Sequence[str | int]) -> list[ShownCard]:
    return [read_row(row, ShownCard) for row in connection.execute(_SQL[name], key)]


def _at(connection: Connection, chat: int, message: int) -> ShownCard | None:
    row = connection.execute(_SQL["shown_at"], (chat, message)).fetchone()
    return None if row is None else read_row(row, ShownCard)
