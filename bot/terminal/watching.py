"""Whether a file of the library was saved since one last looked."""

import os
from collections.abc import Iterator
from pathlib import Path

Signature = frozenset[tuple[str, int, int, int]]
"""Path, inode, size and time of change (ns) of each file."""


class Watch:
    """Looks at the files of a playbook, of its library and of the playbooks beside it.

    An editor may write a file anew, put another in its place, or both: the inode tells.
    """

    def __init__(self, folder: Path) -> None:
        self._library = folder.absolute().parent
        self._seen = self._signature()

    def has_changed(self) -> bool:
        """Tell whether anything is other than at the last question."""
        now = self._signature()
        changed, self._seen = now != self._seen, now
        return changed

    def _signature(self) -> Signature:
        folders = (self._library, *(each for each in _entries(self._library) if each.is_dir()))
        files = (each for folder in folders for each in _entries(folder) if each.name.endswith(".yaml"))
        return frozenset(found for each in files for found in _look(each))


def _entries(folder: "os.PathLike[str]") -> list["os.DirEntry[str]"]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []


def _look(entry: "os.DirEntry[str]") -> Iterator[tuple[str, int, int, int]]:
    try:
        there = entry.stat()
    except OSError:
        return
    yield entry.path, there.st_ino, there.st_size, there.st_mtime_ns
