"""A log that nobody has open, with all files beside it: spoilt, started on, put right again in place."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

AWAY: Final = ".away"
"""Ends the name of a file that was taken away; a new one in its place would be another file."""


def take_away(path: Path) -> None:
    """Let there be no file at ``path``, until all is put right again."""
    path.rename(path.with_name(path.name + AWAY))


@dataclass(frozen=True, slots=True)
class Closed:
    """The files as they were; in place, because a copy of a database is another file, and refused."""

    folder: Path
    files: Mapping[Path, bytes]

    @classmethod
    def at(cls, folder: Path) -> Self:
        """Remember every file in ``folder``."""
        return cls(folder, {path: path.read_bytes() for path in _files(folder)})

    def restore(self) -> None:
        """Put every file back as it was, and take away what was not there."""
        for path in _files(self.folder):
            if path.suffix == AWAY:
                path.replace(path.with_suffix(""))
            elif path not in self.files:
                path.unlink()
        for path, content in self.files.items():
            path.touch(0o600)
            with path.open("r+b", buffering=0) as file:
                file.write(content)
                file.truncate()


@dataclass(frozen=True, slots=True)
class Flip:
    """One bit of one file."""

    path: Path
    offset: int
    bit: int

    @classmethod
    def drawn(cls, path: Path, size: int, chance: random.Random) -> Self:
        """Draw one bit of a file of ``size`` bytes."""
        return cls(path, chance.randrange(size), chance.randrange(8))

    def strike(self) -> None:
        """Turn it over."""
        with self.path.open("r+b", buffering=0) as file:
            file.seek(self.offset)
            byte = file.read(1)[0]
            file.seek(self.offset)
            file.write(bytes([byte ^ 1 << self.bit]))

    def __str__(self) -> str:
        """Return where it is."""
        return f"{self.path.name} byte {self.offset} bit {self.bit}"


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]
