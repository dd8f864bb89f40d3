"""Updates that are held back, as if Telegram's servers were slow to hand them to the bot's queue.

A held update has no id yet: it gets one when it is let go, for Telegram gives ids in the order of its queue
and a bot may rely on that. What is held back holds back what follows in its own queue (the texts of one
chat, the taps of one person), whose order Telegram keeps; updates of other queues pass it.
"""

import sqlite3
from datetime import datetime

from bot.playground.json_values import decode_object, encode
from bot.playground.limits import HELD_BACK
from bot.playground.pending import PendingUpdates, Update


class HeldUpdates:
    """Lets an update go once so many later ones were queued, and after HELD_BACK in any case."""

    def __init__(self, connection: sqlite3.Connection, pending: PendingUpdates) -> None:
        self._connection = connection
        self._pending = pending

    def hold(self, update: Update, behind: int, now: datetime) -> None:
        """Hold an update back until `behind` later ones are queued."""
        self._connection.execute(
            "INSERT INTO held_update (kind, queue, made_at, until, behind, again, body) "
            "VALUES (?, ?, ?, ?, ? + coalesce((SELECT value FROM counter WHERE name = 'update'), 0), ?, ?)",
            (
                update.kind,
                update.queue,
                update.made_at,
                (now + HELD_BACK).timestamp(),
                behind,
                update.again,
                encode(update.content),
            ),
        )

    def holds(self, queue: str) -> bool:
        """Tell whether something of this queue is held back."""
        found = self._connection.execute("SELECT 1 FROM held_update WHERE queue = ? LIMIT 1", (queue,))
        return found.fetchone() is not None

    def size(self) -> int:
        """Return how many updates are held back."""
        row = self._connection.execute("SELECT count(*) AS updates FROM held_update").fetchone()
        return int(row["updates"])

    def drop_all(self) -> None:
        """Drop everything that is held back."""
        self._connection.execute("DELETE FROM held_update")

    def release(self, now: datetime) -> int:
        """Queue what is due, in its order, and return how many updates that were."""
        released, blocked = 0, set()
        for row in self._connection.execute("SELECT * FROM held_update ORDER BY number").fetchall():
            if row["queue"] in blocked or not self._is_due(row, now):
                blocked.add(row["queue"])
                continue
            self._connection.execute("DELETE FROM held_update WHERE number = ?", (row["number"],))
            self._pending.add(_update(row))
            released += 1
        return released

    def _is_due(self, row: sqlite3.Row, now: datetime) -> bool:
        counted = self._connection.execute("SELECT value FROM counter WHERE name = 'update'").fetchone()
        return bool(row["until"] <= now.timestamp() or (counted and row["behind"] <= counted["value"]))


def _update(row: sqlite3.Row) -> Update:
    content = decode_object(str(row["body"]))
    return Update(str(row["kind"]), content, float(row["made_at"]), int(row["again"]))
