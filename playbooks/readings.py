"""One look at a library: each file is read, and each playbook asked of the rules, once for all that use it.

A library of thirty playbooks names the same few parts some three hundred times.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from pydantic import BaseModel

from playbooks.book import Book
from playbooks.diagnostics import Diagnostic
from playbooks.shelf import Shelf
from playbooks.source import Source

Content = bytes | OSError | ValueError
"""What a file holds, or why it cannot be read."""


@dataclass(frozen=True, slots=True)
class Shaped:
    """A file in its shape, as far as it has one."""

    document: BaseModel | None
    source: Source
    """The file as read, mended where that was needed."""
    found: tuple[Diagnostic, ...]
    """What is wrong with its shape."""


@dataclass(frozen=True, slots=True)
class Readings:
    """What was read so far. It holds for one shelf, one day and one moment: a second look begins anew."""

    _contents: dict[str, Content] = field(default_factory=dict)
    _sources: dict[str, Source] = field(default_factory=dict)
    _shaped: dict[str, Shaped] = field(default_factory=dict)
    _found: dict[str, tuple[Diagnostic, ...]] = field(default_factory=dict)

    def content(self, shelf: Shelf, path: str) -> bytes:
        """Return a file's bytes.

        Raises:
            OSError: it is not there, or cannot be read.
            ValueError: no file can have this name.
        """
        known = self.look(shelf, path)
        if isinstance(known, bytes):
            return known
        raise known

    def look(self, shelf: Shelf, path: str) -> Content:
        """Return a file's bytes, or why there are none."""
        if path not in self._contents:
            try:
                self._contents[path] = shelf.content(path)
            except (OSError, ValueError) as broken:
                self._contents[path] = broken
        return self._contents[path]

    def source(self, path: str, read: Callable[[], Source]) -> Source:
        """Return a file as read, by ``read`` the first time."""
        if path not in self._sources:
            self._sources[path] = read()
        return self._sources[path]

    def shaped(self, path: str, shape: Callable[[], Shaped]) -> Shaped:
        """Return a file in its shape, by ``shape`` the first time."""
        if path not in self._shaped:
            self._shaped[path] = shape()
        return self._shaped[path]

    def asked(
        self, library: Mapping[str, Book], ask: Callable[[Book], Iterable[Diagnostic]]
    ) -> Iterable[Diagnostic]:
        """Yield what the rules find in each playbook of ``library``, by ``ask`` the first time."""
        for slug, book in library.items():
            if slug not in self._found:
                self._found[slug] = tuple(ask(book))
            yield from self._found[slug]
