"""The updates that wait for the bot, in order, until it confirms them."""

import sqlite3
from collections.abc import Callable
from datetime import datetime

from bot.playground.json_values import JsonObject, decode_object, encode
from bot.playground.limits import UPDATE_LIFETIME


class PendingUpdates:
    """A queue with consecutive ids; what the bot confirms, and what is a day old, is dropped."""

    def __init__(self, connection: sqlite3.Connection, count: Callable[[str], int]) -> None:
        self._connection = connection
        self._count = count

    def add(self, kind: str, content: JsonObject, now: datetime) -> int:
        """Queue an update of a kind such as `message` and return its id."""
        update_id = self._count("update")
        body: JsonObject = {"update_id": update_id, kind: content}
        self._connection.execute(
            "INSERT INTO pending_update VALUES (?, ?, ?)", (update_id, now.timestamp(), encode(body))
        )
        return update_id

    def confirm(self, offset: int) -> None:
        """Drop what stands before an offset; a negative one keeps only that many from the end."""
        if offset < 0:
            self._connection.execute(
                "DELETE FROM pending_update WHERE update_id NOT IN "
                "(SELECT update_id FROM pending_update ORDER BY update_id DESC LIMIT ?)",
                (-offset,),
            )
        else:
            self._connection.execute("DELETE FROM pending_update WHERE update_id < ?", (offset,))

    def drop_old(self, now: datetime) -> None:
        """Drop what has waited for longer than a day."""
        self._connection.execute(
            "DELETE FROM pending_update WHERE made_at < ?", ((now - UPDATE_LIFETIME).timestamp(),)
        )

    def drop_all(self) -> None:
        """Drop everything that waits."""
        self._connection.execute("DELETE FROM pending_update")

    def waiting(self, limit: int) -> list[JsonObject]:
        """Return the oldest updates that wait, at most `limit`."""
        rows = self._connection.execute(
            "SELECT body FROM pending_update ORDER BY update_id LIMIT ?", (limit,)
        )
        return [decode_object(str(row["body"])) for row in rows]

    def size(self) -> int:
        """Return how many updates wait."""
        row = self._connection.execute("SELECT count(*) AS updates FROM pending_update").fetchone()
        return int(row["updates"])
