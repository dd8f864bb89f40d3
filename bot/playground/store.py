"""What the playground remembers, in one SQLite file: counters, settings, files, and the tables beside it.

Every deed runs in one transaction that is committed before its answer goes out. Counters never run
backwards, also not across starts: they live in the same transaction as what they number.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.playground.calls import CallLog
from bot.playground.held import HeldUpdates
from bot.playground.message_table import MessageTable
from bot.playground.parameters import Upload
from bot.playground.pending import PendingUpdates
from bot.playground.schema import ADDED, INDEXES, SCHEMA
from bot.playground.taps import TapTable

_FIRST_VALUES = {"update": 100_000_000, "callback": 4_000_000_000_000_000_000}


class Store:
    """The one database of a playground; use it from one thread, and close it at the end.

    `path` is a file (its folder is made when missing) or `:memory:`. The file is locked for this process
    alone, so a second playground on the same file fails at once with sqlite3.OperationalError instead of
    mixing up two chats.
    """

    def __init__(self, path: Path | str) -> None:
        if str(path) != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(str(path), isolation_level=None, timeout=1)
        self._connection.row_factory = sqlite3.Row
        try:
            self._prepare()
        except sqlite3.Error:
            self._connection.close()
            raise
        self.messages = MessageTable(self._connection, self.count)
        self.pending = PendingUpdates(self._connection, self.count)
        self.held = HeldUpdates(self._connection, self.pending)
        self.taps = TapTable(self._connection, self.count)
        self.calls = CallLog(self._connection)

    def _prepare(self) -> None:
        self._connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute(
            "PRAGMA synchronous = NORMAL"
        )  # outlives this process; a power cut may cost a tap
        self._connection.executescript(f"BEGIN IMMEDIATE;{SCHEMA}COMMIT;")
        for table, columns in ADDED.items():
            there = {row["name"] for row in self._connection.execute(f"PRAGMA table_info({table})")}
            for name in columns.keys() - there:
                self._connection.execute(f"ALTER TABLE {table} ADD COLUMN {name} {columns[name]}")
        self._connection.executescript(INDEXES)

    def close(self) -> None:
        """Release the file."""
        self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit all that happens inside, or nothing of it when an exception leaves."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def count(self, counter: str) -> int:
        """Return the next number of a counter."""
        row = self._connection.execute(
            "INSERT INTO counter VALUES (?, ?) "
            "ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value",
            (counter, _FIRST_VALUES.get(counter, 0) + 1),
        ).fetchone()
        return int(row["value"])

    def version(self) -> int:
        """Return the number of the last change that a person can see."""
        row = self._connection.execute("SELECT value FROM counter WHERE name = 'version'").fetchone()
        return int(row["value"]) if row else 0

    def setting(self, name: str) -> str:
        """Return a setting, empty when it was never set."""
        row = self._connection.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
        return str(row["value"]) if row else ""

    def settings(self, prefix: str) -> dict[str, str]:
        """Return all settings whose names begin so, by the rest of the name."""
        rows = self._connection.execute(
            "SELECT name, value FROM setting WHERE substr(name, 1, ?) = ?", (len(prefix), prefix)
        )
        return {str(row["name"]).removeprefix(prefix): str(row["value"]) for row in rows}

    def set_setting(self, name: str, value: str) -> None:
        """Remember a setting; an empty value forgets it."""
        if value:
            self._connection.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, value))
        else:
            self._connection.execute("DELETE FROM setting WHERE name = ?", (name,))

    def keep_file(self, upload: Upload) -> str:
        """Keep a file and return its new file id."""
        file_id = f"PLAYGROUND-FILE-{self.count('file'):08d}"
        self._connection.execute(
            "INSERT INTO file VALUES (?, ?, ?, ?)", (file_id, upload.name, upload.mime, upload.content)
        )
        return file_id

    def file(self, file_id: str) -> Upload | None:
        """Return a kept file, None when there is none of this id."""
        row = self._connection.execute("SELECT * FROM file WHERE file_id = ?", (file_id,)).fetchone()
        return Upload(str(row["name"]), str(row["mime"]), bytes(row["content"])) if row else None
