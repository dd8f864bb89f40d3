"""Files that only their owner may read, and the waiting until they are on the disk."""

import os
from pathlib import Path


def new_file(path: Path) -> Path:
    """Make an empty file that only its owner may read.

    Raises:
        FileExistsError: it is there.
    """
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    return path


def make_durable(path: Path) -> None:
    """Wait until what was written of a file or folder is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
