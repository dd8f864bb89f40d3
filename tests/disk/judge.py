"""Opens what a power cut left with plain SQLite, and compares it with what the callers were told."""

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.disk.power import Image
from tests.disk.workload import Row

Asked = Mapping[str, frozenset[Row]]
"""The events that each cause was to write."""
_TABLES: Final = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('events', 'causes')"
EVENTS: Final = "SELECT stream_kind, stream_key, version, cause FROM events"
CAUSES: Final = "SELECT cause FROM causes"
HOLES: Final = (
    "SELECT stream_kind || '/' || stream_key FROM events GROUP BY stream_kind, stream_key "
    "HAVING min(version) <> 1 OR max(version) <> count(DISTINCT version)"
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong with the files after a cut."""

    lost: tuple[str, ...] = ()
    """Causes that were acknowledged and of which nothing is there."""
    corrupt: str = ""
    """What SQLite says of a damaged file."""
    wrong: tuple[str, ...] = ()
    """Other broken promises, in words."""


def left(folder: Path, image: Image) -> None:
    """Make ``folder`` hold the files of ``image`` and no other; folders in it stay."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        if path.is_file() and path.name not in image:
            path.unlink()
    for name, content in image.items():
        path = folder / name
        path.touch()
        with path.open("r+b", buffering=0) as file:  # in place: new pages cost more than the copying
            file.write(content)
            file.truncate()


@dataclass(frozen=True, slots=True)
class Found:
    """What a database holds."""

    events: list[Row]
    causes: list[str]
    with_holes: list[str]
    """The streams whose versions are not 1, 2, 3 …"""


def judged(path: Path, asked: Asked, acknowledged: Collection[str]) -> Verdict:
    """Look at the database at ``path``, of which callers were told that ``acknowledged`` is durable."""
    try:
        found = _found(path)
    except sqlite3.DatabaseError as error:
        return Verdict(tuple(sorted(acknowledged)), str(error))
    return compared(found, asked, acknowledged)


def compared(found: Found, asked: Asked, acknowledged: Collection[str]) -> Verdict:
    """Compare what a whole database holds with what callers asked for and were told."""
    there = {row[3] for row in found.events}
    lost = [cause for cause in acknowledged if cause not in there]
    return Verdict(tuple(sorted(lost)), wrong=tuple(_wrong(found, there, asked)))


def _found(path: Path) -> Found:
    """Read what is there; nothing before the schema was made, or when there is no file.

    Raises:
        sqlite3.DatabaseError: the file is damaged.
    """
    if not path.exists():
        return Found([], [], [])
    try:  # one who only reads does not copy the log into the database at the end, which takes its time
        return _read(f"{path.absolute().as_uri()}?mode=ro")
    except sqlite3.OperationalError:  # an unfinished transaction to roll back, for which one has to write
        return _read(path.absolute().as_uri())


def _read(uri: str) -> Found:
    with closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        health = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if health != "ok":
            raise sqlite3.DatabaseError(health)
        if connection.execute(_TABLES).fetchone()[0] < 2:
            return Found([], [], [])
        causes, holes = ([row[0] for row in connection.execute(sql)] for sql in (CAUSES, HOLES))
        return Found(connection.execute(EVENTS).fetchall(), causes, holes)


def _wrong(found: Found, there: set[str], asked: Asked) -> Iterator[str]:
    for stream in found.with_holes:
        yield f"{stream} has a hole"
    rows = set(found.events)
    if len(rows) < len(found.events):
        yield f"more than once: {[row for row, times in Counter(found.events).items() if times > 1]}"
    wanted = set[Row]().union(*(asked.get(cause, ()) for cause in there))
    if rows != wanted:
        yield f"missing of their causes: {sorted(wanted - rows)}, not asked for: {sorted(rows - wanted)}"
    if sorted(found.causes) != sorted(there):
        yield f"causes {sorted(found.causes)} stand beside events of {sorted(there)}"
