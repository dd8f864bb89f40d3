"""Somebody with the file in hand and plain SQLite, who may also know how the log is chained and marked."""

import sqlite3
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from storage.chain import FIRST, link
from storage.checkpoints import Checkpoint, read_checkpoint
from storage.manner import PLAIN, Manner
from storage.marks import Mark, MarkFile, mark_at
from storage.opening import Storage, open_for_reading, open_storage
from storage.ports import Verified
from tests.storage.lived import live
from tests.storage.places import fixed_clock

CALLS: Final = 4
_TRIGGERS: Final = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"
_WHOLE_LOG: Final = (
    "SELECT position, stream_kind, stream_key, version, type, type_version, body, at, by, cause FROM events "
    "ORDER BY position"
)


@dataclass(frozen=True, slots=True)
class Event:
    """Where an event stands."""

    position: int
    kind: str
    key: str
    version: int

    def __str__(self) -> str:
        """Return how the verifier names it."""
        return f"{self.kind}/{self.key} version {self.version}"


@dataclass(frozen=True, slots=True)
class Log:
    """A closed log, two checkpoints at its second place."""

    path: Path

    @property
    def second(self) -> Path:
        return self.path.with_name(f"{self.path.name}-second")

    @property
    def lines(self) -> Path:
        """The file of the checkpoints."""
        return next(self.second.glob("*.checkpoints"))

    def select(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.path)) as connection:
            return connection.execute(sql, values).fetchall()

    def events(self, where: str = "1") -> list[Event]:
        """Return events in the order of writing; ``where`` is SQL."""
        sql = f"SELECT position, stream_kind, stream_key, version FROM events WHERE {where} ORDER BY position"
        with closing(sqlite3.connect(self.path)) as connection:
            return [Event(*row) for row in connection.execute(sql)]

    def calls(self) -> list[str]:
        """Return the keys of the calls, in their order."""
        return list(dict.fromkeys(each.key for each in self.events("stream_kind = 'session'")))

    def checkpoints(self) -> list[Checkpoint]:
        read = map(read_checkpoint, self.lines.read_bytes().splitlines())
        return [each for each in read if each is not None]

    def put_checkpoints(self, checkpoints: Sequence[Checkpoint]) -> None:
        self.lines.write_bytes(b"".join(each.line() for each in checkpoints))

    @contextmanager
    def tampered(self) -> Iterator[sqlite3.Connection]:
        """Take away what guards the tables, and put it back in the end."""
        with closing(sqlite3.connect(self.path)) as connection, connection:
            triggers = connection.execute(_TRIGGERS).fetchall()
            for name, _ in triggers:
                connection.execute(f"DROP TRIGGER {name}")
            yield connection
            for _, sql in triggers:
                connection.execute(sql)

    def change(self, sql: str, *values: object) -> None:
        with self.tampered() as connection:
            assert connection.execute(sql, values).rowcount > 0

    def adjust_marks(self) -> None:
        """Write both marks as the program would for the log as it is now."""
        here = self.path.with_name(f"{self.path.name}-head")
        before = mark_at(here)
        assert before is not None
        rows = self.select("SELECT position, hash FROM events ORDER BY position DESC LIMIT 1")
        (position, hashed), *_ = rows
        assert isinstance(position, int)
        assert isinstance(hashed, bytes)
        for path in (here, next(self.second.glob("*.head"))):
            file = MarkFile(path)
            file.put(Mark(before.log, before.file, position, hashed))
            file.close()

    async def verified(self, manner: Manner = PLAIN) -> Verified:
        """Let the log be read as `hejie log verify --rows` does."""
        async with open_for_reading(f"sqlite:///{self.path}", clock=fixed_clock, manner=manner) as storage:
            assert storage.witness is not None
            return await storage.witness.verify(lambda _done, _total: None, rows=True)

    async def flaws(self, manner: Manner = PLAIN) -> list[str]:
        return [str(flaw) for flaw in (await self.verified(manner)).flaws]

    @asynccontextmanager
    async def opened(self, manner: Manner = PLAIN) -> AsyncIterator[Storage]:
        async with open_storage(f"sqlite:///{self.path}", clock=fixed_clock, manner=manner) as storage:
            yield storage


async def a_log(path: Path) -> Log:
    async with open_storage(f"sqlite:///{path}", clock=fixed_clock) as storage:
        await live(storage, calls_walked=CALLS)
    return Log(path)


def chained_anew(connection: sqlite3.Connection) -> None:
    """Make the chain hold again: it has no secret, and whoever reads the program can compute it."""
    heads: dict[tuple[str, str], bytes] = {}
    for row in connection.execute(_WHOLE_LOG).fetchall():
        stream = (row[1], row[2])
        heads[stream] = link(heads.get(stream, FIRST), row)
        connection.execute("UPDATE events SET hash = ? WHERE position = ?", (heads[stream], row[0]))


def close_the_gaps(connection: sqlite3.Connection) -> None:
    """Number the events anew, with no position and no version missing."""
    versions: dict[tuple[str, str], int] = {}
    rows = connection.execute("SELECT position, stream_kind, stream_key FROM events ORDER BY position")
    for place, (position, kind, key) in enumerate(rows.fetchall(), 1):
        version = versions[kind, key] = versions.get((kind, key), 0) + 1
        row = (place, version, position)
        connection.execute("UPDATE events SET position = ?, version = ? WHERE position = ?", row)
