"""What happened on a disk, in order: all that a power cut may undo."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NewType

FileId = NewType("FileId", int)
"""A file as it was made; one deleted and made anew under the same name is another."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file of an earlier time was opened; all that it held then is taken to be durable."""

    file: FileId
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Created:
    """A file was made, and is empty."""

    file: FileId
    name: str


@dataclass(frozen=True, slots=True)
class Written:
    """Bytes were handed to the system."""

    file: FileId
    offset: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Truncated:
    """A file was cut, or grown with zeros, to ``size`` bytes."""

    file: FileId
    size: int


@dataclass(frozen=True, slots=True)
class Synced:
    """The disk said that everything written to the file before the entry ``since`` is durable."""

    file: FileId
    since: int


@dataclass(frozen=True, slots=True)
class SyncFailed:
    """The system failed to write the file's pages back and, as Linux does, thinks of them as clean."""

    file: FileId


@dataclass(frozen=True, slots=True)
class Deleted:
    """A name was removed; ``durable`` if the folder was synced with it."""

    name: str
    durable: bool


@dataclass(frozen=True, slots=True)
class Marked:
    """The test says where it stands, e.g. that a caller has its answer."""

    text: str


Entry = Found | Created | Written | Truncated | Synced | SyncFailed | Deleted | Marked


class Trace:
    """The entries, each added when its deed is done; several threads may add."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []

    def add(self, entry: Entry) -> None:
        self._entries.append(entry)  # one step of the interpreter: no lock needed

    def mark(self, text: str) -> None:
        """Say that ``text`` is true from here on."""
        self.add(Marked(text))

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(tuple(self._entries))
