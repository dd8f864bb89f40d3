"""What a log holds, read beside the program or after its death."""

import shutil
import sqlite3
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from dialogs.events import Event
from dialogs.ids import Cause, SessionId, StreamId, StreamKind
from storage.codec import Encoded, decode
from storage.keys_file import read_keys
from storage.sealing import DataKey, is_sealed, unseal
from storage.sql.vault import wrapped_key


@dataclass(frozen=True, slots=True)
class Line:
    """One event of the log."""

    kind: str
    key: str
    version: int
    event: Event
    cause: Cause


@dataclass(frozen=True, slots=True)
class Dispatched:
    """One notice of the log."""

    kind: str
    state: str
    again: bool
    recipient: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """A whole log."""

    lines: tuple[Line, ...] = ()
    causes: frozenset[Cause] = frozenset()
    dispatched: tuple[Dispatched, ...] = ()

    @property
    def calls_for_help(self) -> tuple[Dispatched, ...]:
        """Return the notices that ask for help; reminders of deadlines wait for days."""
        return tuple(each for each in self.dispatched if each.kind.startswith("help_"))

    def stream(self, kind: str) -> tuple[Event, ...]:
        """Return the events of the one stream of ``kind``, in the order of their versions."""
        lines = sorted((each for each in self.lines if each.kind == kind), key=lambda each: each.version)
        return tuple(each.event for each in lines)

    def of(self, key: str) -> list[Line]:
        """Return the lines of the stream with this key, in the order of their versions."""
        return sorted((each for each in self.lines if each.key == key), key=lambda each: each.version)

    @property
    def session(self) -> SessionId | None:
        found = {each.key for each in self.lines if each.kind == "session"}
        assert len(found) < 2, f"the call was opened {len(found)} times"
        return SessionId(found.pop()) if found else None

    @property
    def counted(self) -> frozenset[Cause]:
        """The causes that wrote something: one that came to nothing is recorded, too."""
        return frozenset(line.cause for line in self.lines)

    def faults(self) -> list[str]:
        """Return what no log may hold, however its writer ended."""
        found = []
        streams: dict[tuple[str, str], list[int]] = {}
        for line in self.lines:
            streams.setdefault((line.kind, line.key), []).append(line.version)
        for stream, versions in streams.items():
            if sorted(versions) != list(range(1, len(versions) + 1)):
                found.append(f"{stream} has the versions {versions}")
        at = Counter((line.kind, line.key, line.cause, line.event.at) for line in self.lines)
        once = {key[:3] for key in at}
        if len(once) != len(at):
            found.append("a cause wrote at two times")
        if unknown := {line.cause for line in self.lines} - self.causes:
            found.append(f"events of {sorted(unknown)} without their cause")
        return found


def read_log(path: Path) -> Ledger:
    """Read the log at ``path``; empty when it is not there yet."""
    if not path.exists():
        return Ledger()
    uri = f"{path.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True)) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        if "events" not in tables or "data_keys" not in tables or "events_in_the_clear" in tables:
            return Ledger()
        connection.execute("BEGIN")
        events = connection.execute(
            "SELECT stream_kind, stream_key, version, type, type_version, body, cause FROM events"
            " ORDER BY position"
        ).fetchall()
        causes = connection.execute("SELECT cause FROM causes").fetchall()
        notices = connection.execute("SELECT kind, state, again, recipient FROM dispatches ORDER BY id")
        keys = opened_keys(connection, path)
        return Ledger(
            tuple(line_of(row, keys) for row in events),
            frozenset(Cause(each) for (each,) in causes),
            tuple(Dispatched(kind, state, bool(again), to) for kind, state, again, to in notices),
        )


def opened_keys(connection: sqlite3.Connection, path: Path) -> Mapping[str, DataKey]:
    """Return the keys of calls, opened with those beside the log (or beside what a copy is of)."""
    beside = path.with_name(f"{path.name.removesuffix('.copy')}-keys")
    if not beside.exists():
        return {}
    keyring, keys = read_keys(beside), dict[str, DataKey]()
    for (session,) in connection.execute("SELECT session FROM data_keys").fetchall():
        wrapped = wrapped_key(connection, session)
        assert wrapped is not None
        keys[session] = keyring.unwrap(session, wrapped)
    return keys


def line_of(row: tuple[str, str, int, str, int, bytes, str], keys: Mapping[str, DataKey]) -> Line:
    kind, key, version, name, form, body, cause = row
    stream, stored = StreamId(StreamKind(kind), key), Encoded(name, form, body)
    if is_sealed(stored):
        stored = unseal(stored, stream, version, keys.get(key))
    return Line(kind, key, version, decode(stored), Cause(cause))


def read_remains(path: Path) -> Ledger:
    """Read a dead writer's log from a copy, so that the next one finds what the death left."""
    copy = path.with_name(f"{path.name}.copy")
    for end in ("", "-wal"):
        part = path.with_name(path.name + end)
        copied = copy.with_name(copy.name + end)
        copied.unlink(missing_ok=True)
        if part.exists():
            shutil.copyfile(part, copied)
    copy.with_name(f"{copy.name}-shm").unlink(missing_ok=True)
    if not copy.exists():
        return Ledger()
    with closing(sqlite3.connect(copy)) as connection:  # takes in the -wal file, as every opening does
        connection.execute("PRAGMA quick_check")
    return read_log(copy)
