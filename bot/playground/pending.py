"""The updates that wait for the bot, in order, until it confirms them."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.playground.json_values import Json, JsonObject, decode_object, encode
from bot.playground.limits import HELD_BACK, TAP_LIFETIME, UPDATE_LIFETIME

_SHOW: Final = """
SELECT * FROM pending_update
WHERE second <> 'late' OR until <= :now OR behind <= (SELECT value FROM counter WHERE name = 'update')
ORDER BY update_id LIMIT :limit
"""
_NEXT_OF: Final = """
SELECT * FROM pending_update
WHERE queue = :queue
AND (second <> 'late' OR until <= :now OR behind <= (SELECT value FROM counter WHERE name = 'update'))
ORDER BY update_id LIMIT 1
"""
_DROP_OLD_TAPS: Final = """
DELETE FROM pending_update WHERE made_at < ? AND json_type(body, '$.callback_query') IS NOT NULL
"""
_QUEUES: Final = """
SELECT queue FROM
    (SELECT queue, update_id FROM pending_update WHERE update_id > ?
    UNION ALL SELECT queue, update_id FROM pending_update WHERE second = 'late')
GROUP BY queue ORDER BY min(update_id)
"""
_DROP: Final = "DELETE FROM pending_update WHERE second = '' AND update_id BETWEEN ? AND ?"
_MAKE_LATE: Final = """
UPDATE pending_update SET second = 'late', until = ?,
    behind = behind + (SELECT value FROM counter WHERE name = 'update')
WHERE second = 'twice' AND update_id BETWEEN ? AND ?
"""


@dataclass(frozen=True, slots=True)
class Update:
    """What is new for the bot: a kind such as `message`, its content, and the queue that keeps its order.

    `made_at` is in seconds since 1970; `again` later updates pass before it is delivered a second time, 0
    for once only.
    """

    kind: str
    content: JsonObject
    made_at: float
    again: int = 0

    @property
    def queue(self) -> str:
        """Return the queue in which Telegram's server keeps the order of this update.

        Taps and blocks have one a person, all else one a chat (WebhookActor of telegram-bot-api).
        """
        part = {"callback_query": "from", "my_chat_member": "from"}.get(self.kind, "chat")
        prefix = {"callback_query": "taps", "my_chat_member": "blocks"}.get(self.kind, "chat")
        return f"{prefix}:{_id_of(self.content.get(part))}"


class PendingUpdates:
    """Updates with consecutive ids; what the bot confirms, and what is too old, is dropped.

    An update that comes twice stays when it is confirmed, marked as late, until it is shown again.
    """

    def __init__(self, connection: sqlite3.Connection, count: Callable[[str], int]) -> None:
        self._connection = connection
        self._count = count

    def add(self, update: Update) -> int:
        """Queue an update and return its id."""
        update_id = self._count("update")
        body: JsonObject = {"update_id": update_id, update.kind: update.content}
        self._connection.execute(
            "INSERT INTO pending_update (update_id, made_at, body, queue, second, behind) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (
                update_id,
                update.made_at,
                encode(body),
                update.queue,
                "twice" if update.again else "",
                update.again,
            ),
        )
        return update_id

    def confirm(self, offset: int, now: datetime) -> None:
        """Drop what stands before an offset; a negative one keeps only that many from the end."""
        if offset < 0:
            self._connection.execute(
                "DELETE FROM pending_update WHERE update_id NOT IN "
                "(SELECT update_id FROM pending_update ORDER BY update_id DESC LIMIT ?)",
                (-offset,),
            )
        else:
            self._drop(0, offset - 1, now)

    def acknowledge(self, update_id: int, now: datetime) -> None:
        """Drop one update that was delivered."""
        self._drop(update_id, update_id, now)

    def drop_old(self, now: datetime) -> None:
        """Drop what has waited for longer than a day, and taps that have for longer than 150 seconds."""
        self._connection.execute(
            "DELETE FROM pending_update WHERE made_at < ?", ((now - UPDATE_LIFETIME).timestamp(),)
        )
        self._connection.execute(_DROP_OLD_TAPS, ((now - TAP_LIFETIME).timestamp(),))

    def drop_all(self) -> None:
        """Drop everything that waits."""
        self._connection.execute("DELETE FROM pending_update")

    def show(self, limit: int, now: datetime) -> list[JsonObject]:
        """Return the oldest updates that may go out now, at most `limit`; what was late no longer is."""
        rows = self._connection.execute(_SHOW, {"now": now.timestamp(), "limit": limit}).fetchall()
        for row in rows:
            self._shown(row)
        return [decode_object(str(row["body"])) for row in rows]

    def next_of(self, queue: str, now: datetime) -> JsonObject | None:
        """Return the update of a queue that may go out now, None when none does."""
        row = self._connection.execute(_NEXT_OF, {"queue": queue, "now": now.timestamp()}).fetchone()
        if row is None:
            return None
        self._shown(row)
        return decode_object(str(row["body"]))

    def queues(self, after: int) -> tuple[list[str], int]:
        """Return the queues with updates after an id or with late ones, oldest first, and the last id."""
        rows = self._connection.execute(_QUEUES, (after,)).fetchall()
        last = self._connection.execute("SELECT max(update_id) AS last FROM pending_update").fetchone()
        return [str(row["queue"]) for row in rows], int(last["last"] or after)

    def late(self) -> bool:
        """Tell whether something waits for its second delivery."""
        found = self._connection.execute("SELECT 1 FROM pending_update WHERE second = 'late' LIMIT 1")
        return found.fetchone() is not None

    def waiting(self, limit: int) -> list[JsonObject]:
        """Return the oldest updates that wait, late ones too, at most `limit`."""
        rows = self._connection.execute(
            "SELECT body FROM pending_update ORDER BY update_id LIMIT ?", (limit,)
        )
        return [decode_object(str(row["body"])) for row in rows]

    def size(self) -> int:
        """Return how many updates wait."""
        row = self._connection.execute("SELECT count(*) AS updates FROM pending_update").fetchone()
        return int(row["updates"])

    def _drop(self, first: int, last: int, now: datetime) -> None:
        """Drop what was delivered; what comes twice becomes late instead."""
        self._connection.execute(_DROP, (first, last))
        self._connection.execute(_MAKE_LATE, ((now + HELD_BACK).timestamp(), first, last))

    def _shown(self, row: sqlite3.Row) -> None:
        if row["second"] == "late":
            self._connection.execute(
                "UPDATE pending_update SET second = '' WHERE update_id = ?", (row["update_id"],)
            )


def _id_of(value: Json) -> Json:
    return value.get("id") if isinstance(value, dict) else None
