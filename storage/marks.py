"""Head marks: how far a log had come, beside it and at a second place, so that an older copy is noticed.

A mark is never ahead of the log, since it is written after the commit. A log that is behind its mark, or
holds another event where the mark was made, is not the log that went on from there.
"""

import fcntl
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from storage.chain import Tip

_WORD: Final = "hejie-head"
_PARTS: Final = 6
_LENGTH: Final = 240
"""Bytes of a mark, so that a later one covers an earlier one whole; within one sector of any disk."""
GO_ON: Final = (
    "To go back to a backup, run `hejie restore BACKUP --to FILE`. To go on with this very file, perhaps "
    "because it was moved to another machine, see that no bot uses the original any more, then run "
    "`hejie log adopt`"
)
"""What can be done with a copy."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The end of a log at one moment."""

    log: str
    """Which log: a random id that it got when it was made."""
    file: str
    """Which file on which disk held it: a copy is another one."""
    position: int
    hash: bytes

    def text(self) -> str:
        """Return the mark as a line."""
        return f"{_WORD} 1 {self.log} {self.file} {self.position} {self.hash.hex()}"

    @classmethod
    def read(cls, text: str) -> "Mark | None":
        """Read a line; none when it is no mark, which a torn write can leave."""
        parts = text.split()
        if len(parts) != _PARTS or parts[:2] != [_WORD, "1"]:
            return None
        try:
            return cls(parts[2], parts[3], int(parts[4]), bytes.fromhex(parts[5]))
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Standing:
    """What a database and the marks of its log say of each other."""

    log: str
    tip: Tip
    troubles: tuple[str, ...]
    """Why it is not the one that the bot wrote last; empty when it is."""
    missing: int
    """Events that the marks know of beyond its end."""
    is_marked: bool
    """Whether any mark of this log was found."""


def file_of(path: Path) -> str:
    """Name the file at ``path`` so that a copy of it has another name, and a renamed one the same.

    The file system's own id stands for the disk: the number of a device may be another one after a reboot.
    """
    return f"{os.statvfs(path).f_fsid:x}:{path.stat().st_ino}"


def mark_at(path: Path) -> Mark | None:
    """Return the mark in the file at ``path``; none when there is none to be read."""
    try:
        text = path.read_bytes()
        while (again := path.read_bytes()) != text:  # it was being written over
            text = again
    except (FileNotFoundError, NotADirectoryError):
        return None
    return Mark.read(text.decode("ascii", errors="replace"))


def is_held(path: Path) -> bool:
    """Tell whether a program that runs holds the mark at ``path``; it may, where locks are unknown."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False


class MarkFile:
    """A mark that is written over and over without waiting for the disk: the system outlives the bot."""

    def __init__(self, path: Path) -> None:
        """Open the file for writing; only its owner may read it."""
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)

    def hold(self) -> None:
        """Let everybody see, until it is closed, that the mark is that of a program that runs."""
        with suppress(OSError):  # where locks are unknown it always looks so
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)

    @property
    def is_gone(self) -> bool:
        """Tell whether the file was taken away, so that nobody will ever read what is written into it."""
        return os.fstat(self._descriptor).st_nlink == 0

    def put(self, mark: Mark, *, durable: bool = False) -> None:
        """Write ``mark`` over the former one."""
        os.pwrite(self._descriptor, mark.text().ljust(_LENGTH - 1).encode("ascii") + b"\n", 0)
        if durable:
            os.fsync(self._descriptor)

    def close(self) -> None:
        """Close the file."""
        os.close(self._descriptor)


def judge(
    mark: Mark, log: str, position: int, hash_at: Callable[[int], bytes | None], held_by: str = "file"
) -> str | None:
    """Return what is wrong with a log of id ``log`` that ends at ``position``, when ``mark`` was made of it.

    ``hash_at`` returns the hash of the event at a position. ``held_by`` is what the log is held by.
    """
    if mark.log != log:
        return (
            f"the mark beside this {held_by} was made for another log, so that it stands in the wrong place"
        )
    if position < mark.position:
        gone = mark.position - position
        return f"this {held_by} is an older copy: the last {gone} events that were written are not in it"
    if mark.position and hash_at(mark.position) != mark.hash:
        return (
            f"this {held_by} is a copy that went its own way: its event {mark.position} is not the one that "
            "the bot wrote"
        )
    return None
