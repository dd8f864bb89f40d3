"""The taps on inline buttons, and the answers that the bot gave to them."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.playground.json_values import JsonObject, decode_object, encode


@dataclass(frozen=True, slots=True)
class Tap:
    """One callback query; `made_at` is in seconds since 1970, `answer` is None until the bot answers."""

    callback_id: str
    chat_id: int
    person_id: int
    message_id: int
    data: str
    made_at: float
    body: JsonObject
    answer: JsonObject | None = None

    def as_json(self) -> JsonObject:
        """Return what the chat page shows of a tap."""
        return {
            "callback_id": self.callback_id,
            "person": self.person_id,
            "message_id": self.message_id,
            "data": self.data,
            "answer": self.answer,
        }

    def again(self, callback_id: str, made_at: float) -> "Tap":
        """Return the same tap as a client sends it once more: with a new id, not answered yet."""
        body = self.body | {"id": callback_id}
        return replace(self, callback_id=callback_id, made_at=made_at, body=body, answer=None)


class TapTable:
    """Keeps taps by their callback id."""

    def __init__(self, connection: sqlite3.Connection, count: Callable[[str], int]) -> None:
        self._connection = connection
        self._count = count

    def next_id(self) -> str:
        """Return the next callback id, a long number in text as Telegram's are."""
        return str(self._count("callback"))

    def add(self, tap: Tap) -> None:
        """Add a tap that is not answered yet."""
        self._connection.execute(
            "INSERT INTO tap VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL)",
            (
                tap.callback_id,
                tap.chat_id,
                tap.person_id,
                tap.message_id,
                tap.data,
                tap.made_at,
                self._count("version"),
                encode(tap.body),
            ),
        )

    def get(self, callback_id: str) -> Tap | None:
        """Return a tap, None when there is none of this id."""
        row = self._connection.execute("SELECT * FROM tap WHERE callback_id = ?", (callback_id,)).fetchone()
        return _tap(row) if row else None

    def answer(self, tap: Tap, answer: JsonObject) -> None:
        """Remember the bot's answer."""
        self._connection.execute(
            "UPDATE tap SET answer = ?, version = ? WHERE callback_id = ?",
            (encode(answer), self._count("version"), tap.callback_id),
        )

    def changed(self, chat_id: int, after: int, since: datetime) -> list[Tap]:
        """Return the taps in a chat that changed after a version and are not older than `since`."""
        rows = self._connection.execute(
            "SELECT * FROM tap WHERE chat_id = ? AND version > ? AND made_at >= ? ORDER BY version",
            (chat_id, after, since.timestamp()),
        )
        return [_tap(row) for row in rows]


def _tap(row: sqlite3.Row) -> Tap:
    return Tap(
        callback_id=str(row["callback_id"]),
        chat_id=int(row["chat_id"]),
        person_id=int(row["person_id"]),
        message_id=int(row["message_id"]),
        data=str(row["data"]),
        made_at=float(row["made_at"]),
        body=decode_object(str(row["body"])),
        answer=decode_object(str(row["answer"])) if row["answer"] else None,
    )
