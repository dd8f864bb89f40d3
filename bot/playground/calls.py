"""The log of all calls that the bot made, for tests and for whoever looks why a card is wrong."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from bot.playground.json_values import JsonObject, decode_object, encode
from bot.playground.parameters import Parameters

KEPT_CALLS = 5000
"""How many calls are kept; the oldest go first."""


class CallLog:
    """Calls by number, with method, parameters, unknown parameters, status and description."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def add(
        self,
        method: str,
        parameters: Parameters,
        unknown: Sequence[str],
        refusal: JsonObject | None,
        now: datetime,
        marks: JsonObject | None = None,
    ) -> None:
        """Log one call; `refusal` is the answer's body when it was refused.

        `marks` stand beside the rest: `fault` names what struck the call (its status is 0 when it got no
        answer and was not done), `reply` says that it came in the answer to a webhook.
        """
        status = refusal["error_code"] if refusal else 200
        body: JsonObject = {
            "method": method,
            "params": dict(parameters.values),
            "files": [upload.name for upload in parameters.files.values()],
            "unknown": list(unknown),
            "status": status,
            "description": refusal["description"] if refusal else "",
            **(marks or {}),
        }
        cursor = self._connection.execute(
            "INSERT INTO call (made_at, method, status, body) VALUES (?, ?, ?, ?)",
            (now.timestamp(), method, status, encode(body)),
        )
        self._connection.execute(
            "DELETE FROM call WHERE number <= ?", ((cursor.lastrowid or 0) - KEPT_CALLS,)
        )

    def after(self, number: int, method: str, last: int = KEPT_CALLS) -> list[JsonObject]:
        """Return the calls after a number, oldest first, of one method or of all when it is empty.

        Of many only the `last` so many.
        """
        rows = self._connection.execute(
            "SELECT * FROM (SELECT number, body FROM call WHERE number > ? "
            "AND (? = '' OR method = ? COLLATE NOCASE) ORDER BY number DESC LIMIT ?) ORDER BY number",
            (number, method, method, max(last, 0)),
        )
        return [{"number": int(row["number"]), **decode_object(str(row["body"]))} for row in rows]
