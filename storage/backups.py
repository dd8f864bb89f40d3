"""A folder of backups: each a file and its manifest, whole or not there at all."""

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from storage.durable import make_durable, new_file
from storage.errors import BackupError
from storage.manifest import ENDING, Manifest, manifest_of, read_manifest

DATABASE: Final = ".db"
PART: Final = ".part"
"""Ends the name of a file that is not whole yet."""


@dataclass(frozen=True, slots=True)
class Backups:
    """The backups in one folder."""

    folder: Path

    @contextmanager
    def held(self) -> Iterator[None]:
        """Make the folder, for its owner alone, and keep other backups out of it meanwhile.

        Raises:
            BackupError: another one is being made there.
        """
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
            os.fsync(descriptor)
        except BlockingIOError as error:
            msg = f"another backup into {self.folder} is on its way: wait until it is done"
            raise BackupError(msg) from error
        finally:
            os.close(descriptor)

    def place(self, name: str, at: datetime) -> Path:
        """Return where the backup of the log called ``name`` belongs that is taken at ``at``."""
        path = self.folder / f"{name}-{at:%Y%m%dT%H%M%SZ}{DATABASE}"
        number = 1
        while path.exists() or manifest_of(path).exists():
            number += 1
            path = self.folder / f"{name}-{at:%Y%m%dT%H%M%SZ}-{number}{DATABASE}"
        return path

    def begin(self, place: Path, name: str) -> Path:
        """Return an empty file for the backup that will stand at ``place``; remove what broken ones left."""
        for left in self.folder.glob(f"{name}-*{PART}"):
            left.unlink()
        return new_file(place.with_name(place.name + PART))

    def finish(self, part: Path, place: Path, manifest: Manifest) -> None:
        """Make the backup and its manifest durable under their names; the file comes last."""
        note = new_file(manifest_of(place).with_name(manifest_of(place).name + PART))
        note.write_bytes(manifest.text())
        make_durable(note)
        note.replace(manifest_of(place))
        make_durable(part)
        part.replace(place)
        make_durable(self.folder)

    def of(self, log: str) -> Sequence[tuple[Path, Manifest]]:
        """Return the backups of a log that stand here whole, the latest first."""
        found = []
        for note in self.folder.glob(f"*{ENDING}"):
            try:
                manifest = read_manifest(note.with_suffix(DATABASE))
            except BackupError:
                continue  # somebody else's file
            path = self.folder / manifest.file
            if manifest.log == log and path.is_file():
                found.append((path, manifest))
        return sorted(found, key=lambda each: (each[1].taken_at, each[0]), reverse=True)

    def keep(self, log: str, most: int) -> Sequence[Path]:
        """Remove the backups of a log beyond the latest ``most``, and return which."""
        removed = [path for path, _ in self.of(log)[most:]]
        for path in removed:
            path.unlink()
            manifest_of(path).unlink()
        return removed
