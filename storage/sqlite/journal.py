"""Makes what stands in the journal durable, before a connection that writes takes it for durable."""

import os
import sqlite3
from pathlib import Path
from typing import Final

JOURNAL: Final = "-wal"
"""Ends the name of the file to which SQLite writes ahead."""
_CHUNK: Final = 2**20


def make_durable(connection: sqlite3.Connection, path: Path) -> None:
    """Write the journal of the database at ``path`` once more as it is, under the lock of who writes.

    When a sync fails, its commit fails too, but what it wrote is in the journal. The system then takes those
    pages for written (https://wiki.postgresql.org/wiki/Fsync_Errors), and no later sync brings them to the
    disk. Whoever opens the file anew, after a restart perhaps, reads them as any other commit: what was
    refused is there, asked for again it is "already recorded", and the next power cut takes it away.

    Raises:
        OSError: the disk still fails.
        sqlite3.Error: another program holds the lock, or the file cannot be read.
    """
    journal = path.with_name(f"{path.name}{JOURNAL}")
    if not journal.exists() or not journal.stat().st_size:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        renew(journal)
    finally:
        connection.execute("ROLLBACK")


def renew(file: Path) -> None:
    """Write the bytes of ``file`` in the places where they are, and sync it.

    Raises:
        OSError: the disk fails.
    """
    descriptor = os.open(file, os.O_RDWR)
    try:
        offset = 0
        while chunk := os.pread(descriptor, _CHUNK, offset):
            offset += os.pwrite(descriptor, chunk, offset)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
