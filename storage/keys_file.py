"""The file in which a keyring stands: made once, changed whole, readable by its owner alone."""

import os
from pathlib import Path

from storage.errors import KeyringError
from storage.keyring import Keyring


def read_keys(path: Path) -> Keyring:
    """Return the keyring in the file at ``path``.

    Raises:
        KeyringError: there is none, others may read it, or it cannot be used.
    """
    try:
        if path.stat().st_mode & 0o077:
            msg = f"others may read the keys in {path}: chmod 600 {path}"
            raise KeyringError(msg)
        text = path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        msg = (
            f"the keys in {path} cannot be read: name their file in HEJIE_KEYS_FILE, or make one with "
            "`hejie keys init`"
        )
        raise KeyringError(msg) from error
    try:
        return Keyring.read(text)
    except KeyringError as error:
        msg = f"{path}: {error}"
        raise KeyringError(msg) from error


def write_new(path: Path, text: str) -> None:
    """Write ``text`` to a file that is not there yet, durably.

    Raises:
        FileExistsError: it is there.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(descriptor, text.encode("ascii"))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace_keys(path: Path, keyring: Keyring) -> None:
    """Write ``keyring`` in the place of what stood at ``path``; at no moment is there half a file."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    write_new(fresh, keyring.text())
    fresh.replace(path)
    descriptor = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
