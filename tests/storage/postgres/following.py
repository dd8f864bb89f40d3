"""Follows a log that others write, by position."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from storage.postgres.connection import PostgresConnection
from storage.postgres.line import PostgresLine
from storage.sql.statements import statements

Beyond = Callable[[int, PostgresConnection], Sequence[int]]
"""Returns the positions after one, in their order."""
_AT_ONCE: Final = 1_000
_PAUSE: Final = 0.0005


def in_the_log(last: int, connection: PostgresConnection) -> Sequence[int]:
    rows = connection.execute(statements("verifying")["stretch"], (last, last + _AT_ONCE))
    return [row[0] for row in rows]


@dataclass(slots=True)
class Follower:
    """Reads on from the last position that it has seen, again and again."""

    line: PostgresLine
    beyond: Beyond = in_the_log
    seen: list[int] = field(default_factory=list)

    async def follow(self, is_over: Callable[[], bool]) -> None:
        """Read until nothing is written any more and everything that can still be seen was seen."""
        more = True
        while more:
            over, before = is_over(), len(self.seen)
            last = self.seen[-1] if self.seen else 0
            self.seen += await self.line.run(partial(self.beyond, last))
            more = not over or len(self.seen) > before
            await asyncio.sleep(_PAUSE)
