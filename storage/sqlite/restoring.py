"""Brings a backup to an empty place, whole or not at all."""

import os
import shutil
from pathlib import Path
from typing import Final

from storage.backups import PART
from storage.durable import make_durable, new_file
from storage.errors import BackupError
from storage.manifest import Manifest, digest_of, read_manifest
from storage.sqlite.backup import DEAF, Ears, prove
from storage.sqlite.lock import held
from storage.sqlite.past import HEAD, beside

COMPANIONS: Final = ("", "-wal", "-shm", "-journal", HEAD)
"""What makes a place one where a log is."""


def bring(backup: Path, to: Path, ears: Ears = DEAF) -> Manifest:
    """Copy ``backup`` to ``to``, where nothing is yet, and return its manifest. No mark is made of it.

    Raises:
        BackupError: it is no backup, or was changed, or something is at ``to``.
        CannotOpenStorageError: a bot runs at ``to``, or the backup is damaged.
        StorageUnavailableError: a file cannot be read or written.
    """
    manifest = read_manifest(backup)
    refuse_taken(to)
    with held(to):
        part = new_file(_cleared(beside(to, PART)))
        try:
            shutil.copyfile(backup, part)
            _refuse_changed(backup, part, manifest, ears)
            make_durable(part)
            part.replace(to)
            make_durable(to.parent)
        finally:
            part.unlink(missing_ok=True)
    return manifest


def refuse_taken(to: Path) -> None:
    """Check that no log is at ``to``, and none was.

    Raises:
        BackupError: something is there.
    """
    there = [beside(to, each).name for each in COMPANIONS if os.path.lexists(beside(to, each))]
    if there:
        msg = (
            f"a backup is never restored over a log, and in {to.parent} there is {', '.join(there)}: stop "
            "the bot and move it away, or name another FILE"
        )
        raise BackupError(msg)


def take_away(to: Path) -> None:
    """Remove what :func:`bring` brought, when it cannot be opened there."""
    for each in COMPANIONS:
        beside(to, each).unlink(missing_ok=True)


def _cleared(part: Path) -> Path:
    part.unlink(missing_ok=True)
    return part


def _refuse_changed(backup: Path, part: Path, manifest: Manifest, ears: Ears) -> None:
    if digest_of(part) != manifest.sha256:
        msg = (
            f"{backup} is not what `hejie backup` wrote: its SHA-256 is another one than its manifest says: "
            "take another backup"
        )
        raise BackupError(msg)
    proven = prove(part, ears.proving)
    told = (manifest.log, manifest.position, manifest.hash)
    if (proven.log, proven.tip.position, proven.tip.hash.hex()) != told:
        msg = f"{backup} does not end where its manifest says: take another backup"
        raise BackupError(msg)
