"""Where the files of a library are: in a folder, or in memory."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from playbooks.limits import MAX_FILE_BYTES
from playbooks.parts import CASES, LAW, PLAYBOOK

FILE = f"{PLAYBOOK}.yaml"


class Shelf(Protocol):
    """The files of one library, by their paths relative to it."""

    def content(self, path: str) -> bytes:
        """Return a file's bytes, at most one more than may be: enough to see that it is too large.

        Raises:
            OSError: it is not there, or cannot be read.
            ValueError: no file can have this name.
        """
        ...

    def shown(self, path: str) -> str:
        """Return a path as findings name it."""
        ...

    def playbooks(self) -> list[str]:
        """Return the names of the playbooks of the library, for hints."""
        ...

    def cards(self) -> list[str]:
        """Return the ids of the law cards of the library, for hints."""
        ...

    def cases(self) -> list[str]:
        """Return the ids of the cases of the library."""
        ...


@dataclass(frozen=True, slots=True)
class InMemory:
    """Files that are at hand."""

    sources: Mapping[str, bytes]

    def content(self, path: str) -> bytes:
        """Return a file's bytes."""
        if path not in self.sources:
            raise FileNotFoundError(path)
        return self.sources[path]

    def shown(self, path: str) -> str:
        """Return the path itself."""
        return path

    def playbooks(self) -> list[str]:
        """Return the folders that hold a playbook."""
        return sorted(path.removesuffix(f"/{FILE}") for path in self.sources if path.endswith(f"/{FILE}"))

    def cards(self) -> list[str]:
        """Return the names of the files among the law cards."""
        return self._among(LAW)

    def cases(self) -> list[str]:
        """Return the names of the files among the cases."""
        return self._among(CASES)

    def _among(self, folder: str) -> list[str]:
        return sorted(path[len(folder) + 1 : -5] for path in self.sources if path.startswith(f"{folder}/"))


@dataclass(frozen=True, slots=True)
class OnDisk:
    """Files in a folder; ``elsewhere`` names those that stand under another name."""

    library: Path
    elsewhere: Mapping[str, Path] = field(default_factory=dict)

    def content(self, path: str) -> bytes:
        """Read a file."""
        file = self._file(path)
        if file.exists() and not file.is_file():
            raise IsADirectoryError(file)
        with file.open("rb") as opened:
            return opened.read(MAX_FILE_BYTES + 1)

    def shown(self, path: str) -> str:
        """Return the path from where we stand if it is below, else in full."""
        return shown(self._file(path))

    def playbooks(self) -> list[str]:
        """Return the folders that hold a playbook, as far as they can be seen."""
        return [path.name for path in _within(self.library) if is_there(path / FILE)]

    def cards(self) -> list[str]:
        """Return the names of the files among the law cards."""
        return self._among(LAW)

    def cases(self) -> list[str]:
        """Return the names of the files among the cases."""
        return self._among(CASES)

    def _among(self, folder: str) -> list[str]:
        return [path.stem for path in _within(self.library / folder) if path.suffix == ".yaml"]

    def _file(self, path: str) -> Path:
        return self.elsewhere.get(path, self.library / path)


@dataclass(frozen=True, slots=True)
class Over:
    """Files at hand that stand in the place of those of another shelf, or beside them."""

    above: Mapping[str, bytes]
    below: Shelf

    def content(self, path: str) -> bytes:
        """Return a file's bytes."""
        return self.above[path] if path in self.above else self.below.content(path)

    def shown(self, path: str) -> str:
        """Return the path itself: where a library stands is nobody's business who sent a file."""
        return path

    def playbooks(self) -> list[str]:
        """Return the playbooks of both."""
        return sorted({*InMemory(self.above).playbooks(), *self.below.playbooks()})

    def cards(self) -> list[str]:
        """Return the law cards of both."""
        return sorted({*InMemory(self.above).cards(), *self.below.cards()})

    def cases(self) -> list[str]:
        """Return the cases of both."""
        return sorted({*InMemory(self.above).cases(), *self.below.cases()})


def is_there(path: Path) -> bool:
    """Tell whether a path leads to something; one that cannot be asked leads to nothing."""
    try:
        return path.exists()
    except OSError:
        return False


def shown(path: Path) -> str:
    """Return a path as findings name it: from where we stand if it is below, else in full."""
    absolute = Path(os.path.abspath(path))  # noqa: PTH100  # not resolved: a link keeps the name that was given
    return str(absolute.relative_to(Path.cwd())) if absolute.is_relative_to(Path.cwd()) else str(absolute)


def _within(folder: Path) -> Iterable[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return ()
