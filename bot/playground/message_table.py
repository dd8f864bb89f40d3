"""The messages of all chats, each with its past versions."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass

from bot.playground.json_values import JsonObject, decode_object, encode


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """A message as the Bot API shows it in `body`, and what the chat page needs beside it.

    `revision` counts the contents of this message from 1; `version` is the number of the change, over all
    chats, that touched it last.
    """

    chat_id: int
    message_id: int
    by_bot: bool
    deleted: bool
    revision: int
    version: int
    body: JsonObject


class MessageTable:
    """Keeps messages; a deleted one stays as an empty mark, so that a page can take its bubble away."""

    def __init__(self, connection: sqlite3.Connection, count: Callable[[str], int]) -> None:
        self._connection = connection
        self._count = count

    def next_id(self, chat_id: int) -> int:
        """Return the next message id of a chat."""
        return self._count(f"message:{chat_id}")

    def add(self, chat_id: int, message_id: int, body: JsonObject, *, by_bot: bool) -> None:
        """Add a new message."""
        self._connection.execute(
            "INSERT INTO message VALUES (?, ?, ?, 0, 1, ?, ?)",
            (chat_id, message_id, by_bot, self._count("version"), encode(body)),
        )

    def get(self, chat_id: int, message_id: int) -> StoredMessage | None:
        """Return a message, None when it never was or is deleted."""
        row = self._connection.execute(
            "SELECT * FROM message WHERE chat_id = ? AND message_id = ? AND NOT deleted",
            (chat_id, message_id),
        ).fetchone()
        return _stored(row) if row else None

    def replace(self, message: StoredMessage, body: JsonObject) -> None:
        """Give a message its next content and keep the one before."""
        key = (message.chat_id, message.message_id)
        self._connection.execute(
            "INSERT INTO past_message VALUES (?, ?, ?, ?)", (*key, message.revision, encode(message.body))
        )
        self._connection.execute(
            "UPDATE message SET body = ?, revision = revision + 1, version = ? "
            "WHERE chat_id = ? AND message_id = ?",
            (encode(body), self._count("version"), *key),
        )

    def delete(self, message: StoredMessage) -> None:
        """Delete a message with its past contents."""
        key = (message.chat_id, message.message_id)
        self._connection.execute(
            "UPDATE message SET deleted = 1, body = '{}', version = ? WHERE chat_id = ? AND message_id = ?",
            (self._count("version"), *key),
        )
        self._connection.execute("DELETE FROM past_message WHERE chat_id = ? AND message_id = ?", key)

    def content(self, chat_id: int, message_id: int, revision: int) -> JsonObject | None:
        """Return what a message held at a revision, None when it had no such one."""
        current = self.get(chat_id, message_id)
        if current is not None and current.revision == revision:
            return current.body
        row = self._connection.execute(
            "SELECT body FROM past_message WHERE chat_id = ? AND message_id = ? AND revision = ?",
            (chat_id, message_id, revision),
        ).fetchone()
        return decode_object(str(row["body"])) if row else None

    def changed(self, chat_id: int, after: int) -> list[StoredMessage]:
        """Return a chat's messages that changed after a version, oldest first, deleted ones too."""
        rows = self._connection.execute(
            "SELECT * FROM message WHERE chat_id = ? AND version > ? "
            "AND (? > 0 OR NOT deleted) ORDER BY message_id",
            (chat_id, after, after),
        )
        return [_stored(row) for row in rows]


def _stored(row: sqlite3.Row) -> StoredMessage:
    return StoredMessage(
        chat_id=int(row["chat_id"]),
        message_id=int(row["message_id"]),
        by_bot=bool(row["by_bot"]),
        deleted=bool(row["deleted"]),
        revision=int(row["revision"]),
        version=int(row["version"]),
        body=decode_object(str(row["body"])),
    )
