"""Copies a log beside the bot that writes it, and proves the copy before it bears the name of a backup."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from storage.backups import Backups
from storage.chain import Tip
from storage.errors import BackupError
from storage.manifest import FORM, Manifest, digest_of
from storage.ports import Told
from storage.silence import unheard
from storage.sql.key_rows import key_use
from storage.sql.moving import refuse_half
from storage.sqlite.chain_walk import walk_chain
from storage.sqlite.looking import at_rest, look_into
from storage.sqlite.opening import check_pages
from storage.sqlite.past import log_id

PAGES: Final = 2_048
"""Pages that are copied at once: 8 MiB."""


@dataclass(frozen=True, slots=True)
class Ears:
    """Who hears how far a backup is: with its copying, and with its proving."""

    copying: Told = field(default=unheard)
    proving: Told = field(default=unheard)


DEAF: Final = Ears()


@dataclass(frozen=True, slots=True)
class Proven:
    """What a copy was found to hold."""

    log: str
    tip: Tip
    keys: tuple[str, ...]


def back_up(database: Path, folder: Path, now: datetime, program: str, ears: Ears = DEAF) -> Path:
    """Write a backup of ``database`` into ``folder``, with its manifest; return its path.

    Raises:
        BackupError: there is no log, or the folder is in use.
        CannotOpenStorageError: the copy is damaged, or its chain broken.
        StorageUnavailableError: the file or the disk refuses.
    """
    if not database.is_file():
        msg = f"{database} is not there: name the log in HEJIE_DB"
        raise BackupError(msg)
    backups, name = Backups(folder), database.stem
    with backups.held():
        place = backups.place(name, now.astimezone(UTC))
        part = backups.begin(place, name)
        try:
            _copy(database, part, ears.copying)
            proven = prove(part, ears.proving)
            backups.finish(part, place, _manifest(proven, part, place, now, program))
        finally:
            part.unlink(missing_ok=True)
    return place


def prove(copy: Path, told: Told = unheard) -> Proven:
    """Look through a copy that nobody writes: its pages, and its chain from the first event to the last.

    Raises:
        BackupError: it is no log of ours.
        CannotOpenStorageError: it is damaged, or an event is not what was written.
        StorageUnavailableError: it cannot be read.
    """

    def look(connection: sqlite3.Connection) -> Proven:
        check_pages(connection, copy, whole=True)
        log = log_id(connection)
        if log is not None:
            refuse_half(connection)
        if log is None:
            raise BackupError(
                "the log is from before logs were chained, or not of this program: start the bot once, which "
                "brings it up to date"
            )
        return Proven(log, walk_chain(connection, told), tuple(sorted(key_use(connection).operating)))

    return look_into(copy, look, at_rest)


def _manifest(proven: Proven, part: Path, place: Path, now: datetime, program: str) -> Manifest:
    return Manifest(
        form=FORM,
        file=place.name,
        log=proven.log,
        taken_at=now.astimezone(UTC).isoformat(timespec="microseconds"),
        events=proven.tip.position,
        position=proven.tip.position,
        hash=proven.tip.hash.hex(),
        keys=proven.keys,
        size=part.stat().st_size,
        sha256=digest_of(part),
        program=program,
    )


def _copy(database: Path, part: Path, told: Told) -> None:
    def copy(source: sqlite3.Connection) -> None:
        with closing(sqlite3.connect(part, isolation_level=None)) as into:
            # A copy that breaks off is thrown away, and one that does not is made durable whole.
            into.execute("PRAGMA journal_mode = OFF")
            into.execute("PRAGMA synchronous = OFF")
            # One look over all of it, or whatever the bot writes sends the next step back to the first page.
            source.execute("BEGIN")
            log_id(source)
            source.backup(into, pages=PAGES, progress=lambda _, left, total: told(total - left, total))

    look_into(database, copy, grows=part)
