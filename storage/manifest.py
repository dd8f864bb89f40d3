"""What stands beside a backup: which log it is, how far it goes, and by what its file is known again."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from storage.errors import BackupError

FORM: Final = "hejie-backup 1"
ENDING: Final = ".json"
_PIECE: Final = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """One backup. It holds no word of anybody, and no key."""

    form: str
    file: str
    """The name of the file, in the same folder."""
    log: str
    taken_at: str
    events: int
    position: int
    hash: str
    """The hash of the last event, in hex."""
    keys: tuple[str, ...]
    """Ids of the operating keys that lock it: as long as it is to be opened, they must be kept."""
    size: int
    sha256: str
    program: str
    """The version of the program that made it."""

    def text(self) -> bytes:
        """Return the manifest as it is kept: JSON that people can read."""
        return msgspec.json.format(msgspec.json.encode(self)) + b"\n"


def manifest_of(backup: Path) -> Path:
    """Return where the manifest of the backup at ``backup`` stands."""
    return backup.with_suffix(ENDING)


def read_manifest(backup: Path) -> Manifest:
    """Return the manifest of the backup at ``backup``.

    Raises:
        BackupError: there is none, or it is that of another file.
    """
    path = manifest_of(backup)
    try:
        found = msgspec.json.decode(path.read_bytes(), type=Manifest)
    except (OSError, msgspec.MsgspecError) as error:
        msg = (
            f"{backup} is no backup that `hejie backup` made: its {path.name} is missing or cannot be read: "
            "put it beside it"
        )
        raise BackupError(msg) from error
    if found.form != FORM or found.file != backup.name:
        msg = f"{path} belongs to another backup, or to another version of this program"
        raise BackupError(msg)
    return found


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()
